import type { Triple } from '../volume/geometry.ts';
import type { Axis } from './reorient.ts';
import { roundHalfEven } from './resize.ts';

export interface SlidingWindow {
  /** Voxels along x, y, z. */
  readonly patch: Triple;
  /** Share of a patch by which neighbours overlap. */
  readonly overlap: number;
  /** Sigma as share of the patch; null: all voxels of a patch count alike. */
  readonly gaussianSigma: number | null;
  readonly mirror: readonly ('x' | 'y' | 'z')[];
}

/** Starts of the patches along one axis: evenly spread, at most `patch * (1 - overlap)` apart, as nnU-Net lays them. */
export function windowStarts(size: number, patch: number, overlap: number): number[] {
  const room = size - patch;
  const count = Math.ceil(room / Math.max(1, patch * (1 - overlap))) + 1;
  if (count <= 1) return [0];
  return Array.from({ length: count }, (_, at) => roundHalfEven((room / (count - 1)) * at));
}

/**
 * Weight of each voxel of a patch, x fastest, 1 at most: a Gaussian around voxel floor(n / 2) of each axis, cut at four sigma; voxels
 * beyond it get the smallest weight that is not 0, so that no voxel is left without any.
 */
export function gaussianWeights(patch: Triple, sigmaShare: number | null): Float32Array {
  const [nx, ny, nz] = patch;
  const out = new Float32Array(nx * ny * nz);
  if (sigmaShare === null) return out.fill(1);
  const [x, y, z] = patch.map((n) => gaussianLine(n, n * sigmaShare)) as [number[], number[], number[]];
  let least = Number.POSITIVE_INFINITY;
  let at = 0;
  for (const wz of z)
    for (const wy of y)
      for (const wx of x) {
        const weight = Math.fround(wx * wy * wz);
        out[at++] = weight;
        if (weight > 0 && weight < least) least = weight;
      }
  for (let each = 0; each < out.length; each++) if (out[each] === 0) out[each] = least;
  return out;
}

function gaussianLine(n: number, sigma: number): number[] {
  const radius = Math.floor(4 * sigma + 0.5);
  const centre = Math.floor(n / 2);
  return Array.from({ length: n }, (_, at) =>
    Math.abs(at - centre) > radius ? 0 : Math.exp(-0.5 * ((at - centre) / sigma) ** 2),
  );
}

/** Runs the network on one patch: [channels, z, y, x] in, [classes, z, y, x] out, x fastest. */
export type RunPatch = (patch: Float32Array) => Promise<Float32Array>;

/**
 * The network over a whole grid, patch by patch: overlapping logits are averaged by their weights, in float32. Memory: classes + 1 grids
 * and one patch. A grid smaller than the patch is padded around its middle and cut back.
 * @param data [channels, z, y, x], x fastest. @returns logits [classes, z, y, x] of the same grid.
 */
export async function slideOver(
  data: Float32Array,
  size: Triple,
  counts: { readonly channels: number; readonly classes: number },
  window: SlidingWindow,
  padding: number,
  run: RunPatch,
  onPatch?: (done: number, of: number) => void,
): Promise<Float32Array> {
  const { patch } = window;
  const padded = size.map((n, axis) => Math.max(n, patch[axis] as number)) as unknown as Triple;
  const before = size.map((n, axis) => Math.floor(((padded[axis] as number) - n) / 2)) as unknown as Triple;
  const total = size[0] * size[1] * size[2];
  const logits = new Float32Array(counts.classes * total);
  const weightSum = new Float32Array(total);
  const weights = gaussianWeights(patch, window.gaussianSigma);
  const [xs, ys, zs] = padded.map((n, axis) => windowStarts(n, patch[axis] as number, window.overlap)) as [
    number[],
    number[],
    number[],
  ];
  const voxels = patch[0] * patch[1] * patch[2];
  const cut = new Float32Array(counts.channels * voxels);
  const mirrors = mirrorSets(window.mirror);
  let done = 0;
  for (const z of zs)
    for (const y of ys)
      for (const x of xs) {
        const at: Triple = [x - before[0], y - before[1], z - before[2]];
        for (let channel = 0; channel < counts.channels; channel++)
          cutPatch(data.subarray(channel * total), size, at, patch, padding, cut.subarray(channel * voxels));
        const sum = new Float32Array(counts.classes * voxels);
        for (const axes of mirrors) {
          const predicted = mirrored(
            await run(mirrored(cut, patch, axes, counts.channels)),
            patch,
            axes,
            counts.classes,
          );
          for (let each = 0; each < sum.length; each++) sum[each] = (sum[each] as number) + (predicted[each] as number);
        }
        addPatch(logits, weightSum, sum, weights, size, at, patch, counts.classes, 1 / mirrors.length);
        onPatch?.(++done, xs.length * ys.length * zs.length);
      }
  for (let c = 0; c < counts.classes; c++)
    for (let at = 0; at < total; at++)
      logits[c * total + at] = (logits[c * total + at] as number) / (weightSum[at] as number);
  return logits;
}

