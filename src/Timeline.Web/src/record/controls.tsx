import type { ComponentChildren } from 'preact';
import { useContext } from 'preact/hooks';
import { wordsOf } from '../texts/names.ts';
import { texts } from '../texts/texts.ts';
import { FormContext, useField, type Path } from './context.ts';
import { DateInput } from './date.tsx';
import type { FormFault } from './faults.ts';
import type { Field, Group, Member } from './fields.ts';
import { inputAt, valueOf } from './values.ts';

/** The lists that the browser offers to choose from, by the ids of their elements. */
export const offers = {
  subjects: 'record-subjects', actors: 'record-actors', publishers: 'record-publishers', zones: 'record-zones',
} as const;

interface ControlProps {
  readonly path: Path;
  readonly field: Field;
  readonly label: string;
  readonly isRequired?: boolean;
  readonly hint?: string;
  readonly absence?: Path;
  readonly list?: string;
}

/** Asks for one member of an event. */
export function Control(props: ControlProps) {
  const { path, field, label, hint } = props;
  if (field.kind === 'group') return <GroupControl {...props} field={field} />;
  if (field.kind === 'rows') return <Rows path={path} of={field.of} label={label} hint={hint} />;
  return <Single {...props} />;
}

/** Asks for the members of a group, one after another; of one that may be left out none is needed. */
export const Members = ({ group, path, absence, isFree = false }: { group: readonly Member[]; path: Path; absence?: Path; isFree?: boolean }) => (
  <>{group.map(m => <Control path={[...path, m.name]} field={m.field} label={labelOf(m.name)} isRequired={m.isRequired && !isFree} {...(absence ? { absence: [...absence, m.name] } : {})} />)}</>
);

/** What a member is called: the page's word for it, else the catalogue's own. */
export const labelOf = (name: string) => (texts.record.members as Readonly<Record<string, string>>)[name] ?? wordsOf(name);

function Single({ path, field, label, isRequired = false, hint, absence, list }: ControlProps) {
  const { id, wrong, input } = useField(path);
  const { inputs } = useContext(FormContext);
  const isAbsent = absence !== undefined && typeof inputAt(inputs, absence) === 'string' && inputAt(inputs, absence) !== '';
  // What is not there is said in the page's own words; whatever else is wrong, in the server's.
  const isMissing = isRequired && !isAbsent && wrong.length > 0 && valueOf(field, input) === undefined;
  const said = isMissing ? [{ pointer: '', detail: absence === undefined ? texts.record.missing : texts.record.missingOrAbsent }] : wrong;
  if (field.kind === 'flag') return <Flag path={path} label={label} />;
  return (
    <div class="field">
      <div class="field-head">
        <label for={id}>{label}{isRequired ? <span class="needed"> {texts.record.needed}</span> : null}</label>
        {absence === undefined ? null : <AbsenceChoice path={absence} label={label} />}
      </div>
      {isAbsent ? null : <Entry path={path} field={field} label={label} isRequired={isRequired} list={list} hint={hint} />}
      <Said id={id} hint={field.kind === 'several' ? hint ?? (field.of === 'key' ? texts.record.keysHint : texts.record.linesHint) : hint} wrong={said} />
    </div>
  );
}

function Entry({ path, field, label, isRequired, list, hint }: { path: Path; field: Field; label: string; isRequired: boolean; list?: string | undefined; hint?: string | undefined }) {
  const { text, take, attributes } = useField(path);
  const common = { ...attributes, 'aria-required': isRequired };
  if (field.kind === 'date') return <DateInput path={path} label={label} isRequired={isRequired} />;
  if (field.kind === 'choice') {
    return (
      <select {...common} value={text} onChange={e => take(e.currentTarget.value || undefined)}>
        <option value="">{path.at(-1) === 'mode' && !field.words.includes('asserted') ? texts.record.modes.asserted : texts.record.notSaid}</option>
        {field.words.map(word => <option value={word}>{choiceInWords(String(path.at(-1)), word)}</option>)}
      </select>
    );
  }
  if (field.kind === 'text' || field.kind === 'several' && field.of === 'text') {
    return <textarea {...common} rows={1} value={text} onInput={e => take(e.currentTarget.value)} />;
  }
  const offered = list ?? (field.kind === 'key' || field.kind === 'several' ? offers.actors : undefined);
  return (
    <input {...common} type="text" value={text} {...(offered ? { list: offered } : {})} inputMode={field.kind === 'number' ? 'decimal' : 'text'} autocomplete="off"
      spellcheck={field.kind === 'name'} placeholder={hint === undefined && field.kind === 'key' ? texts.record.keyHint : undefined} onInput={e => take(e.currentTarget.value)} />
  );
}

