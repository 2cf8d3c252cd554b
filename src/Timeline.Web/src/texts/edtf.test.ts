import assert from 'node:assert/strict';
import { test } from 'node:test';
import { de } from './de.ts';
import { boundsOf, dateInWords, isImprecise, isLasting } from './edtf.ts';
import { en } from './en.ts';

const days = (edtf: string) => {
  const bounds = boundsOf(edtf);
  const text = (instant: number) => (Number.isFinite(instant) ? new Date(instant).toISOString().slice(0, 10) : String(instant));
  return bounds === null ? null : `${text(bounds.earliest)} ${text(bounds.latest)}`;
};

test('a date is drawn where it lies', () => {
  assert.equal(days('2019-02-24'), '2019-02-24 2019-02-24');
  assert.equal(days('2019-02~'), '2019-02-01 2019-02-28');
  assert.equal(days('2019-02-XX'), '2019-02-01 2019-02-28');
  assert.equal(days('201X'), '2010-01-01 2019-12-31');
  assert.equal(days('2019-22'), '2019-04-01 2019-06-30');
  assert.equal(days('2019-02-27/2019-02-28'), '2019-02-27 2019-02-28');
  assert.equal(days('[..2019-02-24]'), '-Infinity 2019-02-24');
  assert.equal(days('2019-02/..'), '2019-02-01 Infinity');
  assert.equal(days('[2019-01,2019-02]'), '2019-01-01 2019-02-28');
  assert.equal(days('[2019-02-06T00:00:00+09:00..2019-02-05T23:59:59-05:00]'), '2019-02-05 2019-02-06');
  assert.equal(days('Y17000000002'), null);
});

test('what lasts and what is imprecise is told apart', () => {
  assert.equal(isLasting('2019-02-27/2019-02-28'), true);
  assert.equal(isLasting('[2019-02-27..2019-02-28]'), false);
  assert.deepEqual(['2019-02-24', '2019-02-27/2019-02-28', '2019-02', '2019-02-24~', '[..2019-02-24]'].map(isImprecise), [false, false, true, true, true]);
});

test('a date is put in words in either language', () => {
  assert.equal(dateInWords('2019-02-24', 'en', en), '24 February 2019');
  assert.equal(dateInWords('2019-02-24', 'de', de), '24. Februar 2019');
  assert.equal(dateInWords('2019-02~', 'en', en), 'about February 2019');
  assert.equal(dateInWords('[..2019-02-24]', 'en', en), 'by 24 February 2019');
  assert.equal(dateInWords('[2019-01,2019-02]', 'de', de), 'Januar 2019 oder Februar 2019');
  assert.equal(dateInWords('2019-02-27/2019-02-28', 'en', en), '27 February 2019 to 28 February 2019');
  assert.equal(dateInWords('2019-02/..', 'en', en), 'February 2019 or later');
  assert.equal(dateInWords('2019', 'en', en), '2019');
});
