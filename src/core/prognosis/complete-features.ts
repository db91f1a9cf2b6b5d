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
  const factor = cholesky(seen.map((row) => seen.map((column) => at(row, column))));
  const weights = gaps.map((gap) =>
    solve(
      factor,
      seen.map((column) => at(gap, column)),
    ),
  );
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

/** Lower triangle of a symmetric positive definite matrix. @throws Error when it is not: a bug of the reference, not of a patient. */
export function cholesky(matrix: readonly (readonly number[])[]): number[][] {
  const lower: number[][] = [];
  for (const [i, row] of matrix.entries()) {
    const line: number[] = [];
    for (let j = 0; j <= i; j++) {
      let sum = row[j] ?? 0;
      for (let k = 0; k < j; k++) sum -= (line[k] ?? 0) * ((j === i ? line : lower[j])?.[k] ?? 0);
      if (j < i) line.push(sum / (lower[j]?.[j] ?? 1));
      else if (sum > 0) line.push(Math.sqrt(sum));
      else throw new Error('the covariance of the reference is not positive definite');
    }
    lower.push(line);
  }
  return lower;
}

/** Solution of (L L') x = b. */
export function solve(lower: readonly (readonly number[])[], b: readonly number[]): number[] {
  const y: number[] = [];
  for (const [i, row] of lower.entries()) {
    const known = y.reduce((sum, value, k) => sum + (row[k] ?? 0) * value, 0);
    y.push(((b[i] ?? 0) - known) / (row[i] ?? 1));
  }
  const x = [...y];
  for (let i = lower.length - 1; i >= 0; i--) {
    let sum = y[i] ?? 0;
    for (let k = i + 1; k < lower.length; k++) sum -= (lower[k]?.[i] ?? 0) * (x[k] ?? 0);
    x[i] = sum / (lower[i]?.[i] ?? 1);
  }
  return x;
}

/** Squared Mahalanobis distance of a completed row from the training data: how unusual the patient is for the model. */
export function squaredDistance(row: readonly number[], { mean, covariance }: ModelReference): number {
  const centred = row.map((value, at) => value - (mean[at] ?? 0));
  const solved = solve(cholesky(covariance), centred);
  return centred.reduce((sum, value, at) => sum + value * (solved[at] ?? 0), 0);
}
