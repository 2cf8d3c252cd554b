/** What the clocks of a zone show, by what the browser knows of zones. All is in milliseconds since 1970. */

/** How long a day of UTC is. */
export const dayLength = 86_400_000;

const formats = new Map<string, Intl.DateTimeFormat | null>();

/** What tells the clocks of a zone; null: the browser does not know the zone. An offset is no zone, though browsers take it for one. */
function formatOf(zone: string): Intl.DateTimeFormat | null {
  const kept = formats.get(zone);
  if (kept !== undefined) return kept;
  const format = /^[A-Za-z]/.test(zone) ? made(zone) : null;
  formats.set(zone, format);
  return format;
}

function made(zone: string): Intl.DateTimeFormat | null {
  try {
    return new Intl.DateTimeFormat('en-US-u-ca-gregory-nu-latn', {
      timeZone: zone, hourCycle: 'h23',
      year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric',
    });
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/** The zones that there are, by their ids. */
export const zones: readonly string[] = Intl.supportedValuesOf('timeZone').toSorted();

const byLowerCase = new Map([...zones, 'UTC'].map(id => [id.toLowerCase(), id]));

/** The id of a zone as it is written, whatever its case; null: the browser knows none of that name. */
export const zoneOf = (text: string): string | null => byLowerCase.get(text.toLowerCase()) ?? (formatOf(text) === null ? null : text);

// Where the last part of an id is not how the city is written: as the server has it (Timeline.Domain, Time/LocalZone.cs).
const cities: Readonly<Record<string, string>> = {
  'Asia/Calcutta': 'Kolkata', 'Asia/Ho_Chi_Minh': 'Ho Chi Minh City', 'Asia/Katmandu': 'Kathmandu', 'Asia/Rangoon': 'Yangon',
  'Asia/Saigon': 'Ho Chi Minh City', 'Atlantic/Faeroe': 'Faroe Islands', 'America/Argentina/Buenos_Aires': 'Buenos Aires', 'Europe/Kiev': 'Kyiv', 'Africa/Asmera': 'Asmara',
  'Pacific/Ponape': 'Pohnpei', 'Pacific/Truk': 'Chuuk',
};

/** The city of a zone: `America/New_York` is New York. */
export const cityOf = (zone: string) => cities[zone] ?? zone.slice(zone.lastIndexOf('/') + 1).replaceAll('_', ' ');

/** What the clocks of a zone show at an instant, as if it were UTC. */
export function localAt(instant: number, zone: string): number {
  if (zone === 'UTC') return instant;
  const seconds = Math.floor(instant / 1000) * 1000;
  const told = formatOf(zone)!.formatToParts(seconds).map(p => [p.type, Number(p.value)]);
  const parts = Object.fromEntries(told) as Readonly<Record<string, number>>;
  // Date.UTC takes the years 0 to 99 for 1900 to 1999.
  const shown = new Date(0).setUTCFullYear(parts['year']!, parts['month']! - 1, parts['day']);
  return shown + ((parts['hour']! * 60 + parts['minute']!) * 60 + parts['second']!) * 1000 + (instant - seconds);
}

const offsetAt = (instant: number, zone: string) => localAt(instant, zone) - instant;

/**
 * The first and the last instant at which the clocks of a zone show a local time. One that they skip is the instant at which they skip it.
 * No zone changes twice within two days, so the offsets of the day before and of the day after are the only ones that can be meant.
 */
export function instantsOf(local: number, zone: string): { readonly first: number; readonly last: number } {
  const [before, after] = [local - offsetAt(local - dayLength, zone), local - offsetAt(local + dayLength, zone)];
  const found = [before, after].filter(instant => localAt(instant, zone) === local);
  if (found.length > 0) return { first: Math.min(...found), last: Math.max(...found) };
  const skip = skipBetween(Math.min(before, after), Math.max(before, after), zone);
  return { first: skip, last: skip };
}

/** When the clocks of a zone change between two instants. */
function skipBetween(from: number, to: number, zone: string): number {
  const offset = offsetAt(from, zone);
  let [same, other] = [from, to];
  while (other - same > 1) {
    const middle = Math.floor((same + other) / 2);
    if (offsetAt(middle, zone) === offset) same = middle;
    else other = middle;
  }
  return other;
}

/** The first instant at which the clocks of a zone show a day, counted from 1970. */
export const startOfDay = (day: number, zone: string) => instantsOf(day * dayLength, zone).first;

/** The day of a zone that begins at an instant; null: none does. */
export function dayBeginningAt(instant: number, zone: string): number | null {
  const day = Math.floor(localAt(instant, zone) / dayLength);
  return startOfDay(day, zone) === instant ? day : null;
}

/** The zones of the years 1 to 9999 are the server's too; outside them a day is one of UTC. */
export const isOfKnownYears = (instant: number) => instant > utcOfYear(1) + dayLength && instant < utcOfYear(10_000) - 2 * dayLength;

const utcOfYear = (year: number) => new Date(0).setUTCFullYear(year, 0, 1);
