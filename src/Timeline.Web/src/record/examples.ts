import { day, isoOf } from '../texts/dates.ts';

/** The ways to say a date, each with an example about a day. */
export type WayOfDating = 'on' | 'month' | 'about' | 'oneOf' | 'between' | 'by' | 'lasting' | 'open';

export function examplesAbout(iso: string): Readonly<Record<WayOfDating, string>> {
  const number = Date.parse(iso) / day;
  const next = isoOf(number + 1);
  return {
    on: iso,
    month: iso.slice(0, 7),
    about: `${iso.slice(0, 7)}~`,
    oneOf: `[${iso},${next}]`,
    between: `[${iso}..${isoOf(number + 7)}]`,
    by: `[..${iso}]`,
    lasting: `${iso}/${next}`,
    open: `${iso}/..`,
  };
}

/** A day that a text speaks of; where it speaks of none, the one given. */
export function dayIn(text: string, otherwise: string): string {
  return daysIn(text).find(isDay) ?? otherwise;
}

/** Whether a text speaks of a day that no month has. */
export const hasNoSuchDay = (text: string) => !daysIn(text).every(isDay);

const daysIn = (text: string): readonly string[] => text.match(/\d{4}-[01]\d-[0-3]\d/g) ?? [];

const isDay = (text: string) => {
  const parsed = Date.parse(text);
  return !Number.isNaN(parsed) && isoOf(parsed / day) === text;
};
