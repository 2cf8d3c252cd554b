import { cityOf, dayLength, instantsOf, isOfKnownYears, startOfDay, zoneOf } from '../zones/clocks.ts';
import { isolated } from './bidi.ts';
import type { Texts } from './en.ts';
import { spanShown } from './shown.ts';

/** A stretch of time, in milliseconds, both ends in it; an end that is open or unknown is not finite. */
export interface Bounds { readonly earliest: number; readonly latest: number }

/** What is said against a part of a date: `?` uncertain, `~` approximate, `%` both. */
interface Doubt { readonly isUncertain: boolean; readonly isApproximate: boolean }

interface Part extends Doubt { readonly digits: string }

/** A date of whole days; its digits are as written, an X for each that is unspecified. */
interface Days { readonly kind: 'days'; readonly isBeforeZero: boolean; readonly year: Part; readonly significant: number | null; readonly month: Part | null; readonly day: Part | null }

/** A moment: milliseconds since 1970, a local time taken as one of UTC. */
interface Moment { readonly kind: 'moment'; readonly at: number; readonly isLocal: boolean }

/** A year of five digits or more. */
interface FarYear { readonly kind: 'far'; readonly isBeforeZero: boolean; readonly year: Part; readonly exponent: number; readonly significant: number | null }

export type EdtfDate = Days | Moment | FarYear;

export interface Span {
  readonly from: EdtfDate | null;
  readonly to: EdtfDate | null;
  readonly text: string;
  /** It was some time in between, whatever else the date says. */
  readonly isWithin?: boolean;
}

interface Edtf { readonly form: 'date' | 'interval' | 'oneOf' | 'allOf'; readonly spans: readonly Span[] }

/** The months of a part of a year, 21 to 41, from the first to the last, counted from 0 (SEMANTICS §2). */
const partsOfYear: Readonly<Record<string, readonly [number, number]>> = Object.fromEntries([
  ...[0, 1, 2, 3, 1, 2, 3, 0, 3, 0, 1, 2, 0, 1, 2, 3].map((quarter, i) => [String(21 + i), [quarter * 3, quarter * 3 + 2]] as const),
  ...[0, 1, 2].map(third => [String(37 + third), [third * 4, third * 4 + 3]] as const),
  ...[0, 1].map(half => [String(40 + half), [half * 6, half * 6 + 5]] as const),
]);

const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i);

// ---- Reading. What a date means is decided on the server; a form that is not understood here is drawn nowhere.

function read(text: string): Edtf | null {
  const set = /^(?:\[(.+)\]|\{(.+)\})$/.exec(text);
  const spans = set ? (set[1] ?? set[2])!.split(',').map(member => spanOf(member.trim(), '..')) : [spanOf(text, '/')];
  if (spans.includes(null)) return null;
  return { form: set === null ? (text.includes('/') ? 'interval' : 'date') : set[1] !== undefined ? 'oneOf' : 'allOf', spans: spans as Span[] };
}

function spanOf(text: string, separator: string): Span | null {
  const at = text.indexOf(separator);
  if (at < 0) {
    const date = dateOf(text);
    return date === null ? null : { from: date, to: date, text };
  }
  const [first, last] = [text.slice(0, at), text.slice(at + separator.length)];
  const isOpen = (end: string) => end === '' || end === '..';
  const [from, to] = [isOpen(first) ? null : dateOf(first), isOpen(last) ? null : dateOf(last)];
  if (text === '/' || (from === null && !isOpen(first)) || (to === null && !isOpen(last))) return null;
  return { from, to, text: `${first === '' && separator === '..' ? '..' : first}/${last === '' && separator === '..' ? '..' : last}` };
}

const written = new RegExp('^(?<yearBefore>[?~%]?)(?<sign>-?)(?<year>[0-9X]{4})(?:S(?<significant>[1-4]))?(?<yearAfter>[?~%]?)'
  + '(?:-(?<monthBefore>[?~%]?)(?<month>[0-9X]{2})(?<monthAfter>[?~%]?)(?:-(?<dayBefore>[?~%]?)(?<day>[0-9X]{2})'
  + '(?:T(?<hour>[01][0-9]|2[0-3]):(?<minute>[0-5][0-9]):(?<second>[0-5][0-9]|60)(?:\\.(?<fraction>[0-9]+))?(?<offset>Z|[+-][0-9]{2}(?::[0-9]{2})?)?)?(?<dayAfter>[?~%]?))?)?$');

