import { aalenJohansen } from './aalen-johansen.ts';
import { rowAt } from './event-table.ts';
import type { FollowUp } from './follow-up.ts';
import type { Interval } from './interval.ts';
import { kaplanMeier } from './kaplan-meier.ts';
import { type NotComputable, notComputable } from './not-computable.ts';

export interface ObservedIncidence {
  readonly probability: number;
  /** 95 %, log(-log) scale; undefined at 0 and 1. */
  readonly interval: Interval | undefined;
  readonly method: 'kaplan-meier' | 'aalen-johansen';
  readonly n: number;
  /** Events of interest up to the horizon. */
  readonly events: number;
  /** Still under observation, event-free, after the horizon. */
  readonly atRiskAfter: number;
}

/**
 * Observed probability of the event of interest by `horizon`: 1 - Kaplan-Meier, or Aalen-Johansen when competing events were seen.
 * Not computable without subjects, and when observation ends before the horizon with people still event-free.
 */
export function observedIncidence(followUp: readonly FollowUp[], horizon: number): ObservedIncidence | NotComputable {
  if (followUp.length === 0) return notComputable('no subjects');
  const longest = followUp.reduce((most, { time }) => Math.max(most, time), 0);
  const counts = {
    n: followUp.length,
    events: followUp.filter(({ time, cause }) => cause === 1 && time <= horizon).length,
    atRiskAfter: followUp.filter(({ time }) => time > horizon).length,
  };
  if (followUp.some(({ cause }) => cause === 2)) {
    const step = rowAt(aalenJohansen(followUp).steps, horizon);
    if (longest < horizon && (step?.eventFree ?? 1) > 1e-12) return tooShort;
    return { probability: step?.incidence ?? 0, interval: step?.interval, method: 'aalen-johansen', ...counts };
  }
  const step = rowAt(kaplanMeier(followUp).steps, horizon);
  if (longest < horizon && (step?.survival ?? 1) > 0) return tooShort;
  return {
    probability: 1 - (step?.survival ?? 1),
    interval: step?.interval && [1 - step.interval[1], 1 - step.interval[0]],
    method: 'kaplan-meier',
    ...counts,
  };
}
const tooShort = notComputable('follow-up ends before the horizon');
