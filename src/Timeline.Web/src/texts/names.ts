import type { Untold } from '../api/answers.ts';
import { texts } from './texts.ts';

/** What is said letter by letter. */
const initials = new Set(['us', 'uk', 'eu', 'dprk', 'rok', 'kcna', 'nato', 'iaea', 'ap', 'afp']);

/** A key as a name: `kim-jong-un` is Kim Jong Un, `usa` is USA. */
export const nameOf = (key: string) => (/^[a-z]{2,3}$/.test(key) ? key.toUpperCase()
  : key.split('-').map(w => (initials.has(w) ? w.toUpperCase() : w.charAt(0).toUpperCase() + w.slice(1))).join(' '));

/** A subject without its kind: `summit/us-dprk-2` is US DPRK 2, until it has a title. */
export const slugOf = (subject: string) => nameOf(subject.slice(subject.indexOf('/') + 1));

export const kindOf = (subject: string) => {
  const kind = subject.slice(0, subject.indexOf('/'));
  return texts.kinds[kind] ?? nameOf(kind);
};

/** A member or an event's type in words: `VenueRejected` is Venue rejected. */
export const wordsOf = (name: string) => {
  const words = name.replace(/([a-z0-9])([A-Z])/g, '$1 $2').toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
};

/** What an event is called: by its type or, where what it is about is not told, by that: `Venue: withheld`. */
export const titleOf = (event: { readonly type: string; readonly untold?: Untold }) => (event.untold === undefined ? wordsOf(event.type)
  : Object.entries(event.untold).map(([member, why]) => `${wordsOf(member)}: ${texts.event.absent[why] ?? why}`).join(', '));
