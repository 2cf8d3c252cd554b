import type { Json } from '../api/answers.ts';
import type { Field, Group } from './fields.ts';

/** What stands in the form, as typed: nothing of it need be right. */
export type Input = string | boolean | readonly Input[] | Inputs;

export interface Inputs { readonly [name: string]: Input | undefined }

export const isInputs = (input: Input | undefined): input is Inputs => typeof input === 'object' && !Array.isArray(input);

const textIn = (input: Input | undefined) => (typeof input === 'string' ? input.trim() : '');

const rowsIn = (input: Input | undefined): readonly Input[] => (Array.isArray(input) ? input : []);

/** What is sent for what was typed; undefined: nothing. What is wrong is sent as it is: the server says what is wrong with it. */
export function valueOf(field: Field, input: Input | undefined): Json | undefined {
  switch (field.kind) {
    case 'flag': return input === true ? true : undefined;
    case 'group': return groupValue(field, isInputs(input) ? input : {});
    case 'rows': return rowValues(field.of, rowsIn(input));
    case 'several': return severalValue(textIn(input), field.of === 'key', field.isOneAlone);
    case 'number': return numberValue(textIn(input));
    case 'choice': return field.isNumber ? numberValue(textIn(input)) : textIn(input) || undefined;
    default: return textIn(input) || undefined;
  }
}

function groupValue(group: Group, inputs: Inputs): Json | undefined {
  const given = group.members.map(m => [m.name, valueOf(m.field, inputs[m.name])] as const).filter(([, value]) => value !== undefined);
  if (given.length === 0) return undefined;
  const [first] = given as [readonly [string, Json]];
  if (group.isFirstAlone && given.length === 1 && first[0] === group.members[0]?.name) return first[1];
  return Object.fromEntries(given) as Json;
}

// A row left empty at the end is none; between others it keeps its place, so that faults are found where they are.
function rowValues(group: Group, rows: readonly Input[]): Json | undefined {
  const values = rows.map(row => groupValue(group, isInputs(row) ? row : {}));
  const last = values.findLastIndex(v => v !== undefined);
  return last < 0 ? undefined : values.slice(0, last + 1).map(v => v ?? {});
}

function severalValue(text: string, isKeys: boolean, isOneAlone: boolean): Json | undefined {
  const all = text.split(isKeys ? /[\s,;]+/ : /\s*\n\s*/).filter(t => t !== '');
  return all.length === 0 ? undefined : isOneAlone && all.length === 1 ? all[0] : all;
}

function numberValue(text: string): Json | undefined {
  if (text === '') return undefined;
  const number = Number(text.replace(',', '.'));
  return Number.isFinite(number) ? number : text;
}

/** What would have to be typed for a value. */
export function inputOf(field: Field, value: Json | undefined): Input | undefined {
  if (value === undefined || value === null) return undefined;
  switch (field.kind) {
    case 'flag': return value === true;
    case 'group': {
      const members = (typeof value === 'object' ? value : { [field.members[0]?.name ?? '']: value }) as Readonly<Record<string, Json>>;
      return Object.fromEntries(field.members.map(m => [m.name, inputOf(m.field, members[m.name])]));
    }
    case 'rows': return (value as readonly Json[]).map(row => inputOf(field.of, row) ?? {});
    case 'several': return (Array.isArray(value) ? value : [value]).join(field.of === 'key' ? ', ' : '\n');
    default: return typeof value === 'object' ? JSON.stringify(value) : String(value);
  }
}

/** What stands at a path. */
export function inputAt(inputs: Inputs, path: readonly (string | number)[]): Input | undefined {
  let at: Input | undefined = inputs;
  for (const step of path) at = Array.isArray(at) ? (at as readonly Input[])[step as number] : isInputs(at) ? at[step] : undefined;
  return at;
}

/** The inputs with something else at a path. */
export function withInput(inputs: Inputs, path: readonly (string | number)[], input: Input | undefined): Inputs {
  return put(inputs, path, input) as Inputs;
}

function put(at: Input | undefined, [step, ...rest]: readonly (string | number)[], input: Input | undefined): Input | undefined {
  if (step === undefined) return input;
  if (typeof step === 'string') return { ...isInputs(at) ? at : {}, [step]: put(isInputs(at) ? at[step] : undefined, rest, input) };
  const rows = [...rowsIn(at)];
  const row = put(rows[step], rest, input);
  if (row === undefined) rows.splice(step, 1);
  else rows[step] = row;
  return rows;
}

/** Whether two values are the same, whatever the order of their members. */
export function isSame(a: Json | undefined, b: Json | undefined): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null || Array.isArray(a) !== Array.isArray(b)) return false;
  const [x, y] = [a as Readonly<Record<string, Json>>, b as Readonly<Record<string, Json>>];
  const names = new Set([...Object.keys(x), ...Object.keys(y)]);
  return [...names].every(name => isSame(x[name], y[name]));
}