const writtenFar = /^(?<before>[?~%]?)Y(?<sign>-?)(?<digits>[1-9][0-9]*)(?:E(?<exponent>[1-9][0-9]*))?(?:S(?<significant>[1-9][0-9]*))?(?<after>[?~%]?)$/;

const doubtOf = (qualifiers: string): Doubt => ({ isUncertain: /[?%]/.test(qualifiers), isApproximate: /[~%]/.test(qualifiers) });

function dateOf(text: string): EdtfDate | null {
  const g = written.exec(text)?.groups as Readonly<Record<string, string | undefined>> | undefined;
  if (g === undefined) return farYearOf(text);
  // A qualifier after a part is said of all that is left of it, too.
  const [day, month, year] = [`${g['dayBefore'] ?? ''}${g['dayAfter'] ?? ''}`, `${g['monthBefore'] ?? ''}${g['monthAfter'] ?? ''}${g['dayAfter'] ?? ''}`,
    `${g['yearBefore']}${g['yearAfter']}${g['monthAfter'] ?? ''}${g['dayAfter'] ?? ''}`];
  const date: Days = {
    kind: 'days', isBeforeZero: g['sign'] === '-', year: { digits: g['year']!, ...doubtOf(year) }, significant: g['significant'] === undefined ? null : Number(g['significant']),
    month: g['month'] === undefined ? null : { digits: g['month'], ...doubtOf(month) }, day: g['day'] === undefined ? null : { digits: g['day'], ...doubtOf(day) },
  };
  const first = dayNumberOf(date, 1);
  if (first === null || (date.significant !== null && date.month !== null) || (date.day !== null && date.month!.digits in partsOfYear)) return null;
  if (g['hour'] === undefined) return date;
  if (/[X?~%]/.test(text)) return null;
  const [, hours, minutes] = /^[+-]([0-9]{2})(?::([0-9]{2}))?$/.exec(g['offset'] ?? '') ?? ['', '0', '0'];
  const offset = (Number(hours) * 60 + Number(minutes ?? 0)) * (g['offset']?.startsWith('-') ? -1 : 1);
  // A leap second is the last instant of its minute.
  const seconds = g['second'] === '60' ? 59_999 : Number(g['second']) * 1000 + Number((g['fraction'] ?? '').slice(0, 3).padEnd(3, '0'));
  return { kind: 'moment', at: first * dayLength + (Number(g['hour']) * 60 + Number(g['minute']) - offset) * 60_000 + seconds, isLocal: g['offset'] === undefined };
}

function farYearOf(text: string): FarYear | null {
  const g = writtenFar.exec(text)?.groups as Readonly<Record<string, string | undefined>> | undefined;
  const exponent = Number(g?.['exponent'] ?? 0);
  if (g === undefined || g['digits']!.length + exponent < 5) return null;
  return { kind: 'far', isBeforeZero: g['sign'] === '-', year: { digits: g['digits']!, ...doubtOf(`${g['before']}${g['after']}`) }, exponent, significant: g['significant'] === undefined ? null : Number(g['significant']) };
}

/** The years that a date may be, without their sign: those that begin with its significant digits, else those that its digits fit. */
const yearsOf = ({ year, significant }: Days) => (significant === null ? year.digits : year.digits.slice(0, significant).padEnd(4, 'X'));

const fits = (number: number, digits: string) => [...String(number).padStart(digits.length, '0')].every((digit, i) => digits[i] === 'X' || digits[i] === digit);

/** The months that a date may be in, from 0. */
const monthsOf = ({ month }: Days) => {
  const part = month === null ? undefined : partsOfYear[month.digits];
  return part !== undefined ? range(...part) : range(0, 11).filter(m => month === null || fits(m + 1, month.digits));
};

