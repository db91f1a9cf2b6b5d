import { Failure } from '../failure.ts';
import type { Geometry, Mask, Volume } from './volume.ts';
import { voxelCount } from './volume.ts';

export type Triple = readonly [number, number, number];

/** World position (LPS, mm) of a voxel position; fractions are allowed. */
export function toWorld({ spacingMm, originMm, axes }: Geometry, [i, j, k]: Triple): [number, number, number] {
  const x = i * spacingMm[0];
  const y = j * spacingMm[1];
  const z = k * spacingMm[2];
  return [
    originMm[0] + axes[0] * x + axes[3] * y + axes[6] * z,
    originMm[1] + axes[1] * x + axes[4] * y + axes[7] * z,
    originMm[2] + axes[2] * x + axes[5] * y + axes[8] * z,
  ];
}

/** Voxel position (fractions) of a world position (LPS, mm). Rests on orthonormal axes. */
export function toIndex({ spacingMm, originMm, axes }: Geometry, [x, y, z]: Triple): [number, number, number] {
  const dx = x - originMm[0];
  const dy = y - originMm[1];
  const dz = z - originMm[2];
  return [
    (axes[0] * dx + axes[1] * dy + axes[2] * dz) / spacingMm[0],
    (axes[3] * dx + axes[4] * dy + axes[5] * dz) / spacingMm[1],
    (axes[6] * dx + axes[7] * dy + axes[8] * dz) / spacingMm[2],
  ];
}

/** Position in the data of voxel (i, j, k): x fastest. */
export const offsetOf = ({ size }: Geometry, i: number, j: number, k: number): number =>
  i + size[0] * (j + size[1] * k);

/** How far, in voxels, corners of one lattice may lie from the other: headers carry single precision. */
const latticeTolerance = 0.02;

/** Same size and every corner at the same place, to 2 % of a voxel. */
export function sameGrid(a: Geometry, b: Geometry): boolean {
  return (
    a.size.every((n, axis) => n === b.size[axis]) &&
    corners(a).every((corner) =>
      toIndex(b, toWorld(a, corner)).every((value, axis) => Math.abs(value - (corner[axis] ?? 0)) < latticeTolerance),
    )
  );
}

/** Largest departure of a dot product of unit axes from 0 that still counts as a right angle (about 0.06 degrees). */
const rightAngle = 1e-3;

/**
 * Geometry of an affine map. `columns`: world vectors (LPS, mm) of one step along x, y and z, and the world position of voxel (0, 0, 0).
 * Left-handed axes are kept as they are.
 * @throws Failure `invalid-input` for a sheared, flat or non-finite map: a voxel that is no box has no spacing.
 */
export function geometryOf(size: Triple, columns: readonly [Triple, Triple, Triple, Triple]): Geometry {
  const [x, y, z, originMm] = columns;
  if (!size.every((n) => Number.isInteger(n) && n > 0)) throw broken('its size is not three whole numbers');
  if (!columns.flat().every(Number.isFinite)) throw broken('its position is not finite');
  const spacingMm = [Math.hypot(...x), Math.hypot(...y), Math.hypot(...z)] as const;
  if (!spacingMm.every((step) => step > 1e-6 && step < 1e6)) throw broken('a voxel has no extent');
  const [ux, uy, uz] = [x, y, z].map((vector, axis) =>
    vector.map((part) => part / (spacingMm[axis] ?? 1)),
  ) as unknown as [Triple, Triple, Triple];
  const dot = (a: Triple, b: Triple) => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
  if ([dot(ux, uy), dot(ux, uz), dot(uy, uz)].some((value) => Math.abs(value) > rightAngle)) {
    throw broken('its axes are not at right angles');
  }
  return { size, spacingMm, originMm, axes: [...ux, ...uy, ...uz] };
}

const broken = (why: string) => new Failure('invalid-input', `The image geometry cannot be used: ${why}.`);

function corners({ size }: Geometry): Triple[] {
  const ends = size.map((n) => [0, n - 1] as const) as [Triple2, Triple2, Triple2];
  return ends[2].flatMap((k) => ends[1].flatMap((j) => ends[0].map((i) => [i, j, k] as const)));
}
type Triple2 = readonly [number, number];

/**
 * The mask on the grid of the image. The two lattices must coincide, but axes may be permuted or flipped (also to the
 * other handedness) and the extents may differ: that is how segmentations of the same scan are stored.
 * @throws Failure `invalid-input` when the lattices differ or mask voxels lie outside the image.
 */
export function alignMask(mask: Mask, target: Geometry): Mask {
  if (sameGrid(mask.geometry, target)) return { geometry: target, data: mask.data };
  const start = toIndex(mask.geometry, toWorld(target, [0, 0, 0]));
  const steps = ([0, 1, 2] as const).map((axis) => {
    const unit: [number, number, number] = [0, 0, 0];
    unit[axis] = 1;
    const end = toIndex(mask.geometry, toWorld(target, unit));
    return end.map((value, part) => value - (start[part] ?? 0));
  });
  const whole = steps.map((step) => step.map((value) => Math.round(value)));
  const oneAxisEach = [0, 1, 2].every((axis) => whole.reduce((sum, step) => sum + Math.abs(step[axis] ?? 0), 0) === 1);
  const origin = start.map((value) => Math.round(value));
  const fits =
    oneAxisEach &&
    corners(target).every((corner) => {
      const exact = toIndex(mask.geometry, toWorld(target, corner));
      return exact.every((value, part) => {
        const onLattice = whole.reduce(
          (sum, step, axis) => sum + (step[part] ?? 0) * (corner[axis] ?? 0),
          origin[part] ?? 0,
        );
        return Math.abs(value - onLattice) < latticeTolerance;
      });
    });
  if (!fits) {
    throw new Failure('invalid-input', 'The mask lies on another grid than the image: it must be drawn on this image.');
  }
  return copyOnLattice(mask, target, whole, origin);
}

