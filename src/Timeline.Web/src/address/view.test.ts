import assert from 'node:assert/strict';
import { test } from 'node:test';
import { emptyView, filtersOf, formatView, lookingBack, parseView, pinnedView, sampleView, shownIn, tellingOf, vantageOf, type View } from './view.ts';

const full: View = {
  timeline: 'korea', known: '2019-02-24', at: '2019-02-20', recorded: '120', knower: ['usa', 'prk'], without: ['cnn'], reliability: 'B',
  credibility: '2', later: 'sources', show: 'Asia/Seoul', kind: ['summit'], actor: ['donald-trump'], publisher: ['kcna'],
  text: 'hanoi & venue=?', subject: 'summit/us-dprk-2',
  pointer: '/venues/a~1b/status', event: '11111111-1111-4111-8111-111111111111', look: 'known', hindsight: true, backFrom: null,
};

test('a view comes back from its address as it was', () => {
  for (const view of [emptyView, sampleView, full]) assert.deepEqual(parseView(formatView(view)), view);
});

test('an address says only what does not go without saying', () => {
  assert.equal(formatView(emptyView), '');
  assert.equal(formatView(sampleView), '?timeline=korea&known=2019-02-24&subject=summit/us-dprk-2');
});

test('what is unknown, empty or doubled in an address is left out', () => {
  assert.deepEqual(parseView('?nonsense=1&known=&knower=usa&knower=usa&knower=&hindsight=yes'), { ...emptyView, knower: ['usa'] });
});

test('the vantage of a view holds none of its filters, and the other way round', () => {
  assert.deepEqual([...new Set(vantageOf(full).keys())], ['known', 'at', 'recorded', 'reliability', 'credibility', 'later', 'knower', 'without']);
  assert.deepEqual([...filtersOf(full).keys()], ['kind', 'actor', 'publisher', 'text']);
});

test('in which zone times are told goes to what is told in sentences, where there is such a zone', () => {
  assert.equal(tellingOf({ ...sampleView, show: 'asia/seoul' }).toString(), 'known=2019-02-24&show=Asia%2FSeoul');
  assert.equal(tellingOf({ ...sampleView, show: 'Korea' }).toString(), 'known=2019-02-24');
  assert.deepEqual(['Asia/Seoul', 'Korea', null].map(show => shownIn({ ...sampleView, show })), ['Asia/Seoul', null, null]);
  assert.equal(formatView({ ...sampleView, show: 'Asia/Seoul' }),
    '?timeline=korea&known=2019-02-24&show=Asia/Seoul&subject=summit/us-dprk-2');
});

test('a pinned view holds the moment and the position of the answer, and the rest of the view', () => {
  const day = { known: '2019-02-24T23:59:59.999999Z', recorded: 199, at: '2019-02-24T23:59:59.999999Z' };
  assert.deepEqual(pinnedView(sampleView, day), { ...sampleView, recorded: '199' });
  const now = '2026-12-03T10:11:12.123Z';
  assert.deepEqual(pinnedView(full, { ...day, at: '2019-02-20T23:59:59.999999Z' }, now), { ...full, recorded: '199', backFrom: now });
  const pinned = pinnedView({ ...sampleView, hindsight: true }, day, now);
  assert.deepEqual(lookingBack(pinned), { ...pinned, known: now });
  assert.deepEqual(parseView(formatView(pinned)), pinned);
  assert.equal(pinnedView(pinned, day, 'later').backFrom, now);
  assert.deepEqual(['', 'true', 'false', now].map(h => parseView(`?hindsight=${h}`)).map(v => [v.hindsight, v.backFrom]),
    [[false, null], [true, null], [false, null], [true, now]]);
  assert.equal(pinnedView(full, { ...day, at: '..' }).at, '..');
});

test('a pinned view of now is that of the moment of the answer, and of nothing that came after', () => {
  const moment = '2026-12-03T10:11:12.123456Z';
  const now = { ...emptyView, timeline: 'korea', hindsight: true };
  assert.deepEqual(pinnedView(now, { known: moment, recorded: 7, at: moment }), { ...now, known: moment, recorded: '7', hindsight: false });
});
