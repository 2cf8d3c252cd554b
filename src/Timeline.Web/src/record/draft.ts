import type { Json, RecordedEvent } from '../api/answers.ts';
import type { EventType } from '../api/recording.ts';
import { zoneOfRecordedData } from '../api/zones.ts';
import { cityOf } from '../zones/clocks.ts';
import { groupOf, withMember, type Group, type Schema } from './fields.ts';
import { inputOf, isInputs, isSame, valueOf, withInput, type Inputs } from './values.ts';

/** What is done with an event that is there already. */
export type Deed = 'account' | 'correct' | 'retract' | 'deny' | 'disclose' | 'amend';

const actTypes = {
  correct: 'EventCorrected', retract: 'EventRetracted', deny: 'EventDenied', disclose: 'EventDisclosed', amend: 'EventAmended',
} as const;

/** Which deeds an event allows: acts on the record can only be taken back, and not all of them. */
export function deedsOn(type: string): readonly Deed[] {
  if (['EventRetracted', 'EventCorrected', 'EventDenied'].includes(type)) return ['retract'];
  return type === 'EventAmended' || type === 'EventDisclosed' ? [] : ['account', 'correct', 'retract', 'deny', 'disclose', 'amend'];
}

/** An event that is being written down. */
export interface Draft {
  /** Made once, so that what was sent and perhaps recorded is recognised when it is sent again. */
  readonly id: string;
  readonly deed: Deed | null;
  readonly target: RecordedEvent | null;
  readonly inputs: Inputs;
  /** What the target says now, as far as it stands in the form. */
  readonly given: Json | undefined;
}

type Members = Readonly<Record<string, Json>>;

/** What a replacing act may give instead of what the target says. */
const replaced = ['data', 'mode', 'happened', 'source', 'attribution', 'assessment'] as const;

/** What is asked for of an event of a type; an act that gives its target another payload asks for one of the target's type. */
export function groupOfType(type: EventType, target: EventType | null): Group {
  const group = groupOf(type.schema);
  const data = group.members.find(m => m.name === 'data')!.field as Group;
  const members = data.members.map(m => ({ ...m, isRequired: type.required.includes(m.name) }));
  const payload = target === null || !members.some(m => m.name === 'data') ? members : withMember({ ...data, members }, 'data', payloadOf(target)).members;
  return withMember(group, 'data', { ...data, members: payload });
}

export const payloadOf = (type: EventType): Group => {
  const data = groupOf((type.schema.properties?.['data'] ?? {}) as Schema);
  return { ...data, members: data.members.map(m => ({ ...m, isRequired: type.required.includes(m.name) })) };
};

export const emptyDraft = (id: string, subject: string | null): Draft =>
  ({ id, deed: null, target: null, given: undefined, inputs: subject === null ? {} : { subject } });

/**
 * The draft of a deed on an event. What a correction or an amendment may replace stands in it already, so that one changes only what is
 * wrong; of the disclosures nobody is shown all, so those are not in it.
 */
export function draftOn(id: string, deed: Deed, target: RecordedEvent, types: ReadonlyMap<string, EventType>): Draft {
  const type = deed === 'account' ? target.type : actTypes[deed];
  const inputs: Inputs = { subject: target.subject, type, ...(deed === 'correct' || deed === 'amend' ? inputsOfZone(target) : {}) };
  if (deed === 'account') return { id, deed, target, given: undefined, inputs: { ...inputs, accountOf: target.id } };
  const group = groupOfType(types.get(type)!, types.get(target.type) ?? null).members.find(m => m.name === 'data')!.field as Group;
  const given = Object.fromEntries(replaced.filter(name => group.members.some(m => m.name === name)).map(name => [name, givenBy(target, name)])
    .filter(([, value]) => value !== undefined)) as Members;
  return {
    id, deed, target, given: Object.keys(given).length === 0 ? undefined : given,
    inputs: { ...inputs, data: { ...inputOf(group, given) as Inputs | undefined, event: target.id }, absent: inputsOfAbsent(target.absent, deed) },
  };
}

