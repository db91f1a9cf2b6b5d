import { eventTable, rowAt } from './event-table.ts';
import type { FollowUp } from './follow-up.ts';
import { type NotComputable, notComputable } from './not-computable.ts';

/** Probability of being still uncensored: `at(t)` after t, `before(t)` just before it. */
export interface CensoringCurve {
  at(time: number): number;
  before(time: number): number;
}

/**
 * Reverse Kaplan-Meier estimate of the censoring distribution. Events of either kind come before censoring at the same time, as in
 * `prodlim(reverse = TRUE)`. `censors` says what counts as censoring: cause 0 alone, or a competing event too.
 */
export function censoringCurve(
  followUp: readonly FollowUp[],
  censors: 'censored' | 'censored-or-competing' = 'censored',
): CensoringCurve {
  let free = 1;
  const rows = eventTable(followUp).map(({ time, atRisk, events, competing, censored }) => {
    const lost = censors === 'censored' ? censored : censored + competing;
    const exposed = censors === 'censored' ? atRisk - events - competing : atRisk - events;
    if (lost > 0) free *= 1 - lost / exposed;
    return { time, free };
  });
  return {
    at: (time) => rowAt(rows, time)?.free ?? 1,
    before: (time) => rowAt(rows, time, true)?.free ?? 1,
  };
}

/**
 * Inverse probability of censoring weights at a horizon (Graf 1999, doi:10.1002/(SICI)1097-0258(19990915/30)18:17/18<2529::AID-SIM274>3.0.CO;2-5;
 * with competing events Schoop 2011, doi:10.1002/bimj.201000073): 1/G(T-) for those whose event (of either kind) came by the horizon,
 * 1/G(horizon) for those beyond it, 0 for those censored before it, whose state is unknown.
 * Not computable when nobody can be followed to the horizon.
 */
export function censoringWeights(followUp: readonly FollowUp[], horizon: number): readonly number[] | NotComputable {
  const curve = censoringCurve(followUp);
  const atHorizon = curve.at(horizon);
  if (!followUp.some(({ time, cause }) => time > horizon || (time <= horizon && cause !== 0)))
    return notComputable('nobody has a known state at the horizon');
  if (atHorizon <= 0) return notComputable('follow-up ends before the horizon');
  return followUp.map(({ time, cause }) => {
    if (time > horizon) return 1 / atHorizon;
    return cause === 0 ? 0 : 1 / curve.before(time);
  });
}
