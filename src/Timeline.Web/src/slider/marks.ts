import type { RecordedEvent } from '../api/answers.ts';
import { dayOf } from '../texts/dates.ts';

/** A day on which something became known, and how much. */
export interface Mark { readonly day: number; readonly count: number }

/** The days on which something became known, in order; what the record keeper mended is news to nobody. */
export function marksOf(events: readonly RecordedEvent[]): readonly Mark[] {
  const counts = new Map<number, number>();
  for (const event of events) {
    if (event.type === 'EventAmended' || event.knownBy === undefined) continue;
    const known = dayOf(Date.parse(event.knownBy.slice(0, 23) + 'Z'));
    counts.set(known, (counts.get(known) ?? 0) + 1);
  }
  return [...counts].map(([day, count]) => ({ day, count })).sort((a, b) => a.day - b.day);
}

export const nextMark = (marks: readonly Mark[], after: number) => marks.find(m => m.day > after)?.day ?? null;

export const previousMark = (marks: readonly Mark[], before: number) => marks.findLast(m => m.day < before)?.day ?? null;
