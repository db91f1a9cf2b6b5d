import { checkProbabilities, type FollowUp } from './follow-up.ts';
import type { Interval } from './interval.ts';
import { isComputable, type NotComputable, notComputable } from './not-computable.ts';
import { type ObservedIncidence, observedIncidence } from './observed-incidence.ts';

export interface ObservedToExpected {
  /** 1 is calibrated in the large; above 1 the model predicts too little. */
  readonly ratio: number;
  /** Interval of the observed part over the expected, which is taken as fixed; undefined when nothing or everything was observed. */
  readonly interval: Interval | undefined;
  readonly observed: ObservedIncidence;
  /** Mean predicted probability. */
  readonly expected: number;
}

/**
 * Observed over expected probability at a horizon; observed by Kaplan-Meier or, with competing events, Aalen-Johansen.
 * Not computable when follow-up ends before the horizon or nothing is expected. @throws Failure `invalid-input`
 */
export function observedToExpected(
  followUp: readonly FollowUp[],
  probability: readonly number[],
  horizon: number,
): ObservedToExpected | NotComputable {
  checkProbabilities(followUp.length, probability);
  const observed = observedIncidence(followUp, horizon);
  if (!isComputable(observed)) return observed;
  const expected = probability.reduce((sum, value) => sum + value, 0) / probability.length;
  if (expected === 0) return notComputable('the model expects no event at all');
  const [lower, upper] = observed.interval ?? [];
  return {
    ratio: observed.probability / expected,
    interval: lower === undefined || upper === undefined ? undefined : [lower / expected, upper / expected],
    observed,
    expected,
  };
}
