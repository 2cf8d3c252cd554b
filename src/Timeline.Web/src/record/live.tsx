import { useFollowing, useIsLive } from '../api/feed.ts';
import { useView } from '../address/store.ts';
import { texts } from '../texts/texts.ts';

/** Whether the page follows what is recorded. */
export function LiveSign() {
  const view = useView();
  useFollowing(view);
  const isLive = useIsLive();
  if (view.timeline === null) return null;
  const [sign, state] = view.recorded !== null ? ['‖', texts.record.pinned] : isLive ? ['●', texts.record.live] : ['○', texts.record.reconnecting];
  return <span class="live" title={texts.record.liveHelp}><span aria-hidden="true">{sign}</span> {state}</span>;
}
