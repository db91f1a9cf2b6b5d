import { directions3d } from '../radiomics/directions.ts';
import type { Cells } from '../radiomics/pair-counts.ts';
import type { Triple } from '../volume/geometry.ts';

/** Grey levels with an empty rim as wide as the neighbourhood, so that a window never leaves the array. */
export interface RimmedLevels {
  readonly data: Uint16Array;
  /** Rim included. */
  readonly size: Triple;
  readonly levelCount: number;
}

/**
 * Counts neighbouring pairs (13 directions, each pair once, under lower and higher level) inside a cube that slides along x. One step takes
 * away the pairs of the plane that leaves, within it and with the plane behind it, and adds those of the plane that enters: about half the
 * pairs of the cube at radius 2, a third at radius 3, and no clearing. Counts are whole numbers, so nothing drifts.
 */
export class SlidingPairs {
  readonly #levels: RimmedLevels;
  readonly #radius: number;
  /** Pairs of offsets from the middle of a plane: both voxels in the plane. */
  readonly #within: Int32Array;
  /** The first voxel in the plane, the second in the next one along x. */
  readonly #between: Int32Array;
  /** Place in `counts` of a pair of levels, in either order. */
  readonly #place: Uint16Array;
  readonly #counts: Uint32Array;
  readonly #rowOf: Int32Array;
  readonly #columnOf: Int32Array;
  readonly #cells: Cells;

  constructor(levels: RimmedLevels, radius: number) {
    this.#levels = levels;
    this.#radius = radius;
    const [width, height] = levels.size;
    const offset = (x: number, y: number, z: number) => x + width * (y + height * z);
    const [within, between]: [number[], number[]] = [[], []];
    const plane = Array.from({ length: 2 * radius + 1 }, (_, n) => n - radius);
    for (const [dx, dy, dz] of directions3d)
      for (const z of plane)
        for (const y of plane) {
          if (Math.abs(y + dy) > radius || Math.abs(z + dz) > radius) continue;
          if (dx === 0) within.push(offset(0, y, z), offset(0, y + dy, z + dz));
          // a step backwards along x is the same pair seen from the other plane
          else if (dx === 1) between.push(offset(0, y, z), offset(1, y + dy, z + dz));
          else between.push(offset(1, y, z), offset(0, y + dy, z + dz));
        }
    this.#within = Int32Array.from(within);
    this.#between = Int32Array.from(between);
    const count = levels.levelCount;
    const cells = (count * (count + 1)) / 2;
    this.#place = new Uint16Array((count + 1) ** 2);
    this.#rowOf = new Int32Array(cells);
    this.#columnOf = new Int32Array(cells);
    for (let low = 1, at = 0; low <= count; low++)
      for (let high = low; high <= count; high++, at++) {
        this.#place[low * (count + 1) + high] = at;
        this.#place[high * (count + 1) + low] = at;
        this.#rowOf[at] = low;
        this.#columnOf[at] = high;
      }
    this.#counts = new Uint32Array(cells);
    this.#cells = { row: new Int32Array(cells), column: new Int32Array(cells), count: new Float64Array(cells) };
  }

  /** Starts anew around a voxel (a position in the rimmed array). */
  start(voxel: number): void {
    this.#counts.fill(0);
    for (let x = -this.#radius; x <= this.#radius; x++) {
      this.#change(this.#within, voxel + x, 1);
      if (x < this.#radius) this.#change(this.#between, voxel + x, 1);
    }
  }

  /** Moves the cube from around `voxel - 1` to around `voxel`. */
  step(voxel: number): void {
    const [leaves, enters] = [voxel - 1 - this.#radius, voxel + this.#radius];
    this.#change(this.#within, leaves, -1);
    this.#change(this.#between, leaves, -1);
    this.#change(this.#between, enters - 1, 1);
    this.#change(this.#within, enters, 1);
  }

  /** What is counted now: rows and columns ascending, no zeros. Valid until the next call. */
  cells(): Cells {
    const { row, column, count } = this.#cells;
    const [counts, rowOf, columnOf] = [this.#counts, this.#rowOf, this.#columnOf];
    let used = 0;
    for (let at = 0; at < counts.length; at++) {
      const times = counts[at] as number;
      if (times === 0) continue;
      row[used] = rowOf[at] as number;
      column[used] = columnOf[at] as number;
      count[used] = times;
      used++;
    }
    return { row: row.subarray(0, used), column: column.subarray(0, used), count: count.subarray(0, used) };
  }

  #change(pairs: Int32Array, middle: number, by: 1 | -1): void {
    const { data, levelCount } = this.#levels;
    const [place, counts, stride] = [this.#place, this.#counts, levelCount + 1];
    for (let p = 0; p < pairs.length; p += 2) {
      const a = data[middle + (pairs[p] as number)] as number;
      const b = data[middle + (pairs[p + 1] as number)] as number;
      if (a === 0 || b === 0) continue;
      const at = place[a * stride + b] as number;
      counts[at] = (counts[at] as number) + by;
    }
  }
}
