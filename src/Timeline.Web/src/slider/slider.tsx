import { useEffect, useRef, useState } from 'preact/hooks';
import { show, useView } from '../address/store.ts';
import { dayInWords, dayOf, dayOfText, isoOf } from '../texts/dates.ts';
import { nameOf } from '../texts/names.ts';
import { language, texts } from '../texts/texts.ts';
import { countOf, nextMark, previousMark, type Mark } from './marks.ts';
import './slider.css';

const speeds = [1, 7, 30] as const;

/** The knowledge slider: everything else on the page follows the day it stands at. */
export function Slider({ marks, whole, isLoading, isBehind }: {
  marks: readonly Mark[];
  /** All there is, whatever is filtered: it tells how far the slider goes. */
  whole: readonly Mark[];
  isLoading: boolean;
  /** The page shows an earlier step still. */
  isBehind: boolean;
}) {
  const view = useView();
  const [isPlaying, setPlaying] = useState(false);
  const [speed, setSpeed] = useState<number>(speeds[1]);
  const today = dayOf(Date.now());
  const [begin, end] = [whole[0]?.day ?? today - 365, whole.at(-1)?.day ?? today];
  const first = begin - 1;
  // The last change with room behind it; what is now lies beyond the end, and has a button of its own.
  const last = Math.max(first + 2, Math.min(today, end + Math.ceil((end - first) / 50)));
  const known = view.known === null ? last : dayOfText(view.known) ?? last;
  const at = Math.min(last, Math.max(first, known));
  const go = (day: number | null, isStep = true) => { if (day !== null) show({ known: isoOf(Math.min(last, Math.max(first, day))) }, isStep); };

  const latest = useRef({ at, go, isBehind });
  latest.current = { at, go, isBehind };
  useEffect(() => {
    if (!isPlaying) return;
    // Between two frames at least a day passes, and no more than the eye takes in.
    const timer = setInterval(() => {
      const { at, go, isBehind } = latest.current;
      // Where answers take longer than a step, it plays as fast as they come.
      if (isBehind) return;
      if (at >= last) setPlaying(false);
      else go(at + Math.max(1, Math.round(speed / 4)), false);
    }, speed < 4 ? 1000 / speed : 250);
    return () => clearInterval(timer);
  }, [isPlaying, speed, last]);

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const target = event.target as HTMLElement;
      if (event.altKey || event.ctrlKey || event.metaKey || target.closest('input, select, textarea, dialog, [data-arrows]') && target.id !== 'known') return;
      const direction = event.key === 'ArrowLeft' ? -1 : event.key === 'ArrowRight' ? 1 : 0;
      if (direction === 0) return;
      event.preventDefault();
      const { at, go } = latest.current;
      go(!event.shiftKey ? at + direction : direction < 0 ? previousMark(marks, at) : nextMark(marks, at), event.shiftKey);
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, [marks]);

  const count = marks.find(m => m.day === known)?.count ?? 0;
  const who = view.knower.length === 0 ? texts.thePublic : view.knower.map(nameOf).join(', ');
  // What the slider cannot read is shown as it stands; the server says what is wrong with it.
  const words = view.known !== null && dayOfText(view.known) === null ? view.known : dayInWords(known, language);
  return (
    <section class="slider" aria-label={texts.sliderLabel}>
      <div class="slider-head">
        <p class="slider-date" aria-live="polite">
          <span>{view.known === null ? texts.asKnownNow : texts.asKnownOn} </span>
          {view.known === null ? null : <strong>{words}</strong>}
          <span class="slider-who"> {texts.knownTo(who)}</span>
        </p>
        <div class="slider-buttons">
          <button type="button" onClick={() => go(previousMark(marks, at))} disabled={previousMark(marks, at) === null} title={texts.previousChange} aria-label={texts.previousChange}>|‹</button>
          <button type="button" class="primary" onClick={() => { if (!isPlaying && at >= last) go(first, false); setPlaying(!isPlaying); }} aria-pressed={isPlaying}>
            {isPlaying ? texts.pause : texts.play}
          </button>
          <button type="button" onClick={() => go(nextMark(marks, at))} disabled={nextMark(marks, at) === null} title={texts.nextChange} aria-label={texts.nextChange}>›|</button>
          <select aria-label={texts.speed} value={speed} onChange={e => setSpeed(+e.currentTarget.value)}>
            {speeds.map(s => <option value={s}>{texts.daysPerSecond(s)}</option>)}
          </select>
          <button type="button" onClick={() => show({ known: null })} aria-pressed={view.known === null}>{texts.now}</button>
          <label class="check" title={texts.hindsightHelp}>
            <input type="checkbox" checked={view.hindsight} onChange={e => show({ hindsight: e.currentTarget.checked, backFrom: null })} /> {texts.hindsight}
          </label>
        </div>
      </div>
      <div class="slider-track">
        <Marks marks={marks} first={first} last={last} at={at} />
        <input id="known" type="range" min={first} max={last} step={1} value={at} aria-label={texts.sliderLabel}
          aria-valuetext={`${texts.asKnownOn} ${words}, ${texts.becameKnown(count)}`} onInput={e => go(+e.currentTarget.value, false)} />
        <Scale first={first} last={last} />
      </div>
      <p class="help">{isLoading && marks.length === 0 ? texts.loading : view.known === null ? `${texts.knownInAll(countOf(marks))}.` : `${texts.becameKnown(count)}.`} {texts.sliderHelp}</p>
    </section>
  );
}

function Marks({ marks, first, last, at }: { marks: readonly Mark[]; first: number; last: number; at: number }) {
  const path = (some: readonly Mark[]) => some.map(m => `M${m.day - first} 10V${10 - Math.min(10, 3 + 2 * Math.log2(1 + m.count))}`).join('');
  return (
    <svg class="slider-marks" viewBox={`0 0 ${last - first} 10`} preserveAspectRatio="none" aria-hidden="true">
      <path class="known" d={path(marks.filter(m => m.day <= at))} />
      <path class="unknown" d={path(marks.filter(m => m.day > at))} />
    </svg>
  );
}

/** The beginnings of years, or of months where there are few. */
function Scale({ first, last }: { first: number; last: number }) {
  const months = (last - first) / 30;
  const step = months <= 8 ? 1 : months <= 30 ? 3 : months <= 96 ? 12 : Math.ceil(months / 96) * 12;
  const labels: { day: number; text: string }[] = [];
  const start = new Date(first * 86_400_000);
  for (let month = Math.ceil(start.getUTCMonth() / step) * step; ; month += step) {
    const date = new Date(Date.UTC(start.getUTCFullYear(), month, 1));
    const day = dayOf(date.getTime());
    if (day > last) break;
    if (day < first) continue;
    labels.push({ day, text: new Intl.DateTimeFormat(language, { timeZone: 'UTC', year: 'numeric', ...(step < 12 ? { month: 'short' } : {}) }).format(date) });
  }
  return (
    <div class="slider-scale" aria-hidden="true">
      {labels.map(l => <span style={{ left: `${100 * (l.day - first) / (last - first)}%` }}>{l.text}</span>)}
    </div>
  );
}
