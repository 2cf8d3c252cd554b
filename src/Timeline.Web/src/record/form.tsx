import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { RecordedEvent } from '../api/answers.ts';
import { Refused } from '../api/client.ts';
import { record, type Catalogue } from '../api/recording.ts';
import { useView } from '../address/store.ts';
import { texts } from '../texts/texts.ts';
import { About } from './about.tsx';
import { Asked } from './asked.tsx';
import { FormContext, pointerOf, type FormState } from './context.ts';
import { eventOf, formPointer, type Draft } from './draft.ts';
import { faultsElsewhere, faultsOf } from './faults.ts';
import { inWords } from './inWords.ts';
import { Offers } from './offers.tsx';
import { OtherKey } from './otherKey.tsx';
import { placesOf } from './places.ts';
import { useRehearsal } from './rehearsal.ts';
import { withInput } from './values.ts';

/** Asks for an event, has the server look at it while it is written, and sends it. */
export function RecordForm({ draft, catalogue, onDraft, onRecorded, onDiscard }: {
  draft: Draft;
  catalogue: Catalogue;
  onDraft: (draft: Draft) => void;
  onRecorded: (event: RecordedEvent, isMore: boolean) => void;
  onDiscard: () => void;
}) {
  const view = useView();
  const types = useMemo(() => new Map(catalogue.types.map(t => [t.name, t])), [catalogue]);
  const { subject, type: typeName } = draft.inputs;
  const type = types.get(typeof typeName === 'string' ? typeName : '') ?? null;
  const target = draft.target === null ? null : types.get(draft.target.type) ?? null;
  const isBegun = type !== null && typeof subject === 'string' && subject.trim() !== '';
  const event = useMemo(() => (isBegun ? eventOf(draft, type, target) : null), [draft, type, target]);
  const [touched, setTouched] = useState<ReadonlySet<string>>(new Set());
  const [isTried, setTried] = useState(false);
  const [sending, setSending] = useState<{ isNow: boolean; refused: Refused | null }>({ isNow: false, refused: null });
  const [tries, setTries] = useState(0);
  const rehearsed = useRehearsal(view, event, tries);

  const refused = sending.refused ?? rehearsed.refused;
  const place = (pointer: string) => formPointer(pointer, event ?? {}, draft);
  const all = refused === null || [0, 401, 403].includes(refused.problem.status) ? [] : faultsOf(refused.problem, place);
  const places = useMemo(() => placesOf(type, target, draft), [type, target, draft.deed]);
  const isShown = (pointer: string) => isTried || [...touched].some(t => pointer === t || pointer.startsWith(`${t}/`));
  const state: FormState = {
    inputs: draft.inputs,
    set: (path, input) => {
      setSending(s => ({ ...s, refused: null }));
      onDraft({ ...draft, inputs: withInput(draft.inputs, path, input) });
    },
    faults: all.filter(f => isShown(f.pointer)),
    touch: path => setTouched(t => (t.has(pointerOf(path)) ? t : new Set([...t, pointerOf(path)]))),
  };

  const form = useRef<HTMLFormElement>(null);
  // Once, where it was refused: whoever types on is not sent elsewhere.
  useEffect(() => { if (sending.refused !== null) form.current?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus(); }, [sending.refused]);
  const send = (isMore: boolean) => {
    setTried(true);
    if (event === null) return form.current?.querySelector<HTMLElement>(typeof subject === 'string' && subject.trim() !== '' ? '#record-type' : '#record-subject')?.focus();
    if (sending.isNow) return;
    setSending({ isNow: true, refused: null });
    record(view, event, new AbortController().signal).then(
      recorded => {
        setSending({ isNow: false, refused: null });
        setTried(false);
        setTouched(new Set());
        onRecorded(recorded, isMore);
      },
      (error: unknown) => {
        if (!(error instanceof Refused)) throw error;
        setSending({ isNow: false, refused: error });
      });
  };

  const elsewhere = isTried || touched.size > 0 ? faultsElsewhere(all, places) : [];
  return (
    <FormContext.Provider value={state}>
      <form ref={form} class="record-form" novalidate onSubmit={e => { e.preventDefault(); send(false); }}>
        <Offers view={view} />
        {draft.target === null ? null : <Target draft={draft} target={draft.target} />}
        {draft.deed === null ? <About catalogue={catalogue} subject={typeof subject === 'string' ? subject : ''} type={type} /> : null}
        {type === null ? null : <Asked type={type} target={target} draft={draft} view={view} />}
        {event === null ? null : <Sent json={JSON.stringify(event, null, 2)} />}
        <footer>
          {elsewhere.map(f => <p class="fault" role="alert"><span aria-hidden="true">⚠ </span>{f.detail}</p>)}
          {refused !== null && [401, 403].includes(refused.problem.status) ? (
            <OtherKey refused={refused} onKey={() => { setSending({ isNow: false, refused: null }); setTries(n => n + 1); }} />
          ) : null}
          <p role="status" class="record-state">
            {sending.isNow ? texts.record.recording
              : sending.refused !== null && isUnknown(sending.refused) ? texts.record.unknownOutcome
              : refused?.problem.status === 0 ? texts.record.unchecked
              : event === null ? texts.record.empty
              : rehearsed.isChecking ? texts.record.checking
              : all.length > 0 ? texts.record.faulty(all.length)
              : refused === null ? `✓ ${texts.record.good}` : ''}
          </p>
          {rehearsed.warnings.map(w => <p class="record-warning" role="status"><span aria-hidden="true">⚠ </span>{texts.record.warning(w.detail)}</p>)}
          <div class="record-buttons">
            <button type="submit" class="primary" disabled={sending.isNow}>{texts.record.submit}</button>
            {draft.deed === null ? <button type="button" disabled={sending.isNow} onClick={() => send(true)}>{texts.record.submitMore}</button> : null}
            <button type="button" onClick={onDiscard}>{texts.record.discard}</button>
          </div>
        </footer>
      </form>
    </FormContext.Provider>
  );
}

/** Whether it may have been recorded although it was not answered so. */
const isUnknown = (refused: Refused) => refused.problem.status === 0 || refused.kind === 'outcome-unknown';

/** What an act is on, in words. */
function Target({ draft, target }: { draft: Draft; target: RecordedEvent }) {
  return (
    <div class="record-target">
      <p>{draft.deed === null ? '' : texts.record.deedHelp[draft.deed]}</p>
      <p>{draft.deed === 'account' ? texts.record.accountTarget : texts.record.target}: <b>{inWords(target)}</b> <small>{target.subject}</small></p>
    </div>
  );
}

function Sent({ json }: { json: string }) {
  const [isCopied, setCopied] = useState(false);
  useEffect(() => setCopied(false), [json]);
  return (
    <details class="record-json">
      <summary>{texts.record.json}</summary>
      <button type="button" onClick={() => void navigator.clipboard.writeText(json).then(() => setCopied(true))}>{isCopied ? `${texts.record.copied} ✓` : texts.record.copy}</button>
      <pre tabIndex={0}>{json}</pre>
    </details>
  );
}
