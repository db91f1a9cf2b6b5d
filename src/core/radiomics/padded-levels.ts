import type { Direction } from './directions.ts';
import type { Levels, Roi } from './roi.ts';

/** The smallest block around a ROI, with one empty voxel on every side. */
export interface Box {
  /** Grid index of the first voxel inside the padding, x, y, z. */
  readonly from: readonly [number, number, number];
  /** Voxels of the block along x, y, z, padding included. */
  readonly size: readonly [number, number, number];
}

/**
 * Grey levels cut out of the grid for texture. The padding holds level 0, so a step from any voxel of the ROI to a
 * neighbour stays within the array and meets 0 outside the ROI: no loop needs to test coordinates.
 */
export interface PaddedLevels {
  readonly box: Box;
  /** Grey levels of the block, 0 outside the ROI, x fastest. */
  readonly data: Uint16Array;
  /** N_g. */
  readonly count: number;
  /** Where the voxels of the ROI are in `data`, ascending. */
  readonly voxels: Int32Array;
  /** Slice z of the block holds voxels[sliceStarts[z]] up to voxels[sliceStarts[z + 1]]. */
  readonly sliceStarts: Int32Array;
}

const seen = new WeakMap<Roi, PaddedLevels>();

/**
 * The grey levels of a ROI, cut out and padded; the block holds the morphological mask too. Six families ask for the
 * same ROI several times, so the answer is kept as long as the ROI lives. A ROI without levels gives an empty list.
 */
export function paddedLevels(roi: Roi): PaddedLevels {
  const known = seen.get(roi);
  if (known) return known;
  const made = padLevels(roi, roi.levels ?? { data: new Uint16Array(roi.intensities.length), count: 0, method: 'FBN' });
  seen.set(roi, made);
  return made;
}

/** Distance in the padded block of one step in a direction. */
export const stepOf = ({ size }: Box, [x, y, z]: Direction): number => x + size[0] * (y + size[1] * z);

/** Copies an array of the grid into the block; `into` has the block's length and is 0 everywhere. */
export function copyIntoBox<A extends Uint8Array | Uint16Array>(roi: Roi, { from, size }: Box, source: A, into: A): A {
  const [width, height] = roi.geometry.size;
  for (let z = 1; z < size[2] - 1; z += 1) {
    for (let y = 1; y < size[1] - 1; y += 1) {
      const start = from[0] + width * (from[1] + y - 1 + height * (from[2] + z - 1));
      into.set(source.subarray(start, start + size[0] - 2), 1 + size[0] * (y + size[1] * z));
    }
  }
  return into;
}

function padLevels(roi: Roi, levels: Levels): PaddedLevels {
  const { box, count } = boxAround(roi, levels.data);
  const [width, height, depth] = box.size;
  const data = copyIntoBox(roi, box, levels.data, new Uint16Array(width * height * depth));
  const voxels = new Int32Array(count);
  const sliceStarts = new Int32Array(depth + 1);
  let found = 0;
  for (let z = 0; z < depth; z += 1) {
    sliceStarts[z] = found;
    for (let v = z * width * height; v < (z + 1) * width * height; v += 1) {
      if (data[v] !== 0) {
        voxels[found] = v;
        found += 1;
      }
    }
  }
  sliceStarts[depth] = found;
  return { box, data, count: levels.count, voxels, sliceStarts };
}

function boxAround(roi: Roi, levels: Uint16Array): { box: Box; count: number } {
  const [width, height, depth] = roi.geometry.size;
  const low = [width, height, depth] as [number, number, number];
  const high: [number, number, number] = [-1, -1, -1];
  let count = 0;
  for (let z = 0, v = 0; z < depth; z += 1) {
    for (let y = 0; y < height; y += 1) {
      for (let x = 0; x < width; x += 1, v += 1) {
        if (levels[v] !== 0) count += 1;
        else if (roi.morphological[v] === 0) continue;
        if (x < low[0]) low[0] = x;
        if (x > high[0]) high[0] = x;
        if (y < low[1]) low[1] = y;
        if (y > high[1]) high[1] = y;
        if (z < low[2]) low[2] = z;
        high[2] = z;
      }
    }
  }
  if (high[0] < 0) return { box: { from: [0, 0, 0], size: [2, 2, 2] }, count };
  return { box: { from: low, size: [high[0] - low[0] + 3, high[1] - low[1] + 3, high[2] - low[2] + 3] }, count };
}
