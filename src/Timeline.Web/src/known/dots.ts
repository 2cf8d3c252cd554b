import type { RecordedEvent } from '../api/answers.ts';
import { zoneOfDisclosure } from '../api/zones.ts';
import { dayOf, instantOf } from '../texts/dates.ts';
import { latestOf, type DateZone } from '../texts/edtf.ts';

/** Who came to know something, on a date of a zone, and by when at the latest. */
export interface Learned { readonly to: string; readonly at: string; readonly zone: DateZone | null; readonly by: number }

/** An event where it stands: by when it had happened, and by when it was known, in days. */
export interface Dot {
  readonly event: RecordedEvent;
  readonly happened: number;
  readonly known: number;
  /** How many days it took to become known. */
  readonly lag: number;
  readonly sort: 'prompt' | 'late' | 'secret' | 'foreseen';
  /** Who knew it first, and when, of what was secret. */
  readonly first: Learned | null;
  /** When the public came to know it; null: not yet, or not here. */
  readonly public: Learned | null;
  /** How many dots stand there already. */
  readonly shift: number;
}

/** From so many days on something came out late. */
const lateFrom = 7;

/** The dots of events, in the order in which they became known. Acts on the record happen nowhere, and are none. */
export function dotsOf(events: readonly RecordedEvent[]): readonly Dot[] {
  const there = new Map<string, number>();
  const dots: Dot[] = [];
  for (const event of events) {
    if (event.standing === 'act' || event.standing === 'retracted' || event.erased !== undefined) continue;
    // By when it had happened the server decides; only what was foreseen had not happened when it became known.
    const [happenedBy, knownBy] = [instantOf(event.happenedBy), instantOf(event.knownBy)];
    if (!Number.isFinite(happenedBy) || !Number.isFinite(knownBy)) continue;
    const [happened, known, isForeseen] = [dayOf(happenedBy), dayOf(knownBy), happenedBy > knownBy];
    const learned = event.disclosures.map((d): Learned => {
      const zone = zoneOfDisclosure(event, d);
      return { to: d.to, at: d.at, zone, by: latestOf(d.at, zone) };
    }).filter(d => Number.isFinite(d.by)).sort((a, b) => a.by - b.by);
    const all = learned.find(d => d.to === 'public') ?? null;
    const secret = learned.find(d => d.to !== 'public' && d.by < (all?.by ?? Infinity)) ?? null;
    const lag = known - happened;
    const place = `${happened} ${known}`;
    const shift = there.get(place) ?? 0;
    there.set(place, shift + 1);
    dots.push({
      event, happened, known, lag, shift: Math.min(shift, 8), first: secret, public: all,
      sort: secret !== null ? 'secret' : isForeseen ? 'foreseen' : lag >= lateFrom ? 'late' : 'prompt',
    });
  }
  return dots.sort((a, b) => a.known - b.known || a.happened - b.happened);
}

/** The beginnings of months or years along an axis, some eight of them. */
export function ticksOf(from: number, to: number, language: string): readonly { day: number; text: string }[] {
  const months = (to - from) / 30.4;
  if (months < 2) {
    const step = Math.max(1, Math.ceil((to - from) / 8));
    const format = new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : language, { timeZone: 'UTC', day: 'numeric', month: 'short' });
    return Array.from({ length: Math.floor((to - from) / step) }, (_, i) => from + (i + 1) * step).map(d => ({ day: d, text: format.format(d * 86_400_000) }));
  }
  const step = [1, 2, 3, 6, 12, 24, 60, 120, 600].find(s => months / s <= 8) ?? 1200;
  const format = new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : language, { timeZone: 'UTC', year: 'numeric', ...(step < 12 ? { month: 'short' } : {}) });
  const start = new Date(from * 86_400_000);
  const ticks: { day: number; text: string }[] = [];
  for (let month = Math.ceil((start.getUTCFullYear() * 12 + start.getUTCMonth() + 1) / step) * step; ; month += step) {
    const at = Date.UTC(Math.floor(month / 12), month % 12, 1);
    if (dayOf(at) > to) return ticks;
    ticks.push({ day: dayOf(at), text: format.format(at) });
  }
}
