import { useEffect, useState } from 'preact/hooks';
import { useAnswer } from '../api/answer.ts';
import { sections, type BriefedSubject, type Sentences } from '../api/answers.ts';
import { briefing, moreBriefing } from '../api/client.ts';
import { show, useView } from '../address/store.ts';
import { filtersOf, tellingOf } from '../address/view.ts';
import { Cite } from '../subject/cite.tsx';
import { isolated } from '../texts/bidi.ts';
import { dayInWords, dayOfText } from '../texts/dates.ts';
import { kindOf, nameOf, slugOf, wordsOf } from '../texts/names.ts';
import { language, texts } from '../texts/texts.ts';
import { Trouble } from '../trouble.tsx';
import './briefing.css';

/** The timeline as known on the slider's day, in sentences, the most recently changed subjects first; it prints as it stands. */
export function BriefingOfTheDay() {
  const view = useView();
  const asked = `${view.timeline} ${tellingOf(view)} ${filtersOf(view)}`;
  const first = useAnswer(`briefing ${asked}`, signal => briefing(view, signal));
  const [more, setMore] = useState<{ items: readonly BriefedSubject[]; next: string | null } | null>(null);
  useEffect(() => setMore(null), [first.value]);
  if (first.refused) return <section class="briefing"><Trouble refused={first.refused} /></section>;
  if (first.value === null) return <section class="briefing"><p class="help">{texts.loading}</p></section>;
  const items = [...first.value.items, ...more?.items ?? []];
  const next = more === null ? first.value.next : more.next;
  const day = view.known === null ? null : dayOfText(view.known);
  return (
    <section class="briefing" aria-label={texts.briefing.title} aria-busy={first.isLoading}>
      <div class="lanes-head">
        <h2>{day === null ? texts.briefing.now : texts.briefing.on(dayInWords(day, language))}</h2>
        <p class="help">{texts.briefing.help}</p>
        <div class="lanes-buttons">
          <button type="button" onClick={() => print()}>{texts.briefing.print}</button>
          <Cite permalink={first.value.permalink} />
        </div>
      </div>
      <p class="briefing-for">{texts.knownTo(view.knower.length === 0 ? texts.thePublic : view.knower.map(nameOf).join(', '))}
        {view.without.length === 0 ? '' : ` · ${texts.without}: ${view.without.map(nameOf).join(', ')}`}</p>
      {items.length === 0 ? <p class="notice">{texts.emptyLanes}</p> : null}
      {items.map(item => <Briefed item={item} key={item.subject} language={first.value!.language} />)}
      {next === null ? null : <button type="button" onClick={() => void moreBriefing(next, new AbortController().signal)
        .then(page => setMore({ items: [...more?.items ?? [], ...page.items], next: page.next }))}>{texts.showMore}</button>}
      <p class="briefing-permalink">{location.origin}{first.value.permalink}</p>
    </section>
  );
}

function Briefed({ item, language: spoken }: { item: BriefedSubject; language: string }) {
  return (
    <article lang={spoken}>
      <h3><button type="button" class="link" onClick={() => show({ subject: item.subject, pointer: null, event: null })}>{isolated(item.title ?? slugOf(item.subject))}</button></h3>
      <p class="says" lang={language}>{kindOf(item.subject)}{item.status === undefined ? '' : ` · ${wordsOf(item.status)}`}</p>
      {sections.map(name => <Section name={texts.briefing.sections[name]} section={item[name]} subject={item.subject} />)}
    </article>
  );
}

function Section({ name, section, subject }: { name: string; section: Sentences; subject: string }) {
  if (section.sentences.length === 0) return null;
  return (
    <section>
      <h4 lang={language}>{name}</h4>
      <ul>{section.sentences.map(s => (
        <li>
          {s.text}{s.note === undefined ? null : <em> <bdi>{isolated(s.note)}</bdi></em>}
          <button type="button" class="link open-event" lang={language} aria-label={texts.openEvent(s.text)} onClick={() => show({ subject, event: s.event, pointer: null })}>↗</button>
        </li>
      ))}</ul>
      {section.leftOut > 0 ? <p class="help" lang={language}>{texts.briefing.leftOut(section.leftOut)}</p> : null}
    </section>
  );
}
