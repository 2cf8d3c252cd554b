import assert from 'node:assert/strict';
import { test } from 'node:test';
import { framesIn } from './frames.ts';

const stream = 'retry: 1000\nid: 200\n\nid: 201\nevent: VenueRejected\ndata: {"seq":201}\n\n: still here\nid: 203\n\n';

test('a stream is cut into what is told at a time', () => {
  assert.deepEqual(framesIn(stream), { rest: '', frames: [{ id: '200', data: null }, { id: '201', data: '{"seq":201}' }, { id: '203', data: null }] });
});

test('wherever a stream is broken off, nothing is told twice or lost', () => {
  for (let at = 0; at <= stream.length; at++) {
    const first = framesIn(stream.slice(0, at));
    const second = framesIn(first.rest + stream.slice(at));
    assert.deepEqual([...first.frames, ...second.frames], framesIn(stream).frames);
  }
});
