import { useEffect, useRef, useState } from 'preact/hooks';
import { useAnswer } from '../api/answer.ts';
import { catalogue, recorded, storyByNow, type Catalogue } from '../api/recording.ts';
import type { RecordedEvent } from '../api/answers.ts';
import { show, useView } from '../address/store.ts';
import type { View } from '../address/view.ts';
import { texts } from '../texts/texts.ts';
import { Trouble } from '../trouble.tsx';
import { draftOn, emptyDraft, type Draft } from './draft.ts';
import { RecordForm } from './form.tsx';
import { draftFor, justRecorded, keepDraft, opened, type Opened } from './opened.ts';
import './record.css';

/** Opens the form. */
export function RecordButton() {
  return <button type="button" onClick={() => opened.set({ deed: null, target: null })}>{texts.record.open}</button>;
}

/** The form, over the page; closed, it keeps what was typed. */
export function RecordDialog() {
  const what = opened.use();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    if (what !== null && dialog.current?.open === false) dialog.current.showModal();
    if (what === null) dialog.current?.close();
  }, [what]);
  return (
    <dialog ref={dialog} class="record" aria-labelledby="record-title" onClose={() => opened.set(null)}>
      {what === null ? null : (
        <>
          <header>
            <h2 id="record-title">{what.deed === null ? texts.record.title : texts.record.deeds[what.deed]}</h2>
            <button type="button" class="record-close" aria-label={texts.close} title={texts.close} onClick={() => opened.set(null)}>×</button>
          </header>
          <Loaded what={what} key={`${what.deed} ${what.target?.id}`} />
        </>
      )}
    </dialog>
  );
}

/** The catalogue, and of what is acted on what it says now. */
function Loaded({ what }: { what: Opened }) {
  const view = useView();
  const types = useAnswer('catalogue', catalogue);
  const target = useAnswer(what.target === null ? null : `target ${view.timeline} ${what.deed} ${what.target.id}`, signal => targetOf(view, what, signal));
  const refused = types.refused ?? target.refused;
  if (refused) return <Trouble refused={refused} />;
  if (types.value === null || what.target !== null && target.value === null) return <p class="notice">{texts.loading}</p>;
  return <Drafted what={{ ...what, target: target.value }} catalogue={types.value} />;
}

// A correction replaces what is in force, whoever corrected it before; an amendment what is recorded.
async function targetOf(view: View, { deed, target }: Opened, signal: AbortSignal): Promise<RecordedEvent> {
  if (deed === 'amend') return await recorded(view, target!.id, signal);
  if (deed !== 'correct') return target!;
  const told = (await storyByNow(view, target!.subject, signal)).items.find(e => e.id === target!.id);
  return told ?? await recorded(view, target!.id, signal);
}

function Drafted({ what, catalogue }: { what: Opened; catalogue: Catalogue }) {
  const view = useView();
  const timeline = view.timeline!;
  const fresh = (): Draft => (what.deed === null || what.target === null
    ? emptyDraft(crypto.randomUUID(), view.subject)
    : draftOn(crypto.randomUUID(), what.deed, what.target, new Map(catalogue.types.map(t => [t.name, t]))));
  const [draft, setDraft] = useState<Draft>(() => draftFor(timeline, what) ?? fresh());
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => place.current?.querySelector<HTMLElement>('[aria-describedby]')?.focus(), []);
  const change = (next: Draft) => {
    setDraft(next);
    keepDraft(timeline, what, next);
  };
  const take = (event: RecordedEvent, isMore: boolean) => {
    justRecorded.set(event);
    if (view.subject !== event.subject) show({ subject: event.subject, pointer: null });
    keepDraft(timeline, what, null);
    if (!isMore) return opened.set(null);
    // The next is likely of the same report.
    const { subject, type, known, zone, zoneName, source, attribution, assessment } = draft.inputs;
    change({ ...draft, id: crypto.randomUUID(), inputs: { subject, type, known, zone, zoneName, source, attribution, assessment } });
    place.current?.querySelector<HTMLElement>('#record-type')?.focus();
  };
  const discard = () => {
    keepDraft(timeline, what, null);
    opened.set(null);
  };
  return <div ref={place}><RecordForm draft={draft} catalogue={catalogue} onDraft={change} onRecorded={take} onDiscard={discard} /></div>;
}
