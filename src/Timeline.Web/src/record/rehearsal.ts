import { useEffect, useState } from 'preact/hooks';
import { Refused } from '../api/client.ts';
import { rehearse, type Warned } from '../api/recording.ts';
import type { Json } from '../api/answers.ts';
import type { View } from '../address/view.ts';

/** What the server makes of an event that is not sent yet. */
export interface Rehearsal { readonly isChecking: boolean; readonly refused: Refused | null; readonly warnings: NonNullable<Warned['warnings']> }

const unasked: Rehearsal = { isChecking: false, refused: null, warnings: [] };

/** Asks the server whenever the event has rested: the rules stand there and nowhere else. */
export function useRehearsal(view: View, event: { readonly [name: string]: Json } | null, tries: number): Rehearsal {
  const [rehearsal, setRehearsal] = useState<Rehearsal>(unasked);
  const sent = event === null ? null : JSON.stringify(event);
  useEffect(() => {
    if (event === null) {
      setRehearsal(unasked);
      return;
    }
    const abort = new AbortController();
    setRehearsal(last => ({ ...last, isChecking: true }));
    const rest = setTimeout(() => {
      rehearse(view, event, abort.signal).then(
        answer => { if (!abort.signal.aborted) setRehearsal({ ...unasked, warnings: answer.warnings ?? [] }); },
        (error: unknown) => {
          if (abort.signal.aborted) return;
          if (!(error instanceof Refused)) throw error;
          setRehearsal({ ...unasked, refused: error });
        });
    }, 350);
    return () => {
      clearTimeout(rest);
      abort.abort();
    };
  }, [sent, view.timeline, tries]);
  return rehearsal;
}
