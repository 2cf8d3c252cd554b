import { useMemo, useRef, useState } from 'preact/hooks';
import type { RecordedEvent } from '../api/answers.ts';
import { happenedOf } from '../api/zones.ts';
import { show, useView } from '../address/store.ts';
import { dayOf, dayOfText } from '../texts/dates.ts';
import { isImprecise } from '../texts/edtf.ts';
import { nameOf as nameOfKey, slugOf, titleOf } from '../texts/names.ts';
import { language, texts } from '../texts/texts.ts';
import { dateTold, since } from '../texts/told.ts';
import { dotsOf, ticksOf, type Dot, type Learned } from './dots.ts';
import './known.css';

const [width, height, left, bottom, margin] = [900, 560, 84, 34, 14];

/** The sorts of dots, from what is painted first to what lies on top. */
const order = ['prompt', 'foreseen', 'late', 'secret'] as const;

/** When it happened against when it became known, one dot for each event. */
export function KnownAgainstHappened({ events, isPartial, isLoading }: { events: readonly RecordedEvent[]; isPartial: boolean; isLoading: boolean }) {
  const view = useView();
  const dots = useMemo(() => dotsOf(events), [events]);
  // What jumps out lies on top; arrow keys go in the order of time.
  const painted = useMemo(() => dots.map((dot, i) => ({ dot, i })).sort((a, b) => order.indexOf(a.dot.sort) - order.indexOf(b.dot.sort)), [dots]);
  const [at, setAt] = useState(0);
  const chart = useRef<SVGSVGElement>(null);
  const late = useMemo(() => dots.filter(d => d.sort !== 'prompt' && d.sort !== 'foreseen').sort((a, b) => b.lag - a.lag), [dots]);
  if (dots.length === 0) return <section class="known-view"><p class="notice">{isLoading ? texts.loading : texts.emptyLanes}</p></section>;

  const ends = dots.flatMap(d => [d.happened, d.known, d.public === null ? d.known : dayOf(d.public.by)]);
  const [from, to] = [Math.min(...ends) - 2, Math.max(...ends) + 2];
  const x = (days: number) => left + (days - from) / (to - from) * (width - left - margin);
  const y = (days: number) => height - bottom - (days - from) / (to - from) * (height - bottom - margin);
  const known = view.known === null ? null : dayOfText(view.known);
  const focus = Math.min(at, dots.length - 1);
  const open = (dot: Dot) => show({ subject: dot.event.subject, event: dot.event.id, pointer: null });
  const move = (step: number) => {
    const next = Math.min(dots.length - 1, Math.max(0, focus + step));
    setAt(next);
    chart.current?.querySelector<SVGGElement>(`[data-at="${next}"]`)?.focus();
  };
  return (
    <section class="known-view" aria-label={texts.known.title}>
      <div class="lanes-head"><h2>{texts.known.title}</h2><p class="help">{texts.known.help}</p></div>
      {isPartial ? <p class="notice">{texts.partial}</p> : null}
      <svg ref={chart} viewBox={`0 0 ${width} ${height}`} role="group" aria-label={texts.known.chart(dots.length)} data-arrows
        onKeyDown={e => {
          const step = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, Home: -dots.length, End: dots.length }[e.key];
          if (step === undefined) return;
          e.preventDefault();
          move(step);
        }}>
        {ticksOf(from, to, language).map(t => (
          <g class="tick" aria-hidden="true">
            <line x1={x(t.day)} x2={x(t.day)} y1={margin} y2={height - bottom} /><line x1={left} x2={width - margin} y1={y(t.day)} y2={y(t.day)} />
            <text x={x(t.day)} y={height - bottom + 16} text-anchor="middle">{t.text}</text><text x={left - 8} y={y(t.day) + 4} text-anchor="end">{t.text}</text>
          </g>
        ))}
        <line class="diagonal" x1={x(from)} y1={y(from)} x2={x(to)} y2={y(to)} />
        <text class="axis" x={width - margin} y={height - 2} text-anchor="end">{texts.known.happened} →</text>
        <text class="axis" x={4} y={margin - 2}>↑ {texts.known.known}</text>
        {known === null || known < from || known > to ? null : <line class="until" x1={left} x2={width - margin} y1={y(known + 1)} y2={y(known + 1)} />}
        {painted.map(({ dot, i }) => (
          <g data-at={i} class={`dot ${dot.sort}${dot.event.id === view.event ? ' open' : ''}`} role="button" tabIndex={i === focus ? 0 : -1} aria-label={nameOf(dot)}
            transform={`translate(${x(dot.happened) + dot.shift * 5} ${y(dot.known) - dot.shift * 3})`}
            onFocus={() => setAt(i)} onClick={() => open(dot)} onKeyDown={e => { if (e.key === 'Enter' || e.key === ' ') { e.preventDefault(); open(dot); } }}>
            <title>{nameOf(dot)}</title>
            {dot.sort === 'secret' && dot.public !== null ? <line class="kept" y2={y(dayOf(dot.public.by)) - y(dot.known)} /> : null}
            <Sign sort={dot.sort} />
          </g>
        ))}
      </svg>
      <ul class="legend" aria-label={texts.legend}>
        {order.map(sort => (
          <li>
            <svg viewBox="-9 -9 18 18" class="dot-sign" aria-hidden="true"><g class={`dot ${sort}`}><Sign sort={sort} /></g></svg>{texts.known.sorts[sort]}
          </li>
        ))}
      </ul>
      {late.length === 0 ? null : (
        <section class="late">
          <h3>{texts.known.lateTitle}</h3>
          <ol class="plain">{late.slice(0, 12).map(dot => (
            <li><button type="button" class="link" onClick={() => open(dot)}>{titleOf(dot.event)} – {slugOf(dot.event.subject)}</button>{' '}
              <span class="says">{lagOf(dot)}</span></li>
          ))}</ol>
        </section>
      )}
    </section>
  );
}

/** A shape for each sort, so that colour is not the only sign. */
const Sign = ({ sort }: Pick<Dot, 'sort'>) => (sort === 'secret' ? <rect x="-6" y="-6" width="12" height="12" transform="rotate(45)" />
  : sort === 'late' ? <path d="M0 -8L7 5H-7Z" /> : <circle r={sort === 'prompt' ? 4 : 5} />);

function sinceWhen({ first, public: all }: Dot) {
  if (first === null) return '';
  const publicSince = all === null ? texts.known.notPublic : texts.known.publicSince(whenOf(all));
  return `; ${texts.known.knownFirst(nameOfKey(first.to), whenOf(first))}, ${publicSince}`;
}

const lagOf = (dot: Dot) => texts.known.lag(dateTold(...happenedOf(dot.event)), since(dot.event.knownBy), dot.lag) + sinceWhen(dot);

// Since when somebody knows it is told as it was given or, where that was no day, as the day by which they knew.
const whenOf = ({ at, zone, by }: Learned) => (isImprecise(at) ? since(new Date(by).toISOString()) : dateTold(at, zone));

const nameOf = (dot: Dot) => `${titleOf(dot.event)}, ${slugOf(dot.event.subject)}: ${lagOf(dot)} (${texts.known.sorts[dot.sort]})`;
