import { filtersOf, vantageOf, type View } from '../address/view.ts';
import type { Briefing, EventList, History, Problem, Publishers, Story, SubjectList, SubjectState, Timelines } from './answers.ts';

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

const ask = async <T,>(path: string, signal: AbortSignal) => await (await send(path, 'application/json', signal)).json() as T;

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

export const subjects = (view: View, signal: AbortSignal) =>
  ask<SubjectList>(address(`${base(view)}/subjects`, vantageOf(view), filtersOf(view), and({ limit: '1000' })), signal);

export const subject = (view: View, id: string, signal: AbortSignal) =>
  ask<SubjectState>(address(`${base(view)}/subjects/${id}`, vantageOf(view)), signal);

export const story = (view: View, id: string, signal: AbortSignal) =>
  ask<Story>(address(`${base(view)}/subjects/${id}/events`, vantageOf(view), and({ limit: '200' })), signal);

export const history = (view: View, id: string, pointer: string, signal: AbortSignal) =>
  ask<History>(address(`${base(view)}/subjects/${id}/history`, vantageOf(view), and({ pointer, limit: '200' })), signal);

export const briefing = (view: View, signal: AbortSignal) =>
  ask<Briefing>(address(`${base(view)}/briefing`, vantageOf(view), and({ limit: '200' })), signal);

export const publishers = (view: View, signal: AbortSignal) =>
  ask<Publishers>(address(`${base(view)}/publishers`, and({ limit: '200' })), signal);

/** How to cite an answer, in words. */
export const cite = (view: View, permalink: string, signal: AbortSignal) =>
  send(address(`${base(view)}/cite`, and({ of: permalink })), 'text/plain', signal).then(a => a.text());
