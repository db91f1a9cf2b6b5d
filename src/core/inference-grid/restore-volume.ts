import type { Triple } from '../volume/geometry.ts';
import type { Geometry } from '../volume/volume.ts';
import { type Preparation, place } from './prepare-volume.ts';
import { orientBack } from './reorient.ts';
import { resize } from './resize.ts';

/**
 * One grid of a network's answer on the grid that the study came on: out of the fixed size, resized linearly (thick slices as on the
 * way in), out of the cut, axes back. @param filling value where the network did not look.
 */
export function restoreGrid(grid: Float32Array, preparation: Preparation, filling: number): Float32Array {
  const cut = toCut(grid, preparation, filling);
  const whole = new Float32Array(voxels(preparation.source)).fill(filling);
  embed(cut, preparation, whole);
  return orientBack(whole, preparation.source.size, preparation.plan);
}

/**
 * The class of each voxel of the source grid from logits [classes, z, y, x]: logits are resized linearly and the largest wins (the
 * earlier of equal ones), as nnU-Net does. Class 0 is what is left. Memory: two source grids and one class at a time.
 */
export function restoreClasses(logits: Float32Array, classes: number, preparation: Preparation): Uint8Array {
  const total = product(preparation.size);
  let best: Float32Array | undefined;
  const labels = new Uint8Array(product(preparation.croppedSize));
  for (let c = 0; c < classes; c++) {
    const values = toCut(logits.subarray(c * total, (c + 1) * total), preparation, c === 0 ? certain : 0);
    if (best === undefined) {
      best = values;
      continue;
    }
    for (let at = 0; at < values.length; at++)
      if ((values[at] as number) > (best[at] as number)) {
        best[at] = values[at] as number;
        labels[at] = c;
      }
  }
  return labelsBack(labels, preparation);
}

/** Voxels of one class of a sigmoid whose logit reaches the limit, on the source grid. */
export function restoreAbove(logits: Float32Array, index: number, limit: number, preparation: Preparation): Uint8Array {
  const total = product(preparation.size);
  const values = toCut(logits.subarray(index * total, (index + 1) * total), preparation, -certain);
  const labels = new Uint8Array(values.length);
  for (let at = 0; at < values.length; at++) if ((values[at] as number) >= limit) labels[at] = 1;
  return labelsBack(labels, preparation);
}

/**
 * A map of coarser cells (class activation) on the source grid: cell c covers `stride` voxels of the network's grid.
 * @param map [mz, my, mx] flat, x fastest. Outside of what the network saw it is 0.
 */
export function restoreMap(map: Float32Array, mapSize: Triple, stride: number, preparation: Preparation): Float32Array {
  const covered = mapSize.map((n) => Math.round(n * stride)) as unknown as Triple;
  const fine = resize(map, mapSize, covered, 'linear');
  const grid = new Float32Array(product(preparation.size));
  place(fine, covered, grid, preparation.size, [0, 0, 0], 0);
  return restoreGrid(grid, preparation, 0);
}

/** A logit that leaves no doubt; stands where the network did not look. */
const certain = 20;

function toCut(grid: Float32Array, { size, resizedSize, croppedSize, thick, offset }: Preparation, filling: number) {
  let resized = grid;
  if (resizedSize.some((n, axis) => n !== size[axis])) {
    resized = new Float32Array(product(resizedSize));
    const back = offset.map((each) => (each === 0 ? 0 : -each)) as unknown as Triple;
    place(grid, size, resized, resizedSize, back, filling);
  }
  const cut = resize(resized, resizedSize, croppedSize, 'linear', thick);
  return cut === grid ? grid.slice() : cut;
}

function embed<T extends Float32Array | Uint8Array>(cut: T, { source, plan, box, croppedSize }: Preparation, whole: T) {
  const [nx, ny] = plan.from.map((axis) => source.size[axis]) as unknown as Triple;
  const [width, height, depth] = croppedSize;
  for (let k = 0; k < depth; k++)
    for (let j = 0; j < height; j++) {
      const from = width * (j + height * k);
      const to = box.low[0] + nx * (box.low[1] + j + ny * (box.low[2] + k));
      whole.set(cut.subarray(from, from + width) as T & ArrayLike<number>, to);
    }
}

function labelsBack(labels: Uint8Array, preparation: Preparation): Uint8Array {
  const whole = new Uint8Array(voxels(preparation.source));
  embed(labels, preparation, whole);
  return orientBack(whole, preparation.source.size, preparation.plan);
}

const product = ([x, y, z]: Triple) => x * y * z;
const voxels = ({ size }: Geometry) => product(size);
