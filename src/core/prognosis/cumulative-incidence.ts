/**
 * Discrete-time cause-specific hazards and what follows from them. Arrays are [interval][cause].
 * Tutz and Schmid, Modeling Discrete Time-to-Event Data (2016), chapter 8.
 */

/** Probabilities that one of the causes happens in an interval, given that nothing has happened before it. */
export type Hazards = readonly (readonly number[])[];

export interface CumulativeIncidence {
  /** Probability of each cause up to the end of each interval, [interval][cause]; non-decreasing over intervals. */
  readonly byCause: readonly (readonly number[])[];
  /** Probability that nothing has happened up to the end of each interval. With the causes it adds up to 1. */
  readonly eventFree: readonly number[];
}

/** Softmax over the causes and "none", whose logit is 0. Any finite logits; never overflows. */
export function hazardsFromLogits(logits: readonly (readonly number[])[]): Hazards {
  return logits.map((causes) => {
    const top = Math.max(0, ...causes);
    const odds = causes.map((logit) => Math.exp(logit - top));
    const total = odds.reduce((sum, value) => sum + value, Math.exp(-top));
    return odds.map((value) => value / total);
  });
}

/** CIF_c(T) = sum over t up to T of h_c(t) times the chance of being free of every event before t. */
export function hazardsToCif(hazards: Hazards): CumulativeIncidence {
  const byCause: number[][] = [];
  const eventFree: number[] = [];
  let free = 1;
  let sums: number[] = (hazards[0] ?? []).map(() => 0);
  for (const causes of hazards) {
    sums = sums.map((sum, cause) => sum + free * (causes[cause] ?? 0));
    free *= Math.max(0, 1 - causes.reduce((sum, hazard) => sum + hazard, 0));
    byCause.push(sums);
    eventFree.push(free);
  }
  return { byCause, eventFree };
}

/**
 * Hazards of one cause on other intervals: constant rate within each given interval.
 * After the last given end the last rate goes on; `from` and `to` are ascending interval ends from 0.
 */
export function onIntervals(hazards: readonly number[], from: readonly number[], to: readonly number[]): number[] {
  const rates = hazards.map((hazard, t) => -Math.log1p(-Math.min(hazard, 1 - 1e-12)) / widthOf(from, t));
  const cumulativeTo = (end: number): number => {
    let [total, start] = [0, 0];
    for (const [t, rate] of rates.entries()) {
      const last = t === rates.length - 1;
      const stop = last ? end : Math.min(end, from[t] ?? end);
      if (stop <= start) break;
      total += rate * (stop - start);
      start = stop;
    }
    return total;
  };
  return to.map((end, t) => -Math.expm1(cumulativeTo(t === 0 ? 0 : (to[t - 1] ?? 0)) - cumulativeTo(end)));
}

const widthOf = (ends: readonly number[], t: number) => (ends[t] ?? 0) - (t === 0 ? 0 : (ends[t - 1] ?? 0));

export interface CauseHazard {
  readonly hazards: readonly number[];
  readonly intervalEndsYears: readonly number[];
}

/**
 * A liver event and death of another cause, learnt by two models, as one system of competing risks on the intervals of the first.
 * Where both together would pass 1 they share it in proportion.
 * @returns hazards [interval][liver event, other cause]
 */
export function combineHazards(liverEvent: CauseHazard, otherCause: CauseHazard): Hazards {
  const ends = liverEvent.intervalEndsYears;
  const other = onIntervals(otherCause.hazards, otherCause.intervalEndsYears, ends);
  return liverEvent.hazards.map((event, t) => {
    const total = event + (other[t] ?? 0);
    const share = total > 1 ? 1 / total : 1;
    return [event * share, (other[t] ?? 0) * share];
  });
}

/**
 * The same for many evaluations of one model: odds against "none" of each interval and cause, flat [interval * causes + cause], each cause
 * times a factor. A softmax of sums is a ratio of products, so that moving a predictor costs one factor and no exponential.
 * @param at intervals (counted from 0, ascending) after which to answer
 * @returns cumulative incidences, flat [place in `at` * causes + cause]
 */
export function incidenceFromOdds(odds: Float64Array, factors: readonly number[], at: readonly number[]): Float64Array {
  const causes = factors.length;
  const answer = new Float64Array(at.length * causes);
  const sums = new Float64Array(causes);
  const last = at.at(-1) ?? -1;
  let free = 1;
  let place = 0;
  for (let t = 0; t <= last; t++) {
    let total = 1;
    for (let c = 0; c < causes; c++) total += bounded((odds[t * causes + c] ?? 0) * (factors[c] ?? 1));
    for (let c = 0; c < causes; c++)
      sums[c] = (sums[c] ?? 0) + (free * bounded((odds[t * causes + c] ?? 0) * (factors[c] ?? 1))) / total;
    free /= total;
    while (at[place] === t) {
      answer.set(sums, place * causes);
      place += 1;
    }
  }
  return answer;
}

/** Odds beyond any probability that a double can tell from 1. */
const bounded = (odds: number) => Math.min(odds, 1e100);
