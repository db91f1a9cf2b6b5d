import { checkFollowUp, checkPaired, type FollowUp } from './follow-up.ts';

export interface ConcordancePairs {
  /** Weighted numbers of comparable pairs; they sum to all comparable pairs. */
  readonly concordant: number;
  readonly discordant: number;
  readonly tiedScore: number;
  /** Comparable pairs, unweighted. */
  readonly pairs: number;
  /** Events that opened at least the chance of a pair. */
  readonly events: number;
}

/**
 * Counts pairs of an event with everyone known to be event-free longer, in n log n steps.
 *
 * Subjects are taken from the longest time to the shortest and entered into a binary indexed tree over the ranks of the scores. When an
 * event comes up, the tree holds exactly those who outlived it: how many score lower (concordant), equal, and higher is three prefix sums.
 * At one time the censored are entered before the events are judged (they outlived it), the events after (two events at one time are no pair).
 * @param score one a subject, higher is worse (earlier event).
 * @param weightAt weight of all pairs whose earlier member has its event at this time; 0 leaves the event out.
 */
export function concordancePairs(
  followUp: readonly FollowUp[],
  score: readonly number[],
  weightAt: (time: number) => number,
): ConcordancePairs {
  checkFollowUp(followUp);
  checkPaired(followUp.length, score, 'score');
  const levels = [...new Set(score)].sort((left, right) => left - right);
  const rankOf = new Map(levels.map((level, index) => [level, index + 1]));
  const tree = new Float64Array(levels.length + 1);
  let entered = 0;
  const enter = (rank: number) => {
    entered += 1;
    for (let at = rank; at < tree.length; at += at & -at) tree[at] = (tree[at] ?? 0) + 1;
  };
  const upTo = (rank: number) => {
    let sum = 0;
    for (let at = rank; at > 0; at -= at & -at) sum += tree[at] ?? 0;
    return sum;
  };

  const subjects = followUp
    .map(({ time, cause }, index) => ({ time, isEvent: cause === 1, rank: rankOf.get(score[index] ?? 0) ?? 0 }))
    .sort((left, right) => right.time - left.time || Number(left.isEvent) - Number(right.isEvent));
  const total = { concordant: 0, discordant: 0, tiedScore: 0, pairs: 0, events: 0 };
  let waiting: number[] = [];
  let waitingTime = Number.POSITIVE_INFINITY;
  for (const { time, isEvent, rank } of subjects) {
    if (time !== waitingTime) {
      waiting.forEach(enter);
      waiting = [];
      waitingTime = time;
    }
    if (!isEvent) {
      enter(rank);
      continue;
    }
    waiting.push(rank);
    const weight = weightAt(time);
    if (weight === 0) continue;
    const lower = upTo(rank - 1);
    const equal = upTo(rank) - lower;
    total.concordant += weight * lower;
    total.tiedScore += weight * equal;
    total.discordant += weight * (entered - lower - equal);
    total.pairs += entered;
    total.events += 1;
  }
  return total;
}
