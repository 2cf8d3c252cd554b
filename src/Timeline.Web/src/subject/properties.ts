import type { Json, Provenance, Rival, SubjectState } from '../api/answers.ts';

/** A value of the state, and on whose word it stands. */
export interface Property {
  readonly pointer: string;
  /** The steps of the pointer below its entry. */
  readonly path: readonly string[];
  readonly value: Json;
  readonly word: Provenance;
  readonly rivals: readonly Rival[];
}

/** Properties that belong together: one of several venues, letters or positions. */
export interface Entry { readonly key: string | null; readonly properties: readonly Property[] }

export interface Group { readonly name: string; readonly entries: readonly Entry[] }

export const stepsOf = (pointer: string) => pointer.split('/').slice(1).map(s => s.replaceAll('~1', '/').replaceAll('~0', '~'));

/** The state as a reader goes through it: single values, and where there are several of a kind, one entry for each. */
export function groupsOf(state: SubjectState): readonly Group[] {
  const groups = new Map<string, Map<string, Property[]>>();
  for (const [pointer, word] of Object.entries(state.provenance)) {
    const steps = stepsOf(pointer);
    const [name, key] = [steps[0]!, steps.length > 1 ? steps[1]! : ''];
    const entries = groups.get(name) ?? new Map<string, Property[]>();
    groups.set(name, entries);
    const property = { pointer, path: steps.slice(2), value: valueAt(state.state, steps), word, rivals: state.rivals[pointer] ?? [] };
    entries.set(key, [...entries.get(key) ?? [], property]);
  }
  // In the order in which the state has them: the kind's own first.
  return Object.keys(state.state).filter(name => groups.has(name)).map(name => ({
    name, entries: [...groups.get(name)!].map(([key, properties]) => ({ key: key === '' ? null : key, properties })),
  }));
}

function valueAt(state: Json, steps: readonly string[]): Json {
  let at: Json = state;
  for (const step of steps) at = (at as Record<string, Json> | null)?.[step] ?? null;
  return at;
}

const wordKey = ({ word }: Property) => JSON.stringify([word.event, word.since, word.first?.event, word.support, word.correctedBy?.event]);

/** Whether all of an entry stands on one event's word since one day, so that it is said once. */
export const isOneWord = (entry: Entry) => entry.properties.every(p => p.word.event !== undefined && wordKey(p) === wordKey(entry.properties[0]!));
