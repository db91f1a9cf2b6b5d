import { type BoundaryCondition, boundaryAfter } from './boundary.ts';
import type { Size, Taps } from './convolve-axis.ts';
import { boxAverage } from './mean.ts';
import type { Pooling } from './pooling.ts';
import { separableResponse } from './separable-filter.ts';

/** IBSI-2 manual, Laws kernels (JTXT). */
export interface LawsSettings {
  readonly filter: 'laws';
  /** Kernel names along x, y (2D, in slices) or x, y, z (3D), e.g. `L5S5`, `E5L5S5`. */
  readonly kernels: readonly LawsKernel[];
  /** Pooling over right-angle rotations; absent: not rotation invariant. */
  readonly pooling?: Pooling;
  /** Chebyshev distance (voxels) of the neighbourhood of the texture energy map; absent: the response itself. */
  readonly energyDistance?: number;
  readonly boundary: BoundaryCondition;
}

const integerTaps = {
  L3: [1, 2, 1],
  L5: [1, 4, 6, 4, 1],
  E3: [-1, 0, 1],
  E5: [-1, -2, 0, 2, 1],
  S3: [-1, 2, -1],
  S5: [-1, 0, 2, 0, -1],
  W5: [-1, 2, 0, -2, 1],
  R5: [1, -4, 6, -4, 1],
} as const satisfies Record<string, Taps>;

export type LawsKernel = keyof typeof integerTaps;
export const lawsKernelNames = Object.keys(integerTaps) as readonly LawsKernel[];

/** Taps scaled to unit Euclidean length. */
export function lawsTaps(kernel: LawsKernel): Taps {
  const taps: Taps = integerTaps[kernel];
  const length = Math.hypot(...taps);
  return taps.map((tap) => tap / length);
}

/** Response of the kernels, pooled; then, where asked, its energy: the mean absolute response of the neighbourhood. */
export function lawsFilter(data: Float64Array, size: Size, settings: LawsSettings): Float64Array {
  const { kernels, pooling, energyDistance, boundary } = settings;
  const chains = kernels.map((kernel) => [lawsTaps(kernel)]);
  const response = separableResponse(data, size, { chains, boundary, pooling });
  if (energyDistance === undefined) return response;
  const dimensions = kernels.length === 2 ? 2 : 3;
  const beyond = chains.flat().reduce(boundaryAfter, boundary);
  const beyondEnergy = typeof beyond === 'object' ? { constant: Math.abs(beyond.constant) } : beyond;
  return boxAverage(response.map(Math.abs), size, dimensions, 2 * energyDistance + 1, beyondEnergy);
}
