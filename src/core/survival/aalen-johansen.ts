import { eventTable } from './event-table.ts';
import type { FollowUp } from './follow-up.ts';
import type { Interval } from './interval.ts';
import { logLogInterval } from './kaplan-meier.ts';

export interface IncidenceStep {
  readonly time: number;
  readonly atRisk: number;
  readonly events: number;
  readonly competing: number;
  /** Probability that the event of interest has happened by `time`, 0 up to 1. */
  readonly incidence: number;
  readonly competingIncidence: number;
  /** Probability of neither. The three sum to 1. */
  readonly eventFree: number;
  readonly standardError: number;
  /** 95 %, log(-log) scale; undefined where the incidence is 0 or 1. */
  readonly interval: Interval | undefined;
}
export interface IncidenceCurve {
  readonly n: number;
  readonly events: number;
  readonly competing: number;
  readonly steps: readonly IncidenceStep[];
}

/**
 * Cumulative incidence with a competing event (Aalen and Johansen, Scand J Stat 1978). The variance is Aalen's (Ann Stat 1978,
 * doi:10.1214/aos/1176344198) with the tie correction of Gray's `cmprsk::cuminc`.
 *
 * Variance at t: every earlier event time s moves the incidence at t in two ways. An event of interest adds to it directly and takes
 * away the chance of what was still to come, (F(t) - F(s)) / S(s); a competing event only takes that chance away. The squares of both,
 * weighted by the variance of the number of events at s, are summed; three running sums spare the double loop.
 * @throws Failure `invalid-input` for a time that is negative or no number.
 */
export function aalenJohansen(followUp: readonly FollowUp[]): IncidenceCurve {
  let eventFree = 1;
  let incidence = 0;
  let competingIncidence = 0;
  let constant = 0;
  let linear = 0;
  let square = 0;
  const add = (deaths: number, atRisk: number, before: number, after: number, direct: 0 | 1) => {
    if (deaths === 0 || (after === 0 && direct === 0)) return;
    const ties = deaths > 1 ? 1 - (deaths - 1) / (atRisk - 1) : 1;
    const weight = (before * before * ties * deaths) / (atRisk * atRisk);
    const inverse = after > 0 ? 1 / after : 0;
    const own = direct + inverse * incidence;
    constant += own * own * weight;
    linear += inverse * own * weight;
    square += inverse * inverse * weight;
  };
  const steps = eventTable(followUp).map(({ time, atRisk, events, competing }): IncidenceStep => {
    const before = eventFree;
    eventFree = before * ((atRisk - events - competing) / atRisk);
    incidence += (before * events) / atRisk;
    competingIncidence += (before * competing) / atRisk;
    add(competing, atRisk, before, eventFree, 0);
    add(events, atRisk, before, eventFree, 1);
    const variance = constant + incidence * incidence * square - 2 * incidence * linear;
    const standardError = Math.sqrt(Math.max(0, variance));
    const interval = logLogInterval(incidence, standardError);
    return { time, atRisk, events, competing, incidence, competingIncidence, eventFree, standardError, interval };
  });
  const ended = (cause: number) => followUp.filter((one) => one.cause === cause).length;
  return { n: followUp.length, events: ended(1), competing: ended(2), steps };
}
