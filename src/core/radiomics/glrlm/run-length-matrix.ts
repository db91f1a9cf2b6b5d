import type { Aggregation } from '../family.ts';
import { type LevelMatrix, levelMatrix } from '../level-matrix.ts';
import { matrixParts } from '../matrix-parts.ts';
import { type PaddedLevels, paddedLevels, stepOf } from '../padded-levels.ts';
import { PairCounts } from '../pair-counts.ts';
import type { Roi } from '../roi.ts';

/** Runs by grey level and length. Each voxel lies in one run per direction, so N_v counts it once per direction. */
export function* runLengthMatrices(roi: Roi, aggregation: Aggregation): Generator<LevelMatrix> {
  const levels = paddedLevels(roi);
  const longest = Math.max(...levels.box.size);
  for (const { from, to, directions } of matrixParts(levels, aggregation)) {
    const runs = new PairCounts(levels.count, longest, (to - from) * directions.length);
    for (const direction of directions) countRuns(levels, from, to, stepOf(levels.box, direction), runs);
    yield levelMatrix(runs.cells(), (to - from) * directions.length);
  }
}

/**
 * A run starts at a voxel whose predecessor differs; from there it is walked to its end. Every voxel is thus looked at
 * twice, whatever the length of the runs. The padding ends every run at the border of the ROI.
 */
function countRuns({ data, voxels }: PaddedLevels, from: number, to: number, step: number, runs: PairCounts): void {
  for (let n = from; n < to; n += 1) {
    const v = voxels[n] ?? 0;
    const level = data[v] ?? 0;
    if (data[v - step] === level) continue;
    let length = 1;
    while (data[v + length * step] === level) length += 1;
    runs.add(level, length);
  }
}
