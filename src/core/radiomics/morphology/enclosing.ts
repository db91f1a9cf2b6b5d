import { EigenvalueDecomposition, inverse, Matrix } from 'ml-matrix';
import { flatHull, type Hull, type Pair, type Triple } from './hull.ts';

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
export function smallestBox({ points, faces }: Hull): [number, number, number] {
  let best: [number, number, number] = [Number.POSITIVE_INFINITY, 1, 1];
  let bestVolume = Number.POSITIVE_INFINITY;
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
    let low = Number.POSITIVE_INFINITY;
    let high = Number.NEGATIVE_INFINITY;
    const flat = points.map((point): Pair => {
      const height = dot(point, normal);
      low = Math.min(low, height);
      high = Math.max(high, height);
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

/** Sides of the smallest rectangle around a convex polygon: one of its sides lies on a side of the polygon. */
function smallestRectangle(polygon: readonly Pair[]): Pair {
  let best: Pair = [Number.POSITIVE_INFINITY, 1];
  polygon.forEach((from, n) => {
    const to = polygon[(n + 1) % polygon.length] as Pair;
    const length = Math.hypot(to[0] - from[0], to[1] - from[1]);
    if (length < 1e-12) return;
    const ux = (to[0] - from[0]) / length;
    const uy = (to[1] - from[1]) / length;
    let [lowU, highU, highV] = [0, 0, 0];
    for (const [x, y] of polygon) {
      const along = (x - from[0]) * ux + (y - from[1]) * uy;
      lowU = Math.min(lowU, along);
      highU = Math.max(highU, along);
      highV = Math.max(highV, (y - from[1]) * ux - (x - from[0]) * uy);
    }
    if ((highU - lowU) * highV < best[0] * best[1]) best = [highU - lowU, highV];
  });
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
  const tolerance = 1e-4;
  for (let round = 0; round < 20_000; round++) {
    const shape = inverseMoments(lifted, weights).to2DArray();
    let far = 0;
    let near = -1;
    let farValue = Number.NEGATIVE_INFINITY;
    let nearValue = Number.POSITIVE_INFINITY;
    for (let at = 0; at < n; at++) {
      const value = quadratic(shape, lifted[at] as readonly number[]);
      if (value > farValue) {
        far = at;
        farValue = value;
      }
      if ((weights[at] as number) > 0 && value < nearValue) {
        near = at;
        nearValue = value;
      }
    }
    const excess = farValue / 4 - 1;
    const slack = 1 - nearValue / 4;
    if (Math.max(excess, slack) < tolerance || near < 0) break;
    if (excess >= slack) {
      move(weights, far, (farValue - 4) / (4 * (farValue - 1)));
    } else {
      const weight = weights[near] as number;
      const step = Math.max((nearValue - 4) / (4 * (nearValue - 1)), -weight / (1 - weight));
      move(weights, near, step);
      if ((weights[near] as number) < 1e-14) weights[near] = 0;
    }
  }
  return semiAxes(points, weights);
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
