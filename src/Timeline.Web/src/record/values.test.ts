import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Json } from '../api/answers.ts';
import type { Field, Group } from './fields.ts';
import { inputAt, inputOf, isSame, valueOf, withInput } from './values.ts';

const place: Group = {
  kind: 'group', isFirstAlone: true,
  members: [{ name: 'name', field: { kind: 'name' }, isRequired: true }, { name: 'latitude', field: { kind: 'number' }, isRequired: false }],
};
const rows: Field = { kind: 'rows', of: { ...place, isFirstAlone: false } };
const actors: Field = { kind: 'several', of: 'key', isOneAlone: true };

test('what is not typed is not sent', () => {
  for (const field of [place, rows, actors, { kind: 'text' }, { kind: 'flag' }, { kind: 'number' }] as const) assert.equal(valueOf(field, undefined), undefined);
  assert.equal(valueOf({ kind: 'text' }, '  '), undefined);
  assert.equal(valueOf(rows, [{}, { name: '' }]), undefined);
  assert.equal(valueOf({ kind: 'flag' }, false), undefined);
});

test('what is typed becomes what is sent, and back', () => {
  const pairs: readonly (readonly [Field, Json])[] = [
    [{ kind: 'text' }, 'security'], [{ kind: 'number' }, -7.5], [{ kind: 'flag' }, true], [{ kind: 'choice', words: ['1', '2'], isNumber: true }, 2],
    [actors, 'usa'], [actors, ['usa', 'prk']], [{ ...actors, of: 'text', isOneAlone: false }, ['two diplomats, both', 'one more']],
    [place, 'Hanoi'], [place, { name: 'Hanoi', latitude: 21 }], [rows, [{ name: 'a' }, { name: 'b', latitude: 1 }]],
  ];
  for (const [field, value] of pairs) assert.deepEqual(valueOf(field, inputOf(field, value)), value);
});

test('what is wrong is sent as it was typed, for the server to say so', () => {
  assert.equal(valueOf({ kind: 'number' }, 'many'), 'many');
  assert.equal(valueOf({ kind: 'date' }, '2019-02-30'), '2019-02-30');
  assert.equal(valueOf(actors, 'Kim Jong Un!')!.toString(), 'Kim,Jong,Un!');
});

test('an empty row between others keeps its place', () => {
  assert.deepEqual(valueOf(rows, [{}, { name: 'b' }, {}]), [{}, { name: 'b' }]);
});

test('a comma is taken for a decimal point', () => assert.equal(valueOf({ kind: 'number' }, '21,5'), 21.5));

test('what stands somewhere is replaced there and nowhere else', () => {
  const inputs = { data: { by: 'prk', places: [{ name: 'a' }, { name: 'b' }] } };
  assert.deepEqual(withInput(inputs, ['data', 'places', 1, 'name'], 'c'), { data: { by: 'prk', places: [{ name: 'a' }, { name: 'c' }] } });
  assert.deepEqual(withInput({}, ['data', 'places', 0, 'name'], 'c'), { data: { places: [{ name: 'c' }] } });
  assert.equal(inputAt(inputs, ['data', 'places', 0, 'name']), 'a');
  assert.equal(inputAt(inputs, ['source', 'publisher']), undefined);
});

test('the order of members says nothing, that of a list does', () => {
  assert.equal(isSame({ a: 1, b: [1, 2] }, { b: [1, 2], a: 1 }), true);
  assert.equal(isSame({ a: [1, 2] }, { a: [2, 1] }), false);
  assert.equal(isSame({ a: 1 }, { a: 1, b: 2 }), false);
  assert.equal(isSame([], {}), false);
});
