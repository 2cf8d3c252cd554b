import { boundsOf } from './edtf.ts';

/** Days as the slider counts them: whole days of UTC since 1970. */
export const day = 86_400_000;

export const dayOf = (instant: number) => Math.floor(instant / day);

/** `2019-02-24` */
export const isoOf = (dayNumber: number) => new Date(dayNumber * day).toISOString().slice(0, 10);

/** The day of a date or an instant as the address bar holds it; what is longer than a day counts to its end. */
export function dayOfText(text: string): number | null {
  const latest = boundsOf(text)?.latest ?? Infinity;
  return Number.isFinite(latest) ? dayOf(latest) : null;
}

/** `24 February 2019` */
export const dayInWords = (dayNumber: number, language: string) =>
  new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : language, { timeZone: 'UTC', year: 'numeric', month: 'long', day: 'numeric' }).format(dayNumber * day);

/** Milliseconds since 1970 of an instant as the server writes it; NaN: there is none, or it is beyond every date. */
export const instantOf = (instant: string | undefined) => Date.parse((instant ?? '').replace(/^-/, '-00'));
