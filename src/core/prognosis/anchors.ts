import type { AnchorConstants } from '../models/anchor-versions.ts';
import { hazardsFromLogits } from './cumulative-incidence.ts';

/**
 * Re-anchoring of a model at one site: one constant a cause, learnt from the site's own patients; the ranking of patients stays as it was.
 * With many events also a slope on the linear predictor.
 */
export const leastPatients = 200;
export const leastEvents = 20;
export const leastEventsForSlope = 100;

export interface ObservedPatient {
  /** Follow-up, years. */
  readonly timeYears: number;
  /** Index of the cause that ended it, -1 for one that the model does not tell apart; absent: censored. */
  readonly cause?: number;
  /** Logits of the model, [interval][cause], without any anchor. */
  readonly logits: readonly (readonly number[])[];
  /** Linear predictor of each cause. */
  readonly predictors: readonly number[];
}

/** What is added to the logit of one cause: intercept + (slope - 1) times its linear predictor. */
export type Shift = Required<Pick<AnchorConstants, 'intercept' | 'slope'>>;
const noShift: Shift = { intercept: 0, slope: 1 };

export type Anchored =
  | ({ readonly status: 'anchored' } & Omit<AnchorConstants, 'key'>)
  | { readonly status: 'refused'; readonly reason: string; readonly n: number; readonly events: number };

export interface AnchorOptions {
  readonly slope: boolean;
  /** What the causes are shifted by already; one's own does not count. */
  readonly held?: ReadonlyMap<number, Shift>;
  /** Do not ask for a least number of patients and events: to try half of a cohort, never to record. */
  readonly anyNumber?: boolean;
}

/**
 * The constant (and slope) at which the expected number of events of the cause over the observed time equals the observed number:
 * maximum likelihood of the discrete-time hazard with everything else held. Censored intervals count with the share that was seen.
 * @param ends interval ends in years; for a yes or no without time one interval, with everybody followed to its end
 */
export function anchorIntercept(
  patients: readonly ObservedPatient[],
  cause: number,
  ends: readonly number[],
  options: AnchorOptions = { slope: false },
): Anchored {
  const last = ends.at(-1) ?? 0;
  const n = patients.length;
  const events = patients.filter(
    ({ cause: ended, timeYears }) => ended === cause && timeYears > 0 && timeYears <= last,
  ).length;
  const refused = (reason: string): Anchored => ({ status: 'refused', reason, n, events });
  if (!options.anyNumber) {
    if (n < leastPatients) return refused(`${n} patients are too few: ${leastPatients} are needed to re-anchor`);
    if (events < leastEvents) return refused(`${events} events are too few: ${leastEvents} are needed to re-anchor`);
    if (options.slope && events < leastEventsForSlope)
      return refused(`${events} events are too few: ${leastEventsForSlope} are needed to change the slope`);
  }
  const rows = patients.flatMap((patient) => atRisk(patient, cause, ends, options.held ?? new Map()));
  const found = maximise(rows, cause, options.slope);
  if (!found) return refused('the events of this site cannot be brought to agree with the model by a constant');
  const { intercept, interceptSd, slope } = found;
  return { status: 'anchored', intercept, interceptSd, ...(options.slope ? { slope } : {}), n, events };
}

/**
 * Several causes of one group at once: each is fitted with the others where they came to stand, in turn until nothing moves, which is the
 * maximum of the joint likelihood (it is concave).
 * @param causes indices of those to anchor. One that is refused stays where it was, and the others are fitted beside it.
 * @returns one answer a cause, in their order
 */
export function anchorCauses(
  patients: readonly ObservedPatient[],
  causes: readonly number[],
  ends: readonly number[],
  options: Omit<AnchorOptions, 'held'>,
): readonly Anchored[] {
  const held = new Map<number, Shift>();
  const found = new Map<number, Anchored>();
  for (let round = 0; round < mostRounds; round++) {
    let moved = 0;
    for (const cause of causes) {
      const before = held.get(cause) ?? noShift;
      const anchored = anchorIntercept(patients, cause, ends, { ...options, held });
      found.set(cause, anchored);
      const now =
        anchored.status === 'anchored' ? { intercept: anchored.intercept, slope: anchored.slope ?? 1 } : noShift;
      moved = Math.max(moved, Math.abs(now.intercept - before.intercept), Math.abs(now.slope - before.slope));
      held.set(cause, now);
    }
    if (causes.length === 1 || moved < 1e-9) break;
  }
  return causes.flatMap((cause) => found.get(cause) ?? []);
}
const mostRounds = 100;

interface RowAtRisk {
  readonly logits: readonly number[];
  readonly predictor: number;
  readonly weight: number;
  readonly happened: number;
}

function atRisk(
  { timeYears, cause: ended, logits, predictors }: ObservedPatient,
  cause: number,
  ends: readonly number[],
  held: ReadonlyMap<number, Shift>,
) {
  const rows: RowAtRisk[] = [];
  const moves = predictors.map((predictor, at) => {
    const { intercept, slope } = at === cause ? noShift : (held.get(at) ?? noShift);
    return intercept + (slope - 1) * predictor;
  });
  let start = 0;
  for (const [t, end] of ends.entries()) {
    if (timeYears <= start) break;
    const inside = timeYears <= end && ended !== undefined;
    const weight = inside ? 1 : Math.min(1, (timeYears - start) / (end - start));
    rows.push({
      logits: (logits[t] ?? []).map((logit, at) => logit + (moves[at] ?? 0)),
      predictor: predictors[cause] ?? 0,
      weight,
      happened: inside && ended === cause ? 1 : 0,
    });
    if (inside) break;
    start = end;
  }
  return rows;
}

/** Newton's method; the likelihood is concave in both numbers. */
function maximise(rows: readonly RowAtRisk[], cause: number, withSlope: boolean) {
  let [intercept, slope] = [0, 1];
  for (let step = 0; step < 60; step++) {
    let [g0, g1, h00, h01, h11] = [0, 0, 0, 0, 0];
    for (const { logits, predictor, weight, happened } of rows) {
      const moved = logits.map((logit, at) => (at === cause ? logit + intercept + (slope - 1) * predictor : logit));
      const hazard = hazardsFromLogits([moved])[0]?.[cause] ?? 0;
      const difference = weight * (happened - hazard);
      const curve = weight * hazard * (1 - hazard);
      g0 += difference;
      g1 += difference * predictor;
      h00 += curve;
      h01 += curve * predictor;
      h11 += curve * predictor * predictor;
    }
    const determinant = h00 * h11 - h01 * h01;
    if (!(h00 > 0) || (withSlope && !(determinant > 1e-12))) return undefined;
    const d0 = withSlope ? (h11 * g0 - h01 * g1) / determinant : g0 / h00;
    const d1 = withSlope ? (h00 * g1 - h01 * g0) / determinant : 0;
    const shorter = Math.min(1, 1 / Math.max(Math.abs(d0), Math.abs(d1), 1e-12));
    intercept += d0 * shorter;
    slope += d1 * shorter;
    if (Math.abs(d0) + Math.abs(d1) >= 1e-10) continue;
    const interceptSd = Math.sqrt(withSlope ? h11 / determinant : 1 / h00);
    return slope > 0 ? { intercept, interceptSd, slope } : undefined;
  }
  return undefined;
}
