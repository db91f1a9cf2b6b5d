import { Failure } from '../failure.ts';
import { symmetricEigen } from '../linear-algebra.ts';

/** Where the known patients lie: mean and covariance, features in one order. */
export interface Reference {
  readonly mean: readonly number[];
  readonly covariance: readonly (readonly number[])[];
}

export interface Distance {
  /** Squared Mahalanobis distance. */
  readonly squared: number;
  /**
   * What each feature adds to it, in the order of the features: never negative, and together the squared distance.
   */
  readonly contributions: readonly number[];
}

/** Eigenvalues of the correlation below this mean that some features are the same one: there is no distance. */
const singular = 1e-10;

/**
 * How unlike the known patients a vector is, and which features make it so. Contributions are the squares of the components of
 * R^(-1/2) z, with z the standardised vector and R the correlation: the decorrelated variables closest to the original ones, so that each stands
 * for its feature (Garthwaite PH, Koch I. Aust N Z J Stat 2016;58:99-119).
 *
 * @throws Failure `invalid-input` when lengths differ, a value is no number, or the covariance is not positive definite
 */
export function distanceOf(vector: readonly number[], { mean, covariance }: Reference): Distance {
  const fits =
    vector.length > 0 &&
    vector.length === mean.length &&
    covariance.length === mean.length &&
    covariance.every((row) => row.length === mean.length && row.every(Number.isFinite)) &&
    [...vector, ...mean].every(Number.isFinite);
  if (!fits)
    throw new Failure('invalid-input', 'Vector and reference differ in length, or a value of them is no number.');
  const deviations = covariance.map((row, i) => Math.sqrt(row[i] ?? 0));
  const z = vector.map((value, i) => (value - (mean[i] ?? 0)) / (deviations[i] ?? 1));
  const correlation = covariance.map((row, i) =>
    row.map((value, j) => (i === j ? 1 : value / ((deviations[i] ?? 1) * (deviations[j] ?? 1)))),
  );
  const eigen = deviations.every((value) => value > 0) ? symmetricEigen(correlation) : undefined;
  if (eigen === undefined || !((eigen.values[0] ?? 0) > singular))
    throw new Failure('invalid-input', 'The covariance of the reference is not positive definite.');
  const decorrelated = new Array<number>(vector.length).fill(0);
  for (const [e, axis] of eigen.vectors.entries()) {
    const along = axis.reduce((sum, part, i) => sum + part * (z[i] ?? 0), 0) / Math.sqrt(eigen.values[e] ?? 1);
    for (const [i, part] of axis.entries()) decorrelated[i] = (decorrelated[i] ?? 0) + part * along;
  }
  const contributions = decorrelated.map((value) => value * value);
  return { squared: contributions.reduce((sum, value) => sum + value, 0), contributions };
}
