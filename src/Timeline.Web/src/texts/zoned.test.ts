import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cityOf, zoneOf } from '../zones/clocks.ts';
import { de } from './de.ts';
import { dateInWords, type DateZone } from './edtf.ts';
import { en } from './en.ts';

const washington: DateZone = { zone: 'America/New_York', zoneName: 'Washington' };
const hanoi: DateZone = { zone: 'Asia/Ho_Chi_Minh', zoneName: 'Hanoi' };

const told = (date: string, zone: DateZone | null, show: string | null = null) => dateInWords(date, 'en', en, zone, show);

test('a date is told with the place whose days it is in', () => {
  assert.equal(told('2019-02-08', washington), '8 February 2019 (Washington)');
  assert.equal(told('2019-02-27/2019-02-28', hanoi), '27 February 2019 to 28 February 2019 (Hanoi)');
  assert.equal(told('[..2019-02-08]', { zone: 'America/New_York' }), 'by 8 February 2019 (New York)');
  assert.equal(told('2019-02-08T21:15:00', washington), '8 February 2019, 21:15 (Washington)');
  assert.equal(dateInWords('{2019-02-27,2019-02-28}', 'de', de, hanoi), '27. und 28. Februar 2019 (Hanoi)');
  // What is the same everywhere is nobody's, and UTC goes without saying.
  assert.equal(told('2019-02-08T21:15:00Z', washington), '8 February 2019');
  assert.equal(told('2019-02-08', { zone: 'UTC', zoneName: 'UTC' }), '8 February 2019');
  assert.equal(told('Hanoi', hanoi), 'Hanoi');
});

test('a zone is called by its city', () => {
  assert.deepEqual(['America/New_York', 'Asia/Ho_Chi_Minh', 'America/Argentina/Buenos_Aires', 'Europe/Kiev', 'UTC'].map(cityOf),
    ['New York', 'Ho Chi Minh City', 'Buenos Aires', 'Kyiv', 'UTC']);
  assert.deepEqual(['asia/seoul', 'UTC', '+09:00', 'Korea/Standard', ''].map(zoneOf), ['Asia/Seoul', 'UTC', null, null, null]);
});

test('a day is told as the clocks of the reader showed it', () => {
  assert.equal(told('2019-02-08', washington, 'Asia/Seoul'), 'between 8 February 2019, 14:00 and 9 February 2019, 14:00 (Seoul)');
  assert.equal(told('2019-02-24', null, 'Asia/Seoul'), 'between 24 February 2019, 09:00 and 25 February 2019, 09:00 (Seoul)');
  assert.equal(told('2019-02-09', { zone: 'Asia/Tokyo' }, 'Asia/Seoul'), '9 February 2019 (Seoul)');
  assert.equal(told('2019-02-08', washington, 'America/New_York'), '8 February 2019 (Washington)');
  assert.equal(told('2019-02-24', null, 'UTC'), '24 February 2019');
  assert.equal(dateInWords('2019-02-08', 'de', de, washington, 'Asia/Seoul'),
    'zwischen 8. Februar 2019, 14:00 und 9. Februar 2019, 14:00 (Seoul)');
});

test('what lasts is told from its start to its end there', () => {
  assert.equal(told('2019-02-27/2019-02-28', hanoi, 'America/New_York'), '26 February 2019, 12:00 to 28 February 2019, 12:00 (New York)');
  assert.equal(told('2019-02-27/2019-02-28', { zone: 'Asia/Tokyo' }, 'Asia/Seoul'), '27 February 2019 to 28 February 2019 (Seoul)');
  assert.equal(told('2019-03-01T10:00:00/2019-03-01T12:30:00', hanoi, 'Asia/Seoul'), '1 March 2019, 12:00 to 1 March 2019, 14:30 (Seoul)');
});

