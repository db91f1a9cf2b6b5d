import type { Triple } from './geometry.ts';
import type { Mask } from './volume.ts';

/** Pieces of a mask that hang together. */
export interface Components {
  /** 0 outside, 1 the largest piece, 2 the next, ... (of equal ones the earlier in index order first); x fastest. */
  readonly labels: Int32Array;
  /** Voxels of each piece, largest first: `sizes[n]` belongs to label n + 1. */
  readonly sizes: readonly number[];
}

/** A run of mask voxels along x: from..to (end excluded) as positions in the data. */
interface Runs {
  readonly from: Int32Array;
  readonly to: Int32Array;
  /** Runs of row (y, z) are rows[y + ny * z] .. rows[y + ny * z + 1] - 1. */
  readonly rows: Int32Array;
}

const runsOf = (data: ArrayLike<number>, [nx, ny, nz]: Triple): Runs => {
  const from: number[] = [];
  const to: number[] = [];
  const rows = new Int32Array(ny * nz + 1);
  for (let row = 0; row < ny * nz; row++) {
    rows[row] = from.length;
    const end = (row + 1) * nx;
    for (let at = row * nx; at < end; at++) {
      if (!data[at]) continue;
      from.push(at);
      while (at < end && data[at]) at++;
      to.push(at);
    }
  }
  rows[ny * nz] = from.length;
  return { from: Int32Array.from(from), to: Int32Array.from(to), rows };
};

/**
 * Connected components by union-find over runs along x: each run is joined with the runs it touches in the rows already
 * seen, so the work is linear in the voxels.
 *
 * @param neighbours 26: touching at a corner is enough; 6: a face must be common
 */
export function components(data: ArrayLike<number>, size: Triple, neighbours: 6 | 26 = 26): Components {
  const [nx, ny, nz] = size;
  const { from, to, rows } = runsOf(data, size);
  const parent = Int32Array.from(from, (_, run) => run);
  const rootOf = (run: number): number => {
    let root = run;
    while (parent[root] !== root) root = parent[root] ?? root;
    for (let at = run; at !== root; ) {
      const next = parent[at] ?? root;
      parent[at] = root;
      at = next;
    }
    return root;
  };
  // the earlier run stays root: labels do not depend on the order of joining
  const join = (a: number, b: number) => {
    const [x, y] = [rootOf(a), rootOf(b)];
    if (x < y) parent[y] = x;
    else parent[x] = y;
  };
  const slack = neighbours === 26 ? 1 : 0;
  const earlier: readonly (readonly [number, number])[] =
    neighbours === 26
      ? [
          [-1, 0],
          [-1, -1],
          [0, -1],
          [1, -1],
        ]
      : [
          [-1, 0],
          [0, -1],
        ];
  for (let z = 0; z < nz; z++)
    for (let y = 0; y < ny; y++)
      for (const [dy, dz] of earlier) {
        if (y + dy < 0 || y + dy >= ny || z + dz < 0) continue;
        const row = y + ny * z;
        const other = row + dy + ny * dz;
        const shift = (row - other) * nx;
        let b = rows[other] ?? 0;
        const endB = rows[other + 1] ?? 0;
        for (let a = rows[row] ?? 0; a < (rows[row + 1] ?? 0); a++) {
          const [low, high] = [(from[a] ?? 0) - slack, (to[a] ?? 0) + slack];
          while (b < endB && (to[b] ?? 0) + shift <= low) b++;
          for (let c = b; c < endB && (from[c] ?? 0) + shift < high; c++) join(a, c);
        }
      }
  const sizeOf = new Map<number, number>();
  for (let run = 0; run < from.length; run++) {
    const root = rootOf(run);
    sizeOf.set(root, (sizeOf.get(root) ?? 0) + (to[run] ?? 0) - (from[run] ?? 0));
  }
  const ordered = [...sizeOf].sort(([rootA, a], [rootB, b]) => b - a || rootA - rootB);
  const labelOf = new Map(ordered.map(([root], place) => [root, place + 1]));
  const labels = new Int32Array(data.length);
  for (let run = 0; run < from.length; run++) labels.fill(labelOf.get(rootOf(run)) ?? 0, from[run], to[run]);
  return { labels, sizes: ordered.map(([, count]) => count) };
}

/** The mask without all but its largest piece; an empty mask stays empty. */
export function largestComponent(mask: Mask, neighbours: 6 | 26 = 26): Mask {
  const { labels } = components(mask.data, mask.geometry.size, neighbours);
  const data = new Uint8Array(labels.length);
  for (let at = 0; at < labels.length; at++) if (labels[at] === 1) data[at] = 1;
  return { geometry: mask.geometry, data };
}
