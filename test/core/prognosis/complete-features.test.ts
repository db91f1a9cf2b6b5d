import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ModelReference } from '../../../src/core/models/manifest.ts';
import {
  completeFeatures,
  completionFor,
  covarianceFactor,
  distanceFrom,
  effectiveCoefficients,
} from '../../../src/core/prognosis/complete-features.ts';
import { residualPoints } from '../../../src/core/prognosis/residual-points.ts';

const number = fc.double({ min: -3, max: 3, noNaN: true });
const size = 4;
const vector = fc.array(number, { minLength: size, maxLength: size });
/** A covariance that is positive definite by how it is made: A A' + I. */
const reference: fc.Arbitrary<ModelReference> = fc
  .tuple(vector, fc.array(vector, { minLength: size, maxLength: size }))
  .map(([mean, a]) => ({
    mean,
    covariance: a.map((left, i) =>
      a.map((right, j) => left.reduce((sum, value, k) => sum + value * (right[k] ?? 0), i === j ? 1 : 0)),
    ),
    background: [],
  }));
const pattern = fc.array(fc.boolean(), { minLength: size, maxLength: size });

describe('completion of missing features', () => {
  it('of two correlated values is the regression line', () => {
    const two: ModelReference = {
      mean: [10, 20],
      covariance: [
        [4, 3],
        [3, 9],
      ],
      background: [],
    };
    const completion = completionFor([true, false], two);
    expect(completeFeatures([12, 0], completion, two)).toEqual([12, 20 + (3 / 4) * 2]);
    expect(completion.residual[0]?.[0]).toBeCloseTo(9 - 9 / 4, 12);
  });
  it('leaves what is there, and with nothing there gives the mean', () => {
    fc.assert(
      fc.property(reference, vector, pattern, (model, row, present) => {
        const completed = completeFeatures(row, completionFor(present, model), model);
        for (const [at, there] of present.entries()) if (there) expect(completed[at]).toBe(row[at]);
        const nothing = completionFor([false, false, false, false], model);
        expect(completeFeatures(row, nothing, model)).toEqual(model.mean);
      }),
    );
  });
  it('gives a linear predictor that is the effective coefficients on what is there', () => {
    fc.assert(
      fc.property(reference, vector, vector, pattern, (model, row, coefficients, present) => {
        const completion = completionFor(present, model);
        const of = (weights: readonly number[], values: readonly number[]) =>
          weights.reduce((sum, weight, at) => sum + weight * ((values[at] ?? 0) - (model.mean[at] ?? 0)), 0);
        const completed = completeFeatures(row, completion, model);
        const effective = effectiveCoefficients(coefficients, completion);
        expect(Math.abs(of(coefficients, completed) - of(effective, row))).toBeLessThan(1e-6);
        for (const [at, there] of present.entries()) if (!there) expect(effective[at]).toBe(0);
      }),
    );
  });
  it('leaves less open the more is known', () => {
    fc.assert(
      fc.property(reference, vector, pattern, fc.nat(size - 1), (model, coefficients, present, at) => {
        const more = present.map((there, k) => there || k === at);
        const open = (of: readonly boolean[]) =>
          residualPoints([coefficients], completionFor(of, model)).axes.reduce(
            (sum, [value = 0]) => sum + value ** 2,
            0,
          );
        expect(open(more)).toBeLessThanOrEqual(open(present) + 1e-6);
      }),
    );
  });
});

describe('points over what is left open', () => {
  it('have weights that add up to 1, mean 0 and the covariance of the predictors', () => {
    fc.assert(
      fc.property(reference, fc.array(vector, { minLength: 1, maxLength: 3 }), (model, coefficients) => {
        const { offsets, weights, axes } = residualPoints(
          coefficients,
          completionFor([true, true, false, false], model),
        );
        expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 9);
        coefficients.forEach((_, i) => {
          const mean = offsets.reduce((sum, offset, k) => sum + (weights[k] ?? 0) * (offset[i] ?? 0), 0);
          const square = offsets.reduce((sum, offset, k) => sum + (weights[k] ?? 0) * (offset[i] ?? 0) ** 2, 0);
          const variance = axes.reduce((sum, axis) => sum + (axis[i] ?? 0) ** 2, 0);
          expect(Math.abs(mean)).toBeLessThan(1e-6 * Math.max(1, Math.sqrt(variance)));
          expect(Math.abs(square - variance)).toBeLessThan(1e-6 * Math.max(1, variance));
        });
      }),
    );
  });
  it('are one point at 0 when nothing is missing', () => {
    const model: ModelReference = { mean: [0], covariance: [[1]], background: [] };
    expect(residualPoints([[2]], completionFor([true], model))).toEqual({ offsets: [[0]], weights: [1], axes: [] });
  });
});

describe('the solver', () => {
  it('solves what it factors', () => {
    fc.assert(
      fc.property(reference, vector, ({ covariance }, b) => {
        const x = covarianceFactor(covariance).solve(b);
        covariance.forEach((row, i) => {
          const product = row.reduce((sum, value, j) => sum + value * (x[j] ?? 0), 0);
          expect(Math.abs(product - (b[i] ?? 0))).toBeLessThan(1e-6);
        });
      }),
    );
  });
  it('refuses a matrix that is no covariance', () => {
    expect(() =>
      covarianceFactor([
        [1, 2],
        [2, 1],
      ]),
    ).toThrow('not positive definite');
  });
  it('gives the squared distance in standard deviations', () => {
    const model: ModelReference = {
      mean: [1, 1],
      covariance: [
        [4, 0],
        [0, 9],
      ],
      background: [],
    };
    expect(distanceFrom(model)([3, 4])).toBeCloseTo(2, 12);
  });
});
