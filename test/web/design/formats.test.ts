import { describe, expect, it } from 'vitest';
import { formatsOf } from '../../../src/web/design/formats.ts';

const en = formatsOf('en', 'UTC');
const de = formatsOf('de', 'UTC');
const plain = (text: string) => text.replaceAll(/[\u00a0\u202f]/g, ' ');

describe('dates', () => {
  it('name the month, so that day and month cannot be mixed up', () => {
    expect(en.date('2026-05-03')).toBe('3 May 2026');
    expect(de.date('2026-05-03')).toBe('3. Mai 2026');
  });
  it('say no more than was recorded', () => {
    expect(en.date('2026-05')).toBe('May 2026');
    expect(en.date('2019')).toBe('2019');
  });
  it('keep the day as it was recorded, whatever the time zone', () => {
    expect(formatsOf('en', 'Pacific/Auckland').date('2026-05-20T23:15:00+02:00')).toBe('20 May 2026');
    expect(formatsOf('en', 'America/Los_Angeles').date('2026-05-20')).toBe('20 May 2026');
  });
  it('leave alone what is no date', () => {
    expect(en.date('spring')).toBe('spring');
  });
  it('show the time of an instant in 24 hours', () => {
    expect(en.dateTime('2026-06-01T13:05:00Z')).toBe('1 Jun 2026, 13:05');
  });
});

describe('shares', () => {
  it('of risk have a decimal below 10 %, as on the card', () => {
    expect(en.percent(0.0712)).toBe('7.1%');
    expect(en.percent(0.1234)).toBe('12%');
    expect(plain(de.percent(0.0712))).toBe('7,1 %');
  });
  it('of a stage are whole, and never 0 or 100 unless they are', () => {
    expect(en.wholePercent(0.002)).toBe('<1%');
    expect(en.wholePercent(0.998)).toBe('>99%');
    expect(en.wholePercent(0)).toBe('0%');
    expect(en.wholePercent(1)).toBe('100%');
    expect(en.wholePercent(0.81)).toBe('81%');
  });
});

describe('numbers', () => {
  it('use the decimal sign of the language and a minus that can be seen', () => {
    expect(en.number(-2.61, 2)).toBe('−2.61');
    expect(de.number(-2.61, 2)).toBe('−2,61');
  });
  it('show the direction of a change, and none for no change', () => {
    expect(en.signed(4.4, 1)).toBe('+4.4');
    expect(en.signed(-31, 0)).toBe('−31');
    expect(en.signed(0, 0)).toBe('0');
  });
  it('keep their decimals in a column', () => {
    expect(en.fixed(0.6, 2)).toBe('0.60');
  });
});
