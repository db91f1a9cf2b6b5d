import { boundingBox } from '../../volume/geometry.ts';
import type { FeatureResult } from '../family.ts';
import type { Roi } from '../roi.ts';
import { weightedPairSums } from './pair-sums.ts';

/**
 * Moran's I and Geary's C over all pairs of voxels of the intensity mask, weighted by 1 / distance (IBSI reference manual 3.1.28, 3.1.29).
 * Exact: the sums over pairs are sums over an autocorrelation.
 */
export function spatialCorrelation(roi: Roi): { readonly moran: FeatureResult; readonly geary: FeatureResult } {
  const { intensities, intensityMask, geometry } = roi;
  const box = boundingBox(intensityMask, geometry.size);
  const none = (why: string) => ({ moran: { undefined: why }, geary: { undefined: why } });
  if (!box) return none('the region is empty');
  const [nx, ny] = geometry.size;
  const size = [0, 1, 2].map((axis) => (box.high[axis] ?? 0) - (box.low[axis] ?? 0) + 1) as [number, number, number];
  const inside = new Float64Array(size[0] * size[1] * size[2]);
  const values = new Float64Array(inside.length);
  let count = 0;
  let sum = 0;
  let minimum = Number.POSITIVE_INFINITY;
  let maximum = Number.NEGATIVE_INFINITY;
  let to = 0;
  for (let k = box.low[2]; k <= box.high[2]; k++) {
    for (let j = box.low[1]; j <= box.high[1]; j++) {
      let from = box.low[0] + nx * (j + ny * k);
      for (let i = 0; i < size[0]; i++, from++, to++) {
        if (!intensityMask[from]) continue;
        const value = intensities[from] as number;
        inside[to] = 1;
        values[to] = value;
        count++;
        sum += value;
        if (value < minimum) minimum = value;
        if (value > maximum) maximum = value;
      }
    }
  }
  if (count < 2) return none('the region has one voxel only');
  if (minimum === maximum) return none('all intensities of the region are equal');

  const mean = sum / count;
  let squares = 0;
  for (let at = 0; at < values.length; at++) {
    if (inside[at] === 0) continue;
    const d = (values[at] as number) - mean;
    values[at] = d;
    squares += d * d;
  }
  const { weights, products, squaresByWeight } = weightedPairSums(inside, values, size, geometry.spacingMm);
  return {
    moran: { value: (count / weights) * (products / squares) },
    // (xi - xj)² = xi² + xj² - 2 xi xj, and both squares sum to the same over all ordered pairs.
    geary: { value: ((count - 1) / weights) * ((squaresByWeight - products) / squares) },
  };
}
