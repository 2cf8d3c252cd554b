import { useId, useState } from 'preact/hooks';
import { useAnswer } from '../api/answer.ts';
import { knowers, publishers } from '../api/client.ts';
import { show, useView } from '../address/store.ts';
import type { View } from '../address/view.ts';
import { nameOf } from '../texts/names.ts';
import { texts } from '../texts/texts.ts';
import { cityOf, zoneOf, zones } from '../zones/clocks.ts';
import './vantage.css';

/** What a field of dates can show; an instant stands in one of text. */
const isDayOrNone = (date: string | null) => date === null || /^\d{4}-\d\d-\d\d$/.test(date);

const words = (text: string) => text.split(/[\s,]+/).filter(w => w !== '');

/** A field that is taken over when it is left or Enter is pressed, not at every letter; a date, when its year has four digits. */
function Field({ label, help, value, type = 'text', offers, onTake }: {
  label: string;
  help?: string;
  value: string;
  type?: string;
  /** What may be meant: a value and what it stands for. */
  offers?: readonly (readonly [string, string])[];
  onTake: (value: string) => void;
}) {
  const list = useId();
  // What is being written stays, whatever is drawn anew meanwhile.
  const [draft, setDraft] = useState<string | null>(null);
  const take = (field: HTMLInputElement) => {
    if (!field.validity.valid) return;
    setDraft(null);
    onTake(field.value.trim());
  };
  return (
    <label>
      <span>{label}</span>
      <input type={type} value={draft ?? value} placeholder={help} min={type === 'date' ? '1000-01-01' : undefined}
        list={offers === undefined ? undefined : list}
        onInput={e => setDraft(e.currentTarget.value)} onChange={e => take(e.currentTarget)} />
      {offers === undefined ? null : <datalist id={list}>{offers.map(([v, text]) => <option value={v}>{text}</option>)}</datalist>}
    </label>
  );
}

function Choice({ label, value, options, none, onTake }: { label: string; value: string | null; options: readonly (readonly [string, string])[]; none: string; onTake: (value: string | null) => void }) {
  const all = value === null || options.some(([v]) => v === value) ? options : [...options, [value, value] as const];
  return (
    <label>
      <span>{label}</span>
      <select value={value ?? ''} onChange={e => onTake(e.currentTarget.value || null)}>
        <option value="">{none}</option>
        {all.map(([v, text]) => <option value={v}>{text}</option>)}
      </select>
    </label>
  );
}

const ownZone = Intl.DateTimeFormat().resolvedOptions().timeZone;

const offeredZones = ['UTC', ...zones.filter(z => z !== 'UTC')].map(zone => [zone, cityOf(zone)] as const);

/** From where it is seen, and what of it is shown. */
export function Vantage() {
  const view = useView();
  const isUsed = view.knower.length + view.without.length + view.kind.length + view.actor.length + view.publisher.length > 0
    || [view.at, view.recorded, view.reliability, view.credibility, view.later, view.show, view.text].some(v => v !== null);
  const [isOpen, setOpen] = useState(isUsed);
  const { value } = useAnswer(isOpen && view.timeline !== null ? view.timeline : null, signal => publishers(view, signal));
  const sources = (value?.items ?? []).map(p => [p.publisher, `${nameOf(p.publisher)} (${p.events})`] as const);
  const told = useAnswer(isOpen && view.timeline !== null ? `knowers ${view.timeline}` : null, signal => knowers(view, signal));
  // The public is asked for by leaving it empty; whoever is chosen comes beside those that stand there already.
  const offered = (told.value?.items ?? []).filter(k => k.knower !== 'public' && !view.knower.includes(k.knower))
    .map(k => [[...view.knower, k.knower].join(' '), `${nameOf(k.knower)} (${k.events})`] as const);
  const one = (values: readonly string[]) => values[0] ?? null;
  const list = (value: string | null) => (value === null ? [] : [value]);
  const change = (changed: Partial<View>) => show(changed);
  return (
    <details class="vantage" open={isOpen} onToggle={e => setOpen(e.currentTarget.open)}>
      <summary>{texts.vantage} · {texts.filters}{isUsed ? ' ●' : ''}</summary>
      <form onSubmit={e => e.preventDefault()}>
        <fieldset>
          <legend>{texts.vantageHelp}</legend>
          <Field label={texts.knower} help={texts.thePublic} value={view.knower.join(' ')} offers={offered} onTake={v => change({ knower: words(v) })} />
          <Field label={texts.at} type={isDayOrNone(view.at) ? 'date' : 'text'} value={view.at ?? ''} onTake={v => change({ at: v || null })} />
          <Field label={texts.recorded} value={view.recorded ?? ''} onTake={v => change({ recorded: v || null })} />
          <Choice label={texts.without} none={texts.nobody} value={one(view.without)} options={sources} onTake={v => change({ without: list(v) })} />
          <Choice label={texts.reliability} none={texts.any} value={view.reliability} options={Object.entries(texts.reliabilities).filter(([l]) => l !== 'F').map(([l, t]) => [l, `${l}: ${t}`] as const)} onTake={v => change({ reliability: v })} />
          <Choice label={texts.credibility} none={texts.any} value={view.credibility} options={Object.entries(texts.credibilities).filter(([d]) => d !== '6').map(([d, t]) => [d, `${d}: ${t}`] as const)} onTake={v => change({ credibility: v })} />
          <label class="check"><input type="checkbox" checked={view.later === 'sources'} onChange={e => change({ later: e.currentTarget.checked ? 'sources' : null })} /> {texts.laterSources}</label>
          <Field label={texts.showIn} help={texts.asRecorded} value={view.show ?? ''} offers={offeredZones}
            onTake={v => change({ show: v === '' ? null : zoneOf(v) ?? v })} />
          {view.show === ownZone ? null
            : <button type="button" class="link" onClick={() => change({ show: ownZone })}>{texts.showInOwn(cityOf(ownZone))}</button>}
        </fieldset>
        <fieldset>
          <legend>{texts.filters}</legend>
          <Choice label={texts.kind} none={texts.all} value={one(view.kind)} options={Object.entries(texts.kinds)} onTake={v => change({ kind: list(v) })} />
          <Choice label={texts.publisher} none={texts.all} value={one(view.publisher)} options={sources} onTake={v => change({ publisher: list(v) })} />
          <Field label={texts.actor} help={texts.actorHelp} value={view.actor.join(' ')} onTake={v => change({ actor: words(v) })} />
          <Field label={texts.text} help={texts.textHelp} value={view.text ?? ''} onTake={v => change({ text: v || null })} />
          <button type="button" disabled={!isUsed} onClick={() => change({ knower: [], at: null, recorded: null, without: [], reliability: null, credibility: null, later: null, show: null, kind: [], actor: [], publisher: [], text: null })}>{texts.clear}</button>
        </fieldset>
      </form>
    </details>
  );
}
