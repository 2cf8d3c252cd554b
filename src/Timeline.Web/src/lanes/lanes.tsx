import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { DataSet } from 'vis-data/esnext';
import { Timeline } from 'vis-timeline/esnext';
import 'vis-timeline/styles/vis-timeline-graph2d.css';
import 'moment/dist/locale/de';
import moment from 'moment';
import { show, useView } from '../address/store.ts';
import type { Stretch } from '../slider/marks.ts';
import { day, dayInWords, dayOf, dayOfText } from '../texts/dates.ts';
import { isolated } from '../texts/bidi.ts';
import { kindOf, slugOf, titleOf, wordsOf } from '../texts/names.ts';
import { language, texts } from '../texts/texts.ts';
import { dateTold } from '../texts/told.ts';
import { actInWords, valueInWords } from '../subject/says.tsx';
import type { useLanes } from './answers.ts';
import type { LaneItem } from './items.ts';
import './lanes.css';

/** Below this many days in sight, what is drawn is named too. */
const namedBelow = 120;

interface Drawn { id: string; event: string; group: string; start: number; end?: number; type: 'point' | 'range'; content: string; className: string; title: string }

interface Lane { id: string; content: string; order: number; kind: string; isSelected: boolean }

/** What happened, in a lane for each subject. */
export function Lanes({ answers, whole }: {
  answers: ReturnType<typeof useLanes>;
  /** From the first day of the record to the last. */
  whole: Stretch | null;
}) {
  const { items, told, first, isPartial, isTelling, more, onMore, onStretch } = answers;
  const view = useView();
  const place = useRef<HTMLDivElement>(null);
  const chart = useRef<{ timeline: Timeline; items: DataSet<Drawn>; lanes: DataSet<Lane> } | null>(null);
  const [isNamed, setNamed] = useState(false);
  const stretch = useRef(onStretch);
  stretch.current = onStretch;

  useEffect(() => {
    const [drawn, lanes] = [new DataSet<Drawn>(), new DataSet<Lane>()];
    const timeline = new Timeline(place.current!, drawn as never, lanes as never, {
      height: '100%', verticalScroll: true, horizontalScroll: false, zoomKey: 'ctrlKey', orientation: 'top', stack: true, showCurrentTime: false,
      selectable: false, zoomMin: day, zoomMax: day * 365 * 200, margin: { item: { horizontal: 3, vertical: 3 }, axis: 6 },
      groupOrder: 'order', locale: language, locales: { [language]: { current: '', time: '', deleteSelected: '' } }, moment: (date: never) => moment.utc(date).locale(language),
      tooltip: { followMouse: true, overflowMethod: 'cap', delay: 150 },
      template: (item?: Drawn) => text('span', item?.content ?? ''),
      groupTemplate: (lane?: Lane) => (lane ? label(lane) : text('span', '')),
    } as never);
    timeline.addCustomTime(new Date(), 'known');
    timeline.on('timechange', (e: { id: string }) => { if (e.id === 'known') timeline.setCustomTime(chartKnown.current, 'known'); });
    timeline.on('click', (e: { item: string | null; group: string | null }) => {
      if (e.group !== null) show({ subject: e.group, pointer: null, event: e.item === null ? null : drawn.get(e.item)?.event ?? null });
    });
    timeline.on('rangechanged', (e: { start: Date; end: Date }) => {
      setNamed(e.end.getTime() - e.start.getTime() < namedBelow * day);
      stretch.current({ from: dayOf(e.start.getTime()), to: dayOf(e.end.getTime() - 1) });
    });
    chart.current = { timeline, items: drawn, lanes };
    return () => {
      timeline.destroy();
      chart.current = null;
    };
  }, []);

  const known = view.known === null ? null : dayOfText(view.known);
  const chartKnown = useRef(new Date());
  useEffect(() => {
    chartKnown.current = known === null ? new Date() : new Date((known + 1) * day - 1);
    chart.current!.timeline.setCustomTime(chartKnown.current, 'known');
    chart.current!.timeline.setCustomTimeTitle(`${texts.knownUntil} ${known === null ? texts.now : dayInWords(known, language)}`, 'known');
  }, [known]);

  // A subject keeps its place while the slider moves.
  const titles = useMemo(() => new Map(told.map(s => [s.subject, s])), [told]);
  const shown = useMemo(() => [...new Set(items.map(i => i.subject))].sort((a, b) => placeOf(a) - placeOf(b) || (a < b ? -1 : 1)), [items]);
  useEffect(() => replace(chart.current!.lanes, shown.map((id, order) => {
    const title = isolated(titles.get(id)?.title ?? slugOf(id));
    const status = titles.get(id)?.status;
    return { id, order, kind: kindOf(id), content: status === undefined ? title : `${title} · ${wordsOf(status)}`, isSelected: id === view.subject };
  })), [shown, titles, view.subject]);

  useEffect(() => { if (first !== null) reach(chart.current!.timeline, first); }, [first]);

  useEffect(() => {
    replace(chart.current!.items, items.map(item => drawnOf(item, isNamed || item.subject === view.subject && item.end !== null, item.subject === view.subject, item.event === view.event)));
  }, [items, isNamed, view.subject, view.event, view.show]);

  const act = (what: (timeline: Timeline) => void) => () => { if (chart.current) what(chart.current.timeline); };
  return (
    <section class="lanes" aria-label={texts.lanes} aria-busy={isTelling}>
      <div class="lanes-head">
        <h2>{texts.lanes}</h2>
        <p class="help">{texts.lanesHelp}</p>
        <div class="lanes-buttons">
          <button type="button" onClick={act(t => pan(t, -0.4))} aria-label={texts.earlier} title={texts.earlier}>←</button>
          <button type="button" onClick={act(t => pan(t, 0.4))} aria-label={texts.later} title={texts.later}>→</button>
          <button type="button" onClick={act(t => t.zoomIn(0.6))} aria-label={texts.zoomIn} title={texts.zoomIn}>+</button>
          <button type="button" onClick={act(t => t.zoomOut(0.6))} aria-label={texts.zoomOut} title={texts.zoomOut}>−</button>
          <button type="button" onClick={act(t => fit(t, items, whole))}>{texts.fit}</button>
        </div>
      </div>
      {isPartial ? <p class="notice">{texts.partial}</p> : null}
      {items.length === 0 ? <p class="notice">{answers.isFirstLoading ? texts.loading : texts.emptyLanes}</p> : null}
      <div class="lanes-chart" ref={place} />
      {more > 0 ? <p class="help lanes-more">{texts.moreSubjects(more)} <button type="button" onClick={onMore}>{texts.showMore}</button></p> : null}
      <Legend />
    </section>
  );
}