/** The first day (direction 1) or the last (−1) that a date may be, since 1970; null: there is none. */
function dayNumberOf(date: Days, direction: 1 | -1): number | null {
  const digits = yearsOf(date);
  const [low, high] = [+digits.replaceAll('X', '0'), +digits.replaceAll('X', '9')];
  const years = date.isBeforeZero ? [-high, -Math.max(low, 1)] as const : [low, high] as const;
  if (years[0] > years[1]) return null;
  const inOrder = <T>(items: readonly T[]) => (direction === 1 ? items : items.toReversed());
  const [months, days] = [inOrder(monthsOf(date)), inOrder(range(1, 31).filter(d => date.day === null || fits(d, date.day.digits)))];
  if (months.length === 0 || days.length === 0) return null;
  for (let year = direction === 1 ? years[0] : years[1]; year >= years[0] && year <= years[1]; year += direction) {
    if (!fits(Math.abs(year), digits)) continue;
    for (const month of months) {
      const last = daysIn(year, month);
      const day = days.find(d => d <= last);
      if (day !== undefined) return utc(year, month, day) / dayLength;
    }
  }
  return null;
}

const daysIn = (year: number, month: number) => new Date(utc(year, month + 1, 0)).getUTCDate();

/** Date.UTC takes the years 0 to 99 for 1900 to 1999. */
function utc(year: number, month: number, day: number): number {
  return new Date(0).setUTCFullYear(year, month, day);
}

function boundsOfDate(date: EdtfDate): Bounds {
  if (date.kind === 'moment') return { earliest: date.at, latest: date.at };
  if (date.kind === 'far') return date.isBeforeZero ? { earliest: -Infinity, latest: -Infinity } : { earliest: Infinity, latest: Infinity };
  return { earliest: dayNumberOf(date, 1)! * dayLength, latest: (dayNumberOf(date, -1)! + 1) * dayLength - 1 };
}

// ---- What the page asks.

/** Whether a text is a date (EDTF) that the page understands. */
export const isDate = (text: string) => read(text) !== null;

/** Where a date that the server told (EDTF) lies, for drawing it; null where neither end is known. */
export function boundsOf(edtf: string): Bounds | null {
  const date = read(edtf);
  if (date === null) return null;
  const earliest = Math.min(...date.spans.map(s => (s.from === null ? -Infinity : boundsOfDate(s.from).earliest)));
  const latest = Math.max(...date.spans.map(s => (s.to === null ? Infinity : boundsOfDate(s.to).latest)));
  return Number.isFinite(earliest) || Number.isFinite(latest) ? { earliest, latest } : null;
}

/** The last instant that a date of a zone may be; of a zone that the browser does not know, as if it were of UTC. */
export function latestOf(edtf: string, zone: DateZone | null): number {
  const [date, known] = [read(edtf), zoneOf(zone?.zone ?? 'UTC') ?? 'UTC'];
  return date === null ? Infinity : Math.max(...date.spans.map(({ to }) => {
    const latest = to === null ? Infinity : boundsOfDate(to).latest;
    if (!isOfKnownYears(latest) || to?.kind === 'moment' && !to.isLocal) return latest;
    return to?.kind === 'moment' ? instantsOf(latest, known).last : startOfDay((latest + 1) / dayLength, known) - 1;
  }));
}

/** Of a date on which something was several times, each of them, a range as what lasts; else the date alone. */
export function membersOf(edtf: string): readonly string[] {
  const date = read(edtf);
  return date?.form === 'allOf' ? date.spans.map(s => s.text) : [edtf];
}

/** Whether something lasts over a date, rather than took place some time within it. */
export const isLasting = (edtf: string) => read(edtf)?.form === 'interval';

/** Whether a date leaves open on which day it was. */
export function isImprecise(edtf: string): boolean {
  const date = read(edtf);
  return date === null || date.form === 'oneOf' || !date.spans.every(s => isToTheDay(s.from) && isToTheDay(s.to));
}

const isToTheDay = (date: EdtfDate | null) => date !== null && (date.kind === 'moment' || isPlainDay(date));

const isPlainDay = (date: EdtfDate | null): date is Days =>
  date?.kind === 'days' && date.day !== null && partsOf(date).every(p => !p.digits.includes('X') && !p.isUncertain && !p.isApproximate);

const partsOf = (date: EdtfDate): readonly Part[] =>
  date.kind === 'moment' ? [] : date.kind === 'far' ? [date.year] : [date.year, date.month, date.day].filter(p => p !== null);

/** Whose days and local times a date's are, and what people are told of it: `{zone: 'America/New_York', zoneName: 'Washington'}`. */
export interface DateZone { readonly zone: string; readonly zoneName?: string }

/**
 * A date in words, with the place whose days it is in; a date of UTC has none. With `show`, an IANA zone, it is told as the clocks there
 * showed it, if it is said to the day or closer (SEMANTICS §4, show). The server does the same to what it tells.
 */
