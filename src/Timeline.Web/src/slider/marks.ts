import type { DayCount } from '../api/answers.ts';
import { dayOf } from '../texts/dates.ts';

/** A day on which something became known, and how much. */
export interface Mark { readonly day: number; readonly count: number }

/** Years of four digits are what the slider goes over. */
const isPlain = (day: string) => /^\d{4}-/.test(day);

export const marksOf = (days: readonly DayCount[]): readonly Mark[] =>
  days.filter(d => isPlain(d.day)).map(d => ({ day: dayOf(Date.parse(d.day)), count: d.events }));

export const nextMark = (marks: readonly Mark[], after: number) => marks.find(m => m.day > after)?.day ?? null;

export const previousMark = (marks: readonly Mark[], before: number) => marks.findLast(m => m.day < before)?.day ?? null;

export const countOf = (marks: readonly Mark[]) => marks.reduce((sum, m) => sum + m.count, 0);

/** Days, both of them in it. */
export interface Stretch { readonly from: number; readonly to: number }

/** What to show at first: the weeks up to a day, or as many days as so many events became known on, and some room for what is ahead. */
export function stretchUpTo(marks: readonly Mark[], known: number | null, most: number): Stretch | null {
  if (marks.length === 0) return null;
  const until = known ?? marks.at(-1)!.day;
  const before = marks.filter(m => m.day <= until);
  let [from, count] = [before.at(-1)?.day ?? until, 0];
  for (const mark of before.toReversed()) {
    count += mark.count;
    if (count > most || (known !== null && before.at(-1)!.day - mark.day > 60)) break;
    from = mark.day;
  }
  const room = Math.max(1, Math.ceil((until - from) / 3));
  return { from: from - Math.ceil(room / 8), to: until + room };
}
