import type { Cells } from './pair-counts.ts';

/**
 * Runs, zones or neighbourhoods counted by grey level (row) and by a measure (column: run length, zone size, distance
 * to the edge, dependence count). The features of four families have the same form over it.
 */
export interface LevelMatrix {
  /** Row = grey level from 1, column = measure from 1; only cells that occur. */
  readonly cells: Cells;
  /** N_s: number of runs, zones or neighbourhoods. */
  readonly total: number;
  /** N_v: number of voxels that they were made from; where matrices of several directions merge, once for each. */
  readonly voxels: number;
}

export function levelMatrix(cells: Cells, voxels: number): LevelMatrix {
  return { cells, total: cells.count.reduce((sum, count) => sum + count, 0), voxels };
}

/** Mean of f(level, measure) over all runs, zones or neighbourhoods. The matrix is not empty. */
export function mean({ cells, total }: LevelMatrix, f: (level: number, measure: number) => number): number {
  let sum = 0;
  for (let c = 0; c < cells.count.length; c += 1) {
    sum += (cells.count[c] ?? 0) * f(cells.row[c] ?? 0, cells.column[c] ?? 0);
  }
  return sum / total;
}

/** Sum of squares of the row sums ('level') or of the column sums ('measure'), over N_s: the non-uniformity. */
export function nonUniformity({ cells, total }: LevelMatrix, by: 'level' | 'measure'): number {
  const keys = by === 'level' ? cells.row : cells.column;
  const sums = new Map<number, number>();
  for (let c = 0; c < keys.length; c += 1) {
    const key = keys[c] ?? 0;
    sums.set(key, (sums.get(key) ?? 0) + (cells.count[c] ?? 0));
  }
  let squares = 0;
  for (const sum of sums.values()) squares += sum * sum;
  return squares / total;
}

/** Variance of f over all runs, zones or neighbourhoods (divided by N_s). */
export function variance(matrix: LevelMatrix, f: (level: number, measure: number) => number): number {
  const centre = mean(matrix, f);
  return mean(matrix, (level, measure) => (f(level, measure) - centre) ** 2);
}

/** Entropy of the cells, in bits. */
export function entropy({ cells, total }: LevelMatrix): number {
  return cells.count.reduce((sum, count) => sum - (count / total) * Math.log2(count / total), 0);
}

/** Sum of the squared shares of the cells. */
export function energy({ cells, total }: LevelMatrix): number {
  return cells.count.reduce((sum, count) => sum + (count / total) ** 2, 0);
}
