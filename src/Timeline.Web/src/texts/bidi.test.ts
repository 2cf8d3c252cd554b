import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isolated } from './bidi.ts';

test('what needs no isolation stays as it is', () => {
  for (const text of ['', 'Hanoi', 'Điện Biên Phủ – 河内, Αθήνα 🏛️']) assert.equal(isolated(text), text);
});

test('what runs from right to left or turns others is isolated, and leaves nothing open', () => {
  assert.equal(isolated('الرياض'), '\u2068الرياض\u2069');
  assert.equal(isolated('He said \u202eno'), '\u2068He said \u202eno\u2069');
  assert.equal(isolated('a\u2069b'), '\u2068ab\u2069');
  assert.equal(isolated('a\u2067b'), '\u2068a\u2067b\u2069\u2069');
  assert.equal(isolated('\u2068ا\u2069'), '\u2068\u2068ا\u2069\u2069');
  assert.equal(isolated('ا\n\u2029ب'), '\u2068ا  ب\u2069');
});
