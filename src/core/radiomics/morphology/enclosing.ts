import { EigenvalueDecomposition, inverse, Matrix } from 'ml-matrix';
import { flatHull, type Hull, type Pair, type Triple } from './hull.ts';
import { areaVector } from './mesh.ts';

const dot = (a: Triple, b: Triple) => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
const cross = (a: Triple, b: Triple): Triple => [
  a[1] * b[2] - a[2] * b[1],
  a[2] * b[0] - a[0] * b[2],
  a[0] * b[1] - a[1] * b[0],
];
const unit = (a: Triple): Triple => {
  const length = Math.hypot(...a) || 1;
  return [a[0] / length, a[1] / length, a[2] / length];
};

/**
 * Edges (mm) of the smallest box with one side on a face of the hull. The smallest box of all may touch with edges only
 * (O'Rourke 1985, 10.1007/BF00991005) and be a little smaller.
 */
export function smallestBox(hull: Hull): [number, number, number] {
  const { points, faces } = hull;
  let best: [number, number, number] = [Number.POSITIVE_INFINITY, 1, 1];
  let bestVolume = Number.POSITIVE_INFINITY;
  const outlineAlong = outlines(hull);
  const flatPoints = Float64Array.from(points.flat());
  const tried = new Set<string>();
  for (const face of faces) {
    const [a, b, c] = face.slice(0, 3).map((n) => points[n] as Triple) as [Triple, Triple, Triple];
    const u = unit([b[0] - a[0], b[1] - a[1], b[2] - a[2]]);
    const normal = unit(cross(u, [c[0] - a[0], c[1] - a[1], c[2] - a[2]]));
    // Opposite faces ask the same question.
    const side = normal.find((part) => Math.abs(part) > 1e-9) ?? 0;
    const key = normal.map((part) => Math.round(part * Math.sign(side) * 1e7)).join();
    if (tried.has(key)) continue;
    tried.add(key);
    const v = cross(normal, u);
    const { low, high } = extent(flatPoints, normal);
    const flat = outlineAlong(normal).map((at): Pair => {
      const point = points[at] as Triple;
      return [dot(point, u), dot(point, v)];
    });
    const [width, depth] = smallestRectangle(flatHull(flat));
    const volume = width * depth * (high - low);
    if (volume < bestVolume) {
      bestVolume = volume;
      best = [width, depth, high - low];
    }
  }
  return best;
}

/** First and last height of the points along a unit vector. */
function extent(points: Float64Array, [x, y, z]: Triple) {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (let at = 0; at < points.length; at += 3) {
    const height = (points[at] as number) * x + (points[at + 1] as number) * y + (points[at + 2] as number) * z;
    if (height < low) low = height;
    if (height > high) high = height;
  }
  return { low, high };
}

/**
 * Gives, for a direction of view, the corners that can lie on the outline of the hull: those of edges between a face turned to the
 * viewer and one turned away, or seen from the side. All corners where faces and edges do not match.
 */
function outlines({ points, faces }: Hull): (direction: Triple) => readonly number[] {
  const edges = new Map<number, number>();
  const pairs: number[] = [];
  faces.forEach((face, f) => {
    face.forEach((from, n) => {
      const to = face[(n + 1) % face.length] as number;
      const key = Math.min(from, to) * points.length + Math.max(from, to);
      const other = edges.get(key);
      if (other === undefined) edges.set(key, f);
      else {
        pairs.push(from, to, other, f);
        edges.delete(key);
      }
    });
  });
  if (edges.size > 0) {
    const all = points.map((_, at) => at);
    return () => all;
  }
  const normals = Float64Array.from(faces.flatMap((face) => normalOf(face, points)));
  const ends = Int32Array.from(pairs);
  const turned = new Int8Array(faces.length);
  const seen = new Int32Array(points.length);
  let view = 0;
  return ([x, y, z]) => {
    view++;
    for (let f = 0, at = 0; f < turned.length; f++, at += 3) {
      const towards = (normals[at] as number) * x + (normals[at + 1] as number) * y + (normals[at + 2] as number) * z;
      turned[f] = towards > 1e-9 ? 1 : towards < -1e-9 ? -1 : 0;
    }
    const outline: number[] = [];
    for (let n = 0; n < ends.length; n += 4) {
      if ((turned[ends[n + 2] as number] as number) * (turned[ends[n + 3] as number] as number) > 0) continue;
      for (const corner of [ends[n] as number, ends[n + 1] as number]) {
        if (seen[corner] === view) continue;
        seen[corner] = view;
        outline.push(corner);
      }
    }
    return outline;
  };
}

