import { eventTable } from './event-table.ts';
import type { FollowUp } from './follow-up.ts';
import { type Interval, z95 } from './interval.ts';

export interface SurvivalStep {
  readonly time: number;
  readonly atRisk: number;
  readonly events: number;
  /** Probability of no event up to and including `time`, 1 down to 0. */
  readonly survival: number;
  /** Greenwood's standard error of `survival`; undefined once survival is 0. */
  readonly standardError: number | undefined;
  /** 95 %, on the log(-log) scale, so within 0 to 1; undefined where survival is 0 or 1. */
  readonly interval: Interval | undefined;
}
export interface SurvivalCurve {
  readonly n: number;
  readonly events: number;
  /** One step for each distinct time, ascending; empty without subjects. */
  readonly steps: readonly SurvivalStep[];
}

/**
 * Kaplan and Meier's estimate of survival (JASA 1958, doi:10.1080/01621459.1958.10501452). Competing events end observation as
 * censoring does: for probabilities in their presence use `aalenJohansen`. Events at a time come before censoring at it.
 * @throws Failure `invalid-input` for a time that is negative or no number.
 */
export function kaplanMeier(followUp: readonly FollowUp[]): SurvivalCurve {
  let survival = 1;
  let greenwood = 0;
  const steps = eventTable(followUp).map(({ time, atRisk, events }): SurvivalStep => {
    survival *= 1 - events / atRisk;
    greenwood += events === atRisk ? 0 : events / (atRisk * (atRisk - events));
    const standardError = survival > 0 ? survival * Math.sqrt(greenwood) : undefined;
    return { time, atRisk, events, survival, standardError, interval: logLogInterval(survival, standardError) };
  });
  return { n: followUp.length, events: followUp.filter(({ cause }) => cause === 1).length, steps };
}

/** 95 % interval of a probability by the delta method on log(-log p); undefined at 0 and 1. */
export function logLogInterval(probability: number, standardError: number | undefined): Interval | undefined {
  if (standardError === undefined || probability <= 0 || probability >= 1) return undefined;
  const spread = Math.exp((z95 * standardError) / (probability * -Math.log(probability)));
  return [probability ** spread, probability ** (1 / spread)];
}
