import { type Completion, covarianceFactor } from './complete-features.ts';

/**
 * What the gaps leave open of several linear predictors: a product Gauss-Hermite rule over their normal distribution.
 * A probability is the weighted mean over these points; judged at the expectation alone, patients with gaps would be placed too
 * far from one half.
 */
export interface ResidualPoints {
  /** [point][predictor]: added to the logits of each predictor. */
  readonly offsets: readonly (readonly number[])[];
  /** Add up to 1. */
  readonly weights: readonly number[];
  /** One deviation along each independent axis, [axis][predictor]; none when nothing is open. */
  readonly axes: readonly (readonly number[])[];
}

/** Nodes and weights of the probabilists' Gauss-Hermite rule (Abramowitz and Stegun, table 25.10, scaled), weights adding up to 1. */
const five = {
  nodes: [-2.8569700138728056, -1.3556261799742659, 0, 1.3556261799742659, 2.8569700138728056],
  weights: [0.011257411327720691, 0.22207592200561266, 8 / 15, 0.22207592200561266, 0.011257411327720691],
};
const three = { nodes: [-Math.sqrt(3), 0, Math.sqrt(3)], weights: [1 / 6, 2 / 3, 1 / 6] };

/**
 * @param coefficients one row a predictor, over all columns
 * @param extra variance that an input brings of its own (a conversion), by column
 */
export function residualPoints(
  coefficients: readonly (readonly number[])[],
  { gaps, residual }: Completion,
  extra: readonly number[] = [],
): ResidualPoints {
  const spread = (left: readonly number[], right: readonly number[]) =>
    gaps.reduce(
      (sum, row, i) =>
        sum + gaps.reduce((inner, column, j) => inner + at(left, row) * at(residual[i], j) * at(right, column), 0),
      extra.reduce((sum, variance, column) => sum + at(left, column) * variance * at(right, column), 0),
    );
  const covariance = coefficients.map((left) => coefficients.map((right) => spread(left, right)));
  const largest = Math.max(0, ...covariance.map((row, i) => at(row, i)));
  if (largest < 1e-12) return { offsets: [coefficients.map(() => 0)], weights: [1], axes: [] };
  // a hair on the diagonal: two predictors may depend on the gaps in the same proportion
  const { lower } = covarianceFactor(
    covariance.map((row, i) => row.map((value, j) => value + (i === j ? largest * 1e-9 : 0))),
  );
  const rule = lower.length <= 2 ? five : three;
  let points: { z: number[]; weight: number }[] = [{ z: [], weight: 1 }];
  for (let axis = 0; axis < lower.length; axis++)
    points = points.flatMap(({ z, weight }) =>
      rule.nodes.map((node, k) => ({ z: [...z, node], weight: weight * at(rule.weights, k) })),
    );
  return {
    offsets: points.map(({ z }) => lower.map((row) => row.reduce((sum, value, k) => sum + value * at(z, k), 0))),
    weights: points.map(({ weight }) => weight),
    axes: lower.map((_, axis) => lower.map((row) => at(row, axis))),
  };
}

const at = (values: readonly number[] | undefined, index: number) => values?.[index] ?? 0;
