import { checkPaired } from './follow-up.ts';
import { ascending, quantileOfSorted } from './quantile.ts';

export interface CalibrationPoint {
  readonly predicted: number;
  readonly observed: number;
}

/**
 * Smoothed calibration curve: local linear regression (tricube weights, one pass, no robustness) of what was observed, 0 or 1 or a
 * pseudo-observation, on the prediction: `loess(observed ~ predicted, span, degree = 1, surface = "direct")`. Neighbourhoods hold
 * `span` of the subjects. Points at equal shares between the 1st and the 99th percentile of the predictions, for the ends are unsteady.
 * Held within 0 to 1. Empty with fewer than 10 subjects or constant predictions.
 */
export function smoothCalibration(
  predicted: readonly number[],
  observed: readonly number[],
  points = 40,
  span = 0.75,
): CalibrationPoint[] {
  checkPaired(observed.length, predicted, 'prediction');
  const sorted = ascending(predicted);
  const low = quantileOfSorted(sorted, 0.01) ?? 0;
  const high = quantileOfSorted(sorted, 0.99) ?? 0;
  if (predicted.length < 10 || high <= low) return [];
  return Array.from({ length: points }, (_, index) => {
    const x = low + ((high - low) * index) / (points - 1);
    const value = localLinear(predicted, observed, x, span);
    return { predicted: x, observed: Math.max(0, Math.min(1, value)) };
  });
}

/** Value at x of a line fitted to the nearest `span` of the points. Where they lie at one place: their weighted mean. */
export function localLinear(xs: readonly number[], ys: readonly number[], x: number, span: number): number {
  const distances = ascending(xs.map((each) => Math.abs(each - x)));
  const reach = distances[Math.max(1, Math.floor(xs.length * span + 1e-5)) - 1] ?? 0;
  let [w, wx, wy, wxx, wxy] = [0, 0, 0, 0, 0];
  xs.forEach((each, index) => {
    const offset = each - x;
    const share = reach > 0 ? Math.abs(offset) / reach : Number(offset !== 0);
    if (share >= 1) return;
    const weight = (1 - share ** 3) ** 3;
    const y = ys[index] ?? 0;
    w += weight;
    wx += weight * offset;
    wy += weight * y;
    wxx += weight * offset * offset;
    wxy += weight * offset * y;
  });
  const determinant = w * wxx - wx * wx;
  return determinant > 1e-12 * w * wxx ? (wxx * wy - wx * wxy) / determinant : wy / w;
}
