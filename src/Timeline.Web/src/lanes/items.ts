import type { Briefing, Json, RecordedEvent } from '../api/answers.ts';
import { boundsOf, isImprecise, isLasting } from '../texts/edtf.ts';

/** One thing in the lanes: when it is drawn, and which signs it bears. */
export interface LaneItem {
  readonly id: string;
  readonly subject: string;
  readonly event: string;
  readonly type: string;
  /** What an event of that type is first of all about: the venue of a rejected venue. */
  readonly of: Json;
  /** The date in force (EDTF). */
  readonly date: string;
  readonly start: number;
  /** Null: a point. */
  readonly end: number | null;
  readonly signs: readonly Sign[];
  readonly sentence: string | null;
}

export type Sign = 'imprecise' | 'planned' | 'said' | 'disputed' | 'later' | 'retracted';

const day = 86_400_000;

/**
 * What the lanes show: the events of the vantage; with hindsight those of now too, which tell what became known later and what was taken
 * back; and what was said to be ahead. What is visible, in force and taken back the server has decided; here it is drawn.
 */
export function laneItems(events: readonly RecordedEvent[], hindsight: readonly RecordedEvent[], briefing: Briefing | null): readonly LaneItem[] {
  const sentences = new Map<string, string>();
  for (const item of briefing?.items ?? [])
    for (const part of [item.situation, item.said, item.knownLately]) for (const s of part.sentences) sentences.set(s.event, s.text);

  const items: LaneItem[] = [];
  const known = new Set(events.map(e => e.id));
  const denied = targets(events, 'EventDenied');
  const moved = new Map(events.filter(e => e.type === 'EventCorrected' && typeof e.data['happened'] === 'string')
    .map(e => [e.data['event'] as string, e.data['happened'] as string]));
  const retractedLater = new Set(hindsight.filter(e => e.standing === 'retracted').map(e => e.id));
  const isOfTheWorld = (e: RecordedEvent) => e.standing !== 'act' && e.erased === undefined;

  for (const event of events.filter(isOfTheWorld)) {
    // What is taken back is as if never said, but in hindsight.
    if (event.standing === 'retracted' && hindsight.length === 0) continue;
    items.push(...draw(event.id, event, moved.get(event.id) ?? event.happened, sentences.get(event.id) ?? null, [
      ...(event.mode === undefined ? [] : ['said' as const]),
      ...(denied.has(event.id) ? ['disputed' as const] : []),
      ...(event.standing === 'retracted' || retractedLater.has(event.id) ? ['retracted' as const] : []),
      ...(event.standing === 'ahead' ? ['planned' as const] : []),
    ]));
  }

  for (const event of hindsight.filter(e => isOfTheWorld(e) && !known.has(e.id)))
    items.push(...draw(event.id, event, event.happened, null, ['later', ...(event.standing === 'retracted' ? ['retracted' as const] : [])]));

  for (const item of briefing?.items ?? [])
    for (const [index, plan] of item.scheduledNext.sentences.entries())
      if (plan.date !== undefined)
        items.push(...draw(`plan ${item.subject} ${plan.event} ${index}`, { id: plan.event, subject: item.subject, type: typeOf(events, plan.event), data: {} }, plan.date, plan.text,
          ['planned', ...(plan.mode === undefined ? [] : ['said' as const])]));
  return items;
}

const targets = (events: readonly RecordedEvent[], type: string) =>
  new Set(events.filter(e => e.type === type && e.standing === 'act').map(e => e.data['event'] as string));

const typeOf = (events: readonly RecordedEvent[], id: string) => events.find(e => e.id === id)?.type ?? '';

function draw(id: string, event: Pick<RecordedEvent, 'id' | 'subject' | 'type' | 'data'>, date: string, sentence: string | null, signs: readonly Sign[]): LaneItem[] {
  const bounds = boundsOf(date);
  if (bounds === null) return [];
  const { earliest, latest } = bounds;
  if (!Number.isFinite(earliest) && !Number.isFinite(latest)) return [];
  // An open end is drawn as a day with a soft edge: how long it is nobody said.
  const start = Number.isFinite(earliest) ? earliest : latest - day;
  const end = Number.isFinite(latest) ? latest : start + day;
  const isShort = end - start < day * 1.5 && !isLasting(date);
  return [{
    id, subject: event.subject, event: event.id, type: event.type, of: event.data[event.type.replace(/(?<=.)[A-Z].*/, '').toLowerCase()] ?? null, date, start: isShort && !Number.isFinite(earliest) ? end : start,
    end: isShort ? null : end, signs: isImprecise(date) ? ['imprecise', ...signs] : signs, sentence,
  }];
}
