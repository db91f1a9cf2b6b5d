/**
 * What an image is beyond its edge (IBSI-2 manual, boundary conditions):
 * - `zero`, or any other constant value;
 * - `nearest`: the edge voxel goes on (a a a | a b c d | d d d);
 * - `mirror`: reflection at the outer face of the edge voxel, which is repeated (d c b a | a b c d | d c b a);
 * - `periodic`: the image repeats (a b c d | a b c d | a b c d).
 */
export type BoundaryCondition = 'zero' | 'nearest' | 'mirror' | 'periodic' | { readonly constant: number };

/** Value of voxels that have no source in the image. */
export const outsideValue = (boundary: BoundaryCondition): number =>
  typeof boundary === 'object' ? boundary.constant : 0;

const modulo = (value: number, period: number): number => ((value % period) + period) % period;

/** Index inside 0..length-1 that position `index` (any integer, also far outside) takes its value from; -1: the constant. */
export function sourceIndex(index: number, length: number, boundary: BoundaryCondition): number {
  if (index >= 0 && index < length) return index;
  if (boundary === 'nearest') return index < 0 ? 0 : length - 1;
  if (boundary === 'periodic') return modulo(index, length);
  if (boundary === 'mirror') {
    const folded = modulo(index, 2 * length);
    return folded < length ? folded : 2 * length - 1 - folded;
  }
  return -1;
}

/** Sources of positions -margin .. length + margin - 1, in that order. */
export function paddedSources(length: number, margin: number, boundary: BoundaryCondition): Int32Array {
  const sources = new Int32Array(length + 2 * margin);
  for (let i = 0; i < sources.length; i++) sources[i] = sourceIndex(i - margin, length, boundary);
  return sources;
}

/**
 * What lies beyond the edge of an image that was convolved with `taps` along one axis. Mirrors and repeats stay what they
 * are; a constant becomes the response to it, so that filtering axis by axis equals filtering the padded image at once.
 */
export const boundaryAfter = (boundary: BoundaryCondition, taps: readonly number[]): BoundaryCondition =>
  typeof boundary === 'object' ? { constant: boundary.constant * taps.reduce((sum, tap) => sum + tap, 0) } : boundary;
