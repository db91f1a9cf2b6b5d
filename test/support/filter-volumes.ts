import type { Volume } from '../../src/core/volume/volume.ts';

/** A volume of isotropic 2 mm voxels, filled by index (x fastest). */
export function volumeOf(
  size: readonly [number, number, number],
  intensity: (index: number) => number,
  spacingMm: readonly [number, number, number] = [2, 2, 2],
): Volume {
  return {
    geometry: { size, spacingMm, originMm: [0, 0, 0], axes: [1, 0, 0, 0, 1, 0, 0, 0, 1] },
    data: Float64Array.from({ length: size[0] * size[1] * size[2] }, (_, index) => intensity(index)),
  };
}

/** One at (x, y, z), zero elsewhere. */
export const impulseAt = (size: readonly [number, number, number], at: readonly [number, number, number]): Volume =>
  volumeOf(size, (index) => (index === at[0] + size[0] * (at[1] + size[1] * at[2]) ? 1 : 0));

export const voxelOf = ({ geometry: { size }, data }: Volume, x: number, y: number, z: number): number =>
  data[x + size[0] * (y + size[1] * z)] ?? Number.NaN;
