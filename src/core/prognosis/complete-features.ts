import { type CholeskyFactor, choleskyFactor } from '../linear-algebra.ts';
import type { ModelReference } from '../models/manifest.ts';

/**
 * Features that are absent are completed by their conditional expectation given those that are there: multivariate normal with
 * the mean and covariance of the training data. The linear model on the completed row is again linear in what is there.
 * Little and Rubin, Statistical Analysis with Missing Data, 3rd ed., section 11.2.
 */
export interface Completion {
  readonly seen: readonly number[];
  readonly gaps: readonly number[];
  /** [gap][seen]: expected gap = mean + sum of weight times (seen - mean). */
  readonly weights: readonly (readonly number[])[];
  /** Covariance that is left of the gaps once the seen are known, [gap][gap]. */
  readonly residual: readonly (readonly number[])[];
}

/** @param present one flag a column of the tensor */
export function completionFor(present: readonly boolean[], { covariance }: ModelReference): Completion {
  const seen = present.flatMap((there, at) => (there ? [at] : []));
  const gaps = present.flatMap((there, at) => (there ? [] : [at]));
  const at = (row: number, column: number) => covariance[row]?.[column] ?? 0;
  const factor = covarianceFactor(seen.map((row) => seen.map((column) => at(row, column))));
  const weights = gaps.map((gap) => factor.solve(seen.map((column) => at(gap, column))));
  const residual = gaps.map((left, i) =>
    gaps.map((right) => {
      const explained = seen.reduce((sum, column, k) => sum + (weights[i]?.[k] ?? 0) * at(column, right), 0);
      return at(left, right) - explained;
    }),
  );
  const symmetric = residual.map((row, i) => row.map((value, j) => (value + (residual[j]?.[i] ?? value)) / 2));
  return { seen, gaps, weights, residual: symmetric };
}

/** The row with its gaps filled. `row` may hold anything at the gaps. */
export function completeFeatures(row: readonly number[], completion: Completion, { mean }: ModelReference): number[] {
  const completed = [...row];
  completion.gaps.forEach((gap, i) => {
    completed[gap] = completion.seen.reduce(
      (sum, column, k) => sum + (completion.weights[i]?.[k] ?? 0) * ((row[column] ?? 0) - (mean[column] ?? 0)),
      mean[gap] ?? 0,
    );
  });
  return completed;
}

/** Coefficients on what is there, in the order of all columns; 0 for what is not. */
export function effectiveCoefficients(coefficients: readonly number[], completion: Completion): number[] {
  const effective = coefficients.map(() => 0);
  completion.seen.forEach((column, k) => {
    effective[column] = completion.gaps.reduce(
      (sum, gap, i) => sum + (coefficients[gap] ?? 0) * (completion.weights[i]?.[k] ?? 0),
      coefficients[column] ?? 0,
    );
  });
  return effective;
}

/** @throws Error when the matrix is not positive definite: a bug of the reference, not of a patient. */
export function covarianceFactor(covariance: readonly (readonly number[])[]): CholeskyFactor {
  const factor = choleskyFactor(covariance);
  if (!factor) throw new Error('the covariance of the reference is not positive definite');
  return factor;
}

/**
 * Squared Mahalanobis distance of completed rows from the training data: how unusual a patient is for the model. The covariance is factored
 * once.
 */
export function distanceFrom({ mean, covariance }: ModelReference): (row: readonly number[]) => number {
  const factor = covarianceFactor(covariance);
  return (row) => {
    const centred = row.map((value, at) => value - (mean[at] ?? 0));
    const solved = factor.solve(centred);
    return centred.reduce((sum, value, at) => sum + value * (solved[at] ?? 0), 0);
  };
}
