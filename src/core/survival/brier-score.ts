import { censoringWeights } from './censoring.ts';
import { checkProbabilities, type FollowUp } from './follow-up.ts';
import { isComputable, type NotComputable } from './not-computable.ts';
import { observedIncidence } from './observed-incidence.ts';

export interface BrierScore {
  /** Mean squared error of the probability, 0 (perfect) to 1; lower is better. */
  readonly brier: number;
  /** The same when everyone is given the observed incidence of this cohort. */
  readonly reference: number;
  /** 1 - brier / reference: 0 is no better than the incidence, 1 perfect, negative worse. Undefined when the reference is 0. */
  readonly scaled: number | undefined;
  readonly n: number;
  /** Events of interest by the horizon. */
  readonly events: number;
  readonly unknown: number;
}

/**
 * Brier score at a horizon with inverse probability of censoring weights; a competing event by the horizon is "no event of interest"
 * (Graf 1999; Schoop 2011, doi:10.1002/bimj.201000073). `reference` and `scaled` as the null model and IPA of `riskRegression::Score`.
 * @param probability P(event of interest by the horizon), one a subject. Not computable when follow-up ends before the horizon.
 * @throws Failure `invalid-input` for probabilities outside 0 to 1.
 */
export function brierScore(
  followUp: readonly FollowUp[],
  probability: readonly number[],
  horizon: number,
): BrierScore | NotComputable {
  checkProbabilities(followUp.length, probability);
  const weights = censoringWeights(followUp, horizon);
  if (!isComputable(weights)) return weights;
  const incidence = observedIncidence(followUp, horizon);
  if (!isComputable(incidence)) return incidence;
  let sum = 0;
  let referenceSum = 0;
  let unknown = 0;
  followUp.forEach(({ time, cause }, index) => {
    const weight = weights[index] ?? 0;
    const outcome = time <= horizon && cause === 1 ? 1 : 0;
    sum += weight * (outcome - (probability[index] ?? 0)) ** 2;
    referenceSum += weight * (outcome - incidence.probability) ** 2;
    if (weight === 0) unknown += 1;
  });
  const n = followUp.length;
  const brier = sum / n;
  const reference = referenceSum / n;
  const scaled = reference > 0 ? 1 - brier / reference : undefined;
  return { brier, reference, scaled, n, events: incidence.events, unknown };
}
