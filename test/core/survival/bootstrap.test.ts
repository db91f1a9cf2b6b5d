import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../src/core/seeded-random.ts';
import { bootstrapIntervals } from '../../../src/core/survival/bootstrap.ts';
import { quantileOfSorted } from '../../../src/core/survival/quantile.ts';
import { stratifiedFolds } from '../../../src/core/survival/stratified-folds.ts';

const values = [3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8];
const mean = (sample: readonly number[]) => ({
  mean: sample.reduce((sum, index) => sum + (values[index] ?? 0), 0) / sample.length,
});

describe('bootstrapIntervals', () => {
  it('draws nothing without subjects', () => {
    expect(bootstrapIntervals(0, mean, seededRandom(1)).size).toBe(0);
  });
  it('gives no interval when more than one sample in ten cannot be computed', () => {
    let round = 0;
    const result = bootstrapIntervals(12, () => ({ odd: round++ % 5 === 0 ? undefined : 1 }), seededRandom(1), 100);
    expect(result.get('odd')).toEqual({ interval: undefined, standardError: undefined, used: 80, drawn: 100 });
  });
  it('gives the same interval for the same seed and another for another', () => {
    const first = bootstrapIntervals(12, mean, seededRandom(5)).get('mean');
    expect(bootstrapIntervals(12, mean, seededRandom(5)).get('mean')).toEqual(first);
    expect(bootstrapIntervals(12, mean, seededRandom(6)).get('mean')).not.toEqual(first);
  });
  it('comes to the standard error of a mean that theory gives', () => {
    // sqrt(mean((x - mean(x))^2) / n)
    const centre = 52 / 12;
    const theory = Math.sqrt(values.reduce((sum, x) => sum + (x - centre) ** 2, 0) / 144);
    const result = bootstrapIntervals(12, mean, seededRandom(7), 20_000).get('mean');
    expect(Math.abs((result?.standardError ?? 0) / theory - 1)).toBeLessThan(0.02);
    expect(result?.interval?.[0]).toBeLessThan(centre - 1.8 * theory);
    expect(result?.interval?.[1]).toBeGreaterThan(centre + 1.8 * theory);
  });
});

describe('quantileOfSorted', () => {
  it('has none without values', () => {
    expect(quantileOfSorted([], 0.5)).toBeUndefined();
  });
  it('agrees with quantile() of R', () => {
    // quantile(c(3, 1, 4, 1, 5, 9, 2, 6), c(.025, .5, .975))
    const sorted = [1, 1, 2, 3, 4, 5, 6, 9];
    expect(quantileOfSorted(sorted, 0.025)).toBe(1);
    expect(quantileOfSorted(sorted, 0.5)).toBe(3.5);
    expect(quantileOfSorted(sorted, 0.975)).toBeCloseTo(8.475, 12);
  });
});

describe('stratifiedFolds', () => {
  it('refuses one fold and more folds than subjects', () => {
    expect(() => stratifiedFolds(['a', 'b'], 1, seededRandom(1))).toThrow(/at least two folds/);
    expect(() => stratifiedFolds(['a', 'b'], 3, seededRandom(1))).toThrow(/at least two folds/);
  });
  it('spreads each stratum and the whole evenly, and again so for the same seed', () => {
    const strata = Array.from({ length: 53 }, (_, index) => (index % 4 === 0 ? 'event' : 'censored'));
    const folds = stratifiedFolds(strata, 5, seededRandom(3));
    const sizes = (wanted?: string) =>
      [0, 1, 2, 3, 4].map(
        (fold) => folds.filter((each, index) => each === fold && (!wanted || strata[index] === wanted)).length,
      );
    for (const counts of [sizes(), sizes('event'), sizes('censored')])
      expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
    expect(stratifiedFolds(strata, 5, seededRandom(3))).toEqual(folds);
  });
});