/** Unit vector across a face, outwards. */
function normalOf(face: readonly number[], points: readonly Triple[]): Triple {
  const sum: [number, number, number] = [0, 0, 0];
  const a = points[face[0] ?? 0] as Triple;
  for (let n = 1; n + 1 < face.length; n++) {
    const normal = areaVector(a, points[face[n] ?? 0] as Triple, points[face[n + 1] ?? 0] as Triple);
    for (const axis of [0, 1, 2] as const) sum[axis] += normal[axis];
  }
  return unit(sum);
}

/** Sides of the smallest rectangle around a convex polygon: one of its sides lies on a side of the polygon. */
function smallestRectangle(polygon: readonly Pair[]): Pair {
  let best: Pair = [Number.POSITIVE_INFINITY, 1];
  const xs = Float64Array.from(polygon, ([x]) => x);
  const ys = Float64Array.from(polygon, ([, y]) => y);
  for (let n = 0; n < xs.length; n++) {
    const next = n + 1 === xs.length ? 0 : n + 1;
    const [fromX, fromY] = [xs[n] as number, ys[n] as number];
    const length = Math.hypot((xs[next] as number) - fromX, (ys[next] as number) - fromY);
    if (length < 1e-12) continue;
    const ux = ((xs[next] as number) - fromX) / length;
    const uy = ((ys[next] as number) - fromY) / length;
    let lowU = 0;
    let highU = 0;
    let highV = 0;
    for (let at = 0; at < xs.length; at++) {
      const dx = (xs[at] as number) - fromX;
      const dy = (ys[at] as number) - fromY;
      const along = dx * ux + dy * uy;
      const across = dy * ux - dx * uy;
      if (along < lowU) lowU = along;
      if (along > highU) highU = along;
      if (across > highV) highV = across;
    }
    if ((highU - lowU) * highV < best[0] * best[1]) best = [highU - lowU, highV];
  }
  return best;
}

/**
 * Semi-axes (mm, ascending) of the ellipsoid of least volume around the points: Khachiyan's barycentric ascent with steps away
 * (Todd and Yildirim 2007, 10.1016/j.dam.2007.02.013), to a relative tolerance of 1e-4 of the distance, then grown until
 * every point is inside.
 * @param points at least four, not in one plane.
 */
export function smallestEllipsoid(points: readonly Triple[]): [number, number, number] {
  const n = points.length;
  const weights = new Float64Array(n).fill(1 / n);
  const lifted = points.map(([x, y, z]) => [x, y, z, 1] as const);
  const flat = Float64Array.from(lifted.flat());
  const values = new Float64Array(n);
  const tolerance = 1e-4;
  let shape: number[][] = [];
  let step = 0;
  let at = 0;
  for (let round = 0; round < 20_000; round++) {
    // A step changes the moments by a multiple of one point's: inverse and distances follow by Sherman and Morrison. Anew at times, for rounding.
    if (round % 256 === 0) {
      shape = inverseMoments(lifted, weights).to2DArray();
      for (let i = 0; i < n; i++) values[i] = quadratic(shape, lifted[i] as readonly number[]);
    } else follow(shape, flat, values, at, step);
    const { far, near } = extremes(values, weights);
    const farValue = values[far] as number;
    const nearValue = values[near] ?? Number.POSITIVE_INFINITY;
    const excess = farValue / 4 - 1;
    const slack = 1 - nearValue / 4;
    if (Math.max(excess, slack) < tolerance || near < 0) break;
    if (excess >= slack) {
      at = far;
      step = (farValue - 4) / (4 * (farValue - 1));
      move(weights, far, step);
    } else {
      at = near;
      const weight = weights[near] as number;
      step = Math.max((nearValue - 4) / (4 * (nearValue - 1)), -weight / (1 - weight));
      move(weights, near, step);
      if ((weights[near] as number) < 1e-14) weights[near] = 0;
    }
  }
  return semiAxes(points, weights);
}

