import type { Calibration, ModelManifest } from '../models/manifest.ts';
import { hazardsFromLogits } from './cumulative-incidence.ts';

/**
 * Re-anchoring of a model at one site: one constant a cause, learnt from the site's own patients; the ranking of patients stays as it was.
 * With many events also a slope on the linear predictor. Each anchor is a version of its own, and can be withdrawn.
 */
export type Anchor = NonNullable<Calibration['anchors']>[number];

export const leastPatients = 200;
export const leastEvents = 20;
export const leastEventsForSlope = 100;

export interface ObservedPatient {
  /** Follow-up, years. */
  readonly timeYears: number;
  /** Index of the cause that ended it; absent: censored. */
  readonly cause?: number;
  /** Logits of the model, [interval][cause], without any anchor. */
  readonly logits: readonly (readonly number[])[];
  /** Linear predictor of the cause that is anchored. */
  readonly predictor: number;
}

export type Anchored =
  | {
      readonly status: 'anchored';
      readonly intercept: number;
      readonly slope?: number;
      readonly n: number;
      readonly events: number;
    }
  | { readonly status: 'refused'; readonly reason: string; readonly n: number; readonly events: number };

/**
 * The constant (and slope) at which the expected number of events of the cause over the observed time equals the observed number:
 * maximum likelihood of the discrete-time hazard with everything else held. Censored intervals count with the share that was seen.
 * @param ends interval ends in years; for a yes or no without time one interval, with everybody followed to its end
 */
export function anchorIntercept(
  patients: readonly ObservedPatient[],
  cause: number,
  ends: readonly number[],
  options: { readonly slope: boolean } = { slope: false },
): Anchored {
  const last = ends.at(-1) ?? 0;
  const n = patients.length;
  const events = patients.filter((patient) => patient.cause === cause && patient.timeYears <= last).length;
  const refused = (reason: string): Anchored => ({ status: 'refused', reason, n, events });
  if (n < leastPatients) return refused(`${n} patients are too few: ${leastPatients} are needed to re-anchor`);
  if (events < leastEvents) return refused(`${events} events are too few: ${leastEvents} are needed to re-anchor`);
  if (options.slope && events < leastEventsForSlope)
    return refused(`${events} events are too few: ${leastEventsForSlope} are needed to change the slope`);
  const rows = patients.flatMap((patient) => atRisk(patient, cause, ends));
  const found = maximise(rows, cause, options.slope);
  if (!found) return refused('the events of this site cannot be brought to agree with the model by a constant');
  return {
    status: 'anchored',
    intercept: found.intercept,
    ...(options.slope ? { slope: found.slope } : {}),
    n,
    events,
  };
}

interface RowAtRisk {
  readonly logits: readonly number[];
  readonly predictor: number;
  readonly weight: number;
  readonly happened: number;
}

function atRisk(
  { timeYears, cause: ended, logits, predictor }: ObservedPatient,
  cause: number,
  ends: readonly number[],
) {
  const rows: RowAtRisk[] = [];
  let start = 0;
  for (const [t, end] of ends.entries()) {
    if (timeYears <= start) break;
    const inside = timeYears <= end && ended !== undefined;
    const weight = inside ? 1 : Math.min(1, (timeYears - start) / (end - start));
    rows.push({ logits: logits[t] ?? [], predictor, weight, happened: inside && ended === cause ? 1 : 0 });
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
    if (Math.abs(d0) + Math.abs(d1) < 1e-10) return slope > 0 ? { intercept, slope } : undefined;
  }
  return undefined;
}

/** The anchor that counts: the last of this site and key that is not withdrawn. */
export function currentAnchor(manifest: ModelManifest, site: string | undefined, key: string): Anchor | undefined {
  if (site === undefined) return undefined;
  return manifest.calibration?.anchors
    ?.filter((anchor) => anchor.site === site && anchor.key === key && anchor.withdrawn === undefined)
    .at(-1);
}

/** The manifest with one anchor more; those before stay, so that it can be taken back. */
export const withAnchor = (manifest: ModelManifest, anchor: Anchor): ModelManifest => ({
  ...manifest,
  calibration: { ...manifest.calibration, anchors: [...(manifest.calibration?.anchors ?? []), anchor] },
});

/** Takes the current anchor back: the one before it counts again. @param on ISO date */
export function withdrawAnchor(manifest: ModelManifest, site: string, key: string, on: string): ModelManifest {
  const current = currentAnchor(manifest, site, key);
  if (!current) return manifest;
  const anchors = manifest.calibration?.anchors?.map((anchor) =>
    anchor === current ? { ...anchor, withdrawn: on } : anchor,
  );
  return { ...manifest, calibration: { ...manifest.calibration, anchors } };
}
