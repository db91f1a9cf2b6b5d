import type { BoundaryCondition } from './boundary.ts';
import { type Axis, convolveAxis, type Size } from './convolve-axis.ts';

/** IBSI-2 manual, mean filter (S60F). */
export interface MeanSettings {
  readonly filter: 'mean';
  /** 2: within each slice (x and y); 3: the volume. */
  readonly dimensions: 2 | 3;
  /** M: support in voxels along each filtered axis, odd. */
  readonly size: number;
  readonly boundary: BoundaryCondition;
}

/** Average over `support` voxels (odd) along each of the first `dimensions` axes. */
export function boxAverage(
  data: Float64Array,
  size: Size,
  dimensions: 2 | 3,
  support: number,
  boundary: BoundaryCondition,
): Float64Array {
  const taps = new Array<number>(support).fill(1 / support);
  let result = data;
  for (let axis = 0; axis < dimensions; axis++) result = convolveAxis(result, size, axis as Axis, taps, boundary);
  return result;
}

export const meanFilter = (data: Float64Array, size: Size, settings: MeanSettings): Float64Array =>
  boxAverage(data, size, settings.dimensions, settings.size, settings.boundary);
