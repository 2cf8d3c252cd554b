import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { useAnswer } from '../api/answer.ts';
import type { RecordedEvent } from '../api/answers.ts';
import { keepKey, publishers, Refused, subjects } from '../api/client.ts';
import { eventsOfType, record, type Catalogue, type EventType } from '../api/recording.ts';
import { useView } from '../address/store.ts';
import type { View } from '../address/view.ts';
import { dateInWords } from '../texts/edtf.ts';
import { nameOf, wordsOf } from '../texts/names.ts';
import { language, texts } from '../texts/texts.ts';
import { FormContext, pointerOf, type FormState } from './context.ts';
import { Control, labelOf, Members, offers, Section } from './controls.tsx';
import { eventOf, formPointer, groupOfType, payloadPath, type Draft } from './draft.ts';
import { faultsAt, faultsElsewhere, faultsOf } from './faults.ts';
import type { Group, Member } from './fields.ts';
import { useRehearsal } from './rehearsal.ts';
import { withInput } from './values.ts';

/** The members that any type may carry; they stand under More unless the type's own example has them. */
const general = new Set(['dates', 'due', 'participants', 'via', 'purpose', 'note']);

const sourceFirst = new Set(['publisher', 'title', 'url', 'published', 'quote']);

/** Asks for an event, has the server look at it while it is written, and sends it. */
export function RecordForm({ draft, catalogue, onDraft, onRecorded, onDiscard }: {
  draft: Draft;
  catalogue: Catalogue;
  onDraft: (draft: Draft) => void;
  onRecorded: (event: RecordedEvent, isMore: boolean) => void;
  onDiscard: () => void;
}) {
  const view = useView();
  const types = useMemo(() => new Map(catalogue.types.map(t => [t.name, t])), [catalogue]);
  const { subject, type: typeName } = draft.inputs;
  const type = types.get(typeof typeName === 'string' ? typeName : '') ?? null;
  const target = draft.target === null ? null : types.get(draft.target.type) ?? null;
  const isBegun = type !== null && typeof subject === 'string' && subject.trim() !== '';
  const event = useMemo(() => (isBegun ? eventOf(draft, type, target) : null), [draft, type, target]);
  const [touched, setTouched] = useState<ReadonlySet<string>>(new Set());
  const [isTried, setTried] = useState(false);
  const [sending, setSending] = useState<{ isNow: boolean; refused: Refused | null }>({ isNow: false, refused: null });
  const [tries, setTries] = useState(0);
  const rehearsed = useRehearsal(view, event, tries);

  const refused = sending.refused ?? rehearsed.refused;
  const place = (pointer: string) => formPointer(pointer, event ?? {}, draft);
  const all = refused === null || [0, 401, 403].includes(refused.problem.status) ? [] : faultsOf(refused.problem, place);
  const places = useMemo(() => placesOf(type, target, draft), [type, target, draft.deed]);
  const isShown = (pointer: string) => isTried || [...touched].some(t => pointer === t || pointer.startsWith(`${t}/`));
  const state: FormState = {
    inputs: draft.inputs,
    set: (path, input) => {
      setSending(s => ({ ...s, refused: null }));
      onDraft({ ...draft, inputs: withInput(draft.inputs, path, input) });
    },
    faults: all.filter(f => isShown(f.pointer)),
    touch: path => setTouched(t => (t.has(pointerOf(path)) ? t : new Set([...t, pointerOf(path)]))),
  };

  const form = useRef<HTMLFormElement>(null);
  useEffect(() => { if (isTried) form.current?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus(); }, [isTried, sending.refused]);
  const send = (isMore: boolean) => {
    setTried(true);
    if (event === null || sending.isNow) return;
    setSending({ isNow: true, refused: null });
    record(view, event, new AbortController().signal).then(
      recorded => {
        setSending({ isNow: false, refused: null });
        setTried(false);
        setTouched(new Set());
        onRecorded(recorded, isMore);
      },
      (error: unknown) => {
        if (!(error instanceof Refused)) throw error;
        setSending({ isNow: false, refused: error });
      });
  };

  const elsewhere = faultsElsewhere(all, places);
  return (
    <FormContext.Provider value={state}>
      <form ref={form} class="record-form" novalidate onSubmit={e => { e.preventDefault(); send(false); }}>
        <Offers view={view} />
        {draft.target === null ? null : <Target draft={draft} target={draft.target} />}
        {draft.deed === null ? <About catalogue={catalogue} subject={typeof subject === 'string' ? subject : ''} type={type} /> : null}
        {type === null ? null : <Asked type={type} target={target} draft={draft} view={view} />}
        {event === null ? null : <Sent json={JSON.stringify(event, null, 2)} />}
        <footer>
          {elsewhere.map(f => <p class="fault" role="alert"><span aria-hidden="true">⚠ </span>{f.detail}</p>)}
          {refused !== null && [401, 403].includes(refused.problem.status) ? (
            <OtherKey refused={refused} onKey={() => { setSending({ isNow: false, refused: null }); setTries(n => n + 1); }} />
          ) : null}
          <p role="status" class="record-state">
            {sending.isNow ? texts.record.recording
              : sending.refused !== null && isUnknown(sending.refused) ? texts.record.unknownOutcome
              : refused?.problem.status === 0 ? texts.record.unchecked
              : event === null ? texts.record.empty
              : rehearsed.isChecking ? texts.record.checking
              : all.length > 0 ? texts.record.faulty(all.length)
              : refused === null ? `✓ ${texts.record.good}` : ''}
          </p>
          <div class="record-buttons">
            <button type="submit" class="primary" disabled={sending.isNow}>{texts.record.submit}</button>
            {draft.deed === null ? <button type="button" disabled={sending.isNow} onClick={() => send(true)}>{texts.record.submitMore}</button> : null}
            <button type="button" onClick={onDiscard}>{texts.record.discard}</button>
          </div>
        </footer>
      </form>
    </FormContext.Provider>
  );
}

