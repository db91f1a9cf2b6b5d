import type { Geometry } from './volume.ts';

/** Twelve numbers: a 3 x 3 matrix row by row (0-8) and an offset (9-11); index vectors are columns. */
export type Affine = readonly number[];

type Triple = readonly [number, number, number];

/** World position (LPS, mm) in the voxel index coordinates of a grid; voxel centres are whole numbers. */
export const worldToIndex = (geometry: Geometry, [x, y, z]: Triple): Triple => {
  const { originMm, axes, spacingMm } = geometry;
  const [dx, dy, dz] = [x - originMm[0], y - originMm[1], z - originMm[2]];
  return [
    (axes[0] * dx + axes[1] * dy + axes[2] * dz) / spacingMm[0],
    (axes[3] * dx + axes[4] * dy + axes[5] * dz) / spacingMm[1],
    (axes[6] * dx + axes[7] * dy + axes[8] * dz) / spacingMm[2],
  ];
};

/** World position (LPS, mm) of voxel index coordinates. */
export const indexToWorld = (geometry: Geometry, [i, j, k]: Triple): Triple => {
  const { originMm, axes, spacingMm } = geometry;
  const [x, y, z] = [i * spacingMm[0], j * spacingMm[1], k * spacingMm[2]];
  return [
    originMm[0] + axes[0] * x + axes[3] * y + axes[6] * z,
    originMm[1] + axes[1] * x + axes[4] * y + axes[7] * z,
    originMm[2] + axes[2] * x + axes[5] * y + axes[8] * z,
  ];
};

/** Affine map from the voxel indices of one grid to those of another. */
export const indexTransform = (from: Geometry, to: Geometry): Affine => {
  const offset = worldToIndex(to, from.originMm);
  const column = (unit: Triple): Triple => {
    const end = worldToIndex(to, indexToWorld(from, unit));
    return [end[0] - offset[0], end[1] - offset[1], end[2] - offset[2]];
  };
  const [x, y, z] = [column([1, 0, 0]), column([0, 1, 0]), column([0, 0, 1])];
  return [x[0], y[0], z[0], x[1], y[1], z[1], x[2], y[2], z[2], ...offset];
};
