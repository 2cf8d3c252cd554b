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
