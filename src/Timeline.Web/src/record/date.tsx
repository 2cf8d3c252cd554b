import { useContext, useRef } from 'preact/hooks';
import { isoOf, dayOf } from '../texts/dates.ts';
import { boundsOf, dateInWords, type DateZone } from '../texts/edtf.ts';
import { language, texts } from '../texts/texts.ts';
import { zoneOf } from '../zones/clocks.ts';
import { FormContext, useField, type Path } from './context.ts';
import { inputAt } from './values.ts';
import { dayIn, examplesAbout, hasNoSuchDay, type WayOfDating } from './examples.ts';

/** A date as EDTF has it: typed, picked, or begun from an example, and read back in words. */
export function DateInput({ path, label, isRequired, placeholder }: { path: Path; label: string; isRequired: boolean; placeholder?: string }) {
  const { text, take, attributes, id } = useField(path);
  const picker = useRef<HTMLInputElement>(null);
  return (
    <>
      <span class="date-entry">
        <input {...attributes} type="text" value={text} placeholder={placeholder} aria-required={isRequired} spellcheck={false} autocomplete="off" onInput={e => take(e.currentTarget.value)} />
        <button type="button" aria-label={`${texts.record.pick}: ${label}`} title={texts.record.pick} onClick={() => picker.current?.showPicker()}><Leaf /></button>
        <input ref={picker} type="date" class="picker" tabIndex={-1} aria-hidden="true" onInput={e => { if (e.currentTarget.value !== '') take(e.currentTarget.value); }} />
        <details class="date-help">
          <summary aria-label={`${texts.record.dateHelp}: ${label}`} title={texts.record.dateHelp}>?</summary>
          <Examples text={text} onTake={example => {
            take(example);
            document.getElementById(id)?.focus();
          }} />
        </details>
      </span>
      <output class="reading" for={id}>{reading(text.trim(), useZone(path))}</output>
    </>
  );
}

function Examples({ text, onTake }: { text: string; onTake: (example: string) => void }) {
  const examples = examplesAbout(dayIn(text, isoOf(dayOf(Date.now()))));
  return (
    <table>
      <caption>{texts.record.dateIntro}</caption>
      <tbody>
        {(Object.entries(examples) as [WayOfDating, string][]).map(([way, example]) => (
          <tr>
            <th scope="row">{texts.record.dating[way]}</th>
            <td><button type="button" class="link" onClick={() => onTake(example)}>{example}</button></td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** The zone in which a date of the form is read: that of its row, else the one of what it stands in. */
function useZone(path: Path): DateZone | null {
  const { inputs } = useContext(FormContext);
  for (let at = path.slice(0, -1); ; at = at.slice(0, -1)) {
    const [zone, name] = [inputAt(inputs, [...at, 'zone']), inputAt(inputs, [...at, 'zoneName'])];
    const id = typeof zone === 'string' ? zoneOf(zone.trim()) : null;
    if (id !== null) return { zone: id, ...(typeof name === 'string' && name.trim() !== '' ? { zoneName: name.trim() } : {}) };
    if (at.length === 0) return null;
  }
}

/** A date in words, and where it lies where that goes beyond the words. */
function reading(text: string, zone: DateZone | null): string {
  const bounds = text === '' || hasNoSuchDay(text) ? null : boundsOf(text);
  if (bounds === null) return '';
  const words = dateInWords(text, language, texts, zone);
  const end = (instant: number) => (Number.isFinite(instant) ? isoOf(dayOf(instant)) : '…');
  const [from, to] = [end(bounds.earliest), end(bounds.latest)];
  return from === to ? words : `${words} (${from} – ${to})`;
}

/** A leaf of a calendar. */
function Leaf() {
  return (
    <svg viewBox="0 0 16 16" width="14" height="14" aria-hidden="true" fill="none" stroke="currentColor" stroke-width="1.4">
      <path d="M2 3.5h12v10H2zM2 6.5h12M5 1.5v3M11 1.5v3" />
    </svg>
  );
}
