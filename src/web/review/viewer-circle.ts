import type { PlaneView } from './viewer-plane.ts';

/** Radius of the circle around the cross whose mean is shown. */
export const circleMm = 10;

/**
 * Mean and standard deviation (n - 1) of stored numbers of a slice whose voxel centres lie within `circleMm` of a place, and how many they
 * are; undefined for fewer than three, or where the circle leaves the slice: a mean of what is not there would mislead.
 */
export function circleMean(
  slice: ArrayLike<number>,
  { size: [width, height], sideMm }: Pick<PlaneView, 'size' | 'sideMm'>,
  [x, y]: readonly [number, number],
): { readonly mean: number; readonly sd: number; readonly voxels: number } | undefined {
  const [dx, dy] = [circleMm / sideMm[0], circleMm / sideMm[1]];
  if (x - dx < -0.5 || y - dy < -0.5 || x + dx > width - 0.5 || y + dy > height - 0.5) return undefined;
  const values: number[] = [];
  for (let row = Math.ceil(y - dy); row <= y + dy; row++)
    for (let column = Math.ceil(x - dx); column <= x + dx; column++)
      if (((column - x) / dx) ** 2 + ((row - y) / dy) ** 2 <= 1) values.push(slice[column + width * row] ?? 0);
  if (values.length < 3) return undefined;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, sd: Math.sqrt(squares / (values.length - 1)), voxels: values.length };
}
