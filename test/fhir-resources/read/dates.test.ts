import { describe, expect, it } from 'vitest';
import {
  date,
  effectiveDate,
  firstDate,
  instantOf,
  isFuture,
  newestFirst,
} from '../../../fhir-resources/read/dates.ts';

describe('a date', () => {
  it.each([
    '2024',
    '2024-05',
    '2024-05-17',
    '2024-05-17T10:30:00Z',
    '2024-05-17T10:30:00.123+02:00',
    '2024-05-17T10:30',
  ])('is %s, as recorded', (value) => {
    expect(date(value)).toBe(value);
  });
  it.each([
    '',
    '24',
    '2024-13',
    '2024-00-01',
    '2024-05-32',
    '17.05.2024',
    '05/17/2024',
    'May 2024',
    '2024-05-17 10:30',
    '2024-05-17T25:61:00Z',
    ` 2024`,
    2024,
    null,
    {},
  ])('is not %j', (value) => {
    expect(date(value)).toBeUndefined();
  });

  it('without zone is UTC, whatever the zone of the host', () => {
    expect(instantOf('2024-05-17T10:30:00')).toBe(Date.parse('2024-05-17T10:30:00Z'));
    expect(instantOf('2024-05-17')).toBe(Date.parse('2024-05-17T00:00:00Z'));
  });
});

describe('the future', () => {
  const now = '2026-03-01T12:00:00Z';
  it.each([
    ['2026-03-01T12:10:00Z', false],
    ['2026-03-01T12:20:00Z', true],
    ['2026-03-01T13:05:00+01:00', false],
    ['2026-03-02', false],
    ['2026-03-03', true],
    ['2026', false],
    ['2026-04', true],
    ['2027', true],
    ['1999-12-31', false],
  ])('%s: %s', (value, future) => {
    expect(isFuture(value, now)).toBe(future);
  });
});

describe('the time of an Observation', () => {
  it('prefers what was effective over what was issued', () => {
    expect(effectiveDate({ effectiveDateTime: '2024-01-01', issued: '2024-01-02T00:00:00Z' })).toBe('2024-01-01');
    expect(effectiveDate({ effectivePeriod: {}, issued: '2024-01-02T00:00:00Z' })).toBe('2024-01-02T00:00:00Z');
    expect(effectiveDate({})).toBeUndefined();
  });
  it('is the first usable of several elements', () => {
    expect(firstDate({ a: 'x', b: { start: '2020' }, c: '2021' }, 'a', 'b', 'c')).toBe('2020');
  });
});

describe('newest first', () => {
  it('puts the undated last, and takes a vague date at its beginning', () => {
    const dates = ['2024-06-01', undefined, '2024', '2024-12-31T00:00:00Z'];
    const facts = dates.map((value, index) => ({ ...(value ? { date: value } : {}), reference: `X/${index}` }));
    expect(newestFirst(facts).map((fact) => fact.date)).toEqual([
      '2024-12-31T00:00:00Z',
      '2024-06-01',
      '2024',
      undefined,
    ]);
  });
  it('does not depend on the order that came', () => {
    const facts = ['b', 'a', 'c'].map((reference) => ({ date: '2024', reference }));
    expect(newestFirst(facts).map(({ reference }) => reference)).toEqual(['a', 'b', 'c']);
  });
});