test('what is open on one side, and sets, are told there too', () => {
  assert.equal(told('[..2019-02-08]', washington, 'Asia/Seoul'), 'by 9 February 2019, 14:00 (Seoul)');
  assert.equal(told('[..2019-02-24]', { zone: 'Asia/Tokyo' }, 'Asia/Seoul'), 'by 24 February 2019 (Seoul)');
  assert.equal(told('2019-02-24/..', null, 'Asia/Seoul'), '24 February 2019, 09:00 or later (Seoul)');
  assert.equal(told('[2019-02-27..2019-02-28]', { zone: 'Asia/Tokyo' }, 'Asia/Seoul'), 'between 27 February 2019 and 28 February 2019 (Seoul)');
  assert.equal(told('{2019-02-05,2019-02-09}', { zone: 'Asia/Tokyo' }, 'Asia/Seoul'), '5 and 9 February 2019 (Seoul)');
  assert.equal(told('[2019-02-05,2019-02-09]', { zone: 'Asia/Tokyo' }, 'Asia/Seoul'), '5 February 2019 or 9 February 2019 (Seoul)');
});

test('a moment is told by the reader’s clocks', () => {
  assert.equal(told('2019-02-08T21:15:00-05:00', washington, 'Asia/Seoul'), '9 February 2019, 11:15 (Seoul)');
  assert.equal(told('2019-02-08T21:15:00', washington, 'Asia/Seoul'), '9 February 2019, 11:15 (Seoul)');
  assert.equal(told('[2019-02-08T15:00:00Z..2019-02-09T14:59:59.999999Z]', null, 'Asia/Seoul'), '9 February 2019 (Seoul)');
  // The clocks of New York showed it twice.
  assert.equal(told('2019-11-03T01:30:00', washington, 'UTC'), 'between 3 November 2019, 05:30 and 3 November 2019, 06:30 (UTC)');
});

test('a day is as long as its zone had it', () => {
  assert.equal(told('2019-03-31', { zone: 'Europe/Berlin' }, 'UTC'), 'between 30 March 2019, 23:00 and 31 March 2019, 22:00 (UTC)');
  assert.equal(told('2019-10-27', { zone: 'Europe/Berlin' }, 'UTC'), 'between 26 October 2019, 22:00 and 27 October 2019, 23:00 (UTC)');
  // Samoa went from the 29th to the 31st of December 2011.
  assert.equal(told('2011-12-29', { zone: 'Pacific/Apia' }, 'UTC'), 'between 29 December 2011, 10:00 and 30 December 2011, 10:00 (UTC)');
  assert.equal(told('2011-12-31', { zone: 'Pacific/Apia' }, 'UTC'), 'between 30 December 2011, 10:00 and 31 December 2011, 10:00 (UTC)');
  assert.equal(told('2011-12-30', null, 'Pacific/Apia'), 'between 29 December 2011, 14:00 and 31 December 2011, 14:00 (Apia)');
  // In São Paulo that day began at one.
  assert.equal(told('2018-11-04', { zone: 'America/Sao_Paulo' }, 'UTC'), 'between 4 November 2018, 03:00 and 5 November 2018, 02:00 (UTC)');
  assert.equal(told('2018-11-04', { zone: 'America/Sao_Paulo' }, 'America/Sao_Paulo'), '4 November 2018 (Sao Paulo)');
});

test('what is coarser than a day, or qualified stays as it was written', () => {
  assert.equal(told('2019-02', washington, 'Asia/Seoul'), 'February 2019 (Washington)');
  assert.equal(told('2019-02', null, 'Asia/Seoul'), 'February 2019');
  assert.equal(told('2019-02-08~', washington, 'Asia/Seoul'), 'about 8 February 2019 (Washington)');
  assert.equal(told('2019-02-0X', washington, 'Asia/Seoul'), told('2019-02-0X', washington));
  assert.equal(told('2019-02-08', { zone: 'Moon/Base', zoneName: 'the Moon' }, 'Asia/Seoul'), '8 February 2019 (the Moon)');
  assert.equal(told('{2019-02-27,2019-03}', hanoi, 'Asia/Seoul'), '27 February 2019 and March 2019 (Hanoi)');
  assert.equal(told('9999-12-31', null, 'Asia/Seoul'), '31 December 9999');
  assert.equal(told('-0044-03-15', washington, 'Asia/Seoul'), '15 March of the year −44 (Washington)');
  assert.equal(told('/..', washington, 'Asia/Seoul'), told('/..', null));
});
