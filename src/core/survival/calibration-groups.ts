import { checkProbabilities, type FollowUp } from './follow-up.ts';
import type { NotComputable } from './not-computable.ts';
import { type ObservedIncidence, observedIncidence } from './observed-incidence.ts';

export interface CalibrationGroup {
  readonly n: number;
  /** Range of the predictions in the group. */
  readonly from: number;
  readonly to: number;
  readonly meanPredicted: number;
  readonly observed: ObservedIncidence | NotComputable;
}

/**
 * Predicted against observed in groups of (nearly) equal size by rising prediction. Equal predictions are never split, so there may be
 * fewer groups than asked for. @throws Failure `invalid-input` for probabilities outside 0 to 1.
 */
export function calibrationGroups(
  followUp: readonly FollowUp[],
  probability: readonly number[],
  horizon: number,
  groups = 10,
): CalibrationGroup[] {
  checkProbabilities(followUp.length, probability);
  return equalGroups(probability, groups).map((members) => {
    const values = members.map((index) => probability[index] ?? 0);
    const seen = members.flatMap((index) => followUp[index] ?? []);
    return {
      n: members.length,
      from: Math.min(...values),
      to: Math.max(...values),
      meanPredicted: values.reduce((sum, value) => sum + value, 0) / values.length,
      observed: observedIncidence(seen, horizon),
    };
  });
}

/** Indices in groups of nearly equal size by rising value; equal values stay together. */
export function equalGroups(values: readonly number[], groups: number): number[][] {
  const order = values.map((_, index) => index).sort((left, right) => (values[left] ?? 0) - (values[right] ?? 0));
  const result: number[][] = [];
  let from = 0;
  for (let group = 1; group <= groups; group++) {
    let to = Math.round((order.length * group) / groups);
    const edge = values[order[to - 1] ?? -1];
    while (to < order.length && values[order[to] ?? -1] === edge) to += 1;
    if (to > from) result.push(order.slice(from, to));
    from = Math.max(from, to);
  }
  return result;
}