function Flag({ path, label }: { path: Path; label: string }) {
  const { id, input, take, wrong, attributes } = useField(path);
  return (
    <div class="field">
      <label class="check"><input {...attributes} type="checkbox" checked={input === true} onChange={e => take(e.currentTarget.checked)} /> {label}</label>
      <Said id={id} wrong={wrong} />
    </div>
  );
}

function AbsenceChoice({ path, label }: { path: Path; label: string }) {
  const { text, take } = useField(path);
  return (
    <select class="absence" aria-label={`${label}: ${texts.record.absence}`} value={text} onChange={e => take(e.currentTarget.value || undefined)}>
      <option value="">{texts.record.absences.given}</option>
      {(['unknown', 'withheld', 'none'] as const).map(how => <option value={how}>{texts.record.absences[how]}</option>)}
    </select>
  );
}

/** Members that belong together; those of a place beside its name are folded. */
function GroupControl({ path, field, label, isRequired = false, absence }: ControlProps & { readonly field: Group }) {
  const [first, ...others] = field.members;
  if (field.isFirstAlone && first !== undefined) {
    return (
      <div class="group">
        <Single path={[...path, first.name]} field={first.field} label={label} isRequired={isRequired} {...(absence ? { absence } : {})} />
        <details><summary>{texts.record.placeMore}</summary><Members group={others} path={path} /></details>
      </div>
    );
  }
  return (
    <fieldset class="group">
      <legend>{label}{isRequired ? <span class="needed"> {texts.record.needed}</span> : null}</legend>
      {absence ? <AbsenceChoice path={absence} label={label} /> : null}
      <div class="row"><Members group={field.members} path={path} isFree={!isRequired} /></div>
    </fieldset>
  );
}

function Rows({ path, of, label, hint }: { path: Path; of: Group; label: string; hint?: string | undefined }) {
  const { input, take, id, wrong } = useField(path);
  const rows = Array.isArray(input) ? input : [];
  return (
    <fieldset class="group">
      <legend>{label}</legend>
      {rows.map((_, i) => (
        <div class="row">
          <Members group={of.members} path={[...path, i]} />
          <button type="button" class="row-remove" aria-label={`${texts.record.remove}: ${label} ${i + 1}`} title={texts.record.remove} onClick={() => take(rows.filter((_, j) => j !== i))}>×</button>
        </div>
      ))}
      <button type="button" id={id} onClick={() => take([...rows, {}])}>{texts.record.add}</button>
      <Said id={id} hint={hint} wrong={rows.length === 0 ? wrong : wrong.filter(f => !/\/\d+\//.test(f.pointer))} />
    </fieldset>
  );
}

/** What is to be said of a field: what is wrong with it, or how it is filled in. */
export function Said({ id, hint, wrong }: { id: string; hint?: string | undefined; wrong: readonly FormFault[] }) {
  return (
    <div id={`${id}-said`} class="field-said">
      {wrong.length > 0 ? wrong.map(f => <p class="fault"><span aria-hidden="true">⚠ </span>{f.detail}</p>) : hint === undefined ? null : <p>{hint}</p>}
    </div>
  );
}

/** A word of the catalogue in the page's words, where it has some. */
function choiceInWords(member: string, word: string): string {
  if (member === 'reliability') return `${word}: ${texts.reliabilities[word] ?? ''}`;
  if (member === 'credibility') return `${word}: ${texts.credibilities[word] ?? ''}`;
  if (member === 'mode') return (texts.record.modes as Readonly<Record<string, string>>)[word] ?? wordsOf(word);
  return wordsOf(word);
}

export const Section = ({ title, children }: { title: string; children: ComponentChildren }) => <section><h3>{title}</h3>{children}</section>;