/** Whether it may have been recorded although it was not answered so. */
const isUnknown = (refused: Refused) => refused.problem.status === 0 || refused.kind === 'outcome-unknown';

/** What an act is on, in words. */
function Target({ draft, target }: { draft: Draft; target: RecordedEvent }) {
  return (
    <div class="record-target">
      <p>{draft.deed === null ? '' : texts.record.deedHelp[draft.deed]}</p>
      <p>{draft.deed === 'account' ? texts.record.accountTarget : texts.record.target}: <b>{inWords(target)}</b> <small>{target.subject}</small></p>
    </div>
  );
}

/** An event in words, as short as may be. */
export function inWords(event: RecordedEvent): string {
  const publisher = event.source?.publisher;
  return [wordsOf(event.type), dateInWords(event.happened, language, texts), ...(publisher === undefined ? [] : [nameOf(publisher)])].join(', ');
}

/** The subject, and what happened to it. */
function About({ catalogue, subject, type }: { catalogue: Catalogue; subject: string; type: EventType | null }) {
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
  return (
    <FormContext.Consumer>
      {({ set, touch, inputs }) => (
        <div class="field">
          <div class="field-head"><label for="record-type">{labelOf('type')} <span class="needed">{texts.record.needed}</span></label></div>
          <select id="record-type" value={typeof inputs['type'] === 'string' ? inputs['type'] : ''} aria-required aria-describedby="record-type-said"
            onChange={e => set(['type'], e.currentTarget.value || undefined)} onBlur={() => touch(['type'])}>
            <option value="">{texts.record.chooseType}</option>
            {groups.filter(([, of]) => of.length > 0).map(([name, of]) => (
              <optgroup label={name}>{of.map(t => <option value={t.name}>{wordsOf(t.name)}</option>)}</optgroup>
            ))}
          </select>
          <div id="record-type-said" class="field-said">{type === null ? null : <p>{type.description}</p>}</div>
        </div>
      )}
    </FormContext.Consumer>
  );
}

/** Whatever else is asked for of an event of a type. */
function Asked({ type, target, draft, view }: { type: EventType; target: EventType | null; draft: Draft; view: View }) {
  const group = groupOfType(type, target);
  const of = (name: string) => group.members.find(m => m.name === name);
  const { usual, rest } = partsOf(type, draft);
  const source = of('source')?.field as Group;
  const isAct = type.actsOnTheRecord;
  const own = (name: string, hint?: string) => {
    const member = of(name);
    return member === undefined ? null : <Control path={[name]} field={member.field} label={labelOf(name)} {...(hint ? { hint } : {})} />;
  };
  return (
    <>
      <Section title={draft.deed === 'correct' || draft.deed === 'amend' ? texts.record.instead : texts.record.says}>
        <Payload members={usual(group)} draft={draft} type={type} target={target} />
        {own('mode')}
      </Section>
      {draft.deed === 'disclose' ? null : (
        <Section title={texts.record.when}>
          {own('happened', texts.record.happenedHelp)}
          {own('known', texts.record.knownHelp)}
          <Folded title={labelOf('disclosures')} places={['/disclosures']}>{own('disclosures')}</Folded>
        </Section>
      )}
      <Section title={texts.record.source}>
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
      <Folded title={texts.record.more} places={['/accountOf', '/related', '/notedAt', ...rest(group).map(m => `/data/${m.name}`)]}>
        {isAct || draft.deed === 'account' ? null : <AccountChoice view={view} draft={draft} type={type} />}
        {own('related', texts.record.relatedHint)}
        <Members group={rest(group)} path={['data']} {...(isAct ? {} : { absence: ['absent'] })} />
        {own('notedAt', texts.record.notedHint)}
      </Folded>
    </>
  );
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
      const control = <Control path={['data', m.name]} field={m.field} label={labelOf(m.name)} isRequired={m.isRequired} {...(hint ? { hint } : {})} {...(type.actsOnTheRecord ? {} : { absence: ['absent', m.name] })} />;
      return m.field.kind === 'group' && !m.field.isFirstAlone && isReplacing || m.name === 'disclosures' ? <Folded title={labelOf(m.name)} places={[`/data/${m.name}`]}>{control}</Folded> : control;
    })}</>
  );
}

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

