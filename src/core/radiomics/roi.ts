import type { Geometry } from '../volume/volume.ts';

/**
 * A region of interest after processing in IBSI order (interpolation, rounding, re-segmentation, discretisation), on one grid.
 * All arrays have the length of the grid, x fastest.
 */
export interface Roi {
  readonly geometry: Geometry;
  /** Whole processed image: voxels outside the masks count for local intensity. */
  readonly intensities: Float64Array;
  /** 1 where the mask is, before re-segmentation: shape, GLDZM distance, centre of mass. */
  readonly morphological: Uint8Array;
  /** 1 where the mask is, after re-segmentation: intensities and texture. */
  readonly intensityMask: Uint8Array;
  /** Grey levels 1..levelCount inside the intensity mask, 0 outside; absent without discretisation. */
  readonly levels?: Levels;
  /** Whether intensities are calibrated (CT: yes; arbitrary MR: no). */
  readonly calibrated: boolean;
  /** How the intensity-volume histogram steps through the intensities; absent: no such histogram. */
  readonly volumeHistogram?: VolumeHistogramSteps;
}

/** `none`: whole intensities, one by one; `FBS`: bins of a width; `FBN`: that many bins between minimum and maximum of the ROI. */
export type VolumeHistogramSteps = (
  | { readonly method: 'none' }
  | { readonly method: 'FBS'; readonly width: number }
  | { readonly method: 'FBN'; readonly bins: number }
) & {
  /** Ends of the axis (re-segmentation range). Default: minimum and maximum of the ROI. Not used by FBN. */
  readonly range?: readonly [number, number];
};

export interface Levels {
  readonly data: Uint16Array;
  /** N_g: the highest level. Empty levels in between stay. */
  readonly count: number;
  readonly method: 'FBN' | 'FBS';
  /** FBS only: width and lower bound of the first bin, in the unit of the intensities. */
  readonly width?: number;
  readonly minimum?: number;
}
