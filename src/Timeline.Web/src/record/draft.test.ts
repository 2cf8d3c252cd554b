import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RecordedEvent } from '../api/answers.ts';
import type { EventType } from '../api/recording.ts';
import { deedsOn, draftOn, emptyDraft, eventOf, formPointer, type Draft } from './draft.ts';
import type { Schema } from './fields.ts';
import { withInput, type Input } from './values.ts';

const text: Schema = { type: 'string', pattern: '\\S' };
const key: Schema = { type: 'string', pattern: '^[a-z0-9]+([-.~][a-z0-9]+)*$' };
const date: Schema = { type: 'string', format: 'edtf' };
const uuid: Schema = { type: 'string', format: 'uuid' };
const source: Schema = { type: 'object', properties: { publisher: key, title: text }, required: ['publisher'] };
const disclosures: Schema = { type: 'array', items: { type: 'object', properties: { to: key, at: date }, required: ['to', 'at'] } };

const typeOf = (name: string, data: Record<string, Schema | boolean>, required: readonly string[]): EventType => ({
  name, description: '', kinds: [], actsOnTheRecord: name.startsWith('Event'), required, example: { data: {} },
  schema: { type: 'object', properties: {
    id: uuid, subject: text, type: {}, data: { type: 'object', properties: data }, mode: { enum: ['possible', 'not'] }, absent: { type: 'object' },
    accountOf: uuid, happened: date, zone: { type: 'string' }, zoneName: { type: 'string' }, known: date, disclosures, source,
  } },
});

const rejected = typeOf('VenueRejected', { venue: { type: 'string' }, by: key, reason: text, note: text }, ['venue']);
const corrected = typeOf('EventCorrected', { event: uuid, data: true, happened: date, reason: text }, ['event', 'reason']);
const amended = typeOf('EventAmended', { event: uuid, data: true, mode: { enum: ['possible', 'asserted'] }, happened: date, source, void: { type: 'boolean' }, reason: text }, ['event', 'reason']);
const denied = typeOf('EventDenied', { event: uuid, by: key, reason: text }, ['event']);
const types = new Map([rejected, corrected, amended, denied].map(t => [t.name, t]));

const target: RecordedEvent = {
  id: 'c', subject: 'summit/s', type: 'VenueRejected', data: { venue: 'Palace', by: 'prk' }, happened: '[..2019-02-24]', disclosures: [],
  source: { publisher: 'yonhap' }, version: 3, seq: 3,
};

const typed = (draft: Draft, ...entries: readonly (readonly [string, Input | undefined])[]): Draft =>
  entries.reduce((d, [path, input]) => ({ ...d, inputs: withInput(d.inputs, path.split('.'), input) }), draft);

const on = (deed: 'correct' | 'amend' | 'deny' | 'account', of = target) => draftOn('1', deed, of, types);

test('an event is sent with what was typed and nothing else', () => {
  const draft = typed(emptyDraft('1', 'summit/s'), ['data.venue', 'Palace'], ['data.reason', ' '], ['data.of-another-type', 'x'], ['known', '2019-02-24']);
  assert.deepEqual(eventOf(draft, rejected, null), { id: '1', subject: 'summit/s', type: 'VenueRejected', data: { venue: 'Palace' }, known: '2019-02-24' });
  assert.deepEqual(eventOf(emptyDraft('1', 'summit/s'), rejected, null)['data'], {});
});

test('a zone is sent where it is given, and a correction is of the zone of what it gives anew', () => {
  const zoned = typed(emptyDraft('1', 'summit/s'), ['zone', 'America/New_York'], ['zoneName', 'Washington'], ['happened', '2019-02-08']);
  const event = eventOf(zoned, rejected, null);
  assert.deepEqual([event['zone'], event['zoneName'], event['happened']], ['America/New_York', 'Washington', '2019-02-08']);
  assert.equal('zone' in eventOf(typed(emptyDraft('1', 'summit/s'), ['zone', ' ']), rejected, null), false);
  const washington = { ...target, zone: 'America/New_York', zoneName: 'Washington' };
  assert.deepEqual(eventOf(on('correct', washington), corrected, rejected)['zone'], 'America/New_York');
  const moved = eventOf(on('amend', { ...washington, dataZone: { zone: 'Asia/Seoul', zoneName: 'Seoul' } }), amended, rejected);
  assert.deepEqual([moved['zone'], 'zoneName' in moved], ['Asia/Seoul', false]);
  assert.equal('zone' in eventOf(on('deny', washington), denied, rejected), false);
});

