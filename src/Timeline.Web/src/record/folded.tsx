import type { ComponentChildren } from 'preact';
import { useContext, useState } from 'preact/hooks';
import { FormContext } from './context.ts';
import { faultsAt } from './faults.ts';

/** What is rarely needed; it opens by itself where something in it is wrong. */
export function Folded({ title, places, children }: { title: string; places: readonly string[]; children: ComponentChildren }) {
  const { faults } = useContext(FormContext);
  const [isOpened, setOpened] = useState(false);
  const isOpen = isOpened || places.some(p => faultsAt(faults, p).length > 0);
  return <details open={isOpen} onToggle={e => setOpened(e.currentTarget.open)}><summary>{title}</summary>{isOpen ? children : null}</details>;
}
