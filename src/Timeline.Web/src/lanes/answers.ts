import { useEffect, useMemo, useState } from 'preact/hooks';
import { useAnswer } from '../api/answer.ts';
import { days, events, told } from '../api/client.ts';
import { emptyView, filtersOf, lookingBack, tellingOf, vantageOf, type View } from '../address/view.ts';
import { countOf, marksOf, stretchUpTo, type Stretch } from '../slider/marks.ts';
import { dayOfText, isoOf } from '../texts/dates.ts';
import { laneItems, subjectsOf } from './items.ts';

/** As many events are drawn at once; of more, those of the days in sight. */
const mostEvents = 1000;

/** As many lanes more are drawn each time. */
const lanesAtOnce = 40;

const keyOf = (view: View) => `${view.timeline} ${vantageOf(view)} ${filtersOf(view)}`;

/** Everything there is for the view's knower through its lens. */
const byNow = (view: View): View => ({ ...view, known: null, at: null });

/** On which days something became known: of all there is, and of what the view's lens and filters leave. */
export function useMarks(view: View) {
  const all = { ...emptyView, timeline: view.timeline, knower: view.knower, recorded: view.recorded };
  const counted = useAnswer(`days ${keyOf(all)}`, signal => days(all, signal));
  // Through a lens or a filter it takes longer to tell; until then it is marked without.
  const isNarrowed = keyOf(byNow(view)) !== keyOf(all);
  const narrowed = useAnswer(isNarrowed ? `days ${keyOf(byNow(view))}` : null, signal => days(byNow(view), signal));
  const whole = useMemo(() => marksOf(counted.value ?? []), [counted.value]);
  const marks = useMemo(() => (narrowed.value === null ? whole : marksOf(narrowed.value)), [narrowed.value, whole]);
  return { whole, marks, isLoading: counted.isLoading, isCounted: counted.value !== null || counted.refused !== null, refused: counted.refused };
}

/** What the lanes show: of a large timeline the events of the days in sight, and what is told of the subjects that are drawn. */
export function useLanes(view: View, { whole, marks, isCounted, refused }: ReturnType<typeof useMarks>) {
  const isLarge = countOf(marks) > mostEvents;
  const [first, setFirst] = useState<Stretch | null>(null);
  const [sought, setSought] = useState<Stretch | null>(null);
  const known = view.known === null ? null : dayOfText(view.known);
  useEffect(() => { if (first === null) setFirst(stretchUpTo(whole, known, mostEvents / 2)); }, [whole]);
  const inSight = isLarge ? sought ?? first : null;
  const stretch = inSight === null ? null : { from: isoOf(inSight.from), to: isoOf(inSight.to) };

  const isReady = isCounted && (!isLarge || stretch !== null);
  const seen = `${stretch?.from} ${stretch?.to}`;
  const laned = useAnswer(isReady ? `events ${keyOf(view)} ${seen}` : null, signal => events(view, stretch, signal));
  const back = lookingBack(view);
  const later = useAnswer(isReady && view.hindsight ? `events ${keyOf(back)} ${seen}` : null, signal => events(back, stretch, signal));
  const [now, then] = [view.hindsight ? later.value?.items ?? [] : [], laned.value?.items ?? []];
  const found = useMemo(() => subjectsOf(then, now), [laned.value, later.value, view.hindsight]);

  // What became known on some days may all have happened long before: then what is shown at first begins earlier.
  useEffect(() => {
    const isUntouched = first !== null && (sought === null || sought.from === first.from && sought.to === first.to);
    if (!isLarge || !isUntouched || laned.isLoading || laned.value === null || found.length > 0 || first.from < (whole[0]?.day ?? 0) - 3660) return;
    setFirst({ from: first.from - 4 * (first.to - first.from), to: first.to });
  }, [found, laned.isLoading]);

  const [lanes, setLanes] = useState(lanesAtOnce);
  const shown = useMemo(() => new Set(found.slice(0, lanes).concat(found.filter(s => s === view.subject))), [found, lanes, view.subject]);
  const asked = shown.size === 0 ? null : `told ${view.timeline} ${tellingOf(view)} ${[...shown].join()}`;
  const telling = useAnswer(asked, signal => told(view, [...shown], signal));
  const items = useMemo(() => laneItems(then, now, telling.value ?? []).filter(i => shown.has(i.subject)), [laned.value, later.value, telling.value, view.hindsight, shown]);
  return {
    items, first, then, now: view.hindsight && later.value !== null ? now : then,
    told: telling.value ?? [], isTelling: telling.isLoading,
    isPartial: laned.value?.next != null, isLoading: laned.isLoading, isFirstLoading: !isReady || laned.isLoading && laned.value === null,
    more: found.length - shown.size, onMore: () => setLanes(lanes + lanesAtOnce), onStretch: setSought,
    refused: laned.refused ?? refused, unknownKnower: laned.value?.vantage.unknownKnower ?? [],
  };
}
