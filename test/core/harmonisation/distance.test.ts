import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chiSquareProbability, chiSquareQuantile } from '../../../src/core/harmonisation/chi-square.ts';
import { distanceOf } from '../../../src/core/harmonisation/distance.ts';
import { empiricalLimit, judgeVector, normalLimit } from '../../../src/core/harmonisation/out-of-distribution.ts';
import { shrunkCovariance } from '../../../src/core/harmonisation/shrunk-covariance.ts';

const cohort = Array.from({ length: 15 }, (_, i) =>
  [0, 1, 2, 3].map((j) => Math.sin(1.3 * i * (j + 1) + j) + 0.5 * Math.cos(0.9 * i)),
);

describe('the distance of a vector', () => {
  it('is by hand 4/3 (a^2 - a b + b^2) for two features with correlation one half', () => {
    const reference = {
      mean: [1, 10],
      covariance: [
        [4, 3],
        [3, 9],
      ],
    };
    // two deviations up in the first, one down in the second
    const { squared, contributions } = distanceOf([5, 7], reference);
    expect(squared).toBeCloseTo((4 / 3) * (4 + 2 + 1), 12);
    expect(contributions[0]).toBeGreaterThan(contributions[1] ?? 0);
  });
  it('equals scikit-learn ledoit_wolf on the standardised cohort and numpy d C^-1 d', () => {
    // sklearn.covariance.ledoit_wolf((X - X.mean(0)) / X.std(0)); v = (1.5, -1, 0.2, 2)
    const reference = shrunkCovariance(cohort);
    expect(reference.shrinkage).toBeCloseTo(0.7317436646829331, 10);
    const correlation = (i: number, j: number) =>
      (reference.covariance[i]?.[j] ?? 0) /
      Math.sqrt((reference.covariance[i]?.[i] ?? 0) * (reference.covariance[j]?.[j] ?? 0));
    expect(correlation(0, 1)).toBeCloseTo(0.0544706487, 9);
    expect(correlation(2, 3)).toBeCloseTo(0.1102679824, 9);
    expect(distanceOf([1.5, -1, 0.2, 2], reference).squared).toBeCloseTo(8.918802309226795, 9);
  });
  it('is the sum of contributions that are never negative, and does not depend on units', () => {
    const reference = shrunkCovariance(cohort);
    const scale = [1000, 0.01, 1, 7];
    const scaled = shrunkCovariance(cohort.map((row) => row.map((value, f) => value * (scale[f] ?? 1))));
    fc.assert(
      fc.property(fc.array(fc.double({ min: -5, max: 5, noNaN: true }), { minLength: 4, maxLength: 4 }), (vector) => {
        const { squared, contributions } = distanceOf(vector, reference);
        expect(contributions.every((value) => value >= 0)).toBe(true);
        expect(contributions.reduce((sum, value) => sum + value, 0)).toBeCloseTo(squared, 9);
        const other = distanceOf(
          vector.map((value, f) => value * (scale[f] ?? 1)),
          scaled,
        );
        expect(other.squared).toBeCloseTo(squared, 6);
      }),
    );
  });
  it('is 0 at the mean', () => {
    const reference = shrunkCovariance(cohort);
    expect(distanceOf(reference.mean, reference).squared).toBe(0);
  });
  it('is refused where the covariance has no inverse, or something is missing', () => {
    const twins = {
      mean: [0, 0],
      covariance: [
        [1, 1],
        [1, 1],
      ],
    };
    expect(() => distanceOf([1, 2], twins)).toThrow(/not positive definite/);
    expect(() => distanceOf([1], twins)).toThrow(/differ in length/);
    expect(() => distanceOf([1, Number.NaN], twins)).toThrow(/no number/);
    expect(() =>
      shrunkCovariance([
        [1, 2],
        [1, 3],
      ]),
    ).toThrow(/does not vary/);
  });
  it('has an inverse after shrinking even with more features than patients', () => {
    const few = cohort.slice(0, 3);
    expect(distanceOf([1, 1, 1, 1], shrunkCovariance(few)).squared).toBeGreaterThan(0);
  });
});

describe('judging a vector', () => {
  const reference = {
    mean: [0, 0, 0],
    covariance: [
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
    ],
  };
  const names = ['entropy', 'contrast', 'volume'];
  it('names the features that cause the distance, the strongest first', () => {
    expect(judgeVector([1, -6, 5], reference, normalLimit(3, 0.99), names)).toMatchObject({
      unlike: true,
      because: ['contrast'],
    });
    expect(judgeVector([4, -4, 4], reference, 10, names).because).toEqual(['entropy', 'contrast']);
  });
  it('names none for a vector within the limit', () => {
    expect(judgeVector([1, 1, 1], reference, normalLimit(3, 0.99), names)).toMatchObject({
      unlike: false,
      because: [],
    });
  });
  it('takes a limit from known patients: the smallest that holds the share', () => {
    expect(empiricalLimit([5, 1, 3, 2, 4, 6, 8, 7, 10, 9], 0.9)).toBe(9);
    expect(empiricalLimit([], 0.9)).toBeUndefined();
  });
});

describe('chi-square', () => {
  it.each([
    // scipy.stats.chi2.ppf
    [0.95, 1, 3.841458820694124],
    [0.975, 5, 12.832501994030027],
    [0.99, 10, 23.209251158954356],
    [0.999, 40, 73.40195751899103],
    [0.01, 3, 0.11483180189911707],
    [0.99, 200, 249.4451229814416],
  ])('has the %f quantile for %i degrees of freedom at %f', (p, degrees, expected) => {
    expect(Math.abs(chiSquareQuantile(p, degrees) / expected - 1)).toBeLessThan(1e-9);
    expect(chiSquareProbability(expected, degrees)).toBeCloseTo(p, 10);
  });
});
