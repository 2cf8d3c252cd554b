import type { RecordedEvent, StoryEvent } from '../api/answers.ts';
import { texts } from '../texts/texts.ts';
import { titleOf } from '../texts/names.ts';
import { valueInWords } from '../subject/says.tsx';
import { deedsOn } from './draft.ts';
import { opened } from './opened.ts';

/** What may be done with an event: reported again, corrected, taken back, denied, disclosed, amended; and what was done, taken back. */
export function Acts({ event }: { event: RecordedEvent | StoryEvent }) {
  const { corrections, denials, retractedBy, ...rest } = { corrections: [], denials: [], ...event };
  const { standing: _, ...target } = rest as RecordedEvent;
  if (event.erased !== undefined || deedsOn(event.type).length === 0) return null;
  const { source: __, ...unsourced } = target;
  const back = [
    ...denials.map(a => [a, 'EventDenied', texts.record.retractDenial] as const),
    ...corrections.map(a => [a, 'EventCorrected', texts.record.retractCorrection] as const),
    ...(retractedBy === undefined ? [] : [[retractedBy, 'EventRetracted', texts.record.retractRetraction] as const]),
  ];
  return (
    <details class="acts">
      <summary aria-label={`${texts.record.actOnIt} ${titleOf(event)}`}>{texts.record.actOnIt}</summary>
      <div>
        {deedsOn(event.type).map(deed => <button type="button" onClick={() => opened.set({ deed, target })}>{texts.record.deeds[deed]}</button>)}
        {back.map(([act, type, name]) => (
          <button type="button" onClick={() => opened.set({ deed: 'retract', target: { ...unsourced, id: act.event, type, happened: act.knownBy, data: {} } })}>
            {name}{act.by === undefined ? '' : ` (${valueInWords(act.by)})`}
          </button>
        ))}
      </div>
    </details>
  );
}