function copyOnLattice(
  mask: Mask,
  target: Geometry,
  steps: readonly (readonly number[])[],
  start: readonly number[],
): Mask {
  const data = new Uint8Array(voxelCount(target));
  const [nx, ny, nz] = target.size;
  const [mx, my, mz] = mask.geometry.size;
  const [sx = [], sy = [], sz = []] = steps;
  let copied = 0;
  let at = 0;
  for (let k = 0; k < nz; k++) {
    for (let j = 0; j < ny; j++) {
      let x = (start[0] ?? 0) + (sy[0] ?? 0) * j + (sz[0] ?? 0) * k;
      let y = (start[1] ?? 0) + (sy[1] ?? 0) * j + (sz[1] ?? 0) * k;
      let z = (start[2] ?? 0) + (sy[2] ?? 0) * j + (sz[2] ?? 0) * k;
      for (let i = 0; i < nx; i++, at++) {
        if (x >= 0 && x < mx && y >= 0 && y < my && z >= 0 && z < mz && mask.data[x + mx * (y + my * z)]) {
          data[at] = 1;
          copied++;
        }
        x += sx[0] ?? 0;
        y += sx[1] ?? 0;
        z += sx[2] ?? 0;
      }
    }
  }
  const inside = mask.data.reduce((sum, value) => sum + (value ? 1 : 0), 0);
  if (copied !== inside) {
    throw new Failure('invalid-input', `${inside - copied} of ${inside} voxels of the mask lie outside the image.`);
  }
  return { geometry: target, data };
}

/** First and last voxel along x, y, z; both belong to the box. */
export interface Box {
  readonly low: Triple;
  readonly high: Triple;
}

/** Smallest box around all non-zero voxels, or `undefined` when there is none. */
export function boundingBox(data: ArrayLike<number>, [nx, ny, nz]: Triple): Box | undefined {
  const low = [nx, ny, nz];
  const high = [-1, -1, -1];
  let at = 0;
  for (let k = 0; k < nz; k++) {
    for (let j = 0; j < ny; j++) {
      let first = -1;
      let last = -1;
      for (let i = 0; i < nx; i++, at++) {
        if (!data[at]) continue;
        if (first < 0) first = i;
        last = i;
      }
      if (first < 0) continue;
      low[0] = Math.min(low[0] ?? 0, first);
      high[0] = Math.max(high[0] ?? 0, last);
      low[1] = Math.min(low[1] ?? 0, j);
      high[1] = Math.max(high[1] ?? 0, j);
      low[2] = Math.min(low[2] ?? 0, k);
      high[2] = Math.max(high[2] ?? 0, k);
    }
  }
  if ((high[0] ?? -1) < 0) return undefined;
  return { low: low as unknown as Triple, high: high as unknown as Triple };
}

/** The box, wider by `marginMm` on every side, as far as the grid goes. */
export function widen({ low, high }: Box, { size, spacingMm }: Geometry, marginMm: number): Box {
  const margin = spacingMm.map((step) => Math.ceil(marginMm / step - 1e-9)) as [number, number, number];
  return {
    low: low.map((value, axis) => Math.max(0, value - (margin[axis] ?? 0))) as unknown as Triple,
    high: high.map((value, axis) => Math.min((size[axis] ?? 1) - 1, value + (margin[axis] ?? 0))) as unknown as Triple,
  };
}

/** Geometry of a box of voxels of a grid. */
export function cropGeometry(geometry: Geometry, { low, high }: Box): Geometry {
  return {
    ...geometry,
    size: [high[0] - low[0] + 1, high[1] - low[1] + 1, high[2] - low[2] + 1],
    originMm: toWorld(geometry, low),
  };
}

/** The voxels of a box, copied. */
export function cropVolume({ geometry, data }: Volume, box: Box): Volume {
  const cropped = cropGeometry(geometry, box);
  const out =
    data instanceof Float32Array ? new Float32Array(voxelCount(cropped)) : new Float64Array(voxelCount(cropped));
  copyBox(geometry, box, (from, to, at) => out.set(data.subarray(from, to), at));
  return { geometry: cropped, data: out };
}

/** The voxels of a box, copied. */
export function cropMask({ geometry, data }: Mask, box: Box): Mask {
  const cropped = cropGeometry(geometry, box);
  const out = new Uint8Array(voxelCount(cropped));
  copyBox(geometry, box, (from, to, at) => out.set(data.subarray(from, to), at));
  return { geometry: cropped, data: out };
}

function copyBox(geometry: Geometry, { low, high }: Box, copy: (from: number, to: number, at: number) => void) {
  const width = high[0] - low[0] + 1;
  let at = 0;
  for (let k = low[2]; k <= high[2]; k++) {
    for (let j = low[1]; j <= high[1]; j++, at += width) {
      const from = offsetOf(geometry, low[0], j, k);
      copy(from, from + width, at);
    }
  }
}
