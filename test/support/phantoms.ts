import type { Geometry, Mask, Volume } from '../../src/core/volume/volume.ts';

/** A grid along the world axes. */
export const plainGrid = (
  size: readonly [number, number, number],
  spacingMm: readonly [number, number, number] = [1, 1, 1],
): Geometry => ({ size, spacingMm, originMm: [0, 0, 0], axes: [1, 0, 0, 0, 1, 0, 0, 0, 1] });

/** A volume of a function of the voxel position. */
export function volumeOf(geometry: Geometry, value: (i: number, j: number, k: number) => number): Volume {
  const [nx, ny, nz] = geometry.size;
  const data = new Float64Array(nx * ny * nz);
  for (let k = 0; k < nz; k++)
    for (let j = 0; j < ny; j++) for (let i = 0; i < nx; i++) data[i + nx * (j + ny * k)] = value(i, j, k);
  return { geometry, data };
}

/** A mask of a condition on the voxel position. */
export const maskOf = (geometry: Geometry, inside: (i: number, j: number, k: number) => boolean): Mask => ({
  geometry,
  data: Uint8Array.from(volumeOf(geometry, (i, j, k) => (inside(i, j, k) ? 1 : 0)).data),
});

const digitalGrid = plainGrid([5, 4, 4], [2, 2, 2]);

/** Image of the IBSI digital phantom (reference manual, chapter 5): 5 x 4 x 4 voxels of 2 mm. The 9 lies outside the mask. */
export const digitalPhantomImage: Volume = {
  geometry: digitalGrid,
  data: Float64Array.from(
    [
      [1, 4, 4, 1, 1],
      [1, 4, 6, 1, 1],
      [4, 1, 6, 4, 1],
      [4, 4, 6, 4, 1],

      [1, 4, 4, 1, 1],
      [1, 1, 6, 1, 1],
      [1, 1, 3, 1, 1],
      [4, 4, 6, 1, 1],

      [1, 4, 4, 1, 1],
      [1, 1, 1, 1, 1],
      [1, 1, 9, 1, 1],
      [1, 1, 6, 1, 1],

      [1, 4, 4, 1, 1],
      [1, 1, 1, 1, 1],
      [1, 1, 1, 1, 1],
      [1, 1, 6, 1, 1],
    ].flat(),
  ),
};

/** Its mask: 74 voxels. */
export const digitalPhantomMask: Mask = maskOf(
  digitalGrid,
  (i, j, k) => !(i === 0 && j === 2 && k === 1) && !(i === 2 && j === 2 && k === 2) && !(i >= 3 && j === 0 && k >= 2),
);
