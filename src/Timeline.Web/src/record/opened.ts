import { useEffect, useState } from 'preact/hooks';
import type { RecordedEvent } from '../api/answers.ts';
import type { Deed, Draft } from './draft.ts';

/** What is to be recorded: something new, or a deed on an event. */
export interface Opened { readonly deed: Deed | null; readonly target: RecordedEvent | null }

/** A value that the page shares beside the view, and that no link holds. */
function shared<T>(initial: T) {
  let value = initial;
  const listeners = new Set<(value: T) => void>();
  return {
    set(next: T) {
      value = next;
      for (const listener of listeners) listener(next);
    },
    use(): T {
      const [seen, setSeen] = useState<T>(() => value);
      useEffect(() => {
        setSeen(() => value);
        const listener = (next: T) => setSeen(() => next);
        listeners.add(listener);
        return () => void listeners.delete(listener);
      }, []);
      return seen;
    },
  };
}

/** The form that is open; null: none. */
export const opened = shared<Opened | null>(null);

/** The event that was recorded last through the form; null: none, or it was taken note of. */
export const justRecorded = shared<RecordedEvent | null>(null);

// Whoever closes the form or leaves it for another finds what they had typed again, as long as the page is open.
const drafts = new Map<string, Draft>();

const nameOf = (timeline: string, { deed, target }: Opened) => `${timeline} ${deed ?? ''} ${target?.id ?? ''}`;

export const draftFor = (timeline: string, what: Opened) => drafts.get(nameOf(timeline, what));

export const keepDraft = (timeline: string, what: Opened, draft: Draft | null) =>
  void (draft === null ? drafts.delete(nameOf(timeline, what)) : drafts.set(nameOf(timeline, what), draft));
