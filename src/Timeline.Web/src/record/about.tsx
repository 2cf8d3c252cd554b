import type { Catalogue, EventType } from '../api/recording.ts';
import { wordsOf } from '../texts/names.ts';
import { texts } from '../texts/texts.ts';
import { useField } from './context.ts';
import { Control, labelOf, offers, Section } from './controls.tsx';

/** The subject, and what happened to it. */
export function About({ catalogue, subject, type }: { catalogue: Catalogue; subject: string; type: EventType | null }) {
  const kind = subject.includes('/') ? subject.slice(0, subject.indexOf('/')) : '';
  const world = catalogue.types.filter(t => !t.actsOnTheRecord);
  const own = world.filter(t => t.kinds.includes(kind));
  const any = world.filter(t => t.kinds.length === 0);
  return (
    <Section title={texts.record.about}>
      <Control path={['subject']} field={{ kind: 'name' }} label={labelOf('subject')} isRequired hint={texts.record.subjectHelp} list={offers.subjects} />
      <TypeChoice groups={own.length > 0
        ? [[texts.kinds[kind] ?? kind, own], [texts.record.anyKind, any]]
        : [...catalogue.kinds.map(k => [texts.kinds[k.name] ?? k.name, world.filter(t => t.kinds.includes(k.name))] as const), [texts.record.anyKind, any]]} type={type} />
    </Section>
  );
}

function TypeChoice({ groups, type }: { groups: readonly (readonly [string, readonly EventType[]])[]; type: EventType | null }) {
  const { text, take, wrong, attributes, id } = useField(['type']);
  return (
    <div class="field">
      <div class="field-head"><label for={id}>{labelOf('type')} <span class="needed">{texts.record.needed}</span></label></div>
      <select {...attributes} value={text} aria-required onChange={e => take(e.currentTarget.value || undefined)}>
        <option value="">{texts.record.chooseType}</option>
        {type === null || groups.some(([, of]) => of.includes(type)) ? null : <option value={type.name}>{wordsOf(type.name)}</option>}
        {groups.filter(([, of]) => of.length > 0).map(([name, of]) => (
          <optgroup label={name}>{of.map(t => <option value={t.name}>{wordsOf(t.name)}</option>)}</optgroup>
        ))}
      </select>
      <div id={`${id}-said`} class="field-said">{type === null ? null : <p>{type.description}</p>}{wrong.map(f => <p class="fault">{f.detail}</p>)}</div>
    </div>
  );
}
