import { useAnswer } from '../api/answer.ts';
import type { PointerChange, SubjectState, ToldValue } from '../api/answers.ts';
import { compare } from '../api/client.ts';
import { useView } from '../address/store.ts';
import { vantageOf, type View } from '../address/view.ts';
import { stepsOf } from '../subject/properties.ts';
import { Says, valueInWords } from '../subject/says.tsx';
import { pathInWords } from '../subject/subject.tsx';
import { nameOf } from '../texts/names.ts';
import { texts } from '../texts/texts.ts';
import { Trouble } from '../trouble.tsx';
import './beside.css';

/** What is held against what: with somebody's reports against without. */
interface Sides { readonly title: string; readonly left: string; readonly right: string; readonly from: View; readonly to: View }

function sidesOf(view: View): Sides {
  const names = view.without.map(nameOf).join(', ');
  return { title: texts.beside.without(names), left: texts.beside.with, right: texts.beside.without(names), from: { ...view, without: [] }, to: view };
}

/** A subject's properties from two vantages side by side, what differs marked with why. */
export function Beside({ subject, state }: { subject: string; state: SubjectState | null }) {
  const view = useView();
  const { title, left, right, from, to } = sidesOf(view);
  const { value, refused } = useAnswer(`beside ${view.timeline} ${subject} ${vantageOf(from)} ${vantageOf(to)}`, signal => compare(from, to, subject, signal));
  if (refused) return refused.kind === 'not-known-then' ? null : <Trouble refused={refused} />;
  if (value === null) return <p class="help">{texts.loading}</p>;
  // What is said of the subject itself comes before what is said of one of several venues or positions.
  const changes = value.pointers.toSorted((a, b) => stepsOf(a.pointer).length - stepsOf(b.pointer).length);
  const differing = new Set(value.pointers.map(p => p.pointer));
  const same = Object.entries(state?.provenance ?? {}).filter(([pointer]) => !differing.has(pointer));
  return (
    <section class="beside" aria-label={title}>
      <h3>{title}</h3>
      {value.pointers.length === 0 ? <p class="help">{texts.beside.same}</p> : (
        <table>
          <thead><tr><th scope="col">{texts.beside.property}</th><th scope="col">{left}</th><th scope="col">{right}</th></tr></thead>
          <tbody>{changes.map(change => <Row change={change} />)}</tbody>
        </table>
      )}
      {same.length === 0 || value.pointers.length === 0 ? null : <p class="help">{texts.beside.unchanged(same.length)}</p>}
    </section>
  );
}

/** A row of two sides. */
export function Row({ change }: { change: PointerChange }) {
  return (
    <tr>
      <th scope="row">{pathInWords(stepsOf(change.pointer))}<span class="cause">≠ {texts.beside.causes[change.cause]}</span></th>
      <td>{valueOf(change.old)}</td>
      <td>{valueOf(change.new)}</td>
    </tr>
  );
}

export const valueOf = (side: ToldValue | null) => (side === null ? <span class="says">{texts.notYet}</span> : <><span class="value">{valueInWords(side.value)}</span><Says word={side} /></>);
