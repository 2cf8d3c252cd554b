import { useEffect, useRef } from 'preact/hooks';
import { useAnswer } from '../api/answer.ts';
import type { StoryEvent, SubjectState } from '../api/answers.ts';
import { history, story, subject } from '../api/client.ts';
import { happenedOf, zoneOfData } from '../api/zones.ts';
import { show, useView } from '../address/store.ts';
import { formatView, pinnedView, vantageOf } from '../address/view.ts';
import { Trouble } from '../trouble.tsx';
import { instantOf } from '../texts/dates.ts';
import { isolated } from '../texts/bidi.ts';
import { kindOf, nameOf, slugOf, titleOf, wordsOf } from '../texts/names.ts';
import { texts } from '../texts/texts.ts';
import { dateTold, since } from '../texts/told.ts';
import { groupsOf, isOneWord, stepsOf, type Entry, type Property } from './properties.ts';
import { actInWords, Says, valueInWords } from './says.tsx';
import { Acts } from '../record/acts.tsx';
import { Beside } from '../beside/beside.tsx';
import { Hindsight } from '../beside/hindsight.tsx';
import { Cite } from './cite.tsx';
import { EventCard } from './event.tsx';
import './subject.css';

/** What is known of a subject, on whose word, and what is not. */
export function SubjectPanel() {
  const view = useView();
  const id = view.subject;
  const asked = id === null || view.timeline === null ? null : `${view.timeline} ${id} ${vantageOf(view)}`;
  const state = useAnswer(asked, signal => subject(view, id!, signal));
  const told = useAnswer(asked, signal => story(view, id!, signal));
  const panel = useRef<HTMLElement>(null);
  useEffect(() => { if (id !== null && innerWidth < 960) panel.current?.scrollIntoView({ block: 'nearest' }); }, [id]);

  if (id === null) return <aside class="subject empty"><p>{texts.chooseSubject}</p></aside>;
  const title = state.value?.subject === id ? state.value.state['title'] : undefined;
  return (
    <aside class="subject" ref={panel} aria-busy={state.isLoading} aria-label={texts.properties}>
      <header>
        <p class="subject-kind">{kindOf(id)}</p>
        <h2>{typeof title === 'string' ? <bdi>{isolated(title)}</bdi> : slugOf(id)}</h2>
        <button type="button" class="subject-close" onClick={() => show({ subject: null, pointer: null, event: null })} aria-label={texts.close} title={texts.close}>×</button>
      </header>
      {view.event === null ? null : <EventCard id={view.event} story={[...told.value?.items ?? [], ...told.value?.retracted ?? []]} />}
      {state.refused ? <Trouble refused={state.refused} /> : null}
      {view.hindsight ? <Hindsight subject={id} /> : null}
      {!view.hindsight && view.without.length > 0 ? <Beside subject={id} state={state.value?.subject === id ? state.value : null} /> : null}
      {state.value?.subject === id ? <Known state={state.value} /> : state.refused ? null : <p class="help">{texts.loading}</p>}
      {told.value && !state.refused ? <StoryList items={told.value.items} retracted={told.value.retracted} hasMore={told.value.next !== null} /> : null}
    </aside>
  );
}

