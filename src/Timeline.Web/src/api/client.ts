import { filtersOf, lookingBack, tellingOf, vantageOf, type View } from '../address/view.ts';
import type {
  Briefing, DayCount, DayList, Differences, EventAnswer, EventList, History, KnowerList, Problem, Publishers, Story, HindsightItem, SubjectList, SubjectState, TimelineHindsight, Timelines,
} from './answers.ts';

/** The server refused, or was not reached (status 0). */
export class Refused extends Error {
  constructor(readonly problem: Problem) { super(problem.detail ?? problem.title); }

  /** The problem's name: `not-known-then`. */
  get kind(): string { return this.problem.type.split('/').at(-1) ?? ''; }
}

const keyName = 'timeline.key';

/** Keeps a key until the tab is closed, and no longer. */
export const keepKey = (key: string) => sessionStorage.setItem(keyName, key);

export const forgetKey = () => sessionStorage.removeItem(keyName);

export const hasKey = () => sessionStorage.getItem(keyName) !== null;

export async function send(path: string, accept: string, signal: AbortSignal, init: RequestInit = {}): Promise<Response> {
  const key = sessionStorage.getItem(keyName);
  let answer: Response;
  try {
    answer = await fetch(path, { ...init, signal, headers: { ...init.headers, Accept: accept, ...(key === null ? {} : { Authorization: `Bearer ${key}` }) } });
  } catch (error) {
    if (signal.aborted) throw error;
    throw new Refused({ type: '/problems/unreached', title: '', status: 0 });
  }
  if (answer.ok) return answer;
  const isProblem = answer.headers.get('Content-Type')?.startsWith('application/problem+json') === true;
  throw new Refused(isProblem ? await answer.json() as Problem : { type: '/problems/unreached', title: answer.statusText, status: answer.status });
}

export const ask = async <T,>(path: string, signal: AbortSignal) => await (await send(path, 'application/json', signal)).json() as T;

export const base = (view: View) => `/v1/${encodeURIComponent(view.timeline ?? '')}`;

function address(path: string, ...queries: readonly URLSearchParams[]): string {
  const query = queries.map(q => q.toString()).filter(q => q !== '').join('&');
  return query === '' ? path : `${path}?${query}`;
}

const and = (values: Record<string, string>) => new URLSearchParams(values);

export const timelines = (signal: AbortSignal) => ask<Timelines>('/v1', signal);

/** The events that match the view's filters, in a stretch of time where one is given. */
export const events = (view: View, stretch: { from: string; to: string } | null, signal: AbortSignal) => ask<EventList>(
  address(`${base(view)}/events`, vantageOf(view), filtersOf(view),
    and({ limit: '1000', ...(stretch === null ? {} : { happenedFrom: stretch.from, happenedTo: stretch.to }) })), signal);

/** The days on which something became known, all of them. */
export async function days(view: View, signal: AbortSignal): Promise<readonly DayCount[]> {
  const found: DayCount[] = [];
  for (let next: string | null = address(`${base(view)}/days`, vantageOf(view), filtersOf(view), and({ limit: '1000' })); next !== null;) {
    const page: DayList = await ask<DayList>(next, signal);
    found.push(...page.items);
    next = page.next;
  }
  return found;
}

export const event = (view: View, id: string, signal: AbortSignal) => ask<EventAnswer>(address(`${base(view)}/events/${id}`, vantageOf(view)), signal);

export const subjects = (view: View, signal: AbortSignal) =>
  ask<SubjectList>(address(`${base(view)}/subjects`, vantageOf(view), filtersOf(view), and({ limit: '1000' })), signal);

export const subject = (view: View, id: string, signal: AbortSignal) =>
  ask<SubjectState>(address(`${base(view)}/subjects/${id}`, vantageOf(view)), signal);

export const story = (view: View, id: string, signal: AbortSignal) =>
  ask<Story>(address(`${base(view)}/subjects/${id}/events`, vantageOf(view), and({ limit: '200' })), signal);

export const history = (view: View, id: string, pointer: string, signal: AbortSignal) =>
  ask<History>(address(`${base(view)}/subjects/${id}/history`, vantageOf(view), and({ pointer, limit: '200' })), signal);

/** What is told of some subjects, so many at a time that their names go into an address. */
export async function told(view: View, subjects: readonly string[], signal: AbortSignal): Promise<Briefing['items']> {
  const asked = Array.from({ length: Math.ceil(subjects.length / 40) }, (_, i) => subjects.slice(40 * i, 40 * i + 40));
  const answers = await Promise.all(asked.map(some => ask<Briefing>(
    address(`${base(view)}/briefing`, tellingOf(view), new URLSearchParams(some.map(s => ['subject', s])), and({ limit: '40' })), signal)));
  return answers.flatMap(a => a.items);
}

/** The briefing of all that matches the view's filters. */
export const briefing = (view: View, signal: AbortSignal) =>
  ask<Briefing>(address(`${base(view)}/briefing`, tellingOf(view), filtersOf(view), and({ limit: '50' })), signal);

/** The next page of a briefing, by its address. */
export const moreBriefing = (next: string, signal: AbortSignal) => ask<Briefing>(next, signal);

/** What was not known on the view's day, and what became of what was ahead and open then. */
export const subjectHindsight = (view: View, id: string, signal: AbortSignal) =>
  ask<HindsightItem>(address(`${base(view)}/subjects/${id}/hindsight`, vantageOf(lookingBack(view)), and({ date: view.known ?? '' })), signal);

/** What differs of a subject between two views. */
export function compare(from: View, to: View, id: string, signal: AbortSignal) {
  const side = (name: string, view: View) => new URLSearchParams([...vantageOf(view)].map(([p, v]) => [`${name}.${p}`, v]));
  return ask<Differences>(address(`${base(from)}/subjects/${id}/compare`, side('from', from), side('to', to)), signal);
}

export const hindsight = (view: View, signal: AbortSignal) =>
  ask<TimelineHindsight>(address(`${base(view)}/hindsight`, vantageOf(lookingBack(view)), and({ date: view.known ?? '', limit: '200' })), signal);

export const publishers = (view: View, signal: AbortSignal) =>
  ask<Publishers>(address(`${base(view)}/publishers`, and({ limit: '200' })), signal);

/** Who knows something by now, of those whose knowledge one may ask for. */
export const knowers = (view: View, signal: AbortSignal) =>
  ask<KnowerList>(address(`${base(view)}/knowers`, and({ limit: '1000' })), signal);

/** How to cite an answer, in words. */
export const cite = (view: View, permalink: string, signal: AbortSignal) =>
  send(address(`${base(view)}/cite`, and({ of: permalink })), 'text/plain', signal).then(a => a.text());
