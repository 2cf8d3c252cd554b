import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RecordedEvent } from '../api/answers.ts';
import { emptyView } from '../address/view.ts';
import { whyUnseen } from './unseen.ts';

const view = { ...emptyView, timeline: 'korea', known: '2019-02-24' };
const event: RecordedEvent = {
  id: 'c', subject: 'summit/s', type: 'VenueRejected', data: {}, happened: '2019-02-24', disclosures: [{ to: 'usa', at: '2019-02-24' }], version: 1, seq: 9,
};

test('what became known later is shown from that day on', () => {
  const { why, change } = whyUnseen(view, event, '2019-03-05T23:59:59.999999Z');
  assert.equal(why, 'known');
  assert.equal(change.known, '2019-03-05');
});

test('what others know is shown to them', () => {
  const { why, change } = whyUnseen(view, event, null);
  assert.equal(why, 'knower');
  assert.deepEqual(change.knower, ['usa']);
});

test('a page that is held at a position is let go', () => {
  const { why, change } = whyUnseen({ ...view, recorded: '3' }, event, '2019-02-24T23:59:59.999999Z');
  assert.equal(why, 'recorded');
  assert.equal(change.recorded, null);
  assert.equal('known' in change, false);
});

test('a lens that hides it is taken away', () => {
  const { why, change } = whyUnseen({ ...view, without: ['yonhap'] }, event, '2019-02-24T23:59:59.999999Z');
  assert.equal(why, 'lens');
  assert.deepEqual(change.without, []);
});
