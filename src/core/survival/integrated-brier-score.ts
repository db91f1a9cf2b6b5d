import { Failure } from '../failure.ts';
import { brierScore } from './brier-score.ts';
import type { FollowUp } from './follow-up.ts';
import { isComputable, type NotComputable, notComputable } from './not-computable.ts';

export interface IntegratedBrierScore {
  /** 0 (perfect) to 1; lower is better. */
  readonly ibs: number;
  /** The same of the observed incidence. */
  readonly reference: number;
  readonly from: number;
  readonly to: number;
  readonly n: number;
}

/**
 * Brier score averaged over time between the first and the last horizon, by trapezes over the horizons given (Graf 1999), as scikit-survival.
 * @param horizons at least two, ascending. @param probability `probability[k][i]`: subject i at horizon k.
 */
export function integratedBrierScore(
  followUp: readonly FollowUp[],
  horizons: readonly number[],
  probability: readonly (readonly number[])[],
): IntegratedBrierScore | NotComputable {
  if (probability.length !== horizons.length)
    throw new Failure('invalid-input', 'There must be one set of probabilities for each horizon.');
  if (horizons.some((time, index) => index > 0 && time <= (horizons[index - 1] ?? 0)))
    throw new Failure('invalid-input', 'The horizons must ascend.');
  const from = horizons[0];
  const to = horizons.at(-1);
  if (from === undefined || to === undefined || horizons.length < 2)
    return notComputable('fewer than two horizons to integrate over');
  let area = 0;
  let referenceArea = 0;
  let last: { readonly time: number; readonly brier: number; readonly reference: number } | undefined;
  for (const [index, time] of horizons.entries()) {
    const score = brierScore(followUp, probability[index] ?? [], time);
    if (!isComputable(score)) return score;
    if (last) {
      area += ((last.brier + score.brier) / 2) * (time - last.time);
      referenceArea += ((last.reference + score.reference) / 2) * (time - last.time);
    }
    last = { time, brier: score.brier, reference: score.reference };
  }
  return { ibs: area / (to - from), reference: referenceArea / (to - from), from, to, n: followUp.length };
}
