/**
 * Letters that run from right to left, and characters that turn the direction of what follows (UAX #9): by blocks, for JavaScript does not
 * tell bidi classes.
 */
const turning = /[\u0590-\u08ff\u200e\u200f\u202a-\u202e\u2066-\u2069\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

/**
 * A text from outside as it may stand beside others: where something in it would turn their direction, it is isolated, and what is opened in it
 * is closed in it. What needs none of it stays as it is. The server does the same to what it tells (Timeline.Domain, Scripts/Bidi.cs).
 */
export function isolated(text: string): string {
  if (!turning.test(text)) return text;
  let [kept, open] = ['', 0];
  for (const c of text) {
    if (c === '\u2069' && open === 0) continue;
    open += c === '\u2069' ? -1 : c >= '\u2066' && c <= '\u2068' ? 1 : 0;
    // The end of a paragraph would end the isolate too.
    kept += /[\n\r\u001c-\u001e\u0085\u2029]/.test(c) ? ' ' : c;
  }
  return `\u2068${kept}${'\u2069'.repeat(open)}\u2069`;
}
