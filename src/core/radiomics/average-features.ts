import type { Aggregation, FeatureDefinition, FeatureResult } from './family.ts';
import type { Roi } from './roi.ts';

/** Why a matrix has no value for a feature. */
export interface Absent {
  readonly undefined: string;
}

/** A row of a family's table: the definition and its formula. */
export interface TextureFeature<Matrix> extends FeatureDefinition {
  of(matrix: Matrix): number | Absent;
}

/**
 * Features of one aggregation: each computed on every matrix, then averaged. Matrices come one at a time, so that only
 * one is in memory. A matrix for which a feature is undefined (a slice of one grey level has no correlation) stays out
 * of that feature's average: the IBSI sets no value for it, and 0 or 1 would pass for a measurement.
 *
 * @param make the matrices that hold something; asked only when the ROI has levels and the family knows the method
 * @param whenEmpty reason given when there is no matrix at all
 */
export function averageFeatures<Matrix>(
  family: { readonly name: string; readonly aggregations: readonly Aggregation[] },
  features: readonly TextureFeature<Matrix>[],
  { roi, aggregation }: { readonly roi: Roi; readonly aggregation: Aggregation },
  make: () => Iterable<Matrix>,
  whenEmpty: string,
): ReadonlyMap<string, FeatureResult> {
  const nothing = (reason: string) => new Map(features.map(({ id }) => [id, { undefined: reason }]));
  if (!family.aggregations.includes(aggregation)) return nothing(`${family.name} has no aggregation ${aggregation}`);
  if (!roi.levels) return nothing('The region was not discretised');

  const sums = new Float64Array(features.length);
  const counts = new Uint32Array(features.length);
  const reasons: string[] = features.map(() => whenEmpty);
  for (const matrix of make()) {
    features.forEach((feature, f) => {
      const value = feature.of(matrix);
      if (typeof value === 'object') reasons[f] = value.undefined;
      else if (!Number.isFinite(value)) reasons[f] = 'The value is not a finite number';
      else {
        sums[f] = (sums[f] ?? 0) + value;
        counts[f] = (counts[f] ?? 0) + 1;
      }
    });
  }
  return new Map(
    features.map(({ id }, f): [string, FeatureResult] => {
      const count = counts[f] ?? 0;
      return [id, count > 0 ? { value: (sums[f] ?? 0) / count } : { undefined: reasons[f] ?? whenEmpty }];
    }),
  );
}
