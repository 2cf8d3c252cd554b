import { dayBeginningAt, instantsOf, isOfKnownYears, localAt, startOfDay, zoneOf } from '../zones/clocks.ts';
import type { EdtfDate, Span } from './edtf.ts';

/** The day that a plain one is, from 1970 on; null: it is none. */
type DayNumber = (date: EdtfDate | null) => number | null;

/** When a date begins and ends, and whether its end is in it. */
interface Ends { readonly first: number; readonly last: number; readonly isIn: boolean }

/** A stretch of time to the day or the moment: from its first instant on, up to its last, which is in it or not. */
interface Stretch { readonly from: number; readonly to: number; readonly isToIn: boolean; readonly isMoment: boolean }

const dayLength = 86_400_000;

/**
 * A span of a date as the clocks of the reader's zone showed it, whose days and local times are those of a zone. Null: it stays as it was
 * written, because it is coarser than a day, qualified or open, or because the browser knows nothing of its zone.
 */
export function spanShown(span: Span, dayNumberOf: DayNumber, zone: string, show: string): Span | null {
  const known = zoneOf(zone);
  const stretch = known === null ? null : stretchOf(span, dayNumberOf, known);
  if (stretch === null || !isOfKnownYears(stretch.from) || !isOfKnownYears(stretch.to)) return null;
  const { from, to, isToIn, isMoment } = stretch;
  if (isMoment && from === to) {
    const at = momentOf(localAt(from, show));
    return { ...span, from: at, to: at };
  }
  const [first, next] = [dayBeginningAt(from, show), isToIn ? null : dayBeginningAt(to, show)];
  if (first !== null && next !== null) {
    // The day before the next one: but the zone may have skipped days.
    const last = Math.floor(localAt(to - 1, show) / dayLength);
    const [begin, end] = [dateOf(first), dateOf(last)];
    return { ...span, from: begin, to: first === last ? begin : end };
  }
  return { ...span, from: momentOf(localAt(from, show)), to: momentOf(localAt(to, show)), isWithin: span.from === span.to };
}

function stretchOf({ from, to }: Span, dayNumberOf: DayNumber, zone: string): Stretch | null {
  const [begin, end] = [endsOf(from, dayNumberOf(from), zone), endsOf(to, dayNumberOf(to), zone)];
  if (begin === null || end === null) return null;
  // What ends with the last instant of a second lasts to the next.
  const isToIn = end.isIn && end.last % 1000 === 0;
  return { from: begin.first, to: Math.ceil(end.last / 1000) * 1000, isToIn, isMoment: from === to && from?.kind === 'moment' };
}

/** From when to when a date is; null: it is neither a plain day nor a moment. */
function endsOf(date: EdtfDate | null, day: number | null, zone: string): Ends | null {
  const at = day !== null ? day * dayLength : date?.kind === 'moment' ? date.at : NaN;
  if (!isOfKnownYears(at)) return null;
  if (day !== null) return { first: startOfDay(day, zone), last: startOfDay(day + 1, zone), isIn: false };
  if (date?.kind !== 'moment') return null;
  return date.isLocal ? { ...instantsOf(date.at, zone), isIn: true } : { first: date.at, last: date.at, isIn: true };
}

const momentOf = (at: number): EdtfDate => ({ kind: 'moment', at, isLocal: true });

function dateOf(day: number): EdtfDate {
  const [year, month, of] = new Date(day * dayLength).toISOString().split('T')[0]!.split('-') as [string, string, string];
  const part = (digits: string) => ({ digits, isUncertain: false, isApproximate: false });
  return { kind: 'days', isBeforeZero: false, year: part(year), significant: null, month: part(month), day: part(of) };
}