function Legend() {
  const signs = Object.entries(texts.signs);
  return (
    <ul class="legend" aria-label={texts.legend}>
      {signs.map(([sign, name]) => <li><span class={`sign ${sign === 'act' ? '' : sign}`} aria-hidden="true" />{name}</li>)}
    </ul>
  );
}

function drawnOf(item: LaneItem, isNamed: boolean, isSelected: boolean, isOpen: boolean): Drawn {
  const signs = item.signs.filter(s => s !== 'imprecise').map(s => texts.signs[s]);
  const about = item.of === null ? '' : valueInWords(item.of, item.ofZone);
  const name = about === '' ? titleOf(item) : `${titleOf(item)}: ${shortened(about)}`;
  const acts = item.acts.map(([act, by]) => actInWords(act, by));
  const title = [item.sentence ?? `${dateTold(item.date, item.zone)}: ${name}`, ...(signs.length > 0 ? [`(${signs.join(', ')})`] : []), ...acts].join(' ');
  return {
    id: item.id, event: item.event, group: item.subject, start: item.start, ...(item.end === null ? {} : { end: item.end }), type: item.end === null ? 'point' : 'range',
    content: isNamed ? name : '\u200b', className: [...item.signs, isSelected ? 'of-selected' : '', isOpen ? 'of-event' : ''].join(' '), title: title.replace(/[<>&]/g, c => `&#${c.charCodeAt(0)};`),
  };
}

/** What is cut may have had the end of an isolate in it, so it is isolated once more. */
const shortened = (text: string) => (text.length > 36 ? isolated(`${text.slice(0, 34).trimEnd()} …`) : text);

/** The kinds in the order in which the page names them: what happens before who takes part. */
function placeOf(subject: string): number {
  const place = Object.keys(texts.kinds).indexOf(subject.slice(0, subject.indexOf('/')));
  return place < 0 ? Number.MAX_SAFE_INTEGER : place;
}

/** What is not there any more goes, what changed is changed, and the rest stays as it is. */
function replace<T extends { id: string }>(set: DataSet<T>, next: readonly T[]) {
  const ids = new Set(next.map(n => n.id));
  const gone = set.getIds().filter(id => !ids.has(id as string));
  if (gone.length > 0) set.remove(gone);
  const changed = next.filter(n => JSON.stringify(n) !== JSON.stringify(set.get(n.id)));
  if (changed.length > 0) set.update(changed as never);
}

/** Shows everything that is drawn, and the whole record. */
function fit(timeline: Timeline, items: readonly LaneItem[], whole: Stretch | null) {
  const ends = [...items.flatMap(i => [dayOf(i.start), dayOf(i.end ?? i.start)]), ...(whole === null ? [] : [whole.from, whole.to])];
  if (ends.length === 0) return;
  const [from, to] = [Math.min(...ends), Math.max(...ends)];
  const room = Math.ceil((to - from) / 40);
  reach(timeline, { from: from - room, to: to + room });
}

/** Moves by a part of what is in sight, for whoever does not drag. */
function pan(timeline: Timeline, part: number) {
  const { start, end } = timeline.getWindow();
  const step = part * (end.getTime() - start.getTime());
  timeline.setWindow(start.getTime() + step, end.getTime() + step, { animation: false });
}

const reach = (timeline: Timeline, { from, to }: Stretch) => timeline.setWindow(from * day, (to + 1) * day, { animation: false });

function text(tag: 'span' | 'small', content: string): HTMLElement {
  const element = document.createElement(tag);
  element.textContent = content;
  return element;
}

/** A lane's name is a button, so that the keyboard reaches it. */
function label(lane: Lane): HTMLElement {
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'lane-name';
  button.setAttribute('aria-pressed', String(lane.isSelected));
  button.append(text('span', lane.content), text('small', lane.kind));
  button.addEventListener('click', () => show({ subject: lane.id, pointer: null, event: null }));
  return button;
}
