import { useEffect, useState } from 'preact/hooks';
import { Refused } from '../api/client.ts';
import { rehearse } from '../api/recording.ts';
import type { Json } from '../api/answers.ts';
import type { View } from '../address/view.ts';

/** What the server makes of an event that is not sent yet. */
export interface Rehearsal { readonly isChecking: boolean; readonly refused: Refused | null }

/** Asks the server whenever the event has rested: the rules stand there and nowhere else. */
export function useRehearsal(view: View, event: { readonly [name: string]: Json } | null, tries: number): Rehearsal {
  const [rehearsal, setRehearsal] = useState<Rehearsal>({ isChecking: false, refused: null });
  const sent = event === null ? null : JSON.stringify(event);
  useEffect(() => {
    if (event === null) {
      setRehearsal({ isChecking: false, refused: null });
      return;
    }
    const abort = new AbortController();
    setRehearsal(last => ({ ...last, isChecking: true }));
    const rest = setTimeout(() => {
      rehearse(view, event, abort.signal).then(
        () => { if (!abort.signal.aborted) setRehearsal({ isChecking: false, refused: null }); },
        (error: unknown) => {
          if (abort.signal.aborted) return;
          if (!(error instanceof Refused)) throw error;
          setRehearsal({ isChecking: false, refused: error });
        });
    }, 350);
    return () => {
      clearTimeout(rest);
      abort.abort();
    };
  }, [sent, view.timeline, tries]);
  return rehearsal;
}
