import quickHull from 'quickhull3d/dist/quickhull3d.js';
import { areaVector } from './mesh.ts';

export type Triple = readonly [number, number, number];

/** Farther than any position in a grid. */
const outside = 2 ** 30;

export interface Hull {
  /** Corners in mm from the centre of voxel (0, 0, 0), along the voxel axes. */
  readonly points: readonly Triple[];
  /** Corners of each face, by position in `points`, counter-clockwise seen from outside. */
  readonly faces: readonly (readonly number[])[];
  readonly volume: number;
  readonly area: number;
}

/**
 * Convex hull of the surface mesh of a mask.
 *
 * The mesh has a vertex half a step beyond every voxel at the surface. The same hull belongs to half a step in all six
 * directions around the first and last voxel of each row; of these, each plane of constant z keeps its own flat hull only.
 * Positions are counted in half voxels, whole numbers, so that points in one plane are exactly in one plane.
 */
export function hullOf(mask: Uint8Array, [nx, ny, nz]: Triple, spacingMm: Triple): Hull {
  // First and last position of each row of each plane; rows and planes are counted in half voxels from -1.
  const rows = 2 * ny + 1;
  const ends = new Int32Array(2 * rows * (2 * nz + 1));
  for (let at = 0; at < ends.length; at += 2) {
    ends[at] = outside;
    ends[at + 1] = -outside;
  }
  const add = (low: number, high: number, y: number, z: number) => {
    const at = 2 * (y + 1 + rows * (z + 1));
    if (low < (ends[at] as number)) ends[at] = low;
    if (high > (ends[at + 1] as number)) ends[at + 1] = high;
  };
  for (let k = 0; k < nz; k++) {
    for (let j = 0; j < ny; j++) {
      const row = nx * (j + ny * k);
      let first = 0;
      while (first < nx && mask[row + first] === 0) first++;
      if (first === nx) continue;
      let last = nx - 1;
      while (mask[row + last] === 0) last--;
      add(2 * first - 1, 2 * last + 1, 2 * j, 2 * k);
      for (const step of [-1, 1]) {
        add(2 * first, 2 * last, 2 * j + step, 2 * k);
        add(2 * first, 2 * last, 2 * j, 2 * k + step);
      }
    }
  }
  const candidates: [number, number, number][] = [];
  for (let z = -1; z < 2 * nz; z++) {
    const plane = ends.subarray(2 * rows * (z + 1), 2 * rows * (z + 2));
    for (const [x, y] of hullOfRows(plane)) candidates.push([x, y - 1, z]);
  }

  const found = quickHull(candidates, { skipTriangulation: true });
  const kept = new Map<number, number>();
  const faces = found.map((face) =>
    face.map((at) => {
      if (!kept.has(at)) kept.set(at, kept.size);
      return kept.get(at) as number;
    }),
  );
  const points = [...kept.keys()].map((at) => {
    const [x, y, z] = candidates[at] as [number, number, number];
    return [(x / 2) * spacingMm[0], (y / 2) * spacingMm[1], (z / 2) * spacingMm[2]] as const;
  });
  return { points, faces, ...measure(points, faces) };
}

function measure(points: readonly Triple[], faces: readonly (readonly number[])[]) {
  let volume = 0;
  let area = 0;
  const at = (n: number | undefined) => points[n ?? 0] as Triple;
  for (const face of faces) {
    const a = at(face[0]);
    for (let n = 1; n + 1 < face.length; n++) {
      const normal = areaVector(a, at(face[n]), at(face[n + 1]));
      area += Math.hypot(...normal);
      volume += (a[0] * normal[0] + a[1] * normal[1] + a[2] * normal[2]) / 3;
    }
  }
  return { volume: Math.abs(volume), area };
}

export type Pair = readonly [number, number];

/** Convex hull in the plane, counter-clockwise, without points on its edges (Andrew 1979, 10.1016/0020-0190(79)90072-3). */
export function flatHull(points: readonly Pair[]): Pair[] {
  const sorted = [...points].sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  const half = (ordered: readonly Pair[]) => {
    const chain: Pair[] = [];
    for (const point of ordered) append(chain, point, 0);
    return chain.slice(0, -1);
  };
  const hull = [...half(sorted), ...half(sorted.reverse())];
  return hull.length > 0 ? hull : sorted.slice(0, 1);
}

/** Corners of the convex hull of rows, each given by its first and last position: counter-clockwise, no point on an edge. */
function hullOfRows(ends: Int32Array): Pair[] {
  const hull: Pair[] = [];
  // Up along the last positions, down along the first.
  for (let y = 0; y < ends.length / 2; y++) {
    if (ends[2 * y] !== outside) append(hull, [ends[2 * y + 1] as number, y], 0);
  }
  const top = hull.length;
  for (let y = ends.length / 2 - 1; y >= 0; y--) {
    if (ends[2 * y] !== outside) append(hull, [ends[2 * y] as number, y], top);
  }
  return hull.filter(([x, y], n) => n < top || (!same(hull[top - 1], x, y) && !same(hull[0], x, y)));
}

/** Adds a point to the chain that begins at `from`, taking back those that it leaves inside. */
function append(chain: Pair[], point: Pair, from: number) {
  while (
    chain.length > from + 1 &&
    turn(chain[chain.length - 2] as Pair, chain[chain.length - 1] as Pair, point) <= 0
  ) {
    chain.pop();
  }
  chain.push(point);
}

const same = (point: Pair | undefined, x: number, y: number) => point?.[0] === x && point[1] === y;

/** Positive where a, b, c turn left. */
const turn = (a: Pair, b: Pair, c: Pair) => (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]);

/** Largest distance between two corners, mm. */
export function diameter(points: readonly Triple[]): number {
  let most = 0;
  for (let a = 0; a < points.length; a++) {
    const p = points[a] as Triple;
    for (let b = a + 1; b < points.length; b++) {
      const q = points[b] as Triple;
      const square = (p[0] - q[0]) ** 2 + (p[1] - q[1]) ** 2 + (p[2] - q[2]) ** 2;
      if (square > most) most = square;
    }
  }
  return Math.sqrt(most);
}
