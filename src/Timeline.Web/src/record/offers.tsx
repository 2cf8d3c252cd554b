import { useAnswer } from '../api/answer.ts';
import { publishers, subjects } from '../api/client.ts';
import type { View } from '../address/view.ts';
import { cityOf, zones } from '../zones/clocks.ts';
import { offers } from './controls.tsx';

/** What the browser offers while one types: what is there already. */
export function Offers({ view }: { view: View }) {
  const whole: View = { ...view, known: null, at: null, recorded: null, without: [], reliability: null, credibility: null, kind: [], actor: [], publisher: [], text: null };
  const there = useAnswer(`offered ${view.timeline} ${view.knower.join()}`, signal => subjects(whole, signal)).value?.items ?? [];
  const sources = useAnswer(`publishers ${view.timeline}`, signal => publishers(view, signal)).value?.items ?? [];
  return (
    <>
      <datalist id={offers.subjects}>{there.map(s => <option value={s.subject}>{s.title ?? ''}</option>)}</datalist>
      <datalist id={offers.actors}>{there.filter(s => s.kind === 'actor').map(s => <option value={s.subject.slice('actor/'.length)}>{s.title ?? ''}</option>)}</datalist>
      <datalist id={offers.zones}>{zones.map(z => <option value={z}>{cityOf(z)}</option>)}</datalist>
      <datalist id={offers.publishers}>{sources.map(p => <option value={p.publisher} />)}</datalist>
    </>
  );
}