/** The point farthest from the centre, and the nearest of those with a weight (-1: none). */
function extremes(values: Float64Array, weights: Float64Array) {
  let far = 0;
  let near = -1;
  let farValue = Number.NEGATIVE_INFINITY;
  let nearValue = Number.POSITIVE_INFINITY;
  for (let at = 0; at < values.length; at++) {
    const value = values[at] as number;
    if (value > farValue) {
      far = at;
      farValue = value;
    }
    if (value < nearValue && (weights[at] as number) > 0) {
      near = at;
      nearValue = value;
    }
  }
  return { far, near };
}

/** Inverse moments and distances after a step towards point `at`. */
function follow(shape: number[][], flat: Float64Array, values: Float64Array, at: number, step: number) {
  const towards = shape.map((row) =>
    row.reduce((sum, value, axis) => sum + value * (flat[4 * at + axis] as number), 0),
  ) as [number, number, number, number];
  const rate = step / (1 - step);
  const change = rate / (1 + rate * (values[at] as number));
  const growth = 1 / (1 - step);
  shape.forEach((row, a) => {
    for (let b = 0; b < 4; b++) {
      row[b] = growth * ((row[b] as number) - change * (towards[a] as number) * (towards[b] as number));
    }
  });
  const [tx, ty, tz, t1] = towards;
  for (let i = 0, p = 0; i < values.length; i++, p += 4) {
    const along = (flat[p] as number) * tx + (flat[p + 1] as number) * ty + (flat[p + 2] as number) * tz + t1;
    values[i] = growth * ((values[i] as number) - change * along * along);
  }
}

function move(weights: Float64Array, at: number, step: number) {
  for (let n = 0; n < weights.length; n++) weights[n] = (weights[n] as number) * (1 - step);
  weights[at] = (weights[at] as number) + step;
}

function inverseMoments(points: readonly (readonly number[])[], weights: Float64Array): Matrix {
  const size = points[0]?.length ?? 0;
  const moments = Matrix.zeros(size, size).to2DArray();
  points.forEach((point, at) => {
    const weight = weights[at] as number;
    if (weight === 0) return;
    for (let a = 0; a < size; a++) {
      const row = moments[a] as number[];
      for (let b = 0; b < size; b++) row[b] = (row[b] as number) + weight * (point[a] as number) * (point[b] as number);
    }
  });
  return inverse(new Matrix(moments));
}

function quadratic(shape: readonly (readonly number[])[], point: readonly number[]): number {
  let sum = 0;
  for (let a = 0; a < point.length; a++) {
    for (let b = 0; b < point.length; b++)
      sum += (shape[a]?.[b] as number) * (point[a] as number) * (point[b] as number);
  }
  return sum;
}

function semiAxes(points: readonly Triple[], weights: Float64Array): [number, number, number] {
  const centre = [0, 1, 2].map((axis) =>
    points.reduce((sum, point, at) => sum + (weights[at] as number) * (point[axis] ?? 0), 0),
  );
  const centred = points.map((point) => point.map((value, axis) => value - (centre[axis] ?? 0)));
  const shape = inverseMoments(centred, weights);
  const rows = shape.to2DArray();
  const most = centred.reduce((max, point) => Math.max(max, quadratic(rows, point)), 0);
  return principalVariances(inverse(shape)).map((variance) => Math.sqrt(variance * most)) as [number, number, number];
}

/** Eigenvalues of a symmetric 3 x 3 matrix, ascending, never below 0. */
export function principalVariances(matrix: Matrix): [number, number, number] {
  const symmetric = Matrix.add(matrix, matrix.transpose()).mul(0.5);
  const { realEigenvalues } = new EigenvalueDecomposition(symmetric, { assumeSymmetric: true });
  return realEigenvalues.sort((a, b) => a - b).map((value) => Math.max(0, value)) as [number, number, number];
}