function Known({ state }: { state: SubjectState }) {
  const groups = groupsOf(state);
  const status = state.state['status'];
  const statusWord = state.provenance['/status'];
  const single = groups.filter(g => g.entries.length === 1 && g.entries[0]!.key === null && !['title', 'status'].includes(g.name));
  const several = groups.filter(g => g.entries.some(e => e.key !== null));
  return (
    <>
      {typeof status === 'string' ? (
        <p class="subject-status"><span class="badge">{wordsOf(status)}</span>{statusWord ? <Says word={statusWord} /> : null}</p>
      ) : null}
      <Actions state={state} />
      {state.basis.events > 0 || state.basis.retracted === undefined ? null : <p class="notice">{texts.allRetracted(state.basis.retracted)}</p>}
      {state.openQuestions.length === 0 ? null : (
        <Part title={texts.open}>
          <ul class="questions">{state.openQuestions.map(q => <li><span aria-hidden="true">?</span> {q.text} <em>{texts.reasons[q.reason] ?? q.reason}</em></li>)}</ul>
        </Part>
      )}
      {state.expectations.length === 0 ? null : (
        <Part title={texts.ahead}>
          <ul class="plain">{state.expectations.map(e => (
            <li>
              <b>{dateTold(e.date, e.dateZone)}</b>: {e.what.startsWith('/') ? pathInWords(stepsOf(e.what)) : titleOf({ type: e.what, ...(e.untold === undefined ? {} : { untold: e.untold }) })}
              <em> {texts.due[e.when]}{e.mode === undefined ? '' : `, ${texts.modes[e.mode]}`}</em>
              <Says word={e} />
            </li>
          ))}</ul>
        </Part>
      )}
      {single.length === 0 ? null : (
        <Part title={texts.properties}>
          <dl>{single.map(g => <Row property={g.entries[0]!.properties[0]!} name={wordsOf(g.name)} isSaid />)}</dl>
        </Part>
      )}
      {several.map(g => (
        <Part title={wordsOf(g.name)}>
          {g.entries.map(entry => <EntryOf entry={entry} />)}
        </Part>
      ))}
      {state.said.length === 0 ? null : (
        <Part title={texts.said}>
          <ul class="plain said">{state.said.map(e => (
            <li>{titleOf(e)} <em>{e.mode === undefined ? '' : texts.modes[e.mode]}</em>: {detail(e)}<Says word={wordOf(e)} /><Acts event={e} /></li>
          ))}</ul>
        </Part>
      )}
    </>
  );
}

function Part({ title, children }: { title: string; children: preact.ComponentChildren }) {
  return <section><h3>{title}</h3>{children}</section>;
}

const isId = (key: string) => /^[0-9a-f]{8}-[0-9a-f]{4}-/.test(key);

/** Members as short as the keys of states. */
const shortMembers = new Set(['by', 'to', 'via', 'due', 'of', 'for', 'on', 'at']);

export const pathInWords = (steps: readonly string[]) => steps.filter(s => !isId(s)).map(s => (/^[a-z]+([A-Z][a-z]*)*$/.test(s) && s.length > 3 || shortMembers.has(s) ? wordsOf(s) : isolated(nameOf(s)))).join(' › ');

function EntryOf({ entry }: { entry: Entry }) {
  const once = isOneWord(entry);
  return (
    <div class="entry">
      {entry.key === null || isId(entry.key) ? null : <h4><bdi>{isolated(nameOf(entry.key))}</bdi></h4>}
      <dl>{entry.properties.map(p => <Row property={p} name={p.path.length === 0 ? '' : pathInWords(p.path)} isSaid={!once} />)}</dl>
      {once ? <p class="once"><Says word={entry.properties[0]!.word} /></p> : null}
    </div>
  );
}

/** A property; a click shows how it came to be known. */
function Row({ property, name, isSaid }: { property: Property; name: string; isSaid: boolean }) {
  const view = useView();
  const { pointer, value, word, rivals } = property;
  const isOpen = view.pointer === pointer;
  return (
    <>
      <dt>{name}</dt>
      <dd class={word.disputed ? 'disputed' : undefined}>
        <button type="button" class="value" aria-expanded={isOpen} title={texts.history} onClick={() => show({ pointer: isOpen ? null : pointer })}><bdi>{valueInWords(value)}</bdi></button>
        {word.count !== undefined ? <span class="says">{texts.tally(word.count)}</span> : isSaid ? <Says word={word} /> : null}
        {rivals.length === 0 ? null : (
          <div class="rivals">
            <b>≠ {texts.otherwise}</b>
            <ul class="plain">{rivals.map(r => <li><span class="value">{valueInWords(r.value)}</span><Says word={r} /></li>)}</ul>
          </div>
        )}
        {word.over === undefined ? null : <div class="rivals"><b>{texts.insteadOf}</b>: {valueInWords(word.over.value)}<Says word={word.over} /></div>}
        {isOpen ? <Past pointer={pointer} name={name} /> : null}
      </dd>
    </>
  );
}

