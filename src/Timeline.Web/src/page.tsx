import { useEffect, useMemo, useState } from 'preact/hooks';
import { useAnswer } from './api/answer.ts';
import { briefing, events, forgetKey, hasKey, subjects, timelines } from './api/client.ts';
import { show, useView } from './address/store.ts';
import { filtersOf, formatView, sampleView, vantageOf } from './address/view.ts';
import { Lanes } from './lanes/lanes.tsx';
import { laneItems } from './lanes/items.ts';
import { Slider } from './slider/slider.tsx';
import { marksOf } from './slider/marks.ts';
import { SubjectPanel } from './subject/subject.tsx';
import { language, languages, speak, texts } from './texts/texts.ts';
import { isoOf, dayOf } from './texts/dates.ts';
import { Trouble } from './trouble.tsx';
import { Vantage } from './vantage/vantage.tsx';
import { RecordButton, RecordDialog } from './record/dialog.tsx';
import { LiveSign } from './record/live.tsx';
import { Notices } from './record/notices.tsx';

/** The page: the slider above, and below what was known by then. */
export function Page() {
  const view = useView();
  const list = useAnswer('timelines', timelines);
  useEffect(() => {
    if (view.timeline !== null || list.value === null) return;
    const names = list.value.items.map(t => t.name);
    // The address says nothing yet: the sample opens where it shows what it is about.
    if (names.includes(sampleView.timeline!)) show(formatView(view) === '' ? sampleView : { timeline: sampleView.timeline }, false);
    else if (names[0] !== undefined) show({ timeline: names[0] }, false);
  }, [view.timeline, list.value]);

  const timeline = list.value?.items.find(t => t.name === view.timeline);
  useEffect(() => { document.title = timeline === undefined ? texts.title : `${timeline.title} – ${texts.title}`; }, [timeline]);
  return (
    <>
      <header class="page-head">
        <h1>{texts.title}</h1>
        <p>{timeline?.title ?? texts.subtitle}</p>
        <nav>
          {list.value !== null && list.value.items.length > 1 ? (
            <select aria-label={texts.timeline} value={view.timeline ?? ''} onChange={e => show({ timeline: e.currentTarget.value, known: null, at: null, recorded: null, subject: null, pointer: null })}>
              {list.value.items.map(t => <option value={t.name}>{t.title}</option>)}
            </select>
          ) : null}
          <select aria-label="Language" value={language} onChange={e => speak(e.currentTarget.value)}>
            {Object.entries(languages).map(([tag, of]) => <option value={tag}>{of.language}</option>)}
          </select>
          {timeline === undefined ? null : <><LiveSign /><RecordButton /></>}
          {hasKey() ? <button type="button" onClick={() => { forgetKey(); location.reload(); }}>{texts.forgetKey}</button> : null}
          <a href="/questions">{texts.plain}</a>
        </nav>
      </header>
      {list.refused ? <main><Trouble refused={list.refused} /></main>
        : list.value !== null && list.value.items.length === 0 ? <main class="notice"><p><b>{texts.emptyTitle}</b></p><p>{texts.emptyTimelines}</p><p><a href="/questions">{texts.plain}</a></p></main>
        : view.timeline === null ? <p class="notice">{texts.loading}</p>
        : <Body key={view.timeline} />}
    </>
  );
}

function Body() {
  const view = useView();
  // Everything there is for this knower through this lens: where the slider's marks are, and what hindsight shows.
  const whole = { ...view, known: null, at: null };
  const record = useAnswer(`${view.timeline} ${vantageOf(whole)} ${filtersOf(whole)}`, signal => events(whole, null, signal));
  const [stretch, setStretch] = useState<{ from: string; to: string } | null>(null);
  const isLarge = record.value !== null && record.value.next !== null;
  const seen = isLarge ? stretch : null;

  const asked = `${view.timeline} ${vantageOf(view)} ${filtersOf(view)}`;
  const laned = useAnswer(`${asked} ${seen?.from} ${seen?.to}`, signal => events(view, seen, signal));
  const named = useAnswer(asked, signal => subjects(view, signal));
  const told = useAnswer(isLarge || record.value === null ? null : `${view.timeline} ${vantageOf(view)}`, signal => briefing(view, signal));

  const marks = useMemo(() => marksOf(record.value?.items ?? []), [record.value]);
  const items = useMemo(() => laneItems(laned.value?.items ?? [], view.hindsight ? record.value?.items ?? [] : [],
    told.value === null ? null : { items: told.value.items.filter(i => filtersOf(view).toString() === '' || laned.value?.items.some(e => e.subject === i.subject)) }),
  [laned.value, record.value, told.value, view.hindsight]);
  const refused = laned.refused ?? record.refused;
  return (
    <>
      <Slider marks={marks} isLoading={record.isLoading} />
      <Vantage />
      {refused ? <Trouble refused={refused} /> : null}
      <Notices />
      <main class="page-body" aria-busy={laned.isLoading}>
        <Lanes items={items} subjects={named.value?.items ?? []} isPartial={laned.value?.next != null} isLoading={laned.isLoading && laned.value === null}
          onStretch={(from, to) => setStretch({ from: isoOf(dayOf(from)), to: isoOf(dayOf(to)) })} />
        <SubjectPanel />
      </main>
      <RecordDialog />
    </>
  );
}
