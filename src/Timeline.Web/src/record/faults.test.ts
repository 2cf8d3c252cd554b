import assert from 'node:assert/strict';
import { test } from 'node:test';
import { faultsAt, faultsElsewhere, faultsOf } from './faults.ts';

const problem = {
  type: '/problems/malformed-event', title: 'An event is not in the shape of its type.', status: 400,
  errors: [{ pointer: '/data/venue', detail: 'Is missing.' }, { pointer: '/data/members/1', detail: 'Is no key.' }, { pointer: '/id', detail: 'Is taken.' }],
};

test('a fault is told where it lies', () => {
  const faults = faultsOf(problem, p => p);
  assert.deepEqual(faultsAt(faults, '/data/venue').map(f => f.detail), ['Is missing.']);
  assert.deepEqual(faultsAt(faults, '/data/members').map(f => f.detail), ['Is no key.']);
  assert.deepEqual(faultsAt(faults, '/data/ven'), []);
});

test('what lies nowhere in the form is told all the same', () => {
  const faults = faultsOf(problem, p => p);
  assert.deepEqual(faultsElsewhere(faults, new Set(['/data/venue', '/data/members'])).map(f => f.detail), ['Is taken.']);
  const whole = faultsOf({ type: '/problems/busy', title: 'Too much waits.', status: 503, detail: 'Later.' }, p => p);
  assert.deepEqual(whole, [{ pointer: '', detail: 'Too much waits. Later.' }]);
  assert.deepEqual(faultsElsewhere(whole, new Set(['/data/venue'])), whole);
});
