import assert from 'node:assert/strict';
import { test } from 'node:test';
import { boundsOf } from '../texts/edtf.ts';
import { dayIn, examplesAbout, hasNoSuchDay } from './examples.ts';

test('every example is a date that the page can read', () => {
  const examples = Object.values(examplesAbout('2019-02-28'));
  assert.equal(new Set(examples).size, 8);
  for (const example of examples) assert.notEqual(boundsOf(example), null);
});

test('examples go over the ends of months', () => assert.equal(examplesAbout('2019-02-28').oneOf, '[2019-02-28,2019-03-01]'));

test('examples are about the day that is spoken of', () => {
  assert.equal(dayIn('[..2019-02-24]', '2026-01-01'), '2019-02-24');
  assert.equal(dayIn('2019-02-30', '2026-01-01'), '2026-01-01');
  assert.equal(dayIn('2019-02', '2026-01-01'), '2026-01-01');
});

test('a day that no month has is noticed', () => {
  assert.equal(hasNoSuchDay('2019-02-30'), true);
  assert.equal(hasNoSuchDay('2019-02-28/2019-03-01'), false);
  assert.equal(hasNoSuchDay('2019-02~'), false);
});
