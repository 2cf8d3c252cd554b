import { useEffect, useState } from 'preact/hooks';
import { Refused } from './client.ts';
import { useRecordHead } from './feed.ts';

/** An answer that is asked for again when its question changes; meanwhile the last one stays. */
export interface Answer<T> {
  readonly value: T | null;
  readonly refused: Refused | null;
  readonly isLoading: boolean;
}

/**
 * Asks a question; `key` tells one from another, null asks nothing. Whatever is asked too often is asked once it rests, and once more when
 * something new was recorded.
 */
export function useAnswer<T>(key: string | null, ask: (signal: AbortSignal) => Promise<T>): Answer<T> {
  const [answer, setAnswer] = useState<Answer<T>>({ value: null, refused: null, isLoading: key !== null });
  const head = useRecordHead();
  useEffect(() => {
    if (key === null) {
      setAnswer({ value: null, refused: null, isLoading: false });
      return;
    }
    const abort = new AbortController();
    setAnswer(last => ({ ...last, isLoading: true }));
    const rest = setTimeout(() => {
      ask(abort.signal).then(
        value => { if (!abort.signal.aborted) setAnswer({ value, refused: null, isLoading: false }); },
        (error: unknown) => {
          if (abort.signal.aborted) return;
          if (!(error instanceof Refused)) throw error;
          setAnswer({ value: null, refused: error, isLoading: false });
        });
    }, 60);
    return () => {
      clearTimeout(rest);
      abort.abort();
    };
  }, [key, head]);
  return answer;
}
