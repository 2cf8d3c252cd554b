import { shownNow } from '../address/store.ts';
import { dayLength, localAt } from '../zones/clocks.ts';
import { dateInWords, type DateZone } from './edtf.ts';
import { instantOf } from './dates.ts';
import { language, texts } from './texts.ts';

/** A date in words, in the language of the page: as recorded, or as the clocks of the zone showed it that the reader asks for. */
export const dateTold = (edtf: string, zone: DateZone | null = null) => dateInWords(edtf, language, texts, zone, shownNow());

/** The day of an instant as the server tells it: of UTC or, with its time, of the zone that the reader asks for. */
export function since(instant: string | undefined): string {
  if (instant === undefined) return '';
  const show = shownNow();
  const at = instantOf(instant);
  if (show === null || !Number.isFinite(at)) return dateInWords(instant.slice(0, 10), language, texts);
  // What is known by the last instant of a second is known when it is over, and what by the last of a day, on that day.
  const isEnd = /:\d\d\.999\d*Z$/.test(instant);
  const local = localAt(isEnd ? Math.ceil(at / 1000) * 1000 : at, show);
  const isDay = isEnd && local % dayLength === 0;
  const told = new Date(isDay ? local - 1 : local).toISOString().slice(0, isDay ? 10 : 19);
  return dateInWords(told, language, texts, { zone: show }, show);
}
