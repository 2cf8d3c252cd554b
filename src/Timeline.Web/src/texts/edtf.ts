import type { Texts } from './en.ts';

/** A stretch of time, in milliseconds, both ends in it; an end that is open or unknown is not finite. */
export interface Bounds { readonly earliest: number; readonly latest: number }

const seasons: Record<string, number> = { 21: 0, 22: 3, 23: 6, 24: 9 };

/**
 * Where a date that the server told (EDTF) lies, for drawing it. What it means is decided on the server; a form that is not understood here is
 * drawn nowhere.
 */
export function boundsOf(edtf: string): Bounds | null {
  const set = /^\[(.*)\]$/.exec(edtf);
  if (set) return over(set[1]!.split(/,|\.\./), /^\[\.\./.test(edtf), /\.\.\]$/.test(edtf));
  if (!edtf.includes('/')) return dateBounds(edtf);
  const [from, to] = edtf.split('/') as [string, string];
  return over([from, to], from === '' || from === '..', to === '' || to === '..');
}

function over(parts: readonly string[], isOpenBefore: boolean, isOpenAfter: boolean): Bounds | null {
  const all = parts.filter(p => p !== '' && p !== '..').map(dateBounds);
  if (all.length === 0 || all.includes(null)) return null;
  const known = all as Bounds[];
  return {
    earliest: isOpenBefore ? -Infinity : Math.min(...known.map(b => b.earliest)),
    latest: isOpenAfter ? Infinity : Math.max(...known.map(b => b.latest)),
  };
}

function dateBounds(text: string): Bounds | null {
  const date = text.trim().replace(/[?~%]/g, '');
  if (date.includes('T')) {
    const instant = Date.parse(date.replace(/(\.\d{3})\d+/, '$1'));
    return Number.isNaN(instant) ? null : { earliest: instant, latest: instant };
  }
  const parts = /^(\d{2}[\dX]{2})(?:-([\dX]{2}))?(?:-([\dX]{2}))?$/.exec(date);
  if (!parts) return null;
  const [, year, month, day] = parts as unknown as [string, string, string?, string?];
  const [first, last] = [+year.replaceAll('X', '0'), +year.replaceAll('X', '9')];
  if (month === undefined || month.includes('X')) return span(first, 0, 1, last + 1, 0, 1);
  const season = seasons[month];
  if (season !== undefined) return span(first, season, 1, last, season + 3, 1);
  if (day === undefined || day.includes('X')) return span(first, +month - 1, 1, last, +month, 1);
  return span(first, +month - 1, +day, last, +month - 1, +day + 1);
}

const span = (y1: number, m1: number, d1: number, y2: number, m2: number, d2: number): Bounds =>
  ({ earliest: Date.UTC(y1, m1, d1), latest: Date.UTC(y2, m2, d2) - 1 });

/** Whether something lasts over a date, rather than took place some time within it. */
export const isLasting = (edtf: string) => edtf.includes('/');

/** Whether a date leaves open on which day it was. */
export function isImprecise(edtf: string): boolean {
  if (/[?~%X[]/.test(edtf)) return true;
  return edtf.split('/').some(p => p === '' || p === '..' || /^-?\d{4}(-\d{2})?$/.test(p));
}

/** A date in words. */
export function dateInWords(edtf: string, language: string, texts: Texts): string {
  const set = /^\[(.*)\]$/.exec(edtf);
  const one = (part: string) => oneInWords(part, language, texts);
  if (set) {
    const inner = set[1]!;
    if (inner.startsWith('..')) return texts.by(one(inner.slice(2)));
    if (inner.endsWith('..')) return texts.after(one(inner.slice(0, -2)));
    if (!inner.includes('..')) return texts.oneOf(inner.split(',').map(one));
    const [from, to] = inner.split('..') as [string, string];
    return texts.someTime(one(from), one(to));
  }
  if (!edtf.includes('/')) return one(edtf);
  const [from, to] = edtf.split('/') as [string, string];
  const [hasFrom, hasTo] = [from !== '' && from !== '..', to !== '' && to !== '..'];
  return hasFrom && hasTo ? texts.between(one(from), one(to)) : hasFrom ? texts.after(one(from)) : hasTo ? texts.by(one(to)) : texts.unknownDate;
}

function oneInWords(text: string, language: string, texts: Texts): string {
  const date = text.replace(/[?~%]/g, '');
  const bounds = dateBounds(date);
  if (bounds === null) return text;
  const options: Intl.DateTimeFormatOptions = { timeZone: 'UTC', year: 'numeric' };
  if (date.includes('T') || /^\d{4}-\d{2}-\d{2}$/.test(date)) Object.assign(options, { month: 'long', day: 'numeric' });
  else if (/^\d{4}-(0|1[0-2])/.test(date)) options.month = 'long';
  if (/^\d{4}-2[1-4]|X/.test(date) && !/^\d{4}-\d{2}-XX$/.test(date)) return text;
  const words = new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : language, options).format(bounds.earliest);
  return /%/.test(text) ? texts.perhaps(texts.about(words)) : text.includes('~') ? texts.about(words) : text.includes('?') ? texts.perhaps(words) : words;
}