function Past({ pointer, name }: { pointer: string; name: string }) {
  const view = useView();
  const { value, refused } = useAnswer(`${view.timeline} ${view.subject} ${pointer} ${vantageOf(view)}`, signal => history(view, view.subject!, pointer, signal));
  if (refused) return <Trouble refused={refused} />;
  if (value === null) return <p class="help">{texts.loading}</p>;
  return (
    <div class="past">
      <b>{texts.historyOf(name === '' ? pathInWords(stepsOf(pointer)) : name)}</b>
      <ol class="plain">{value.items.flatMap(item => item.changes.filter(c => c.pointer === pointer).map(c => (
        <li>
          <button type="button" class="link" onClick={() => show({ known: item.known.slice(0, 10) })}>{since(item.known)}</button>:{' '}
          {c.new === null ? texts.notYet : valueInWords(c.new.value)}{c.new === null ? null : <Says word={c.new} isSince={false} />}
        </li>
      )))}</ol>
    </div>
  );
}

export const wordOf = (e: StoryEvent) => ({ ...e, publisher: e.source?.publisher } as never);

/** What an event says, without its names of members where they go without saying. */
export const detail = (e: StoryEvent) => Object.entries(e.data).map(([name, value]) => `${wordsOf(name).toLowerCase()}: ${valueInWords(value, zoneOfData(e))}`).join('; ');

/** The story, and in its place what was taken back, struck through. */
function StoryList({ items, retracted, hasMore }: { items: readonly StoryEvent[]; retracted: readonly StoryEvent[]; hasMore: boolean }) {
  const view = useView();
  const all = [...items];
  for (const e of retracted) {
    const later = all.findIndex(other => instantOf(other.happenedBy) > instantOf(e.happenedBy));
    all.splice(later < 0 ? all.length : later, 0, e);
  }
  return (
    <Part title={items.length === 0 ? texts.story : `${texts.story} (${items.length})`}>
      {items.length > 0 || retracted.length === 0 ? null : <p class="help">{texts.allRetracted(retracted.length)}</p>}
      <ol class="story">{all.toReversed().map(e => (
        <li class={[e.mode === undefined ? '' : 'said', e.disputed ? 'disputed' : '', e.retractedBy === undefined ? '' : 'retracted', e.id === view.event ? 'open' : ''].join(' ')}>
          <b>{dateTold(...happenedOf(e))}</b>{' '}
          <button type="button" class="link" aria-expanded={view.event === e.id} onClick={() => show({ event: view.event === e.id ? null : e.id })}>{titleOf(e)}</button>
          {e.mode === undefined ? null : <em> {texts.modes[e.mode]}</em>}
          {e.accountOf === undefined ? null : <em> {texts.account}</em>}
          <span class="detail">{e.retractedBy === undefined ? detail(e) : <s>{detail(e)}</s>}</span>
          {e.corrections.map(c => <span class="act-on-it">✎ {actInWords('corrected', c)}</span>)}
          {e.retractedBy === undefined ? null : <span class="act-on-it">⌫ {actInWords('retracted', e.retractedBy)}</span>}
          <Says word={wordOf(e)} />
          <Acts event={e} />
        </li>
      ))}</ol>
      {hasMore ? <p class="help">{texts.more}</p> : null}
    </Part>
  );
}

function Actions({ state }: { state: SubjectState }) {
  const view = useView();
  return (
    <p class="actions">
      <Cite permalink={state.permalink} />
      <a href={location.pathname + formatView(pinnedView(view, state.vantage))} title={texts.linkHelp(state.vantage.recorded)}>{texts.link}</a>
      <a href={location.pathname + formatView(view)} title={texts.viewLinkHelp}>{texts.viewLink}</a>
      <a href={state.permalink}>JSON</a>
    </p>
  );
}
