import { useEffect } from 'preact/hooks';
import { useAnswer } from './api/answer.ts';
import { forgetKey, hasKey, timelines } from './api/client.ts';
import { show, useView } from './address/store.ts';
import { emptyView, formatView, sampleView } from './address/view.ts';
import { Body } from './body.tsx';
import { isolated } from './texts/bidi.ts';
import { language, languages, speak, texts } from './texts/texts.ts';
import { Trouble } from './trouble.tsx';
import { RecordButton } from './record/dialog.tsx';
import { LiveSign } from './record/live.tsx';

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
        <p><bdi>{isolated(timeline?.title ?? texts.subtitle)}</bdi></p>
        <nav>
          {list.value !== null && list.value.items.length > 1 ? (
            <select aria-label={texts.timeline} value={view.timeline ?? ''} onChange={e => show({ ...emptyView, timeline: e.currentTarget.value })}>
              {list.value.items.map(t => <option value={t.name}>{t.title}</option>)}
            </select>
          ) : null}
          <select aria-label={texts.languageLabel} value={language} onChange={e => speak(e.currentTarget.value)}>
            {Object.entries(languages).map(([tag, of]) => <option value={tag}>{of.language}</option>)}
          </select>
          {timeline === undefined ? null : <><LiveSign /><RecordButton /></>}
          {hasKey() ? <button type="button" onClick={() => { forgetKey(); location.reload(); }}>{texts.forgetKey}</button> : null}
          <a href="/questions">{texts.plain}</a>
        </nav>
      </header>
      {list.refused ? <main><Trouble refused={list.refused} /></main>
        : list.value !== null && list.value.items.length === 0 ? <main class="notice"><p><b>{texts.emptyTitle}</b></p><p>{texts.emptyTimelines}</p><p><a href="/questions">{texts.plain}</a></p></main>
        // Nothing else is asked before it is known that one may: a key is asked for once.
        : view.timeline === null || list.value === null ? <p class="notice">{texts.loading}</p>
        : <Body key={view.timeline} />}
    </>
  );
}
