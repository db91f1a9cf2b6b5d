import { censoringWeights } from './censoring.ts';
import { checkProbabilities, type FollowUp } from './follow-up.ts';
import { isComputable, type NotComputable, notComputable } from './not-computable.ts';

export interface LogScore {
  /** Mean of -ln(probability given to what happened), 0 (perfect) upwards; lower is better. */
  readonly logScore: number;
  readonly n: number;
  readonly events: number;
  readonly unknown: number;
}

/**
 * Logarithmic score of the state at a horizon, with inverse probability of censoring weights (Good 1952). A competing event by the horizon
 * is "no event of interest". Not computable when follow-up ends before the horizon, or when something happened that had been given
 * probability 0: the score would be infinite. @throws Failure `invalid-input` for probabilities outside 0 to 1.
 */
export function logScore(
  followUp: readonly FollowUp[],
  probability: readonly number[],
  horizon: number,
): LogScore | NotComputable {
  checkProbabilities(followUp.length, probability);
  const weights = censoringWeights(followUp, horizon);
  if (!isComputable(weights)) return weights;
  let sum = 0;
  let events = 0;
  let unknown = 0;
  for (const [index, { time, cause }] of followUp.entries()) {
    const weight = weights[index] ?? 0;
    if (weight === 0) {
      unknown += 1;
      continue;
    }
    const happened = time <= horizon && cause === 1;
    if (happened) events += 1;
    const given = happened ? (probability[index] ?? 0) : 1 - (probability[index] ?? 0);
    if (given === 0) return notComputable('something happened that had been given probability 0');
    sum -= weight * Math.log(given);
  }
  return { logScore: sum / followUp.length, n: followUp.length, events, unknown };
}
