import { checkProbabilities, type FollowUp } from './follow-up.ts';
import { isComputable, type NotComputable } from './not-computable.ts';
import { observedIncidence } from './observed-incidence.ts';

export interface NetBenefit {
  readonly threshold: number;
  /** True positives less false positives at the exchange rate of the threshold, per subject; higher is better, 0 is treating nobody. */
  readonly model: number | NotComputable;
  /** Net benefit of treating everyone. */
  readonly all: number;
  /** Share of subjects at or above the threshold. */
  readonly shareTreated: number;
  readonly n: number;
}

/**
 * Decision curve at a horizon (Vickers and Elkin 2006, doi:10.1177/0272989X06295361; censored and competing outcomes Vickers 2008,
 * doi:10.1186/1472-6947-8-53): among those at or above the threshold pt the incidence F by Kaplan-Meier or Aalen-Johansen, and
 * net benefit = share (F - (1 - F) pt / (1 - pt)). Not computable when follow-up ends before the horizon.
 * @param thresholds between 0 and 1, both excluded. @throws Failure `invalid-input` for probabilities outside 0 to 1.
 */
export function netBenefit(
  followUp: readonly FollowUp[],
  probability: readonly number[],
  horizon: number,
  thresholds: readonly number[],
): readonly NetBenefit[] | NotComputable {
  checkProbabilities(followUp.length, probability);
  const overall = observedIncidence(followUp, horizon);
  if (!isComputable(overall)) return overall;
  return thresholds.map((threshold) => {
    const odds = threshold / (1 - threshold);
    const worth = (incidence: number) => incidence - (1 - incidence) * odds;
    const treated = followUp.filter((_, index) => (probability[index] ?? 0) >= threshold);
    const shareTreated = treated.length / followUp.length;
    const common = { threshold, all: worth(overall.probability), shareTreated, n: followUp.length };
    if (treated.length === 0) return { ...common, model: 0 };
    const incidence = observedIncidence(treated, horizon);
    return {
      ...common,
      model: isComputable(incidence) ? shareTreated * worth(incidence.probability) : incidence,
    };
  });
}
