import { useAnswer } from '../api/answer.ts';
import type { HindsightItem } from '../api/answers.ts';
import { hindsight } from '../api/client.ts';
import { show, useView } from '../address/store.ts';
import { vantageOf } from '../address/view.ts';
import { dayInWords, dayOfText } from '../texts/dates.ts';
import { slugOf } from '../texts/names.ts';
import { language, texts } from '../texts/texts.ts';
import { Trouble } from '../trouble.tsx';

/** In which subjects there was something by that day that nobody here knew, or wrongly believed. */
export function HindsightSummary() {
  const view = useView();
  const { value, refused } = useAnswer(view.known === null ? null : `hindsight ${view.timeline} ${vantageOf(view)} ${view.backFrom}`, signal => hindsight(view, signal));
  if (view.known === null) return <p class="notice hindsight-summary">{texts.beside.moveBack}</p>;
  if (refused) return <Trouble refused={refused} />;
  if (value === null) return <p class="notice hindsight-summary">{texts.loading}</p>;
  const countOf = (i: HindsightItem) => i.hiddenThen.pointers.length + i.hiddenThen.said.length + i.believedWrongly.length;
  const unknown = value.items.filter(i => countOf(i) > 0);
  return (
    <p class="notice hindsight-summary">
      {texts.beside.unknownThen(unknown.length, dayInWords(dayOfText(view.known) ?? 0, language))}{' '}
      {unknown.map(i => (
        <>
          <button type="button" class="link" onClick={() => show({ subject: i.subject, pointer: null, event: null })}>{slugOf(i.subject)}</button>
          {` (${countOf(i)}) `}
        </>
      ))}
    </p>
  );
}
