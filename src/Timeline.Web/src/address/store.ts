import { useEffect, useState } from 'preact/hooks';
import { formatView, parseView, shownIn, type View } from './view.ts';

/** The one state of the page: the view, as the address bar has it. */
let view = parseView(location.search);
const listeners = new Set<(view: View) => void>();

addEventListener('popstate', () => tell(parseView(location.search)));

function tell(next: View) {
  view = next;
  for (const listener of listeners) listener(view);
}

/** Shows something else. A step that one would go back to stands in the browser's history; a drag replaces the last. */
export function show(change: Partial<View>, isStep = true) {
  const next = { ...view, ...change };
  const address = location.pathname + formatView(next);
  if (address === location.pathname + formatView(view)) return;
  history[isStep ? 'pushState' : 'replaceState'](null, '', address);
  tell(next);
}

/** The zone in which the page tells dates and times at the moment; null: as recorded. Whatever tells any is drawn anew with the view. */
export const shownNow = () => shownIn(view);

export function useView(): View {
  const [seen, setSeen] = useState(view);
  useEffect(() => {
    setSeen(view);
    listeners.add(setSeen);
    return () => void listeners.delete(setSeen);
  }, []);
  return seen;
}
