import assert from 'node:assert/strict';
import { test } from 'node:test';
import { de } from './de.ts';
import { boundsOf, dateInWords, isDate, isImprecise, isLasting, membersOf } from './edtf.ts';
import { en } from './en.ts';

const days = (edtf: string) => {
  const bounds = boundsOf(edtf);
  const text = (instant: number) => (Number.isFinite(instant) ? new Date(instant).toISOString().slice(0, 10) : String(instant));
  return bounds === null ? null : `${text(bounds.earliest)} ${text(bounds.latest)}`;
};

test('a date is drawn where it lies', () => {
  assert.equal(days('2019-02-24'), '2019-02-24 2019-02-24');
  assert.equal(days('2019-02~'), '2019-02-01 2019-02-28');
  assert.equal(days('2019-02-XX'), '2019-02-01 2019-02-28');
  assert.equal(days('201X'), '2010-01-01 2019-12-31');
  assert.equal(days('2019-22'), '2019-04-01 2019-06-30');
  assert.equal(days('2019-02-27/2019-02-28'), '2019-02-27 2019-02-28');
  assert.equal(days('[..2019-02-24]'), '-Infinity 2019-02-24');
  assert.equal(days('2019-02/..'), '2019-02-01 Infinity');
  assert.equal(days('[2019-01,2019-02]'), '2019-01-01 2019-02-28');
  assert.equal(days('[2019-02-06T00:00:00+09:00..2019-02-05T23:59:59-05:00]'), '2019-02-05 2019-02-06');
  assert.equal(days('Y17000000002'), null);
});

test('every form of the standard is drawn where it lies', () => {
  assert.equal(boundsOf('-0044-03-15')!.earliest, new Date('-000044-03-15').getTime());
  assert.equal(boundsOf('0050')!.earliest, new Date('0050-01-01').getTime());
  assert.equal(days('156X-12-25'), '1560-12-25 1569-12-25');
  assert.equal(days('2019-X2-30'), '2019-12-30 2019-12-30');
  assert.equal(days('19XX-02-29'), '1904-02-29 1996-02-29');
  assert.equal(days('2019-1X'), '2019-10-01 2019-12-31');
  assert.equal(days('2X1X'), '2010-01-01 2919-12-31');
  assert.equal(days('1950S2'), '1900-01-01 1999-12-31');
  assert.equal(days('2004-06~-11'), '2004-06-11 2004-06-11');
  assert.equal(days('?2004-06-~11'), '2004-06-11 2004-06-11');
  assert.deepEqual([25, 28, 29, 30, 33, 37, 39, 41].map(part => days(`2019-${part}`)), [
    '2019-04-01 2019-06-30', '2019-01-01 2019-03-31', '2019-10-01 2019-12-31', '2019-01-01 2019-03-31',
    '2019-01-01 2019-03-31', '2019-01-01 2019-04-30', '2019-09-01 2019-12-31', '2019-07-01 2019-12-31',
  ]);
  assert.equal(days('{2019-05-01,2019-05-03..2019-05-05}'), '2019-05-01 2019-05-05');
  assert.equal(days('{..1984}'), '-Infinity 1984-12-31');
  assert.equal(days('Y-17E7/2019'), '-Infinity 2019-12-31');
  assert.equal(boundsOf('2019-02-24T23:20:30')!.latest, Date.parse('2019-02-24T23:20:30Z'));
  assert.equal(boundsOf('2019-02-24T23:20:30.1239999+09')!.latest, Date.parse('2019-02-24T14:20:30.123Z'));
  assert.equal(boundsOf('2017-01-01T08:59:60+09:00')!.latest, Date.parse('2016-12-31T23:59:59.999Z'));
});

test('what is no date is drawn nowhere and told as it stands', () => {
  for (const text of ['', '/', '..', '[]', '2019-02-30', '2019-02-3X', '2019-2X', '2019-21-01', '199', 'Y2019', '1950S2-12', '2019-02-24T24:00:00Z', 'Hanoi', '20XX years']) {
    assert.equal(boundsOf(text), null, text);
    assert.equal(isDate(text), false, text);
    assert.equal(dateInWords(text, 'en', en), text);
  }
});

test('what was on several dates is several', () => {
  assert.deepEqual(membersOf('{2019-05-01, 2019-05-03..2019-05-05,2020..}'), ['2019-05-01', '2019-05-03/2019-05-05', '2020/..']);
  assert.deepEqual(membersOf('[2019,2020]'), ['[2019,2020]']);
  assert.deepEqual(['{2019-05-01,2019-05-03}', '{2019-05-01,2019-06}', '2019-05-XX', '2019-05-0X'].map(isImprecise), [false, true, true, true]);
});

