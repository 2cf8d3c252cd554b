import { dayBeginningAt, dayLength, instantsOf, isOfKnownYears, localAt, startOfDay, zoneOf } from '../zones/clocks.ts';
import type { EdtfDate, Span } from './edtf.ts';

/** The day that a plain one is, from 1970 on; null: it is none. */
type DayNumber = (date: EdtfDate | null) => number | null;

/** When a date begins and ends, and whether its end is in it. */
interface Ends { readonly first: number; readonly last: number; readonly isIn: boolean }

/**
 * A span of a date as the clocks of the reader's zone showed it, whose days and local times are those of a zone. Null: it stays as it was
 * written, because it is coarser than a day or qualified, or because the browser knows nothing of its zone.
 */
export function spanShown(span: Span, dayNumberOf: DayNumber, zone: string, show: string): Span | null {
  const known = zoneOf(zone);
  if (known === null) return null;
  const [begin, end] = [span.from, span.to].map(date => date === null ? null : endsOf(date, dayNumberOf(date), known));
  if (span.from !== null && !begin || span.to !== null && !end || !begin && !end) return null;
  const isOne = span.from === span.to;
  if (isOne && span.from?.kind === 'moment' && begin!.first === end!.last) {
    const at = momentAt(begin!.first, show);
    return { ...span, from: at, to: at };
  }
  // What ends with the last instant of a second lasts to the next.
  const [from, to] = [begin?.first ?? null, end ? Math.ceil(end.last / 1000) * 1000 : null];
  const isOver = end != null && !(end.isIn && end.last % 1000 === 0);
  const first = from === null ? null : dayBeginningAt(from, show);
  // Whole days there are told as days. The last is that of the last instant: the zone may have skipped the one before the next.
  if ((from === null || first !== null) && (to === null || isOver && dayBeginningAt(to, show) !== null)) {
    const last = to === null ? null : Math.floor(localAt(to - 1, show) / dayLength);
    const day = first === null ? null : dateOf(first);
    return { ...span, from: day, to: last === null ? null : last === first ? day : dateOf(last) };
  }
  return { ...span, from: from === null ? null : momentAt(from, show), to: to === null ? null : momentAt(to, show), isWithin: isOne };
}

/** When a date begins and ends; null: it is neither a plain day nor a moment. */
function endsOf(date: EdtfDate, day: number | null, zone: string): Ends | null {
  const at = day !== null ? day * dayLength : date.kind === 'moment' ? date.at : NaN;
  if (!isOfKnownYears(at)) return null;
  if (day !== null) return { first: startOfDay(day, zone), last: startOfDay(day + 1, zone), isIn: false };
  if (date.kind !== 'moment') return null;
  return date.isLocal ? { ...instantsOf(date.at, zone), isIn: true } : { first: date.at, last: date.at, isIn: true };
}

const momentAt = (instant: number, show: string): EdtfDate => ({ kind: 'moment', at: localAt(instant, show), isLocal: true });

function dateOf(day: number): EdtfDate {
  const [year, month, of] = new Date(day * dayLength).toISOString().split('T')[0]!.split('-') as [string, string, string];
  const part = (digits: string) => ({ digits, isUncertain: false, isApproximate: false });
  return { kind: 'days', isBeforeZero: false, year: part(year), significant: null, month: part(month), day: part(of) };
}
