import type { Aggregation } from '../family.ts';
import { type LevelMatrix, levelMatrix } from '../level-matrix.ts';
import { matrixParts } from '../matrix-parts.ts';
import { type PaddedLevels, paddedLevels, stepOf } from '../padded-levels.ts';
import { PairCounts } from '../pair-counts.ts';
import type { Roi } from '../roi.ts';

/** Voxels by grey level and dependence count: neighbours of the same level (alpha 0), and the voxel itself. */
export function* dependenceMatrices(roi: Roi, aggregation: Aggregation): Generator<LevelMatrix> {
  const levels = paddedLevels(roi);
  for (const { from, to, directions } of matrixParts(levels, aggregation)) {
    const steps = directions.map((direction) => stepOf(levels.box, direction));
    yield levelMatrix(countDependence(levels, from, to, steps).cells(), to - from);
  }
}

function countDependence({ data, voxels, count }: PaddedLevels, from: number, to: number, steps: readonly number[]) {
  const counts = new PairCounts(count, 2 * steps.length + 1, to - from);
  for (let n = from; n < to; n += 1) {
    const v = voxels[n] ?? 0;
    const level = data[v] ?? 0;
    let dependent = 1;
    for (let s = 0; s < steps.length; s += 1) {
      const step = steps[s] ?? 0;
      if (data[v + step] === level) dependent += 1;
      if (data[v - step] === level) dependent += 1;
    }
    counts.add(level, dependent);
  }
  return counts;
}
