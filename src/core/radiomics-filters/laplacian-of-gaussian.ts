import type { Geometry } from '../volume/volume.ts';
import { type BoundaryCondition, boundaryAfter, outsideValue } from './boundary.ts';
import { type Axis, convolveAxis, type Taps } from './convolve-axis.ts';
import { equalSpacingMm } from './equal-spacing.ts';
import { allowedRadius } from './kernel-radius.ts';

/** IBSI-2 manual, Laplacian-of-Gaussian filter (L6PA). */
export interface LaplacianOfGaussianSettings {
  readonly filter: 'laplacian-of-gaussian';
  /** 2: within each slice (x and y); 3: the volume. */
  readonly dimensions: 2 | 3;
  /** Scale, millimetres. */
  readonly sigmaMm: number;
  /** Filter size cutoff in sigmas: the kernel reaches floor(cutoff sigma + 0.5) voxels to each side. */
  readonly cutoffSigmas: number;
  readonly boundary: BoundaryCondition;
}

/** One-dimensional Gaussian and its second derivative, sampled at -radius..radius voxels; sigma in voxels. */
export function gaussianTaps(sigma: number, radius: number): { gaussian: Taps; second: Taps } {
  const gaussian: number[] = [];
  const second: number[] = [];
  for (let x = -radius; x <= radius; x++) {
    const g = Math.exp((-x * x) / (2 * sigma * sigma)) / (Math.sqrt(2 * Math.PI) * sigma);
    gaussian.push(g);
    second.push(((x * x) / sigma ** 4 - 1 / (sigma * sigma)) * g);
  }
  return { gaussian, second };
}

/**
 * Response in intensity per voxel squared (sigma is counted in voxels, as in the reference maps).
 * The kernel, cut off by a cube, is a sum of products: one second derivative times Gaussians along the other axes.
 * So seven passes along lines (four in 2D) replace the full convolution, exactly.
 * @throws Failure `invalid-input` where the spacing differs between the filtered axes, or for a kernel of over 256 voxels.
 */
export function laplacianOfGaussian(
  data: Float64Array,
  geometry: Geometry,
  settings: LaplacianOfGaussianSettings,
): Float64Array {
  const { dimensions, boundary } = settings;
  const { size } = geometry;
  const axes: readonly Axis[] = dimensions === 2 ? [0, 1] : [0, 1, 2];
  const sigma = settings.sigmaMm / equalSpacingMm(geometry, axes, 'Laplacian-of-Gaussian');
  const radius = allowedRadius(Math.floor(settings.cutoffSigmas * sigma + 0.5), 'Laplacian-of-Gaussian');
  const { gaussian, second } = gaussianTaps(sigma, radius);
  const along = (image: Bounded, axis: Axis, taps: Taps): Bounded => ({
    data: convolveAxis(image.data, size, axis, taps, image.beyond),
    beyond: boundaryAfter(image.beyond, taps),
  });

  const image = { data, beyond: boundary };
  let blurred = along(image, 0, gaussian);
  let curved = along(image, 0, second);
  for (const axis of axes.slice(1)) {
    const other = along(blurred, axis, second);
    curved = sum(along(curved, axis, gaussian), other);
    if (axis !== axes.at(-1)) blurred = along(blurred, axis, gaussian);
  }
  return curved.data;
}

interface Bounded {
  readonly data: Float64Array;
  readonly beyond: BoundaryCondition;
}

/** Sum of two images; what lies beyond their edges adds up as well. */
function sum(a: Bounded, b: Bounded): Bounded {
  const data = a.data.map((value, i) => value + (b.data[i] as number));
  if (typeof a.beyond !== 'object') return { data, beyond: a.beyond };
  return { data, beyond: { constant: outsideValue(a.beyond) + outsideValue(b.beyond) } };
}
