import { useAnswer } from '../api/answer.ts';
import type { HindsightItem, HindsightList, HindsightOutcome, HindsightQuestion, PointerChange } from '../api/answers.ts';
import { subjectHindsight } from '../api/client.ts';
import { happenedOf } from '../api/zones.ts';
import { useView } from '../address/store.ts';
import { vantageOf } from '../address/view.ts';
import { stepsOf } from '../subject/properties.ts';
import { Says, valueInWords } from '../subject/says.tsx';
import { detail, pathInWords, wordOf } from '../subject/subject.tsx';
import { dayInWords, dayOfText } from '../texts/dates.ts';
import { wordsOf } from '../texts/names.ts';
import { language, texts } from '../texts/texts.ts';
import { dateTold } from '../texts/told.ts';
import { Trouble } from '../trouble.tsx';
import { Row, valueOf } from './beside.tsx';
import './beside.css';

/** What is known now of what was open, ahead, hidden or wrongly believed on a day. */
export function Hindsight({ subject }: { subject: string }) {
  const view = useView();
  const asked = view.known === null ? null : `hindsight ${view.timeline} ${subject} ${vantageOf(view)} ${view.backFrom}`;
  const { value, refused } = useAnswer(asked, signal => subjectHindsight(view, subject, signal));
  if (view.known === null) return null;
  if (refused) return refused.kind === 'not-known-then' ? null : <Trouble refused={refused} />;
  if (value === null) return <p class="help">{texts.loading}</p>;
  return <Told item={value} day={dayInWords(dayOfText(view.known) ?? 0, language)} />;
}

function Told({ item, day }: { item: HindsightItem; day: string }) {
  const { questions, expectations, hiddenThen, believedWrongly, happenedSince } = item;
  // What is open still comes first: nobody knows it yet.
  const asked = questions.toSorted((a, b) => Number(b.became === 'open') - Number(a.became === 'open'));
  const isEmpty = questions.length + expectations.length + believedWrongly.length + [hiddenThen, happenedSince].reduce((n, l) => n + l.pointers.length + l.said.length, 0) === 0;
  return (
    <section class="beside" aria-label={texts.beside.hindsight}>
      <h3>{texts.beside.hindsight}</h3>
      {isEmpty ? <p class="help">{texts.beside.nothingLater}</p> : null}
      {asked.length === 0 ? null : <><h4>{texts.beside.wasOpen}</h4><ul class="plain turned-out">{asked.map(q => <Question question={q} />)}</ul></>}
      {expectations.length === 0 ? null : (
        <>
          <h4>{texts.beside.wasExpected}</h4>
          <ul class="plain turned-out">{expectations.map(e => (
            <li>
              <b>{dateTold(e.expected.date, e.expected.dateZone)}</b>: {e.expected.what.startsWith('/') ? pathInWords(stepsOf(e.expected.what)) : wordsOf(e.expected.what)}
              {' → '}<Outcome outcome={e} />
            </li>
          ))}</ul>
        </>
      )}
      <Hidden list={hiddenThen} />
      <Sides title={texts.beside.believedWrongly} pointers={believedWrongly} left={day} />
      <Sides title={texts.beside.happenedSince} pointers={happenedSince.pointers} left={day} />
      <Said events={happenedSince.said} />
    </section>
  );
}

function Question({ question: { open, became, answers } }: { question: HindsightQuestion }) {
  return (
    <li>
      <b>?</b> {open.text}{' → '}
      {became !== 'answered' ? <em>{texts.beside.settled[became]}</em> : answers.map(a => (
        <span class="answer">{pathInWords(stepsOf(a.pointer))}: <b>{valueInWords(a.told.value)}</b>, {dateTold(a.happened, a.happenedZone)} <Says word={a.told} /></span>
      ))}
    </li>
  );
}

function Outcome({ outcome }: { outcome: HindsightOutcome }) {
  if (outcome.to !== undefined) return <>{texts.beside.movedTo(dateTold(outcome.to.date, outcome.to.dateZone))}, <Outcome outcome={outcome.to} /></>;
  return <><em>{texts.beside.outcomes[outcome.outcome]}</em>{outcome.by === undefined ? null : <Says word={outcome.by} />}</>;
}

function Hidden({ list: { pointers, said } }: { list: HindsightList }) {
  if (pointers.length + said.length === 0) return null;
  return (
    <>
      <h4>{texts.beside.hiddenThen}</h4>
      {pointers.length === 0 ? null : (
        <table class="hidden-then">
          <thead><tr><th scope="col">{texts.beside.property}</th><th scope="col">{texts.beside.wasSo}</th></tr></thead>
          <tbody>{inOrder(pointers).map(p => (
            <tr><th scope="row">{pathInWords(stepsOf(p.pointer))}<span class="cause">≠ {texts.beside.causes[p.cause]}</span></th><td>{valueOf(p.new)}</td></tr>
          ))}</tbody>
        </table>
      )}
      <Said events={said} />
    </>
  );
}

function Sides({ title, pointers, left }: { title: string; pointers: readonly PointerChange[]; left: string }) {
  if (pointers.length === 0) return null;
  return (
    <>
      <h4>{title}</h4>
      <table>
        <thead><tr><th scope="col">{texts.beside.property}</th><th scope="col">{left}</th><th scope="col">{texts.now}</th></tr></thead>
        <tbody>{inOrder(pointers).map(p => <Row change={p} />)}</tbody>
      </table>
    </>
  );
}

const Said = ({ events }: { events: HindsightList['said'] }) => (events.length === 0 ? null : (
  <ul class="plain">{events.map(e => (
    <li><b>{dateTold(...happenedOf(e))}</b> {wordsOf(e.type)} <em>{e.mode === undefined ? '' : texts.modes[e.mode]}</em>: {detail(e)}<Says word={wordOf(e)} /></li>
  ))}</ul>
));

// What is said of the subject itself comes before what is said of one of several venues or positions.
const inOrder = (pointers: readonly PointerChange[]) => pointers.toSorted((a, b) => stepsOf(a.pointer).length - stepsOf(b.pointer).length);
