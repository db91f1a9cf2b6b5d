import { Failure } from '../failure.ts';
import { type Box, cropVolume, type Triple, toWorld } from './geometry.ts';
import type { Geometry, Mask, Volume } from './volume.ts';
import { voxelCount } from './volume.ts';

export const interpolators = ['nearest', 'linear', 'cubic'] as const;
/** `cubic` is the B-spline of order 3 with its prefilter: it passes through the voxels and may overshoot between them. */
export type Interpolator = (typeof interpolators)[number];

/** A mask voxel counts from this share on; exact halves are common, and noise of the sums must not lose them. */
export const maskNoise = 1e-9;

/** More voxels than this are not one scan at a sensible spacing (2 GiB of intensities). */
const mostVoxels = 2 ** 28;

/**
 * The IBSI grid: as many voxels as cover the old grid, with the centres of both grids aligned (IBSI reference manual 2.4).
 * @param dimension 2 keeps the spacing along z.
 * @throws Failure `invalid-input` for a spacing that is not positive or a grid that would be too large.
 */
export function gridFor(geometry: Geometry, spacingMm: Triple, dimension: 2 | 3 = 3): Geometry {
  const wanted = [spacingMm[0], spacingMm[1], dimension === 2 ? geometry.spacingMm[2] : spacingMm[2]] as const;
  if (!wanted.every((step) => Number.isFinite(step) && step > 0)) {
    throw new Failure('invalid-input', 'The spacing must be three positive numbers of millimetres.');
  }
  // The quotient is rounded first: spacings come in single precision, and 50.000000001 voxels are 50.
  const size = geometry.size.map((n, axis) =>
    Math.max(1, Math.ceil(Math.round(((n * (geometry.spacingMm[axis] ?? 1)) / (wanted[axis] ?? 1)) * 1e6) / 1e6)),
  ) as [number, number, number];
  if (size[0] * size[1] * size[2] > mostVoxels) {
    throw new Failure('invalid-input', 'The interpolated image would be too large: choose a coarser spacing.');
  }
  const origin = size.map((n, axis) => originOf(geometry, axis, wanted[axis] ?? 1, n)) as [number, number, number];
  return { size, spacingMm: wanted, originMm: toWorld(geometry, origin), axes: geometry.axes };
}

/** Position of the first new voxel along an axis, in old voxels. */
function originOf(geometry: Geometry, axis: number, step: number, n: number): number {
  return ((geometry.size[axis] ?? 1) - 1 - (step / (geometry.spacingMm[axis] ?? 1)) * (n - 1)) / 2;
}

/**
 * The volume on the IBSI grid of a spacing. Outside the old grid the nearest edge value holds.
 * @param window only these voxels of the new grid are computed (first and last included); default: all.
 * @throws Failure as `gridFor`.
 */
export function interpolate(
  volume: Volume,
  to: { readonly spacingMm: Triple; readonly dimension: 2 | 3; readonly method: Interpolator },
  window?: Box,
): Volume {
  const grid = gridFor(volume.geometry, to.spacingMm, to.dimension);
  const { low, high } = window ?? { low: [0, 0, 0] as const, high: grid.size.map((n) => n - 1) as unknown as Triple };
  const positions = ([0, 1, 2] as const).map((axis) => {
    const ratio = grid.spacingMm[axis] / volume.geometry.spacingMm[axis];
    const origin = originOf(volume.geometry, axis, grid.spacingMm[axis], grid.size[axis]);
    return Float64Array.from({ length: high[axis] - low[axis] + 1 }, (_, n) => origin + ratio * (n + low[axis]));
  });

  // Only the voxels that matter: two for linear; the influence of a voxel on the spline falls by 0.27 a voxel.
  const reach = to.method === 'cubic' ? 24 : 2;
  const from = positions.map((line, axis) =>
    Math.max(0, Math.min((volume.geometry.size[axis] ?? 1) - 1, Math.floor(line[0] ?? 0) - reach)),
  ) as [number, number, number];
  const until = positions.map((line, axis) =>
    Math.min((volume.geometry.size[axis] ?? 1) - 1, Math.ceil(line[line.length - 1] ?? 0) + reach),
  ) as [number, number, number];
  const source = cropVolume(volume, { low: from, high: until });

  let data: Float64Array = new Float64Array(source.data);
  const size: [number, number, number] = [...source.geometry.size];
  for (const axis of [0, 1, 2] as const) {
    const line = (positions[axis] ?? new Float64Array()).map((position) => position - from[axis]);
    if (line.length === size[axis] && line.every((position, n) => Math.abs(position - n) < 1e-9)) continue;
    const inner = axis === 0 ? 1 : axis === 1 ? size[0] : size[0] * size[1];
    const outer = (size[0] * size[1] * size[2]) / inner / size[axis];
    data = alongAxis(data, { outer, n: size[axis], inner }, line, to.method);
    size[axis] = line.length;
  }
  return { geometry: { ...grid, size, originMm: toWorld(grid, low) }, data };
}

