import type { Aggregation } from '../family.ts';
import { matrixParts } from '../matrix-parts.ts';
import { type PaddedLevels, paddedLevels, stepOf } from '../padded-levels.ts';
import { type Cells, PairCounts } from '../pair-counts.ts';
import type { Roi } from '../roi.ts';

/** How often grey level i lies next to grey level j, both ways (symmetric), as probabilities. */
export interface CoOccurrenceMatrix {
  /** Row i, column j, count: of all cells, (i, j) and (j, i) alike. */
  readonly cells: Cells;
  /** Sum of the counts: twice the number of neighbouring pairs. */
  readonly total: number;
  /** N_g of the whole ROI. */
  readonly levelCount: number;
  /** p_i., the same as p_.j; index = grey level. */
  readonly marginal: Float64Array;
  /** p_(i-j): index = |i - j|. */
  readonly difference: Float64Array;
  /** p_(i+j): index = i + j. */
  readonly sum: Float64Array;
  /** Mean grey level over the pairs. */
  readonly mean: number;
}

/** The matrices of an aggregation method that hold at least one pair. */
export function* coOccurrenceMatrices(roi: Roi, aggregation: Aggregation): Generator<CoOccurrenceMatrix> {
  const levels = paddedLevels(roi);
  for (const { from, to, directions } of matrixParts(levels, aggregation)) {
    const steps = directions.map((direction) => stepOf(levels.box, direction));
    const half = countPairs(levels, from, to, steps);
    if (half.count.length > 0) yield coOccurrenceMatrixOf(half, levels.count);
  }
}

/**
 * The matrix of pairs that were each counted once, under (lower, higher), rows and columns ascending.
 * @param half at least one cell
 */
export const coOccurrenceMatrixOf = (half: Cells, levelCount: number): CoOccurrenceMatrix =>
  withMarginals(mirrored(half), levelCount);

/**
 * Every pair is seen once, from the voxel that comes first, and counted under (lower, higher): half the table of the
 * symmetric matrix, half the memory traffic.
 */
function countPairs({ data, voxels, count }: PaddedLevels, from: number, to: number, steps: readonly number[]): Cells {
  const pairs = new PairCounts(count, count, (to - from) * steps.length);
  for (let n = from; n < to; n += 1) {
    const v = voxels[n] ?? 0;
    const level = data[v] ?? 0;
    for (let s = 0; s < steps.length; s += 1) {
      const other = data[v + (steps[s] ?? 0)] ?? 0;
      if (other === 0) continue;
      if (other < level) pairs.add(other, level);
      else pairs.add(level, other);
    }
  }
  return pairs.cells();
}

/** M + its transpose: the cell (i, j) also at (j, i), the diagonal twice. */
function mirrored(half: Cells): Cells {
  let length = 0;
  for (let c = 0; c < half.count.length; c += 1) length += half.row[c] === half.column[c] ? 1 : 2;
  const cells = { row: new Int32Array(length), column: new Int32Array(length), count: new Float64Array(length) };
  let at = 0;
  const put = (row: number, column: number, count: number) => {
    cells.row[at] = row;
    cells.column[at] = column;
    cells.count[at] = count;
    at += 1;
  };
  for (let c = 0; c < half.count.length; c += 1) {
    const [low, high, count] = [half.row[c] ?? 0, half.column[c] ?? 0, half.count[c] ?? 0];
    if (low === high) put(low, low, 2 * count);
    else {
      put(low, high, count);
      put(high, low, count);
    }
  }
  return cells;
}

function withMarginals(cells: Cells, levelCount: number): CoOccurrenceMatrix {
  const total = cells.count.reduce((sum, count) => sum + count, 0);
  const marginal = new Float64Array(levelCount + 1);
  const difference = new Float64Array(levelCount);
  const sum = new Float64Array(2 * levelCount + 1);
  let mean = 0;
  for (let c = 0; c < cells.count.length; c += 1) {
    const [i, j, p] = [cells.row[c] ?? 0, cells.column[c] ?? 0, (cells.count[c] ?? 0) / total];
    marginal[i] = (marginal[i] ?? 0) + p;
    difference[Math.abs(i - j)] = (difference[Math.abs(i - j)] ?? 0) + p;
    sum[i + j] = (sum[i + j] ?? 0) + p;
    mean += i * p;
  }
  return { cells, total, levelCount, marginal, difference, sum, mean };
}