export function dateInWords(edtf: string, language: string, texts: Texts, zone: DateZone | null = null, show: string | null = null): string {
  const date = read(edtf);
  if (date === null) return edtf;
  const words = new Words(language, texts);
  const isLocal = date.spans.some(isOfZone);
  const of = zone?.zone ?? 'UTC';
  const shown = show === null || isLocal && show === of ? null : date.spans.map(s => spanShown(s, dayNumber, of, show));
  if (shown !== null && !shown.includes(null)) return words.at(words.whole({ ...date, spans: shown as Span[] }), cityOf(show!));
  return words.at(words.whole(date), !isLocal || zone === null || zone.zone === 'UTC' ? null : zone.zoneName ?? cityOf(zone.zone));
}

/** Whether the zone makes a difference: an instant is the same in all. */
const isOfZone = ({ from, to }: Span) => [from, to].some(date => date?.kind === 'days' || date?.kind === 'moment' && date.isLocal);

/** The day that a plain one is, from 1970 on. */
const dayNumber = (date: EdtfDate | null) => (isPlainDay(date) ? dayNumberOf(date, 1) : null);

/** Dates in the words of a language. */
class Words {
  private readonly texts: Texts;
  private readonly locale: string;

  constructor(language: string, texts: Texts) {
    this.texts = texts;
    this.locale = language === 'en' ? 'en-GB' : language;
  }

  /** With the place whose days it is in. */
  at(words: string, place: string | null): string {
    return place === null ? words : `${words} (${isolated(place)})`;
  }

  whole({ form, spans }: Edtf): string {
    if (form === 'allOf') return this.all(spans);
    return form === 'oneOf' ? this.texts.oneOf(spans.map(s => this.span(s, true))) : this.span(spans[0]!, false);
  }

  span({ from, to, isWithin = false }: Span, isOneOf: boolean): string {
    if (from !== null && from === to) return this.date(from);
    if (from !== null && to !== null) return (isOneOf || isWithin ? this.texts.someTime : this.texts.between)(this.date(from), this.date(to));
    return from !== null ? this.texts.after(this.date(from)) : to !== null ? this.texts.by(this.date(to)) : this.texts.unknownDate;
  }

  /** All of several dates; days of one month tell it once. */
  all(spans: readonly Span[]): string {
    const runs: Span[][] = [];
    for (const span of spans) {
      const last = runs.at(-1)?.at(-1);
      const isOfTheSameMonth = last !== undefined && last.from === last.to && span.from === span.to && isPlainDay(last.from) && isPlainDay(span.from)
        && last.from.isBeforeZero === span.from.isBeforeZero && last.from.year.digits === span.from.year.digits && last.from.month!.digits === span.from.month!.digits;
      if (isOfTheSameMonth) runs.at(-1)!.push(span);
      else runs.push([span]);
    }
    return this.list(runs.map(run => (run.length === 1 ? this.span(run[0]!, false)
      : `${this.list(run.map(s => this.texts.dates.day(Number((s.from as Days).day!.digits))))} ${this.month(run[0]!.from as Days)}`)), 'conjunction');
  }

  private date(date: EdtfDate): string {
    if (date.kind === 'moment') return this.moment(date);
    const words = date.kind === 'far' ? this.farYear(date) : date.day !== null ? this.days(date) : date.month !== null ? this.month(date) : this.year(date);
    const parts = partsOf(date);
    const about = parts.every(p => p.isApproximate) ? this.texts.about(words) : words;
    if (parts.every(p => p.isUncertain)) return this.texts.perhaps(about);
    const doubted = (is: (p: Part) => boolean) => this.list(parts.flatMap((p, i) => (is(p) ? [this.texts.dates.parts[i]!] : [])), 'conjunction');
    const [uncertain, approximate] = [doubted(p => p.isUncertain), parts.every(p => p.isApproximate) ? '' : doubted(p => p.isApproximate)];
    const remarks = [uncertain === '' ? '' : `${uncertain} ${this.texts.dates.uncertain}`, approximate === '' ? '' : `${approximate} ${this.texts.dates.approximate}`].filter(r => r !== '');
    return remarks.length === 0 ? about : `${about} (${remarks.join(', ')})`;
  }

