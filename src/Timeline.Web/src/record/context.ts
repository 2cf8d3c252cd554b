import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import { faultsAt, type FormFault } from './faults.ts';
import { inputAt, type Input, type Inputs } from './values.ts';

export type Path = readonly (string | number)[];

/** What the fields of a form share. */
export interface FormState {
  readonly inputs: Inputs;
  readonly set: (path: Path, input: Input | undefined) => void;
  /** What is wrong and may be shown: nobody is told off for what they have not come to yet. */
  readonly faults: readonly FormFault[];
  readonly touch: (path: Path) => void;
}

export const FormContext = createContext<FormState>({ inputs: {}, set: () => undefined, faults: [], touch: () => undefined });

export const pointerOf = (path: Path) => path.map(step => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');

/** What stands in one field, what is wrong with it, and how it is named to whoever cannot see it. */
export function useField(path: Path) {
  const { inputs, set, faults, touch } = useContext(FormContext);
  const id = `record${pointerOf(path).replace(/[^A-Za-z0-9]/g, '-')}`;
  const wrong = faultsAt(faults, pointerOf(path));
  const input = inputAt(inputs, path);
  return {
    id, wrong, input,
    text: typeof input === 'string' ? input : '',
    take: (next: Input | undefined) => set(path, next),
    attributes: {
      id,
      'aria-invalid': wrong.length > 0,
      'aria-describedby': `${id}-said`,
      onBlur: () => touch(path),
    },
  };
}
