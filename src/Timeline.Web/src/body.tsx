import { show, useView } from './address/store.ts';
import { shownIn } from './address/view.ts';
import { HindsightSummary } from './beside/summary.tsx';
import { BriefingOfTheDay } from './briefing/briefing.tsx';
import { KnownAgainstHappened } from './known/known.tsx';
import { Lanes } from './lanes/lanes.tsx';
import { useLanes, useMarks } from './lanes/answers.ts';
import { RecordDialog } from './record/dialog.tsx';
import { Notices } from './record/notices.tsx';
import { Slider } from './slider/slider.tsx';
import { SubjectPanel } from './subject/subject.tsx';
import { nameOf } from './texts/names.ts';
import { texts } from './texts/texts.ts';
import { Trouble } from './trouble.tsx';
import { Vantage } from './vantage/vantage.tsx';
import { cityOf } from './zones/clocks.ts';

/** One timeline: the slider, and below it what was known by then. */
export function Body() {
  const view = useView();
  const marks = useMarks(view);
  const lanes = useLanes(view, marks);
  const { whole } = marks;
  return (
    <>
      <Slider marks={marks.marks} whole={whole} isLoading={marks.isLoading} isBehind={lanes.isLoading} />
      {lanes.unknownKnower.length === 0 ? null : (
        <p class="notice unknown-knower" role="status">{texts.unknownKnower(lanes.unknownKnower.join(', '))}</p>
      )}
      <Vantage />
      {view.without.length === 0 ? null : (
        <p class="notice without">{texts.withoutNotice(view.without.map(nameOf).join(', '))} <button type="button" onClick={() => show({ without: [] })}>{texts.showAll}</button></p>
      )}
      {view.recorded === null ? null : (
        <p class="notice pinned" role="status">{texts.pinnedNotice(view.recorded)} <button type="button" onClick={() => show({ recorded: null })}>{texts.showRecordedSince}</button></p>
      )}
      {view.later !== 'sources' ? null : (
        <p class="notice later-sources" role="status">{texts.laterNotice}{' '}
          <button type="button" onClick={() => show({ later: null })}>{texts.hideLaterSources}</button></p>
      )}
      {view.show === null ? null : <ShownIn asked={view.show} zone={shownIn(view)} />}
      {lanes.refused ? <Trouble refused={lanes.refused} /> : null}
      <Notices />
      {view.hindsight ? <HindsightSummary /> : null}
      <Looks />
      <main class="page-body" aria-busy={lanes.isFirstLoading || lanes.isLoading}>
        {view.look === 'briefing' ? <BriefingOfTheDay />
          : view.look === 'known' ? <KnownAgainstHappened events={lanes.now} isPartial={lanes.isPartial} isLoading={lanes.isFirstLoading} />
          : <Lanes answers={lanes} whole={whole.length === 0 ? null : { from: whole[0]!.day, to: whole.at(-1)!.day }} />}
        <SubjectPanel />
      </main>
      <RecordDialog />
    </>
  );
}

/** In which zone dates and times are told; where there is none of that name, they are told as recorded. */
function ShownIn({ asked, zone }: { asked: string; zone: string | null }) {
  return (
    <p class="notice shown-in" role={zone === null ? 'alert' : 'status'}>
      {zone === null ? texts.unknownZone(asked) : texts.shownIn(cityOf(zone))}{' '}
      <button type="button" onClick={() => show({ show: null })}>{texts.showAsRecorded}</button></p>
  );
}

/** What stands beside the subject. */
function Looks() {
  const view = useView();
  return (
    <div class="looks" role="group" aria-label={texts.looks.label}>
      {([[null, texts.looks.lanes], ['known', texts.looks.known], ['briefing', texts.looks.briefing]] as const).map(([look, name]) => (
        <button type="button" aria-pressed={view.look === look} onClick={() => show({ look })}>{name}</button>
      ))}
    </div>
  );
}
