import { type EventRow, eventTable } from './event-table.ts';
import type { FollowUp } from './follow-up.ts';
import { isComputable, type NotComputable, notComputable } from './not-computable.ts';
import { observedIncidence } from './observed-incidence.ts';

/**
 * Jackknife pseudo-observations of the incidence at a horizon (Andersen 2003, doi:10.1093/biomet/90.1.15): n F - (n - 1) F without the
 * subject, F by Kaplan-Meier or Aalen-Johansen. They stand in for the unknown state of the censored, and may lie outside 0 to 1.
 * In the order of `followUp`. Not computable with fewer than two subjects or when follow-up ends before the horizon.
 */
export function pseudoObservations(followUp: readonly FollowUp[], horizon: number): readonly number[] | NotComputable {
  const whole = observedIncidence(followUp, horizon);
  if (!isComputable(whole)) return whole;
  const n = followUp.length;
  if (n < 2) return notComputable('fewer than two subjects');
  const rows = eventTable(followUp).filter(({ time }) => time <= horizon);
  // Subjects that end together (or beyond the horizon) leave the same gap: one estimate for each kind.
  const known = new Map<string, number>();
  return followUp.map(({ time, cause }) => {
    const kind = time > horizon ? 'beyond' : `${time} ${cause}`;
    const value = known.get(kind) ?? n * whole.probability - (n - 1) * incidenceWithout(rows, time, cause);
    known.set(kind, value);
    return value;
  });
}

function incidenceWithout(rows: readonly EventRow[], time: number, cause: number): number {
  let free = 1;
  let incidence = 0;
  for (const row of rows) {
    const atRisk = row.atRisk - (row.time <= time ? 1 : 0);
    if (atRisk === 0) break;
    const own = row.time === time;
    const events = row.events - (own && cause === 1 ? 1 : 0);
    const competing = row.competing - (own && cause === 2 ? 1 : 0);
    incidence += (free * events) / atRisk;
    free *= (atRisk - events - competing) / atRisk;
  }
  return incidence;
}
