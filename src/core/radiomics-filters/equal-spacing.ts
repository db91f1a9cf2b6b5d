import { Failure } from '../failure.ts';
import type { Geometry } from '../volume/volume.ts';
import type { Axis } from './convolve-axis.ts';

/** Relative difference of spacings taken as equal: NIfTI stores them as float32. */
const tolerance = 1e-4;

/**
 * The one voxel spacing (mm) along `axes`. Kernels given in millimetres are round only on such a grid.
 * @throws Failure `invalid-input` where the spacings differ: the image must be resampled first.
 */
export function equalSpacingMm(geometry: Geometry, axes: readonly Axis[], filter: string): number {
  const spacings = axes.map((axis) => geometry.spacingMm[axis]);
  const largest = Math.max(...spacings);
  if (largest - Math.min(...spacings) > tolerance * largest)
    throw new Failure(
      'invalid-input',
      `The ${filter} filter needs equal voxel spacing along the axes that it filters; resample the image first, or filter slice by slice.`,
    );
  return largest;
}
