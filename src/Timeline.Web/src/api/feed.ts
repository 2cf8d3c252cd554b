import { useEffect, useState } from 'preact/hooks';
import type { View } from '../address/view.ts';
import type { RecordedEvent } from './answers.ts';
import { base, Refused, send } from './client.ts';
import { framesIn } from './frames.ts';
import { paced } from './paced.ts';

/** How the page follows what is recorded. */
interface Feed {
  /** Goes up whenever something came in that answers may have to say. */
  readonly head: number;
  readonly isLive: boolean;
  /** What came in and was not taken note of yet. */
  readonly news: readonly RecordedEvent[];
}

let feed: Feed = { head: 0, isLive: false, news: [] };
const listeners = new Set<() => void>();

function tell(change: Partial<Feed>) {
  feed = { ...feed, ...change };
  for (const listener of listeners) listener();
}

function useFeed<T>(read: (feed: Feed) => T): T {
  const [seen, setSeen] = useState<T>(() => read(feed));
  useEffect(() => {
    const listener = () => setSeen(() => read(feed));
    listener();
    listeners.add(listener);
    return () => void listeners.delete(listener);
  }, []);
  return seen;
}

/** A number that goes up whenever answers of now are to be asked for again. */
export const useRecordHead = () => useFeed(f => f.head);

export const useIsLive = () => useFeed(f => f.isLive);

export const useNews = () => useFeed(f => f.news);

export const dismissNews = () => tell({ news: [] });

const askAgain = paced(() => tell({ head: feed.head + 1 }), 300, 1000);

const shortestPause = 1000;
const longestPause = 30_000;

/** Follows what is recorded from now on, as these knowers come to know it, while the page is in sight. */
export function useFollowing(view: View) {
  const isFollowed = view.timeline !== null && view.recorded === null;
  const asked = new URLSearchParams();
  for (const name of ['reliability', 'credibility'] as const) if (view[name] !== null) asked.set(name, view[name]);
  for (const name of ['knower', 'without'] as const) for (const value of view[name]) asked.append(name, value);
  const address = isFollowed ? `${base(view)}/feed?${asked}` : null;
  useEffect(() => {
    tell({ isLive: false, news: [] });
    return address === null ? undefined : follow(address);
  }, [address]);
}

function follow(address: string): () => void {
  let last: string | null = null;
  let abort = new AbortController();
  let isDone = false;

  const run = async (signal: AbortSignal) => {
    let pause = shortestPause;
    while (!signal.aborted) {
      try {
        const answer = await send(address, 'text/event-stream', signal, last === null ? {} : { headers: { 'Last-Event-ID': last } });
        tell({ isLive: true });
        pause = shortestPause;
        await read(answer, signal, id => { last = id; });
      } catch (error) {
        if (signal.aborted) return;
        // Who may not follow, or what is not there, is told by the answers of the page.
        if (error instanceof Refused && error.problem.status >= 400 && error.problem.status < 500 && error.problem.status !== 429) return tell({ isLive: false });
      }
      if (signal.aborted) return;
      tell({ isLive: false });
      await rest(pause * (0.5 + Math.random() / 2), signal);
      pause = Math.min(2 * pause, longestPause);
    }
  };

  // A page that nobody sees asks nothing; when it is seen again it goes on after the last.
  const look = () => {
    abort.abort();
    abort = new AbortController();
    if (!isDone && !document.hidden) void run(abort.signal);
  };
  document.addEventListener('visibilitychange', look);
  look();
  return () => {
    isDone = true;
    document.removeEventListener('visibilitychange', look);
    abort.abort();
  };
}

async function read(answer: Response, signal: AbortSignal, reach: (id: string) => void) {
  const reader = answer.body!.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  while (!signal.aborted) {
    const { value, done } = await reader.read();
    if (done) return;
    const { frames, rest } = framesIn(text + value);
    text = rest;
    const events = frames.filter(f => f.data !== null).map(f => JSON.parse(f.data!) as RecordedEvent);
    const id = frames.findLast(f => f.id !== null)?.id;
    if (id !== undefined && id !== null) reach(id);
    if (events.length === 0) continue;
    tell({ news: [...feed.news, ...events].slice(-100) });
    askAgain();
  }
}

const rest = (milliseconds: number, signal: AbortSignal) => new Promise<void>(resolve => {
  const timer = setTimeout(resolve, milliseconds);
  signal.addEventListener('abort', () => {
    clearTimeout(timer);
    resolve();
  }, { once: true });
});
