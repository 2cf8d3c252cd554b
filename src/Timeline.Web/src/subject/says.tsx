import type { ComponentChildren } from 'preact';
import type { ActOnIt, Json, Provenance, Word } from '../api/answers.ts';
import { show } from '../address/store.ts';
import { isolated } from '../texts/bidi.ts';
import { isDate, type DateZone } from '../texts/edtf.ts';
import { nameOf, wordsOf } from '../texts/names.ts';
import { language, texts } from '../texts/texts.ts';
import { dateTold, since } from '../texts/told.ts';

const isKey = (text: string) => /^[a-z0-9]+(-[a-z0-9]+)*$/.test(text) && (text.includes('-') || text.length <= 3);

/** A date that the state has with its zone. */
const isZonedDate = (value: Readonly<Record<string, Json>>): value is { date: string; zone: string; zoneName: string } =>
  ['date', 'zone', 'zoneName'].every(name => typeof value[name] === 'string') && Object.keys(value).length === 3;

/** A value in words: dates and keys as a reader would write them. The dates in an event's payload are of its zone. */
export function valueInWords(value: Json, zone: DateZone | null = null): string {
  if (value === null) return '–';
  if (typeof value === 'boolean') return value ? '✓' : '✗';
  if (typeof value === 'number') return new Intl.NumberFormat(language).format(value);
  if (typeof value === 'string') return isDate(value) ? dateTold(value, zone) : isKey(value) ? nameOf(value)
    : /^[a-z]+([A-Z][a-z]+)+$/.test(value) ? wordsOf(value).toLowerCase() : isolated(value);
  if (Array.isArray(value)) return value.map(v => valueInWords(v as Json, zone)).join(', ');
  const members = value as Readonly<Record<string, Json>>;
  if (isZonedDate(members)) return dateTold(members.date, members);
  if ('name' in members) return [members['name'], members['country']].filter(v => v !== undefined).map(v => valueInWords(v as Json, zone)).join(', ');
  if ('amount' in members) return Object.values(members).map(v => valueInWords(v, zone)).join(' ');
  return Object.entries(members).map(([name, of]) => `${name}: ${valueInWords(of, zone)}`).join('; ');
}

/** What was done with an event, by whom, when and why: corrected on 16 March 2019 by NHK: wrong day. */
export function actInWords(act: 'corrected' | 'retracted', by: ActOnIt): string {
  const who = [...(by.publisher === undefined ? [] : [nameOf(by.publisher)]), ...(by.attribution ?? []).map(a => (isKey(a) ? nameOf(a) : isolated(a))),
    ...(by.publisher !== undefined && by.attestedLater ? [texts.attestedLater] : [])].join(', ');
  return `${texts.event.acts[act](since(by.knownBy), who)}${by.reason === undefined ? '' : `: ${isolated(by.reason)}`}`;
}

const originsOf = (word: Word) => (word.attribution ?? []).map(a => (isKey(a) ? nameOf(a) : isolated(a))).join(', ');

/** Who says so; what was published only later is marked, where it is named at all. */
function whoOf(word: Word) {
  if (word.publisher === undefined) return word.attestedLater ? texts.attestedLater : texts.noSource;
  const who = texts.from(nameOf(word.publisher), originsOf(word));
  return word.attestedLater ? `${who} (${texts.attestedLater})` : who;
}

/** The grade in words; that others confirm it is a judgement where nobody else is named who says so. */
function gradeOf({ assessment, support }: Word) {
  if (assessment === undefined) return '';
  const credibility = assessment.credibility === 1 && (support ?? 0) < 2 ? texts.judgedConfirmed : texts.credibilities[assessment.credibility];
  return `${texts.reliabilities[assessment.reliability]}, ${credibility} (${assessment.reliability}${assessment.credibility})`;
}

/** Since when the value is known and, where somebody else said so first, on whose word. */
function sinceOf(word: Word | Provenance) {
  if (!('since' in word)) return word.knownBy === undefined ? '' : texts.since(since(word.knownBy), '');
  const first = word.first === undefined || word.first.event === word.event ? '' : whoOf(word.first);
  return texts.since(since(word.since), first);
}

/** Names those too that published only later. */
const ShowSource = () => <button type="button" class="link" onClick={() => show({ later: 'sources' })}>{texts.showLaterSource}</button>;

/** Who says so, how far to be believed, since when. */
export function Says({ word, isSince = true, children }: { word: Word | Provenance; isSince?: boolean; children?: ComponentChildren }) {
  const corrected = 'correctedBy' in word && word.correctedBy !== undefined ? texts.correctedOn(since(word.correctedBy.knownBy)) : '';
  const parts = [
    whoOf(word), gradeOf(word), isSince ? sinceOf(word) : '', (word.support ?? 1) > 1 ? texts.support(word.support!) : '', corrected,
  ].filter(p => p !== '');
  return (
    <span class="says">
      {word.disputed ? <strong class="disputed-mark">≠ {texts.disputed}. </strong> : null}
      {parts.join(' · ')}{children}
      {word.attestedLater && word.publisher === undefined ? <> <ShowSource /></> : null}
    </span>
  );
}
