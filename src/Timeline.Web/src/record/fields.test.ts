import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fieldOf, type Schema } from './fields.ts';

const key: Schema = { type: 'string', pattern: '^[a-z0-9]+([-.~][a-z0-9]+)*$' };
const name: Schema = { type: 'string', pattern: '[\\p{L}\\p{N}]' };

test('a schema says how to ask', () => {
  assert.deepEqual(fieldOf(key), { kind: 'key' });
  assert.deepEqual(fieldOf(name), { kind: 'name' });
  assert.deepEqual(fieldOf({ type: 'string', pattern: '\\S' }), { kind: 'text' });
  assert.deepEqual(fieldOf({ type: 'string', format: 'edtf' }), { kind: 'date' });
  assert.deepEqual(fieldOf({ type: 'string', format: 'uuid' }), { kind: 'id' });
  assert.deepEqual(fieldOf({ type: 'boolean' }), { kind: 'flag' });
  assert.deepEqual(fieldOf({ type: 'number', minimum: -90, maximum: 90 }), { kind: 'number' });
  assert.deepEqual(fieldOf({ enum: ['A', 'B'] }), { kind: 'choice', words: ['A', 'B'], isNumber: false });
  assert.deepEqual(fieldOf({ type: 'integer', minimum: 1, maximum: 3 }), { kind: 'choice', words: ['1', '2', '3'], isNumber: true });
  assert.deepEqual(fieldOf(true), { kind: 'any' });
});

test('of one or several the longer form is asked for, and one may stand alone', () => {
  assert.deepEqual(fieldOf({ anyOf: [key, { type: 'array', items: key }] }), { kind: 'several', of: 'key', isOneAlone: true });
  assert.deepEqual(fieldOf({ type: 'array', items: { type: 'string', pattern: '\\S' } }), { kind: 'several', of: 'text', isOneAlone: false });
  const place = fieldOf({ anyOf: [name, { type: 'object', properties: { name, country: key }, required: ['name'] }] });
  assert.equal(place.kind === 'group' && place.isFirstAlone, true);
});

test('a list of groups is asked for in rows', () => {
  const rows = fieldOf({ type: 'array', items: { type: 'object', properties: { to: key, at: { type: 'string', format: 'edtf' } }, required: ['to'] } });
  assert.deepEqual(rows.kind === 'rows' && rows.of.members.map(m => [m.name, m.field.kind, m.isRequired]), [['to', 'key', true], ['at', 'date', false]]);
});
