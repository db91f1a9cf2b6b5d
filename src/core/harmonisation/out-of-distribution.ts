import { chiSquareQuantile } from './chi-square.ts';
import { distanceOf, type Reference } from './distance.ts';

export interface OutOfDistribution {
  /** Squared Mahalanobis distance and the squared distance above which a vector counts as unlike. */
  readonly distance: number;
  readonly limit: number;
  readonly unlike: boolean;
  /** Names of the features that cause it, the strongest first: as many as are needed for half of the distance, at most five. */
  readonly because: readonly string[];
}

/** Limit for features that are about normal: so many of the known patients lie within. @param share for example 0.99 */
export const normalLimit = (features: number, share: number): number => chiSquareQuantile(share, features);

/** Limit from the squared distances of known patients that were not used for the reference: the smallest that holds the share. */
export function empiricalLimit(squared: readonly number[], share: number): number | undefined {
  const sorted = Float64Array.from(squared).sort();
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)];
}

/**
 * Whether a vector is unlike the known patients, and why.
 * @param names of the features, in the order of the vector
 * @throws Failure as `distanceOf`
 */
export function judgeVector(
  vector: readonly number[],
  reference: Reference,
  limit: number,
  names: readonly string[],
): OutOfDistribution {
  const { squared, contributions } = distanceOf(vector, reference);
  const unlike = squared > limit;
  const because: string[] = [];
  if (unlike) {
    const order = contributions.map((value, f) => ({ value, name: names[f] ?? `feature ${f + 1}` }));
    order.sort((a, b) => b.value - a.value);
    let told = 0;
    for (const { value, name } of order) {
      if (told >= squared / 2 || because.length === 5) break;
      because.push(name);
      told += value;
    }
  }
  return { distance: squared, limit, unlike, because };
}
