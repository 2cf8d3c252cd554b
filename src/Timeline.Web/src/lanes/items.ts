import { happenedOf, zoneOfData } from '../api/zones.ts';
import type { ActOnIt, BriefedSubject, Json, RecordedEvent, Untold, Zoned } from '../api/answers.ts';
import { boundsOf, isImprecise, isLasting, membersOf, type DateZone } from '../texts/edtf.ts';

/** One thing in the lanes: when it is drawn, and which signs it bears. */
export interface LaneItem {
  readonly id: string;
  readonly subject: string;
  readonly event: string;
  readonly type: string;
  readonly untold?: Untold;
  /** What an event of that type is first of all about: the venue of a rejected venue. */
  readonly of: Json;
  /** The zone of the dates in that. */
  readonly ofZone: DateZone | null;
  /** The date in force (EDTF). */
  readonly date: string;
  readonly zone: DateZone | null;
  readonly start: number;
  /** Null: a point. */
  readonly end: number | null;
  readonly signs: readonly Sign[];
  readonly sentence: string | null;
  /** Who corrected it or took it back, when and why. */
  readonly acts: readonly (readonly ['corrected' | 'retracted', ActOnIt])[];
}

export type Sign = 'imprecise' | 'planned' | 'said' | 'disputed' | 'rival' | 'later' | 'corrected' | 'retracted';

const day = 86_400_000;

const isOfTheWorld = (e: RecordedEvent) => e.standing !== 'act' && e.erased === undefined;

/** The subjects that have something in the lanes, the most of it first. */
export function subjectsOf(...events: readonly (readonly RecordedEvent[])[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const e of events.flat().filter(isOfTheWorld)) counts.set(e.subject, (counts.get(e.subject) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).map(([subject]) => subject);
}

/**
 * What the lanes show: the events of the vantage, and what was said to be ahead; with hindsight the events of now too, which tell what became
 * known later, what was taken back and what was corrected. What is visible, in force and taken back the server has decided; here it is drawn.
 */
export function laneItems(events: readonly RecordedEvent[], hindsight: readonly RecordedEvent[], told: readonly BriefedSubject[]): readonly LaneItem[] {
  const sentences = new Map<string, string>();
  for (const item of told)
    for (const part of [item.situation, item.said, item.knownLately]) for (const s of part.sentences) sentences.set(s.event, s.text);

  const items: LaneItem[] = [];
  const types = new Map(events.map(e => [e.id, e.type]));
  const now = new Map(hindsight.map(e => [e.id, e]));
  for (const event of events.filter(isOfTheWorld)) {
    const later = now.get(event.id);
    items.push(...draw(event.id, event, happenedOf(event), sentences.get(event.id) ?? null, [
      ...(event.mode === undefined ? [] : ['said' as const]),
      ...(event.disputed ? ['disputed' as const] : []),
      ...(event.contradicted ? ['rival' as const] : []),
      ...(event.standing === 'retracted' || later?.standing === 'retracted' ? ['retracted' as const] : []),
      ...(event.corrections !== undefined || later?.corrections !== undefined ? ['corrected' as const] : []),
      ...(event.standing === 'ahead' ? ['planned' as const] : []),
    ], later ?? event));
  }

  for (const event of hindsight.filter(e => isOfTheWorld(e) && !types.has(e.id)))
    items.push(...draw(event.id, event, happenedOf(event), null, ['later', ...(event.standing === 'retracted' ? ['retracted' as const] : [])]));

  for (const item of told)
    for (const [index, plan] of item.scheduledNext.sentences.entries())
      if (plan.date !== undefined)
        items.push(...draw(`plan ${item.subject} ${plan.event} ${index}`, { id: plan.event, subject: item.subject, type: plan.type ?? '', data: {}, ...(plan.untold === undefined ? {} : { untold: plan.untold }) }, [plan.date, plan.dateZone ?? null], plan.text,
          ['planned', ...(plan.mode === undefined ? [] : ['said' as const])]));
  return items;
}

type DateOf = readonly [string, DateZone | null];

type Drawn = Zoned & Pick<RecordedEvent, 'id' | 'subject' | 'type' | 'untold' | 'data' | 'inForce' | 'corrections' | 'retractedBy'>;

/** What was on several dates is drawn on each of them. */
function draw(id: string, event: Drawn, of: DateOf, sentence: string | null, signs: readonly Sign[], last: Drawn = event): LaneItem[] {
  const [date, zone] = of;
  const members = membersOf(date);
  return members.flatMap((member, i) => drawOne(members.length === 1 ? id : `${id} ${i}`, event, [member, zone], sentence, signs, last));
}

function drawOne(id: string, event: Drawn, [date, zone]: DateOf, sentence: string | null, signs: readonly Sign[], last: Drawn): LaneItem[] {
  const bounds = boundsOf(date);
  if (bounds === null) return [];
  const { earliest, latest } = bounds;
  if (!Number.isFinite(earliest) && !Number.isFinite(latest)) return [];
  // An open end is drawn as a day with a soft edge: how long it is nobody said.
  const start = Number.isFinite(earliest) ? earliest : latest - day;
  const end = Number.isFinite(latest) ? latest : start + day;
  const isShort = end - start < day * 1.5 && !isLasting(date);
  const data = event.inForce?.data ?? event.data;
  return [{
    id, subject: event.subject, event: event.id, type: event.type, of: data[event.type.replace(/(?<=.)[A-Z].*/, '').toLowerCase()] ?? null,
    ofZone: zoneOfData(event), date, zone,
    start: isShort && !Number.isFinite(earliest) ? end : start, end: isShort ? null : end, signs: isImprecise(date) ? ['imprecise', ...signs] : signs, sentence,
    ...(event.untold === undefined ? {} : { untold: event.untold }),
    acts: [
      ...(last.corrections ?? []).map(c => ['corrected', c] as const),
      ...(last.retractedBy === undefined ? [] : [['retracted', last.retractedBy] as const]),
    ],
  }];
}