test('every form is put in words in either language', () => {
  const told: [string, string, string][] = [
    ['156X-12-25', '25 December of the 1560s', '25. Dezember 1560er Jahre'],
    ['15XX-12-XX', 'an unspecified day of December of a year from 1500 to 1599', 'Dezember, ein Jahr von 1500 bis 1599, Tag unbestimmt'],
    ['201X', 'the 2010s', '2010er Jahre'],
    ['XXXX', 'an unspecified year', 'Jahr unbestimmt'],
    ['20X9', 'a year from 2009 to 2099 (digit 4 is 9)', 'ein Jahr von 2009 bis 2099 (4. Ziffer 9)'],
    ['2019-XX', 'an unspecified month of 2019', '2019, Monat unbestimmt'],
    ['2019-02-XX', 'an unspecified day of February 2019', 'Februar 2019, Tag unbestimmt'],
    ['2019-05-X5', '5, 15 or 25 May 2019', '5., 15. oder 25. Mai 2019'],
    ['2019-05-1X', 'a day from 10 to 19 May 2019', 'ein Tag vom 10. bis 19. Mai 2019'],
    ['2019-X1-05', 'day 5 of January or November of 2019', 'Tag 5, Januar oder November 2019'],
    ['2019-1X', 'a month from October to December of 2019', 'ein Monat von Oktober bis Dezember 2019'],
    ['2019-21', 'the first quarter of 2019', '1. Quartal 2019'],
    ['2019-25', 'the northern spring of 2019', 'Frühling der Nordhalbkugel 2019'],
    ['2019-40', 'the first half of 2019', '1. Halbjahr 2019'],
    ['1950S2', 'a year from 1900 to 1999 (estimated 1950)', 'ein Jahr von 1900 bis 1999 (geschätzt 1950)'],
    ['Y17000', 'the year 17000', 'Jahr 17000'],
    ['Y-17E7', 'the year −170,000,000', 'Jahr −170.000.000'],
    ['Y17E99', 'the year 17 × 10⁹⁹', 'Jahr 17 × 10⁹⁹'],
    ['-0044-03-15', '15 March of the year −44', '15. März, Jahr −44'],
    ['2004-06~-11', '11 June 2004 (year and month approximate)', '11. Juni 2004 (Jahr und Monat ungefähr)'],
    ['?2004-06-~11', '11 June 2004 (year uncertain, day approximate)', '11. Juni 2004 (Jahr unsicher, Tag ungefähr)'],
    ['2004-06-11%', 'about 11 June 2004 (uncertain)', 'etwa 11. Juni 2004 (unsicher)'],
    ['{2019-05-01,2019-05-03}', '1 and 3 May 2019', '1. und 3. Mai 2019'],
    ['{1960,1961-12..}', '1960 and December 1961 or later', '1960 und Dezember 1961 oder später'],
    ['2019-02-24T23:20:30', '24 February 2019, 23:20', '24. Februar 2019, 23:20'],
  ];
  for (const [date, english, german] of told)
    assert.deepEqual([dateInWords(date, 'en', en), dateInWords(date, 'de', de)], [english, german], date);
});

test('what lasts and what is imprecise is told apart', () => {
  assert.equal(isLasting('2019-02-27/2019-02-28'), true);
  assert.equal(isLasting('[2019-02-27..2019-02-28]'), false);
  assert.deepEqual(['2019-02-24', '2019-02-27/2019-02-28', '2019-02', '2019-02-24~', '[..2019-02-24]'].map(isImprecise), [false, false, true, true, true]);
});

test('a date is put in words in either language', () => {
  assert.equal(dateInWords('2019-02-24', 'en', en), '24 February 2019');
  assert.equal(dateInWords('2019-02-24', 'de', de), '24. Februar 2019');
  assert.equal(dateInWords('2019-02~', 'en', en), 'about February 2019');
  assert.equal(dateInWords('[..2019-02-24]', 'en', en), 'by 24 February 2019');
  assert.equal(dateInWords('[2019-01,2019-02]', 'de', de), 'Januar 2019 oder Februar 2019');
  assert.equal(dateInWords('2019-02-27/2019-02-28', 'en', en), '27 February 2019 to 28 February 2019');
  assert.equal(dateInWords('2019-02/..', 'en', en), 'February 2019 or later');
  assert.equal(dateInWords('2019', 'en', en), '2019');
});