export interface Lines {
  readonly outer: number;
  readonly n: number;
  readonly inner: number;
}

/** One pass of the separable interpolation: every line along one axis at the same positions. */
export function alongAxis(
  data: Float64Array,
  lines: Lines,
  positions: Float64Array,
  method: Interpolator,
): Float64Array {
  const { outer, inner } = lines;
  const padding = method === 'cubic' ? 2 : 0;
  const source = method === 'cubic' ? splineCoefficients(data, lines, padding) : data;
  const n = lines.n + 2 * padding;
  const out = new Float64Array(outer * positions.length * inner);
  const { first, weights, taps } = tapsOf(positions, lines.n, method);
  for (let o = 0; o < outer; o++) {
    for (let p = 0; p < positions.length; p++) {
      const to = (o * positions.length + p) * inner;
      for (let t = 0; t < taps; t++) {
        const weight = weights[p * taps + t] ?? 0;
        if (weight === 0) continue;
        const at = (o * n + (first[p] ?? 0) + t + padding) * inner;
        for (let i = 0; i < inner; i++) out[to + i] = (out[to + i] as number) + weight * (source[at + i] as number);
      }
    }
  }
  return out;
}

function tapsOf(positions: Float64Array, n: number, method: Interpolator) {
  const taps = { nearest: 1, linear: 2, cubic: 4 }[method];
  const first = new Int32Array(positions.length);
  const weights = new Float64Array(positions.length * taps);
  positions.forEach((position, p) => {
    if (method === 'nearest') {
      // Half-way positions go up; noise of the position must not decide.
      first[p] = Math.max(0, Math.min(n - 1, Math.floor(position + 0.5 + 1e-9)));
      weights[p] = 1;
      return;
    }
    if (method === 'linear') {
      const inside = Math.max(0, Math.min(n - 1, position));
      const base = Math.max(0, Math.min(Math.floor(inside), n - 2));
      first[p] = base;
      weights[p * 2] = n === 1 ? 1 : 1 - (inside - base);
      weights[p * 2 + 1] = n === 1 ? 0 : inside - base;
      return;
    }
    const base = Math.floor(position);
    const t = position - base;
    first[p] = base - 1;
    weights[p * 4] = (1 - t) ** 3 / 6;
    weights[p * 4 + 1] = (4 - 6 * t * t + 3 * t ** 3) / 6;
    weights[p * 4 + 2] = (1 + 3 * t + 3 * t * t - 3 * t ** 3) / 6;
    weights[p * 4 + 3] = t ** 3 / 6;
  });
  return { taps, first, weights };
}

/**
 * Coefficients of the cubic B-spline through the samples (Unser 1999, 10.1109/79.799930), `padding` more on both ends.
 * The samples go on with their edge values for ever; both recursions start with the closed sum of that tail.
 */
function splineCoefficients(data: Float64Array, { outer, n, inner }: Lines, padding: number): Float64Array {
  const pole = Math.sqrt(3) - 2;
  const length = n + 2 * padding;
  const out = new Float64Array(outer * length * inner);
  for (let o = 0; o < outer; o++) {
    const base = o * length * inner;
    for (let p = 0; p < length; p++) {
      const sample = (o * n + Math.max(0, Math.min(n - 1, p - padding))) * inner;
      const at = base + p * inner;
      for (let i = 0; i < inner; i++) {
        const value = 6 * (data[sample + i] as number);
        out[at + i] = p === 0 ? value / (1 - pole) : value + pole * (out[at - inner + i] as number);
      }
    }
    for (let p = length - 1; p >= 0; p--) {
      const at = base + p * inner;
      for (let i = 0; i < inner; i++) {
        const causal = out[at + i] as number;
        if (p === length - 1) {
          const settled = (6 * (data[(o * n + n - 1) * inner + i] as number)) / (1 - pole);
          out[at + i] = -pole * (settled / (1 - pole) + (causal - settled) / (1 - pole * pole));
        } else {
          out[at + i] = pole * ((out[at + inner + i] as number) - causal);
        }
      }
    }
  }
  return out;
}

/** A mask on the IBSI grid: voxels whose interpolated share reaches the threshold. */
export function interpolateMask(
  mask: Mask,
  to: {
    readonly spacingMm: Triple;
    readonly dimension: 2 | 3;
    readonly method: Interpolator;
    readonly threshold: number;
  },
  window?: Box,
): Mask {
  const share = interpolate({ geometry: mask.geometry, data: new Float32Array(mask.data) }, to, window);
  const data = new Uint8Array(voxelCount(share.geometry));
  for (let at = 0; at < data.length; at++) data[at] = (share.data[at] as number) >= to.threshold - maskNoise ? 1 : 0;
  return { geometry: share.geometry, data };
}
