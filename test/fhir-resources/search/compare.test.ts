import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dateMatches, quantityMatches } from '../../../fhir-resources/search/compare.ts';
import { instantRange } from '../../../fhir-resources/search/instants.ts';
import { compareText } from '../../../fhir-resources/search/order.ts';
import type { Prefix } from '../../../src/ports/results.ts';

const hour = 3_600_000;
const span = fc
  .tuple(fc.integer({ min: 0, max: 12 }), fc.integer({ min: 1, max: 6 }))
  .map(([a, l]) => [a, a + l] as const);

/** The same words said over sets of hours instead of bounds. */
const byHours: Record<Exclude<Prefix, 'ap'>, (stored: number[], asked: number[]) => boolean> = {
  eq: (stored, asked) => stored.every((h) => asked.includes(h)),
  ne: (stored, asked) => !stored.every((h) => asked.includes(h)),
  gt: (stored, asked) => stored.some((h) => h > Math.max(...asked)),
  lt: (stored, asked) => stored.some((h) => h < Math.min(...asked)),
  ge: (stored, asked) => stored.some((h) => h > Math.max(...asked)) || stored.every((h) => asked.includes(h)),
  le: (stored, asked) => stored.some((h) => h < Math.min(...asked)) || stored.every((h) => asked.includes(h)),
  sa: (stored, asked) => stored.every((h) => h > Math.max(...asked)),
  eb: (stored, asked) => stored.every((h) => h < Math.min(...asked)),
};
const hours = ([from, to]: readonly [number, number]): number[] =>
  Array.from({ length: to - from }, (_, i) => from + i);
const at = (h: number): string => new Date(h * hour).toISOString();

describe('comparing dates', () => {
  it.each(Object.keys(byHours) as (keyof typeof byHours)[])('%s agrees with a comparison hour by hour', (prefix) => {
    fc.assert(
      fc.property(span, span, (stored, asked) => {
        const searched = { prefix, low: at(asked[0]), high: at(asked[1]) };
        const expected = byHours[prefix](hours(stored), hours(asked));
        expect(dateMatches([stored[0] * hour, stored[1] * hour], searched)).toBe(expected);
      }),
    );
  });
  it('ap means any overlap', () => {
    fc.assert(
      fc.property(span, span, (stored, asked) => {
        const overlap = hours(stored).some((h) => hours(asked).includes(h));
        const searched = { prefix: 'ap' as const, low: at(asked[0]), high: at(asked[1]) };
        expect(dateMatches([stored[0] * hour, stored[1] * hour], searched)).toBe(overlap);
      }),
    );
  });
});

describe('comparing quantities', () => {
  const fact = (low: number, high = low) => [low, high, 'http://unitsofmeasure.org', 'kPa', 'kPa'] as const;
  const about = (prefix: Prefix, value = 10) => ({ prefix, value, low: value - 0.5, high: value + 0.5 });
  it('compares a plain value as FHIR says', () => {
    expect(quantityMatches(fact(10.4), about('eq'))).toBe(true);
    expect(quantityMatches(fact(10.5), about('eq'))).toBe(false);
    expect(quantityMatches(fact(10.1), about('gt'))).toBe(true);
    expect(quantityMatches(fact(10), about('gt'))).toBe(false);
    expect(quantityMatches(fact(10), about('ge'))).toBe(true);
    expect(quantityMatches(fact(9.9), about('lt'))).toBe(true);
  });
  it('takes "<5" as anything below 5: it may be under 3, it is surely not above 5', () => {
    const below5 = fact(-1e308, 5);
    expect(quantityMatches(below5, about('lt', 3))).toBe(true);
    expect(quantityMatches(below5, about('gt', 5))).toBe(false);
    expect(quantityMatches(below5, about('eq', 5))).toBe(false);
  });
  it('never matches another unit', () => {
    expect(quantityMatches(fact(10), { ...about('eq'), system: 'http://unitsofmeasure.org', code: 'mmHg' })).toBe(
      false,
    );
    expect(quantityMatches(fact(10), { ...about('eq'), code: 'kPa' })).toBe(true);
  });
});

describe('reading instants', () => {
  it('gives an interval that holds the instant itself, for any precision', () => {
    const real = fc.date({ min: new Date('1000-01-01'), max: new Date('9998-12-31'), noInvalidDate: true });
    fc.assert(
      fc.property(real, fc.constantFrom(4, 7, 10, 24), (date, length) => {
        const text = date.toISOString().slice(0, length);
        const range = instantRange(text);
        expect(range && range.low <= date.getTime() && date.getTime() < range.high).toBe(true);
      }),
    );
  });
  it('follows the calendar', () => {
    expect(instantRange('2024-02')).toEqual({ low: Date.UTC(2024, 1, 1), high: Date.UTC(2024, 2, 1) });
    expect(instantRange('2023-12')).toEqual({ low: Date.UTC(2023, 11, 1), high: Date.UTC(2024, 0, 1) });
    expect(instantRange('1900-02-29')).toBeUndefined();
    expect(instantRange('2000-02-29')).toBeDefined();
    expect(instantRange('0050')?.low).toBe(new Date('0050-01-01T00:00:00Z').getTime());
    expect(instantRange('2024-01-01T00:00:00.5Z')).toEqual({
      low: Date.UTC(2024, 0, 1, 0, 0, 0, 500),
      high: Date.UTC(2024, 0, 1, 0, 0, 0, 600),
    });
  });
});

it('orders text as its UTF-8 bytes', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (a, b) => {
      expect(Math.sign(compareText(a, b))).toBe(Buffer.compare(Buffer.from(a), Buffer.from(b)));
    }),
  );
});
