import type { BoundaryCondition } from './boundary.ts';
import { dilate, type Size, toOddLength } from './convolve-axis.ts';
import type { Pooling } from './pooling.ts';
import { type Chain, separableResponse } from './separable-filter.ts';
import { highPass, lowPass, type Wavelet } from './wavelet-taps.ts';

export type Band = 'L' | 'H';

/** IBSI-2 manual, separable wavelets (25BO), undecimated (stationary) decomposition. */
export interface SeparableWaveletSettings {
  readonly filter: 'separable-wavelet';
  readonly wavelet: Wavelet;
  /** Low-pass or high-pass along x, y (2D, in slices) or x, y, z (3D). */
  readonly bands: readonly Band[];
  /** Decomposition level, from 1. */
  readonly level: number;
  /** Pooling over right-angle rotations; absent: not rotation invariant. */
  readonly pooling?: Pooling;
  readonly boundary: BoundaryCondition;
}

/** Kernels along one axis: low-pass at each level below the last, then the band; level j has taps 2^(j-1) voxels apart. */
export function waveletChain(wavelet: Wavelet, band: Band, level: number): Chain {
  const low = toOddLength(lowPass(wavelet));
  const last = band === 'L' ? low : toOddLength(highPass(wavelet));
  return Array.from({ length: level }, (_, l) => dilate(l === level - 1 ? last : low, 2 ** l));
}

export function separableWavelet(data: Float64Array, size: Size, settings: SeparableWaveletSettings): Float64Array {
  const { wavelet, bands, level, pooling, boundary } = settings;
  const chains = bands.map((band) => waveletChain(wavelet, band, level));
  return separableResponse(data, size, { chains, boundary, pooling });
}
