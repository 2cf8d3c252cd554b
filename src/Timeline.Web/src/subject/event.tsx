import { useEffect, useRef } from 'preact/hooks';
import { useAnswer } from '../api/answer.ts';
import type { EventAnswer, Json, StoryEvent } from '../api/answers.ts';
import { event, Refused } from '../api/client.ts';
import { happenedOf, recordedOf, zoneOfData, zoneOfDisclosure, zoneOfEvent, zoneOfRecordedData } from '../api/zones.ts';
import { show, useView } from '../address/store.ts';
import { vantageOf, type View } from '../address/view.ts';
import { Acts } from '../record/acts.tsx';
import { Trouble } from '../trouble.tsx';
import { isolated } from '../texts/bidi.ts';
import type { DateZone } from '../texts/edtf.ts';
import { nameOf, titleOf, wordsOf } from '../texts/names.ts';
import { texts } from '../texts/texts.ts';
import { dateTold, since } from '../texts/told.ts';
import { Cite } from './cite.tsx';
import { actInWords, Says, valueInWords } from './says.tsx';
import './event.css';

/** One event, whole: what it says, on whose word, and who came to know it when. */
export function EventCard({ id, story }: { id: string; story: readonly StoryEvent[] }) {
  const view = useView();
  const card = useRef<HTMLElement>(null);
  const { value, refused } = useAnswer(`event ${view.timeline} ${id} ${vantageOf(view)}`, signal => find(view, id, signal));
  const isThere = value?.event.id === id;
  useEffect(() => { if (isThere) card.current?.scrollIntoView({ block: 'nearest' }); }, [isThere, id]);
  const close = <button type="button" class="subject-close" aria-label={texts.event.close} title={texts.event.close} onClick={() => show({ event: null })}>×</button>;
  if (refused) return <section class="event-card">{close}<Trouble refused={refused} /></section>;
  if (!isThere) return <section class="event-card"><p class="help">{texts.loading}</p></section>;
  const { event: e, isLater } = value;
  const inStory = story.find(s => s.id === id);
  const { source } = e;
  return (
    <section class={`event-card${e.standing === 'retracted' ? ' retracted' : ''}`} ref={card} aria-label={texts.event.title}>
      {close}
      <h3>{titleOf(e)}</h3>
      <p class="event-date"><b>{dateTold(...happenedOf(e))}</b>
        {e.mode === undefined ? null : <em> {texts.modes[e.mode]}</em>}{e.standing === undefined ? null : <em> {texts.event.standings[e.standing]}</em>}</p>
      {isLater && e.knownBy !== undefined ? <p class="event-note">{texts.event.later(since(e.knownBy))}</p> : null}
      <Said data={e.inForce?.data ?? e.data} zone={zoneOfData(e)} />
      {Object.entries(e.absent ?? {}).map(([member, why]) => <p class="event-note">{wordsOf(member)}: {texts.event.absent[why] ?? why}</p>)}
      {e.inForce === undefined ? null : (
        <p class="event-note">✎ {texts.event.corrected(e.inForce.happened === undefined ? '' : dateTold(...recordedOf(e)))}
          {e.inForce.data === undefined ? null : <Said data={e.data} zone={zoneOfRecordedData(e)} />}</p>
      )}
      {(e.corrections ?? []).map(c => <p class="event-note">✎ {actInWords('corrected', c)}</p>)}
      {e.retractedBy === undefined ? null : <p class="event-note">⌫ {actInWords('retracted', e.retractedBy)}</p>}
      {e.contradicted ? <p class="event-note">⇄ {texts.event.contradicted}</p> : null}
      <Says word={{ ...e, disputed: e.disputed === true, ...(source === undefined ? {} : { publisher: source.publisher }) }} />
      {source === undefined ? null : (
        <div class="event-source">
          {source.quote === undefined ? null : <blockquote lang={source.language}><bdi>{isolated(source.quote)}</bdi></blockquote>}
          <p>{[source.author, source.title, source.published === undefined ? undefined : texts.event.published(dateTold(source.published, zoneOfEvent(e))), source.locator].filter(t => t !== undefined).map(isolated).join(', ')}
            {source.url === undefined ? null : <> <a href={source.url} rel="noreferrer noopener" target="_blank">{texts.event.source}</a></>}</p>
        </div>
      )}
      <p class="says">{e.disclosures.map(d => texts.event.toldTo(d.to === 'public' ? null : nameOf(d.to), dateTold(d.at, zoneOfDisclosure(e, d)))).join('; ')}</p>
      <p class="says">{texts.event.recorded(e.seq, since(e.recordedAt), e.recordedBy)}</p>
      <p class="actions">
        <Cite permalink={e.permalink} />
        {source === undefined || view.without.includes(source.publisher) ? null : (
          <button type="button" onClick={() => show({ without: [...view.without, source.publisher], event: null })}>{texts.event.without(nameOf(source.publisher))}</button>
        )}
        <a href={e.permalink}>JSON</a>
      </p>
      <Acts event={inStory ?? e} />
    </section>
  );
}

const Said = ({ data, zone }: { data: { readonly [name: string]: Json }; zone: DateZone | null }) => (
  <dl>{Object.entries(data).map(([name, value]) => <><dt>{wordsOf(name)}</dt><dd>{valueInWords(value, zone)}</dd></>)}</dl>
);

/** The event as the view sees it; where it was not known yet, as it is known by now. */
async function find(view: View, id: string, signal: AbortSignal): Promise<{ event: EventAnswer; isLater: boolean }> {
  try {
    return { event: await event(view, id, signal), isLater: false };
  } catch (error) {
    if (!(error instanceof Refused) || error.kind !== 'not-known-then') throw error;
    return { event: await event({ ...view, known: null, at: null }, id, signal), isLater: true };
  }
}
