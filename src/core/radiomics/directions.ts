/** A step to one neighbouring voxel (Chebyshev distance 1): x, y, z. */
export type Direction = readonly [number, number, number];

/**
 * The 13 directions of a volume; with their opposites they reach all 26 neighbours. Every one points forward in index
 * order (x fastest), so that v - step is a voxel already visited in a scan.
 */
export const directions3d: readonly Direction[] = [
  [1, 0, 0],
  [-1, 1, 0],
  [0, 1, 0],
  [1, 1, 0],
  [-1, -1, 1],
  [0, -1, 1],
  [1, -1, 1],
  [-1, 0, 1],
  [0, 0, 1],
  [1, 0, 1],
  [-1, 1, 1],
  [0, 1, 1],
  [1, 1, 1],
];

/** The 4 of them within a slice (slices lie along the third voxel axis). */
export const directions2d: readonly Direction[] = directions3d.filter(([, , z]) => z === 0);
