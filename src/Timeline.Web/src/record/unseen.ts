import type { RecordedEvent } from '../api/answers.ts';
import type { View } from '../address/view.ts';

/** Why an event is not in sight, and what of the view to change so that it is. */
export interface Unseen {
  readonly why: 'recorded' | 'knower' | 'known' | 'lens' | 'other';
  readonly change: Partial<View>;
}

/**
 * Why the view does not show an event that the server told it is not there to be seen. `knownBy` is by when one of `knowers` knew it, by the
 * server's word, where the view were of now; null: none of them does.
 */
export function whyUnseen(view: View, event: RecordedEvent, knownBy: string | null): Unseen {
  const change: Partial<View> = {
    recorded: null, at: null,
    ...(knownBy === null ? { knower: [...new Set(event.disclosures.map(d => d.to))] } : {}),
    ...(isHidden(view) ? { without: [], reliability: null, credibility: null } : {}),
  };
  const isAfter = knownBy !== null && view.known !== null && view.known.length === 10 && knownBy.slice(0, 10) > view.known;
  const known: Partial<View> = isAfter ? { known: knownBy.slice(0, 10) } : knownBy === null ? { known: null } : {};
  const why = view.recorded !== null ? 'recorded' : knownBy === null ? 'knower' : isAfter ? 'known' : isHidden(view) ? 'lens' : 'other';
  return { why, change: { ...change, ...known, ...(why === 'other' ? { known: null } : {}) } };
}

const isHidden = (view: View) => view.without.length > 0 || view.reliability !== null || view.credibility !== null;
