import type { EventType } from '../api/recording.ts';
import { groupOfType, type Draft } from './draft.ts';
import type { Group } from './fields.ts';

/** Which places the form has, so that a fault of any other is told above its buttons. */
export function placesOf(type: EventType | null, target: EventType | null, draft: Draft): ReadonlySet<string> {
  if (type === null) return new Set(['/subject']);
  const group = groupOfType(type, target);
  const data = group.members.find(m => m.name === 'data')!.field as Group;
  const inData = data.members.filter(m => m.name !== 'event' || draft.target === null).flatMap(m =>
    (m.name === 'data' && m.field.kind === 'group' ? m.field.members.map(of => `/data/data/${of.name}`) : [`/data/${m.name}`]));
  const beside = group.members.map(m => m.name).filter(name => !['id', 'type', 'data', 'absent'].includes(name)
    && !(name === 'subject' && draft.deed !== null) && !(name === 'accountOf' && draft.deed === 'account') && !(draft.deed === 'disclose' && ['happened', 'known', 'disclosures'].includes(name)));
  return new Set([...inData, ...draft.deed === null ? ['/type'] : [], ...beside.map(name => `/${name}`)]);
}
