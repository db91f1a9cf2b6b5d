/**
 * A volume and its place in the patient. Index order x fastest, then y, then z; world is DICOM's LPS, millimetres.
 */
export interface Geometry {
  /** Voxels along x, y, z. */
  readonly size: readonly [number, number, number];
  readonly spacingMm: readonly [number, number, number];
  /** World position of the centre of voxel (0, 0, 0). */
  readonly originMm: readonly [number, number, number];
  /** World unit vectors of the x, y and z index axes, one after the other (nine numbers, orthonormal). */
  readonly axes: readonly [number, number, number, number, number, number, number, number, number];
}

export interface Volume {
  readonly geometry: Geometry;
  /** Intensities in the unit of the modality (HU for CT after rescale). */
  readonly data: Float64Array | Float32Array;
}

export interface Mask {
  readonly geometry: Geometry;
  /** 1 inside, 0 outside. */
  readonly data: Uint8Array;
}

export const voxelCount = ({ size }: Geometry): number => size[0] * size[1] * size[2];