/** Which places the form has, so that a fault of any other is told above its buttons. */
function placesOf(type: EventType | null, target: EventType | null, draft: Draft): ReadonlySet<string> {
  if (type === null) return new Set(['/subject']);
  const group = groupOfType(type, target);
  const data = group.members.find(m => m.name === 'data')!.field as Group;
  const inData = data.members.filter(m => m.name !== 'event' || draft.target === null).flatMap(m =>
    (m.name === 'data' && m.field.kind === 'group' ? m.field.members.map(of => `/data/data/${of.name}`) : [`/data/${m.name}`]));
  const beside = group.members.map(m => m.name).filter(name => !['id', 'type', 'data', 'absent'].includes(name)
    && !(name === 'subject' && draft.deed !== null) && !(draft.deed === 'disclose' && ['happened', 'known', 'disclosures'].includes(name)));
  return new Set([...inData, ...beside.map(name => `/${name}`)]);
}

/** What is rarely needed; it opens by itself where something in it is wrong. */
function Folded({ title, places, children }: { title: string; places: readonly string[]; children: preact.ComponentChildren }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <FormContext.Consumer>
      {({ faults }) => {
        const isWrong = places.some(p => faultsAt(faults, p).length > 0);
        return <details open={isOpen || isWrong} onToggle={e => setOpen(e.currentTarget.open)}><summary>{title}</summary>{isOpen || isWrong ? children : null}</details>;
      }}
    </FormContext.Consumer>
  );
}

/** The earlier events of the same subject and type: of which this may be another report. */
function AccountChoice({ view, draft, type }: { view: View; draft: Draft; type: EventType }) {
  const subject = typeof draft.inputs['subject'] === 'string' ? draft.inputs['subject'].trim() : '';
  const { value } = useAnswer(/^[^/]+\/[^/]+$/.test(subject) ? `accounts ${view.timeline} ${subject} ${type.name}` : null, signal => eventsOfType(view, subject, type.name, signal));
  const earlier = (value?.items ?? []).filter(e => e.accountOf === undefined && e.erased === undefined);
  if (earlier.length === 0) return null;
  return (
    <FormContext.Consumer>
      {({ inputs, set, touch }) => (
        <div class="field">
          <div class="field-head"><label for="record-account">{labelOf('accountOf')}</label></div>
          <select id="record-account" value={typeof inputs['accountOf'] === 'string' ? inputs['accountOf'] : ''} onBlur={() => touch(['accountOf'])} onChange={e => set(['accountOf'], e.currentTarget.value || undefined)}>
            <option value="">{texts.record.notSaid}</option>
            {earlier.map(e => <option value={e.id}>{inWords(e)}</option>)}
          </select>
        </div>
      )}
    </FormContext.Consumer>
  );
}

/** What the browser offers while one types: what is there already. */
function Offers({ view }: { view: View }) {
  const whole: View = { ...view, known: null, at: null, recorded: null, without: [], reliability: null, credibility: null, kind: [], actor: [], publisher: [], text: null };
  const there = useAnswer(`offered ${view.timeline} ${view.knower.join()}`, signal => subjects(whole, signal)).value?.items ?? [];
  const sources = useAnswer(`publishers ${view.timeline}`, signal => publishers(view, signal)).value?.items ?? [];
  return (
    <>
      <datalist id={offers.subjects}>{there.map(s => <option value={s.subject}>{s.title ?? ''}</option>)}</datalist>
      <datalist id={offers.actors}>{there.filter(s => s.kind === 'actor').map(s => <option value={s.subject.slice('actor/'.length)}>{s.title ?? ''}</option>)}</datalist>
      <datalist id={offers.publishers}>{sources.map(p => <option value={p.publisher} />)}</datalist>
    </>
  );
}

function Sent({ json }: { json: string }) {
  const [isCopied, setCopied] = useState(false);
  useEffect(() => setCopied(false), [json]);
  return (
    <details class="record-json">
      <summary>{texts.record.json}</summary>
      <button type="button" onClick={() => void navigator.clipboard.writeText(json).then(() => setCopied(true))}>{isCopied ? `${texts.record.copied} ✓` : texts.record.copy}</button>
      <pre tabIndex={0}>{json}</pre>
    </details>
  );
}

/** Another key, where the one in use may not record; what is typed stays. */
function OtherKey({ refused, onKey }: { refused: Refused; onKey: () => void }) {
  const [key, setKey] = useState('');
  const take = () => {
    if (key.trim() === '') return;
    keepKey(key.trim());
    onKey();
  };
  const { detail, errors } = refused.problem;
  return (
    <div class="notice trouble" role="alert">
      <p><b>{refused.problem.status === 401 ? texts.record.needsKey : texts.record.mayNot}</b></p>
      <p>{detail} {(errors ?? []).map(e => e.detail).join(' ')}</p>
      <p class="record-key">
        <label>{texts.record.otherKey} <input type="password" autocomplete="off" value={key} onInput={e => setKey(e.currentTarget.value)}
          onKeyDown={e => { if (e.key === 'Enter') { e.preventDefault(); take(); } }} /></label>
        <button type="button" onClick={take}>{texts.useKey}</button>
      </p>
    </div>
  );
}
