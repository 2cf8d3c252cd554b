import { useEffect, useMemo, useState } from 'preact/hooks';
import { useAnswer } from './api/answer.ts';
import { days, events, told } from './api/client.ts';
import { show, useView } from './address/store.ts';
import { emptyView, filtersOf, vantageOf, type View } from './address/view.ts';
import { HindsightSummary } from './beside/summary.tsx';
import { BriefingOfTheDay } from './briefing/briefing.tsx';
import { KnownAgainstHappened } from './known/known.tsx';
import { Lanes } from './lanes/lanes.tsx';
import { laneItems, subjectsOf } from './lanes/items.ts';
import { RecordDialog } from './record/dialog.tsx';
import { Notices } from './record/notices.tsx';
import { Slider } from './slider/slider.tsx';
import { countOf, marksOf, stretchUpTo, type Stretch } from './slider/marks.ts';
import { SubjectPanel } from './subject/subject.tsx';
import { dayOfText, isoOf } from './texts/dates.ts';
import { nameOf } from './texts/names.ts';
import { texts } from './texts/texts.ts';
import { Trouble } from './trouble.tsx';
import { Vantage } from './vantage/vantage.tsx';

/** As many events are drawn at once; of more, those of the days in sight. */
const mostEvents = 1000;

/** As many lanes more are drawn each time. */
const lanesAtOnce = 40;

const keyOf = (view: View) => `${view.timeline} ${vantageOf(view)} ${filtersOf(view)}`;

/** One timeline: the slider, and below it what was known by then. */
export function Body() {
  const view = useView();
  // Everything there is for this knower through this lens: where the slider's marks are, and what hindsight shows.
  const now = { ...view, known: null, at: null };
  const all = { ...emptyView, timeline: view.timeline, knower: view.knower, recorded: view.recorded };
  const counted = useAnswer(`days ${keyOf(all)}`, signal => days(all, signal));
  // Through a lens or a filter it takes longer to tell; until then it is marked without.
  const narrowed = useAnswer(keyOf(now) === keyOf(all) ? null : `days ${keyOf(now)}`, signal => days(now, signal));
  const whole = useMemo(() => marksOf(counted.value ?? []), [counted.value]);
  const marks = useMemo(() => (narrowed.value === null ? whole : marksOf(narrowed.value)), [narrowed.value, whole]);

  const isCounted = counted.value !== null || counted.refused !== null;
  const isLarge = countOf(marks) > mostEvents;
  const [sought, setSought] = useState<Stretch | null>(null);
  const known = view.known === null ? null : dayOfText(view.known);
  const [first, setFirst] = useState<Stretch | null>(null);
  useEffect(() => { if (first === null) setFirst(stretchUpTo(whole, known, mostEvents / 2)); }, [whole]);
  const days0 = isLarge ? sought ?? first : null;
  const stretch = days0 === null ? null : { from: isoOf(days0.from), to: isoOf(days0.to) };

  const isReady = isCounted && (!isLarge || stretch !== null);
  const seen = `${stretch?.from} ${stretch?.to}`;
  const laned = useAnswer(isReady ? `events ${keyOf(view)} ${seen}` : null, signal => events(view, stretch, signal));
  const later = useAnswer(isReady && view.hindsight ? `events ${keyOf(now)} ${seen}` : null, signal => events(now, stretch, signal));

  const [lanes, setLanes] = useState(lanesAtOnce);
  const found = useMemo(() => subjectsOf(laned.value?.items ?? [], later.value?.items ?? []), [laned.value, later.value]);
  // What became known on some days may all have happened long before: then what is shown at first begins earlier.
  useEffect(() => {
    const isUntouched = first !== null && (sought === null || sought.from === first.from && sought.to === first.to);
    if (!isLarge || !isUntouched || laned.isLoading || laned.value === null || found.length > 0 || first.from < (whole[0]?.day ?? 0) - 3660) return;
    setFirst({ from: first.from - 4 * (first.to - first.from), to: first.to });
  }, [found, laned.isLoading]);

  const shown = useMemo(() => new Set(found.slice(0, lanes).concat(found.filter(s => s === view.subject))), [found, lanes, view.subject]);
  const telling = useAnswer(shown.size === 0 ? null : `told ${view.timeline} ${vantageOf(view)} ${[...shown].join()}`, signal => told(view, [...shown], signal));
  const items = useMemo(() => laneItems(laned.value?.items ?? [], view.hindsight ? later.value?.items ?? [] : [], telling.value ?? []).filter(i => shown.has(i.subject)),
    [laned.value, later.value, telling.value, view.hindsight, shown]);

  const refused = laned.refused ?? counted.refused;
  const isLoading = !isReady || laned.isLoading && laned.value === null;
  return (
    <>
      <Slider marks={marks} whole={whole} isLoading={counted.isLoading} isBehind={laned.isLoading} />
      <Vantage />
      {view.without.length === 0 ? null : (
        <p class="notice without">{texts.withoutNotice(view.without.map(nameOf).join(', '))} <button type="button" onClick={() => show({ without: [] })}>{texts.showAll}</button></p>
      )}
      {refused ? <Trouble refused={refused} /> : null}
      <Notices />
      {view.hindsight ? <HindsightSummary /> : null}
      <Looks />
      <main class="page-body" aria-busy={isLoading || laned.isLoading}>
        {view.look === 'briefing' ? <BriefingOfTheDay />
          : view.look === 'known' ? <KnownAgainstHappened events={(view.hindsight ? later.value ?? laned.value : laned.value)?.items ?? []} isPartial={laned.value?.next != null} isLoading={isLoading} />
          : (
            <Lanes items={items} told={telling.value ?? []} first={first} whole={whole.length === 0 ? null : { from: whole[0]!.day, to: whole.at(-1)!.day }}
              isPartial={laned.value?.next != null} isLoading={isLoading} isTelling={telling.isLoading} more={found.length - shown.size} onMore={() => setLanes(lanes + lanesAtOnce)} onStretch={setSought} />
          )}
        <SubjectPanel />
      </main>
      <RecordDialog />
    </>
  );
}

/** What stands beside the subject. */
function Looks() {
  const view = useView();
  return (
    <div class="looks" role="group" aria-label={texts.looks.label}>
      {([[null, texts.looks.lanes], ['known', texts.looks.known], ['briefing', texts.looks.briefing]] as const).map(([look, name]) => (
        <button type="button" aria-pressed={view.look === look} onClick={() => show({ look })}>{name}</button>
      ))}
    </div>
  );
}
