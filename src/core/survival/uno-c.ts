import { censoringCurve } from './censoring.ts';
import { concordancePairs } from './concordance-pairs.ts';
import type { FollowUp } from './follow-up.ts';
import { type Concordance, concordanceOf } from './harrell-c.ts';
import type { NotComputable } from './not-computable.ts';

/**
 * Uno's C up to `tau`: Harrell's pairs weighted by 1/G(T-)^2, G the chance of being uncensored, so that the result does not depend on how
 * the cohort was censored (Stat Med 2011, doi:10.1002/sim.4154). Only events before tau open pairs. Higher score is worse; score ties count
 * one half. A competing event counts as censoring, in the pairs and in G. As `concordance(timewt = "n/G2", ymax = tau)`.
 * Not computable without a comparable pair. @throws Failure `invalid-input` for scores that are not finite or not one a subject.
 */
export function unoC(
  followUp: readonly FollowUp[],
  score: readonly number[],
  tau = Number.POSITIVE_INFINITY,
): Concordance | NotComputable {
  const curve = censoringCurve(followUp, 'censored-or-competing');
  const weightAt = (time: number) => {
    const free = curve.before(time);
    return time < tau && free > 0 ? 1 / (free * free) : 0;
  };
  return concordanceOf(concordancePairs(followUp, score, weightAt));
}
