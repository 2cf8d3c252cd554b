import type { EventType } from '../api/recording.ts';
import type { View } from '../address/view.ts';
import { texts } from '../texts/texts.ts';
import { AccountChoice } from './account.tsx';
import { Control, labelOf, Members, offers, Section } from './controls.tsx';
import { groupOfType, payloadPath, type Draft } from './draft.ts';
import type { Group, Member } from './fields.ts';
import { Folded } from './folded.tsx';

/** The members that any type may carry; they stand under More unless the type's own example has them. */
const general = new Set(['dates', 'due', 'participants', 'via', 'purpose', 'note']);

/** Of an amendment, what is of the act itself. */
const ofItself = ['/happened', '/known', '/zone', '/zoneName', '/disclosures', '/source', '/attribution', '/assessment'];

const sourceFirst = new Set(['publisher', 'title', 'url', 'published', 'quote']);

/** Whatever else is asked for of an event of a type. */
export function Asked({ type, target, draft, view }: { type: EventType; target: EventType | null; draft: Draft; view: View }) {
  const group = groupOfType(type, target);
  const of = (name: string) => group.members.find(m => m.name === name);
  const { usual, rest } = partsOf(type, draft);
  const source = of('source')?.field as Group;
  const isAct = type.actsOnTheRecord;
  const own = (name: string, hint?: string) => {
    const member = of(name);
    return member === undefined ? null : <Control path={[name]} field={member.field} label={labelOf(name)} {...(hint ? { hint } : {})} />;
  };
  // When it was, who knew, and who says so: of an act, all that is of the act itself.
  const beside = (
    <>
      {draft.deed === 'disclose' ? <ZoneFields group={group} /> : (
        <Section title={isAct ? texts.record.whenAct : texts.record.when}>
          {own('happened', texts.record.happenedHelp)}
          {own('known', texts.record.knownHelp)}
          <ZoneFields group={group} />
          <Folded title={labelOf('disclosures')} places={['/disclosures']}>{own('disclosures')}</Folded>
        </Section>
      )}
      <Section title={isAct ? texts.record.sourceAct : texts.record.source}>
        <div class="row">
          {source.members.filter(m => sourceFirst.has(m.name)).map(m => (
            <Control path={['source', m.name]} field={m.field} label={labelOf(m.name)} {...(m.name === 'publisher' ? { list: offers.publishers, hint: texts.record.publisherHint } : {})} />
          ))}
        </div>
        <Folded title={texts.record.sourceMore} places={source.members.filter(m => !sourceFirst.has(m.name)).map(m => `/source/${m.name}`)}>
          <div class="row"><Members group={source.members.filter(m => !sourceFirst.has(m.name))} path={['source']} /></div>
        </Folded>
        {own('attribution', texts.record.attributionHint)}
        {own('assessment')}
      </Section>
    </>
  );
  return (
    <>
      <Section title={draft.deed === 'correct' || draft.deed === 'amend' ? texts.record.instead : texts.record.says}>
        <Payload members={usual(group)} draft={draft} type={type} target={target} />
        {own('mode')}
      </Section>
      {draft.deed === 'amend' ? <Folded title={texts.record.amendmentItself} places={ofItself}>{beside}</Folded> : beside}
      <Folded title={texts.record.more} places={['/accountOf', '/related', '/notedAt', ...rest(group).map(m => `/data/${m.name}`)]}>
        {isAct || draft.deed === 'account' ? null : <AccountChoice view={view} draft={draft} type={type} />}
        {own('related', texts.record.relatedHint)}
        <Members group={rest(group)} path={['data']} {...(isAct ? {} : { absence: ['absent'] })} />
        {own('notedAt', texts.record.notedHint)}
      </Folded>
    </>
  );
}
/** Whose days and local times the dates of the event are. */
function ZoneFields({ group }: { group: Group }) {
  const control = (name: 'zone' | 'zoneName', hint: string, list?: string) => {
    const member = group.members.find(m => m.name === name);
    if (member === undefined) return null;
    return <Control path={[name]} field={member.field} label={labelOf(name)} hint={hint} {...(list ? { list } : {})} />;
  };
  return <div class="row">{control('zone', texts.record.zoneHelp, offers.zones)}{control('zoneName', texts.record.zoneNameHelp)}</div>;
}

/** The members of the payload, those that it needs first; of an act that replaces another, the other's among them. */
function Payload({ members, draft, type, target }: { members: readonly Member[]; draft: Draft; type: EventType; target: EventType | null }) {
  const isReplacing = payloadPath(draft).length > 1;
  return (
    <>{members.map(m => {
      if (m.name === 'data' && isReplacing && m.field.kind === 'group') {
        const [first, folded] = split(m.field.members, target);
        return (
          <div class="payload">
            <Members group={first} path={['data', 'data']} absence={['absent']} />
            <Folded title={texts.record.more} places={folded.map(f => `/data/data/${f.name}`)}><Members group={folded} path={['data', 'data']} absence={['absent']} /></Folded>
          </div>
        );
      }
      const hint = m.name === 'disclosures' ? texts.record.disclosuresHint : m.name === 'attribution' ? texts.record.attributionHint : undefined;
      const control = <Control path={['data', m.name]} field={m.field} label={nameOfMember(m.name)} isRequired={m.isRequired} {...(hint ? { hint } : {})} {...(type.actsOnTheRecord ? {} : { absence: ['absent', m.name] })} />;
      return m.field.kind === 'group' && !m.field.isFirstAlone && isReplacing || m.name === 'disclosures' ? <Folded title={nameOfMember(m.name)} places={[`/data/${m.name}`]}>{control}</Folded> : control;
    })}</>
  );
}

/** Of disclosures an act gives all, not only those to others. */
const nameOfMember = (name: string) => (name === 'disclosures' ? texts.record.allDisclosures : labelOf(name));

const split = (members: readonly Member[], type: EventType | null) => {
  const isUsual = (m: Member) => m.isRequired || !general.has(m.name) || m.name in (type?.example.data ?? {});
  const usual = members.filter(isUsual);
  return [[...usual.filter(m => m.isRequired), ...usual.filter(m => !m.isRequired)], members.filter(m => !isUsual(m))] as const;
};

function partsOf(type: EventType, draft: Draft) {
  const all = (group: Group) => ((group.members.find(m => m.name === 'data')!.field as Group).members).filter(m => !(m.name === 'event' && draft.target !== null));
  // Of an act that replaces something, the payload comes first, and the reason last.
  const inOrder = payloadPath(draft).length > 1 ? (members: readonly Member[]) => members.toSorted((a, b) => Number(a.name === 'reason') - Number(b.name === 'reason')) : (m: readonly Member[]) => m;
  return { usual: (group: Group) => inOrder(split(all(group), type)[0]), rest: (group: Group) => split(all(group), type)[1] };
}
