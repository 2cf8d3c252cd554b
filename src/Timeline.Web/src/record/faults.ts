import type { Problem } from '../api/answers.ts';

/** What is wrong, and where in the form. */
export interface FormFault { readonly pointer: string; readonly detail: string }

/** The faults of a problem, each with the place that `place` gives its pointer; one without a place is of the whole. */
export function faultsOf(problem: Problem, place: (pointer: string) => string): readonly FormFault[] {
  const errors = problem.errors ?? [];
  if (errors.length === 0) return [{ pointer: '', detail: [problem.title, problem.detail].filter(t => t).join(' ') }];
  return errors.map(e => ({ pointer: e.pointer === undefined ? '' : place(e.pointer), detail: e.parameter === undefined ? e.detail : `${e.parameter}: ${e.detail}` }));
}

const isWithin = (pointer: string, place: string) => pointer === place || pointer.startsWith(`${place}/`);

/** What is wrong at one place of the form, or within it. */
export const faultsAt = (faults: readonly FormFault[], place: string) => faults.filter(f => isWithin(f.pointer, place));

/** What is wrong nowhere in particular: at none of the places that the form has. */
export const faultsElsewhere = (faults: readonly FormFault[], places: ReadonlySet<string>) =>
  faults.filter(f => ![...places].some(place => isWithin(f.pointer, place)));
