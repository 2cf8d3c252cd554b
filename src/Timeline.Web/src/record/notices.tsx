import { useEffect, useState } from 'preact/hooks';
import type { RecordedEvent } from '../api/answers.ts';
import { event as eventAsSeen, Refused } from '../api/client.ts';
import { dismissNews, useNews } from '../api/feed.ts';
import { recorded } from '../api/recording.ts';
import { show, useView } from '../address/store.ts';
import { vantageOf, type View } from '../address/view.ts';
import { dateInWords } from '../texts/edtf.ts';
import { nameOf, slugOf, titleOf } from '../texts/names.ts';
import { language, texts } from '../texts/texts.ts';
import { justRecorded } from './opened.ts';
import { whyUnseen, type Unseen } from './unseen.ts';

/** What was just recorded here, and what came in from elsewhere. */
export function Notices() {
  const own = justRecorded.use();
  return (
    <div class="record-notices">
      <div role="status">{own === null ? null : <Recorded event={own} key={own.id} />}</div>
      <News own={own} />
    </div>
  );
}

/** Where it stands now; and where the page does not show it, why, and a button that does. */
function Recorded({ event }: { event: RecordedEvent }) {
  const view = useView();
  const [unseen, setUnseen] = useState<Unseen | null>(null);
  useEffect(() => {
    const abort = new AbortController();
    look(view, event, abort.signal).then(found => { if (!abort.signal.aborted) setUnseen(found); }, (error: unknown) => {
      if (!abort.signal.aborted && !(error instanceof Refused)) throw error;
    });
    return () => abort.abort();
  }, [vantageOf(view).toString(), event.id]);
  return (
    <p class="notice">
      {texts.record.recorded(`${titleOf(event)} – ${slugOf(event.subject)}`, event.seq)}{' '}
      {unseen === null ? null : <>{reason(unseen, view, event)} <button type="button" onClick={() => show({ ...unseen.change, subject: event.subject })}>{texts.record.show}</button>{' '}</>}
      <button type="button" class="link" onClick={() => justRecorded.set(null)}>{texts.close}</button>
    </p>
  );
}

/** Whether the view shows an event is the server's to say; so is by when it was known. */
async function look(view: View, event: RecordedEvent, signal: AbortSignal): Promise<Unseen | null> {
  if (await orNull(eventAsSeen(view, event.id, signal)) !== null) return null;
  return whyUnseen(view, event, (await orNull(recorded(view, event.id, signal)))?.knownBy ?? null);
}

async function orNull(asked: Promise<RecordedEvent>): Promise<RecordedEvent | null> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof Refused && error.problem.status === 404) return null;
    throw error;
  }
}

function reason({ why, change }: Unseen, view: View, event: RecordedEvent): string {
  switch (why) {
    case 'recorded': return texts.record.unseen.recorded(view.recorded ?? '');
    case 'knower': return texts.record.unseen.knower(event.disclosures.map(d => nameOf(d.to)).join(', '));
    case 'known': return texts.record.unseen.known(dateInWords(change.known ?? '', language, texts));
    default: return texts.record.unseen[why];
  }
}

/** What others recorded while the page was open. */
function News({ own }: { own: RecordedEvent | null }) {
  const news = useNews().filter(e => e.id !== own?.id);
  const last = news.at(-1);
  return (
    <div role="status">{last === undefined ? null : (
      <p class="notice news">
        {texts.record.news(news.length)}: {titleOf(last)} –{' '}
        <button type="button" class="link" onClick={() => show({ subject: last.subject, pointer: null })}>{last.subject}</button>{' '}
        <button type="button" class="link" onClick={dismissNews}>{texts.close}</button>
      </p>
    )}</div>
  );
}