/** Every subset of the axes, the empty one first. */
function mirrorSets(axes: readonly ('x' | 'y' | 'z')[]): readonly (readonly Axis[])[] {
  const numbers = (['x', 'y', 'z'] as const).flatMap((name, axis) => (axes.includes(name) ? [axis as Axis] : []));
  return Array.from({ length: 2 ** numbers.length }, (_, set) => numbers.filter((_axis, bit) => (set >> bit) & 1));
}

function mirrored(data: Float32Array, [nx, ny, nz]: Triple, axes: readonly Axis[], channels: number): Float32Array {
  if (axes.length === 0) return data.slice();
  const out = new Float32Array(data.length);
  const [fx, fy, fz] = [axes.includes(0), axes.includes(1), axes.includes(2)];
  let to = 0;
  for (let c = 0; c < channels; c++)
    for (let k = 0; k < nz; k++)
      for (let j = 0; j < ny; j++) {
        const row = nx * ((fy ? ny - 1 - j : j) + ny * ((fz ? nz - 1 - k : k) + nz * c));
        for (let i = 0; i < nx; i++) out[to++] = data[row + (fx ? nx - 1 - i : i)] as number;
      }
  return out;
}

function cutPatch(data: Float32Array, size: Triple, at: Triple, patch: Triple, padding: number, out: Float32Array) {
  const fromX = Math.max(0, at[0]);
  const untilX = Math.min(size[0], at[0] + patch[0]);
  let to = 0;
  for (let k = at[2]; k < at[2] + patch[2]; k++)
    for (let j = at[1]; j < at[1] + patch[1]; j++, to += patch[0]) {
      if (k < 0 || k >= size[2] || j < 0 || j >= size[1]) {
        out.fill(padding, to, to + patch[0]);
        continue;
      }
      const row = size[0] * (j + size[1] * k);
      if (untilX - fromX < patch[0]) out.fill(padding, to, to + patch[0]);
      out.set(data.subarray(row + fromX, row + untilX), to + fromX - at[0]);
    }
}

function addPatch(
  logits: Float32Array,
  weightSum: Float32Array,
  sum: Float32Array,
  weights: Float32Array,
  size: Triple,
  at: Triple,
  patch: Triple,
  classes: number,
  share: number,
) {
  const total = size[0] * size[1] * size[2];
  const voxels = patch[0] * patch[1] * patch[2];
  const [fromX, untilX] = [Math.max(0, -at[0]), Math.min(patch[0], size[0] - at[0])];
  for (let k = Math.max(0, -at[2]); k < Math.min(patch[2], size[2] - at[2]); k++)
    for (let j = Math.max(0, -at[1]); j < Math.min(patch[1], size[1] - at[1]); j++) {
      const inPatch = patch[0] * (j + patch[1] * k);
      const inGrid = at[0] + size[0] * (at[1] + j + size[1] * (at[2] + k));
      for (let i = fromX; i < untilX; i++) {
        const weight = weights[inPatch + i] as number;
        weightSum[inGrid + i] = (weightSum[inGrid + i] as number) + weight;
        for (let c = 0; c < classes; c++) {
          const to = c * total + inGrid + i;
          logits[to] = (logits[to] as number) + (sum[c * voxels + inPatch + i] as number) * weight * share;
        }
      }
    }
}