  private moment({ at, isLocal }: Moment): string {
    const day = new Intl.DateTimeFormat(this.locale, { timeZone: 'UTC', year: 'numeric', month: 'long', day: 'numeric' }).format(at);
    return isLocal ? `${day}, ${new Date(at).toISOString().slice(11, 16)}` : day;
  }

  private days(date: Days): string {
    const { dates } = this.texts;
    const [month, digits, months] = [this.month(date), date.day!.digits, monthsOf(date)];
    if (digits === 'XX') return dates.unspecifiedDay(month);
    // Of one month of one year it is known which days there are.
    const last = months.length === 1 && !date.year.digits.includes('X') ? daysIn(Number(date.year.digits) * (date.isBeforeZero ? -1 : 1), months[0]!) : 31;
    const numbers = range(1, last).filter(d => fits(d, digits));
    if (months.length > 1) return dates.dayOf(numbers.length > 3 ? dates.fromTo(String(numbers[0]), String(numbers.at(-1))) : this.list(numbers.map(String), 'disjunction'), month);
    return numbers.length > 3 ? `${dates.aDay(dates.day(numbers[0]!), dates.day(numbers.at(-1)!))} ${month}` : `${this.list(numbers.map(dates.day), 'disjunction')} ${month}`;
  }

  private month(date: Days): string {
    const { dates } = this.texts;
    const [digits, months, year] = [date.month!.digits, monthsOf(date), this.year(date)];
    if (digits in partsOfYear) return dates.partOf(dates.partOfYear(Number(digits)), year);
    if (digits === 'XX') return dates.unspecifiedMonth(year);
    const name = (month: number) => new Intl.DateTimeFormat(this.locale, { timeZone: 'UTC', month: 'long' }).format(utc(2000, month, 1));
    if (months.length === 1) return /^\d{4}$/.test(year) ? `${name(months[0]!)} ${year}` : dates.monthOf(name(months[0]!), year);
    return dates.monthOf(months.length > 2 ? dates.aMonth(name(months[0]!), name(months.at(-1)!)) : this.list(months.map(name), 'disjunction'), year);
  }

  private year(date: Days): string {
    const { dates } = this.texts;
    const [{ digits }, sign, possible] = [date.year, date.isBeforeZero ? '−' : '', yearsOf(date)];
    const number = (digits: string) => `${sign}${Number(digits)}`;
    const plain = (digits: string) => (sign === '' && digits[0] !== '0' ? digits : dates.year(number(digits)));
    if (!possible.includes('X')) return plain(digits);
    const [low, high] = [possible.replaceAll('X', '0'), possible.replaceAll('X', '9')];
    const from = sign === '' ? dates.aYear(number(low), number(high)) : dates.aYear(number(high), number(low === '0000' ? '0001' : low));
    if (date.significant !== null) return dates.estimated(from, number(digits));
    if (digits === 'XXXX') return sign === '' ? dates.unspecifiedYear : dates.unspecifiedYearBeforeZero;
    if (/^[1-9]\d\dX$/.test(digits) && sign === '') return dates.decade(low);
    const known = [...digits].flatMap((digit, i) => (digit !== 'X' && i > digits.indexOf('X') ? [dates.digit(i + 1, digit)] : []));
    return known.length === 0 ? from : `${from} (${known.join(', ')})`;
  }

  private farYear({ isBeforeZero, year, exponent, significant }: FarYear): string {
    const { dates } = this.texts;
    const [sign, count] = [isBeforeZero ? '−' : '', year.digits.length + exponent];
    const grouped = (digits: string) => `${sign}${new Intl.NumberFormat(this.locale, { useGrouping: digits.length > 5 }).format(BigInt(digits))}`;
    if (exponent > 0 && count > 15) return dates.year(`${grouped(year.digits)} × 10${[...String(exponent)].map(d => '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(d)]).join('')}`);
    const digits = year.digits + '0'.repeat(exponent);
    if (significant === null || significant >= count) return dates.year(grouped(digits));
    const [low, high] = [grouped(digits.slice(0, significant).padEnd(count, '0')), grouped(digits.slice(0, significant).padEnd(count, '9'))];
    return dates.estimated(isBeforeZero ? dates.aYear(high, low) : dates.aYear(low, high), grouped(digits));
  }

  private list(items: readonly string[], type: 'conjunction' | 'disjunction' = 'conjunction'): string {
    return new Intl.ListFormat(this.locale, { type }).format(items);
  }
}
