import { useAnswer } from '../api/answer.ts';
import { eventsOfType, type EventType } from '../api/recording.ts';
import type { View } from '../address/view.ts';
import { texts } from '../texts/texts.ts';
import { useField } from './context.ts';
import { labelOf, Said } from './controls.tsx';
import type { Draft } from './draft.ts';
import { inWords } from './inWords.ts';

/** The earlier events of the same subject and type: of which this may be another report. */
export function AccountChoice({ view, draft, type }: { view: View; draft: Draft; type: EventType }) {
  const subject = typeof draft.inputs['subject'] === 'string' ? draft.inputs['subject'].trim() : '';
  const { value } = useAnswer(/^[^/]+\/[^/]+$/.test(subject) ? `accounts ${view.timeline} ${subject} ${type.name}` : null, signal => eventsOfType(view, subject, type.name, signal));
  const earlier = (value?.items ?? []).filter(e => e.accountOf === undefined && e.erased === undefined);
  const { text, take, wrong, attributes, id } = useField(['accountOf']);
  if (earlier.length === 0) return null;
  return (
    <div class="field">
      <div class="field-head"><label for={id}>{labelOf('accountOf')}</label></div>
      <select {...attributes} value={text} onChange={e => take(e.currentTarget.value || undefined)}>
        <option value="">{texts.record.notSaid}</option>
        {earlier.map(e => <option value={e.id}>{inWords(e)}</option>)}
      </select>
      <Said id={id} wrong={wrong} />
    </div>
  );
}
