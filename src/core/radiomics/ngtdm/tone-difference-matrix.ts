import type { Aggregation } from '../family.ts';
import { matrixParts } from '../matrix-parts.ts';
import { type PaddedLevels, paddedLevels, stepOf } from '../padded-levels.ts';
import type { Roi } from '../roi.ts';

/** Per grey level that occurs, how far its voxels stand out from their neighbours. Arrays of one length. */
export interface ToneDifferenceMatrix {
  /** Grey levels that occur, ascending: N_g,p of them. */
  readonly level: Float64Array;
  /** n_i: voxels of this level. */
  readonly count: Float64Array;
  /** s_i: sum of |level - mean level of the neighbours in the ROI|. */
  readonly difference: Float64Array;
  /** N_v,c: voxels with at least one neighbour in the ROI; the others are left out. */
  readonly voxels: number;
}

/** The matrices of an aggregation method that hold at least one voxel with a neighbour. */
export function* toneDifferenceMatrices(roi: Roi, aggregation: Aggregation): Generator<ToneDifferenceMatrix> {
  const levels = paddedLevels(roi);
  for (const { from, to, directions } of matrixParts(levels, aggregation)) {
    const steps = directions.map((direction) => stepOf(levels.box, direction));
    const matrix = toneDifferences(levels, from, to, steps);
    if (matrix.voxels > 0) yield matrix;
  }
}

function toneDifferences(
  { data, voxels, count }: PaddedLevels,
  from: number,
  to: number,
  steps: readonly number[],
): ToneDifferenceMatrix {
  const n = new Uint32Array(count + 1);
  const s = new Float64Array(count + 1);
  let counted = 0;
  for (let at = from; at < to; at += 1) {
    const v = voxels[at] ?? 0;
    // Level 0 is outside the ROI: it adds nothing to the sum, only the number of neighbours needs a test.
    let sum = 0;
    let neighbours = 0;
    for (let d = 0; d < steps.length; d += 1) {
      const step = steps[d] ?? 0;
      const ahead = data[v + step] ?? 0;
      const behind = data[v - step] ?? 0;
      sum += ahead + behind;
      if (ahead !== 0) neighbours += 1;
      if (behind !== 0) neighbours += 1;
    }
    if (neighbours === 0) continue;
    const level = data[v] ?? 0;
    n[level] = (n[level] ?? 0) + 1;
    s[level] = (s[level] ?? 0) + Math.abs(level - sum / neighbours);
    counted += 1;
  }
  const level = Float64Array.from([...n.keys()].filter((i) => (n[i] ?? 0) > 0));
  return {
    level,
    count: level.map((i) => n[i] ?? 0),
    difference: level.map((i) => s[i] ?? 0),
    voxels: counted,
  };
}
