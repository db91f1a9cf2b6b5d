import type { GaborSettings } from './gabor.ts';
import type { LaplacianOfGaussianSettings } from './laplacian-of-gaussian.ts';
import type { LawsSettings } from './laws.ts';
import type { MeanSettings } from './mean.ts';
import type { SeparableWaveletSettings } from './separable-wavelet.ts';
import type { SimoncelliSettings } from './simoncelli.ts';

/** One image filter with its parameters, told apart by `filter`. */
export type FilterSettings =
  | MeanSettings
  | LaplacianOfGaussianSettings
  | LawsSettings
  | GaborSettings
  | SeparableWaveletSettings
  | SimoncelliSettings;
