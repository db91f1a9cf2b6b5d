import { Failure } from '../failure.ts';
import type { Random } from '../seeded-random.ts';

/**
 * Fold number 0..k-1 of each subject, so that folds differ by at most one subject in each stratum (event, competing event, censored …)
 * and by at most one in all. @param strata one a subject. @throws Failure `invalid-parameter` unless 2 <= k <= number of subjects.
 */
export function stratifiedFolds(strata: readonly (string | number)[], k: number, random: Random): number[] {
  if (!Number.isInteger(k) || k < 2 || k > strata.length)
    throw new Failure('invalid-parameter', 'There must be at least two folds and no more folds than subjects.');
  const folds = new Array<number>(strata.length).fill(0);
  let next = 0;
  for (const stratum of [...new Set(strata)].sort()) {
    const members = strata.flatMap((each, index) => (each === stratum ? [index] : []));
    for (const index of shuffled(members, random)) {
      folds[index] = next;
      next = (next + 1) % k;
    }
  }
  return folds;
}

/** Fisher and Yates. */
function shuffled(values: readonly number[], random: Random): number[] {
  const result = [...values];
  for (let last = result.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    [result[last], result[other]] = [result[other] ?? 0, result[last] ?? 0];
  }
  return result;
}
