import { type NotComputable, notComputable } from './not-computable.ts';
import { type ClassProbabilities, checkClasses } from './ordinal-outcome.ts';

export interface RankedProbabilityScore {
  /** 0 (perfect) to 1; lower is better. */
  readonly rps: number;
  readonly n: number;
}

/**
 * Ranked probability score of an ordinal outcome (Epstein 1969, doi:10.1175/1520-0450(1969)008<0985:ASSFPF>2.0.CO;2; Murphy 1971): the mean
 * squared distance between predicted and observed cumulative probabilities, divided by the K - 1 cuts, so that K = 2 is the Brier score.
 * Not computable without subjects or with one class. @throws Failure `invalid-input`, see `checkClasses`.
 */
export function rankedProbabilityScore(
  probabilities: readonly ClassProbabilities[],
  classes: readonly number[],
): RankedProbabilityScore | NotComputable {
  checkClasses(probabilities, classes);
  const cuts = (probabilities[0]?.length ?? 0) - 1;
  if (cuts < 1) return notComputable('no subjects, or one class only');
  let sum = 0;
  for (const [index, given] of probabilities.entries()) {
    let below = 0;
    for (let cut = 0; cut < cuts; cut++) {
      below += given[cut] ?? 0;
      sum += (below - ((classes[index] ?? 0) <= cut ? 1 : 0)) ** 2;
    }
  }
  return { rps: sum / (cuts * classes.length), n: classes.length };
}
