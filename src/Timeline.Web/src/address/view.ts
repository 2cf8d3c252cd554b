import { zoneOf } from '../zones/clocks.ts';

/** What the page shows, whole: the address bar holds it, and a link brings it back. */
export interface View {
  readonly timeline: string | null;
  /** The day up to which something must have become known: `2019-02-24`. Null: now. */
  readonly known: string | null;
  readonly at: string | null;
  readonly recorded: string | null;
  readonly knower: readonly string[];
  readonly without: readonly string[];
  readonly reliability: string | null;
  readonly credibility: string | null;
  /** What is shown though it came later: `sources`. Null: nothing. */
  readonly later: string | null;
  /** The IANA zone in which dates and times are told: `Asia/Seoul`. Null: as recorded. */
  readonly show: string | null;
  readonly kind: readonly string[];
  readonly actor: readonly string[];
  readonly publisher: readonly string[];
  readonly text: string | null;
  /** The subject that is selected: `summit/us-dprk-2`. */
  readonly subject: string | null;
  /** The property whose history is shown, a JSON Pointer. */
  readonly pointer: string | null;
  /** The event that is open, by its id. */
  readonly event: string | null;
  /** What stands beside the subject: `known`, `briefing`; null: the lanes. */
  readonly look: string | null;
  /** What became known only later is shown too. */
  readonly hindsight: boolean;
  /** From when it is looked back, an instant. Null: from now. */
  readonly backFrom: string | null;
}

export const emptyView: View = {
  timeline: null, known: null, at: null, recorded: null, knower: [], without: [], reliability: null, credibility: null, later: null,
  show: null, kind: [], actor: [], publisher: [], text: null, subject: null, pointer: null, event: null, look: null, hindsight: false, backFrom: null,
};

/** Where the page opens on the sample, when the address says nothing: on a day that shows what it is about. */
export const sampleView: View = { ...emptyView, timeline: 'korea', known: '2019-02-24', subject: 'summit/us-dprk-2' };

const singles = [
  'timeline', 'known', 'at', 'recorded', 'reliability', 'credibility', 'later', 'show', 'text', 'subject', 'pointer', 'event', 'look',
] as const;
const lists = ['knower', 'without', 'kind', 'actor', 'publisher'] as const;

/** Reads a view from the query of an address; what it does not know it leaves out. */
export function parseView(search: string): View {
  const query = new URLSearchParams(search);
  const back = /^(true|-?\d.*)$/.exec(query.get('hindsight') ?? '')?.[0] ?? null;
  const view: Record<string, unknown> = { ...emptyView, hindsight: back !== null, backFrom: back === 'true' ? null : back };
  for (const name of singles) view[name] = query.get(name) || null;
  for (const name of lists) view[name] = [...new Set(query.getAll(name).filter(v => v !== ''))];
  return view as unknown as View;
}

/** Writes a view as the query of an address, in one order, without what goes without saying. */
export function formatView(view: View): string {
  const query = new URLSearchParams();
  for (const name of singles) if (view[name] !== null) query.set(name, view[name]);
  for (const name of lists) for (const value of view[name]) query.append(name, value);
  if (view.hindsight) query.set('hindsight', view.backFrom ?? 'true');
  const text = query.toString().replaceAll('%2F', '/').replaceAll('%3A', ':');
  return text === '' ? '' : `?${text}`;
}

/** The vantage of a view as parameters of a question to the server. */
export function vantageOf(view: View): URLSearchParams {
  const query = new URLSearchParams();
  for (const name of ['known', 'at', 'recorded', 'reliability', 'credibility', 'later'] as const) if (view[name] !== null) query.set(name, view[name]);
  for (const name of ['knower', 'without'] as const) for (const value of view[name]) query.append(name, value);
  return query;
}

/** The view of hindsight: everything that its knower learned since, through its lens. */
export const lookingBack = (view: View): View => ({ ...view, known: view.backFrom, at: null });

/** The zone in which the view tells dates and times; null: as recorded, or the zone asked for is none that the browser knows. */
export const shownIn = (view: View): string | null => (view.show === null ? null : zoneOf(view.show));

/** The vantage of a view, and how what is told from it is to be told: for answers in sentences. */
export function tellingOf(view: View): URLSearchParams {
  const [query, show] = [vantageOf(view), shownIn(view)];
  if (show !== null) query.set('show', show);
  return query;
}

/** The vantage of an answer, resolved: instants and a position. */
export interface Pinned {
  readonly known: string;
  readonly recorded: number;
  readonly at: string;
}

/** The last microsecond of a day is the whole day: it is asked for in the same way. */
const dayOrInstant = (instant: string) => instant.replace(/T23:59:59\.999999Z$/, '');

/**
 * The view that shows for ever what an answer to this one shows: only what was known by then, as the ledger stood. Where the state of
 * affairs is that of the same moment, it goes without saying, and goes along when another day is chosen. What came after now is nothing yet, and
 * it is looked back from now for ever.
 */
export const pinnedView = (view: View, vantage: Pinned, now = new Date().toISOString()): View => ({
  ...view,
  known: dayOrInstant(vantage.known),
  recorded: `${vantage.recorded}`,
  at: vantage.at === vantage.known ? null : dayOrInstant(vantage.at),
  hindsight: view.hindsight && view.known !== null,
  backFrom: view.hindsight && view.known !== null ? view.backFrom ?? now : null,
});

/** The filters of a view as parameters of a question to the server. */
export function filtersOf(view: View): URLSearchParams {
  const query = new URLSearchParams();
  for (const name of ['kind', 'actor', 'publisher'] as const) for (const value of view[name]) query.append(name, value);
  if (view.text !== null) query.set('text', view.text);
  return query;
}
