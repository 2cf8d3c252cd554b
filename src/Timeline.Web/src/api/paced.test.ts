import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import { paced } from './paced.ts';

test('what comes in a rush is done once, and what goes on and on at most once in a while', () => {
  mock.timers.enable({ apis: ['setTimeout', 'Date'], now: 1_000_000 });
  let done = 0;
  const ask = paced(() => { done++; }, 300, 1000);
  for (let i = 0; i < 5; i++) ask();
  mock.timers.tick(299);
  assert.equal(done, 0);
  mock.timers.tick(1);
  assert.equal(done, 1);
  // A rush of three seconds that never rests.
  for (let i = 0; i < 30; i++) {
    ask();
    mock.timers.tick(100);
  }
  assert.ok(done >= 3 && done <= 5, `${done}`);
  mock.timers.tick(2000);
  const last = done;
  mock.timers.tick(10_000);
  assert.equal(done, last);
  mock.timers.reset();
});
