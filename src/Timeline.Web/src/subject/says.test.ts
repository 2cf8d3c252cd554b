import assert from 'node:assert/strict';
import { test } from 'node:test';

// What the page finds in a browser.
const found = {
  location: { search: '?known=2019-02-24', pathname: '/' }, history: { pushState: () => undefined }, addEventListener: () => undefined,
  localStorage: { getItem: () => 'en' }, navigator: { languages: ['en'] }, document: { documentElement: {} },
};
for (const [name, value] of Object.entries(found)) Object.defineProperty(globalThis, name, { value, configurable: true });
const { valueInWords } = await import('./says.tsx');
const { since } = await import('../texts/told.ts');
const { show } = await import('../address/store.ts');

const hanoi = { date: '2019-02-27/2019-02-28', zone: 'Asia/Ho_Chi_Minh', zoneName: 'Hanoi' };

test('a date with its zone is told as a date', () => {
  show({ show: null });
  assert.equal(valueInWords(hanoi), '27 February 2019 to 28 February 2019 (Hanoi)');
  assert.equal(valueInWords([hanoi, '2019-02-24']), '27 February 2019 to 28 February 2019 (Hanoi), 24 February 2019');
  assert.equal(valueInWords({ due: '2019-03-01', by: 'usa' }, hanoi), 'due: 1 March 2019 (Hanoi); by: USA');
  show({ show: 'America/New_York' });
  assert.equal(valueInWords(hanoi), '26 February 2019, 12:00 to 28 February 2019, 12:00 (New York)');
});

test('an instant is told by its day of UTC, or by the clocks of the zone that is shown', () => {
  show({ show: null });
  assert.equal(since('2019-02-24T23:59:59.999999Z'), '24 February 2019');
  show({ show: 'Asia/Seoul' });
  assert.equal(since('2019-02-24T23:59:59.999999Z'), '25 February 2019, 09:00 (Seoul)');
  assert.equal(since('2019-02-24T14:59:59.999999Z'), '24 February 2019 (Seoul)');
  assert.equal(since('2026-11-30T12:20:25.123456Z'), '30 November 2026, 21:20 (Seoul)');
  show({ show: 'Korea' });
  assert.equal(since('2019-02-24T23:59:59.999999Z'), '24 February 2019');
});
