import type { Interpolator } from '../volume/interpolate.ts';

/** How an image becomes a region of interest. Everything is said; nothing is guessed from the image. */
export interface ProcessingSettings {
  /** `null`: the grid of the image. */
  readonly interpolation: null | {
    readonly spacingMm: readonly [number, number, number];
    /** 2: slices stay where they are, only x and y are resampled. */
    readonly dimension: 2 | 3;
    readonly image: Interpolator;
    readonly mask: Interpolator;
    /** Share of a voxel from which it belongs to the mask, above 0 up to 1. */
    readonly maskThreshold: number;
    /** Intensities to the nearest whole number after interpolation. Default: only for CT. */
    readonly round?: boolean;
  };
  readonly resegmentation: {
    /** Closed range of intensities that stay. */
    readonly range: readonly [number, number] | null;
    /** Intensities further than this many standard deviations from the mean of the whole ROI leave it. */
    readonly outlierSigma: number | null;
  } | null;
  readonly discretisation: Discretisation | null;
  /** `null`: no intensity-volume histogram. */
  readonly ivh:
    | { readonly method: 'none' }
    | { readonly method: 'FBS'; readonly width: number }
    | { readonly method: 'FBN'; readonly bins: number }
    | null;
}

export type Discretisation =
  | { readonly method: 'FBN'; readonly bins: number }
  | {
      readonly method: 'FBS';
      readonly width: number;
      /** Lower end of the first bin. Default: lower end of the re-segmentation range, else the minimum of the ROI. */
      readonly minimum?: number;
    };