test('a member said to be absent is not given besides', () => {
  const event = eventOf(typed(emptyDraft('1', 'summit/s'), ['data.venue', 'Palace'], ['absent.venue', 'withheld']), rejected, null);
  assert.deepEqual([event['data'], event['absent']], [{}, { venue: 'withheld' }]);
});

test('what others knew stands beside what the public did', () => {
  const others = typed(emptyDraft('1', 'summit/s'), ['disclosures', [{ to: 'usa', at: '2019-02-06' }]]);
  assert.deepEqual(eventOf(others, rejected, null)['disclosures'], [{ to: 'usa', at: '2019-02-06' }]);
  const both = eventOf(typed(others, ['known', '2019-02-24']), rejected, null);
  assert.deepEqual(both['disclosures'], [{ to: 'public', at: '2019-02-24' }, { to: 'usa', at: '2019-02-06' }]);
  assert.equal('known' in both, false);
  assert.equal(formPointer('/disclosures/0/at', both, typed(others, ['known', '2019-02-24'])), '/known');
  assert.equal(formPointer('/disclosures/1/at', both, typed(others, ['known', '2019-02-24'])), '/disclosures/0/at');
  assert.equal(formPointer('/disclosures/0/at', eventOf(others, rejected, null), others), '/disclosures/0/at');
});

test('another report of an event names it and repeats nothing', () => {
  assert.deepEqual(eventOf(on('account'), rejected, rejected), { id: '1', subject: 'summit/s', type: 'VenueRejected', accountOf: 'c', data: {} });
});

test('a correction gives the payload whole, and only what was changed', () => {
  assert.deepEqual(eventOf(on('correct'), corrected, rejected)['data'], { event: 'c' });
  assert.deepEqual(eventOf(typed(on('correct'), ['data.data.venue', 'Opera']), corrected, rejected)['data'], { event: 'c', data: { venue: 'Opera', by: 'prk' } });
  assert.deepEqual(eventOf(typed(on('correct'), ['data.happened', '2019-02-23'], ['data.reason', 'a slip']), corrected, rejected)['data'],
    { event: 'c', happened: '2019-02-23', reason: 'a slip' });
});

test('an amendment gives the members that were changed', () => {
  assert.deepEqual(eventOf(on('amend'), amended, rejected)['data'], { event: 'c' });
  assert.deepEqual(eventOf(typed(on('amend'), ['data.source.title', 'A title'], ['data.mode', 'possible'], ['data.void', true]), amended, rejected)['data'],
    { event: 'c', mode: 'possible', source: { publisher: 'yonhap', title: 'A title' }, void: true });
});

test('what is absent from a corrected payload goes with the payload, and only with it', () => {
  const withheld = { ...target, data: { by: 'prk' }, absent: { venue: 'withheld' } };
  const draft = on('correct', withheld);
  assert.equal('absent' in eventOf(draft, corrected, rejected), false);
  const changed = eventOf(typed(draft, ['data.data.by', 'usa']), corrected, rejected);
  assert.deepEqual([changed['data'], changed['absent']], [{ event: 'c', data: { by: 'usa' } }, { venue: 'withheld' }]);
  const told = eventOf(typed(draft, ['absent.venue', 'unknown']), corrected, rejected);
  assert.deepEqual([told['data'], told['absent']], [{ event: 'c', data: { by: 'prk' } }, { venue: 'unknown' }]);
  assert.equal(formPointer('/absent/venue', told, draft), '/data/data/venue');
});

test('a denial is of its target and says who denies', () => {
  assert.deepEqual(eventOf(typed(on('deny'), ['data.by', 'prk']), denied, rejected), { id: '1', subject: 'summit/s', type: 'EventDenied', data: { event: 'c', by: 'prk' } });
});

test('acts on the record can only be taken back, and what got out cannot', () => {
  assert.equal(deedsOn('VenueRejected').length, 6);
  assert.deepEqual(deedsOn('EventDenied'), ['retract']);
  assert.deepEqual(deedsOn('EventDisclosed'), []);
  assert.deepEqual(deedsOn('EventAmended'), []);
});
