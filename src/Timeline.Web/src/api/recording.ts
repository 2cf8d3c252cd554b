import { emptyView, type View } from '../address/view.ts';
import type { Schema } from '../record/fields.ts';
import type { EventList, Json, RecordedEvent, Story } from './answers.ts';
import { ask, base, event, send } from './client.ts';

/** A type of event as the catalogue has it. */
export interface EventType {
  readonly name: string;
  readonly description: string;
  readonly kinds: readonly string[];
  readonly actsOnTheRecord: boolean;
  readonly required: readonly string[];
  readonly schema: Schema;
  readonly example: { readonly data: { readonly [name: string]: Json } };
}

export interface Catalogue {
  readonly kinds: readonly { readonly name: string; readonly description: string; readonly types: readonly string[] }[];
  readonly types: readonly EventType[];
}

type Event = { readonly [name: string]: Json };

/** What may be a slip in what was sent, though it is good to record. */
export interface Warned { readonly warnings?: readonly { readonly pointer?: string; readonly detail: string }[] }

let kept: Catalogue | null = null;

/** Which events there are: that does not change while a page is open. */
export const catalogue = async (signal: AbortSignal) => kept ??= await ask<Catalogue>('/v1/catalogue', signal);

/** Has the server decide an event as it would be recorded; nothing is. */
export const rehearse = async (view: View, event: Event, signal: AbortSignal) =>
  await (await send(`${base(view)}/events?dryRun=true`, 'application/json', signal, posted(event))).json() as Warned;

/** Records an event. One that was recorded already by its id is answered as the first time. */
export const record = async (view: View, event: Event, signal: AbortSignal) =>
  await (await send(`${base(view)}/events`, 'application/json', signal, posted(event))).json() as RecordedEvent;

const posted = (event: Event): RequestInit => ({ method: 'POST', body: JSON.stringify(event), headers: { 'Content-Type': 'application/json' } });

// What is being written is held against all that these knowers know by now, wherever the slider stands.
const now = (view: View, more: Record<string, string>) =>
  new URLSearchParams([...view.knower.map(k => ['knower', k]), ...Object.entries(more)] as [string, string][]);

/** The events of a subject and a type that there are. */
export const eventsOfType = (view: View, subject: string, type: string, signal: AbortSignal) =>
  ask<EventList>(`${base(view)}/events?${now(view, { subject, type, limit: '200' })}`, signal);

/** An event as recorded and amended. */
export const recorded = (view: View, id: string, signal: AbortSignal) => event({ ...emptyView, timeline: view.timeline, knower: view.knower }, id, signal);

/** The story of a subject as it is known by now: each event with what is in force. */
export const storyByNow = (view: View, subject: string, signal: AbortSignal) =>
  ask<Story>(`${base(view)}/subjects/${subject}/events?${now(view, { at: '..', limit: '1000' })}`, signal);
