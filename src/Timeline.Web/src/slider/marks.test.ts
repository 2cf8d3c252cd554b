import assert from 'node:assert/strict';
import { test } from 'node:test';
import { marksOf, nextMark, previousMark, stretchUpTo } from './marks.ts';

const marks = [{ day: 10, count: 3 }, { day: 100, count: 2 }, { day: 130, count: 5 }];

test('the slider goes from one day of change to the next', () => {
  assert.deepEqual([previousMark(marks, 100), nextMark(marks, 100), previousMark(marks, 10), nextMark(marks, 130)], [10, 130, null, null]);
  assert.deepEqual(marksOf([{ day: '1970-01-11', events: 3 }, { day: '-0044-03-15', events: 1 }]), [{ day: 10, count: 3 }]);
});

test('what is shown at first ends with the day and some room, and has something in it', () => {
  assert.deepEqual(stretchUpTo([], 5, 100), null);
  const two = stretchUpTo(marks, 140, 100)!;
  assert.ok(two.from > 10 && two.from <= 100 && two.to > 140);
  // Where a day is long after the last change, the last change is shown all the same.
  assert.ok(stretchUpTo(marks, 1000, 100)!.from <= 100);
  // Of very much, as many days as so much became known on.
  assert.ok(stretchUpTo(marks, 130, 6)!.from > 100);
  assert.ok(stretchUpTo(marks, null, 100)!.from <= 10);
});
