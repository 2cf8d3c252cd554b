/** Does something once it has rested for a while, but no sooner than `least` milliseconds after the last time. */
export function paced(act: () => void, rest: number, least: number): () => void {
  let timer: ReturnType<typeof setTimeout> | null = null;
  let last = -Infinity;
  let firstAsked = 0;
  return () => {
    const now = Date.now();
    if (timer === null) firstAsked = now;
    else clearTimeout(timer);
    // Where it never rests it is done all the same.
    const wait = Math.max(last + least - now, Math.min(rest, firstAsked + least - now), 0);
    timer = setTimeout(() => {
      timer = null;
      last = Date.now();
      act();
    }, wait);
  };
}