const givenBy = (target: RecordedEvent, name: (typeof replaced)[number]): Json | undefined =>
  name === 'mode' ? target.mode ?? 'asserted' : target[name] as Json | undefined;

const inputsOfAbsent = (absent: RecordedEvent['absent'], deed: Deed): Inputs => (deed === 'correct' || deed === 'amend' ? absent ?? {} : {});

// What it gives of the target's payload is read in its own zone, so that has to be the target's.
function inputsOfZone(target: RecordedEvent): Inputs {
  const zone = zoneOfRecordedData(target);
  if (zone === null) return {};
  const { zoneName } = zone;
  return { zone: zone.zone, ...(zoneName === undefined || zoneName === cityOf(zone.zone) ? {} : { zoneName }) };
}

/** The event as it is sent. */
export function eventOf(draft: Draft, type: EventType, target: EventType | null): { readonly [name: string]: Json } {
  const group = groupOfType(type, target);
  const absent = (isInputs(draft.inputs['absent']) ? draft.inputs['absent'] : {}) as Readonly<Record<string, string | undefined>>;
  const payload = payloadPath(draft);
  let inputs: Inputs = { ...draft.inputs, type: type.name };
  for (const [name, how] of Object.entries(absent)) if (how) inputs = withInput(inputs, [...payload, name], undefined);
  const { id: _, absent: __, known, disclosures, ...sent } = (valueOf(group, inputs) ?? {}) as Members;
  const said = Object.fromEntries(Object.entries(absent).filter(([name, how]) => how && groupAt(group, payload)?.members.some(m => m.name === name))) as Members;
  const data = changed(draft, (sent['data'] ?? {}) as Members, said);
  const isPayloadSent = payload.length === 1 || 'data' in data;
  return {
    id: draft.id, ...sent, data,
    ...(Object.keys(said).length > 0 && isPayloadSent ? { absent: said } : {}),
    ...knownOf(known, disclosures as readonly Json[] | undefined),
  };
}

/** Where in the event the payload stands that its members may be absent from. */
export const payloadPath = (draft: Draft): readonly string[] => (draft.deed === 'correct' || draft.deed === 'amend' ? ['data', 'data'] : ['data']);

function groupAt(group: Group, path: readonly string[]): Group | null {
  let at: Group | null = group;
  for (const step of path) {
    const field: unknown = at?.members.find(m => m.name === step)?.field;
    at = (field as Group | undefined)?.kind === 'group' ? field as Group : null;
  }
  return at;
}

// Of what a correction or an amendment may replace it gives only what it changes, and that whole.
function changed(draft: Draft, data: Members, absent: Members): Members {
  if (draft.deed !== 'correct' && draft.deed !== 'amend') return data;
  const given = (draft.given ?? {}) as Members;
  const isAbsentSame = isSame(absent, draft.target?.absent ?? {});
  // A payload of which everything is absent is still one.
  const all: Members = { ...data, data: data['data'] ?? {} };
  return Object.fromEntries(Object.entries(all).filter(([name, value]) =>
    !(replaced as readonly string[]).includes(name) || !isSame(value, given[name] ?? (name === 'data' ? {} : undefined)) || name === 'data' && !isAbsentSame));
}

// What the public learned may be said in short, but not beside what others did.
function knownOf(known: Json | undefined, others: readonly Json[] | undefined): Members {
  if (others === undefined) return known === undefined ? {} : { known };
  return { disclosures: known === undefined ? others : [{ to: 'public', at: known }, ...others] };
}

/** Where in the form a fault of the event lies. */
export function formPointer(pointer: string, event: { readonly [name: string]: Json }, draft: Draft): string {
  if (pointer.startsWith('/absent/')) return `/${payloadPath(draft).join('/')}${pointer.slice('/absent'.length)}`;
  const row = /^\/disclosures\/(\d+)(\/.*)?$/.exec(pointer);
  const isKnownFirst = row !== null && typeof draft.inputs['known'] === 'string' && draft.inputs['known'].trim() !== '' && 'disclosures' in event;
  if (!isKnownFirst) return pointer;
  return row[1] === '0' ? '/known' : `/disclosures/${Number(row[1]) - 1}${row[2] ?? ''}`;
}
