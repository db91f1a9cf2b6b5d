import type { VolumeInput } from '../models/manifest.ts';
import { type Triple, toWorld } from '../volume/geometry.ts';
import type { Geometry } from '../volume/volume.ts';

/** Which source axis each new axis is, and whether it runs the other way. A permutation with signs: lossless. */
export interface AxisPlan {
  readonly from: readonly [Axis, Axis, Axis];
  readonly flipped: readonly [boolean, boolean, boolean];
}
export type Axis = 0 | 1 | 2;

/** Sign of the world axis (LPS) along which x, y and z are to grow. */
const signs: Readonly<Record<VolumeInput['orientation'], Triple>> = {
  LPS: [1, 1, 1],
  RAS: [-1, -1, 1],
  LAS: [1, -1, 1],
  RPS: [-1, 1, 1],
};
const permutations: readonly (readonly [Axis, Axis, Axis])[] = [
  [0, 1, 2],
  [0, 2, 1],
  [1, 0, 2],
  [1, 2, 0],
  [2, 0, 1],
  [2, 1, 0],
];

/** Component of a source axis along a world axis. */
const along = ({ axes }: Geometry, source: Axis, world: Axis): number => axes[3 * source + world] as number;

/**
 * The permutation with which the index axes lie closest to the world axes, flipped so that they grow as `orientation` says.
 * Oblique volumes keep their oblique axes: nothing is interpolated.
 */
export function planAxes(geometry: Geometry, orientation: VolumeInput['orientation']): AxisPlan {
  const closeness = (from: readonly [Axis, Axis, Axis]) =>
    from.reduce<number>((sum, source, world) => sum + Math.abs(along(geometry, source, world as Axis)), 0);
  const from = permutations.reduce((best, each) => (closeness(each) > closeness(best) + 1e-9 ? each : best));
  const flipped = ([0, 1, 2] as const).map(
    (world) => along(geometry, from[world], world) * signs[orientation][world] < 0,
  ) as [boolean, boolean, boolean];
  return { from, flipped };
}

const stepsOf = ([nx, ny]: Triple): Triple => [1, nx, nx * ny];

/** The grid after the plan; every voxel keeps its place in the world. */
export function orientedGeometry(geometry: Geometry, { from, flipped }: AxisPlan): Geometry {
  const { size, spacingMm, axes } = geometry;
  const first: [number, number, number] = [0, 0, 0];
  for (const axis of [0, 1, 2] as const) if (flipped[axis]) first[from[axis]] = size[from[axis]] - 1;
  const turned = from.flatMap((source, axis) =>
    [0, 1, 2].map((world) => (flipped[axis as Axis] ? -1 : 1) * (axes[3 * source + world] as number)),
  );
  return {
    size: [size[from[0]], size[from[1]], size[from[2]]],
    spacingMm: [spacingMm[from[0]], spacingMm[from[1]], spacingMm[from[2]]],
    originMm: toWorld(geometry, first),
    axes: turned as unknown as Geometry['axes'],
  };
}

/** The voxels in the new order. `size` is that of the source. */
export function orient<T extends Float32Array | Float64Array | Uint8Array>(data: T, size: Triple, plan: AxisPlan): T {
  const { start, step, to } = walkOf(size, plan);
  const out = data.slice() as T;
  let at = 0;
  for (let k = 0; k < to[2]; k++)
    for (let j = 0; j < to[1]; j++) {
      let source = start + j * step[1] + k * step[2];
      for (let i = 0; i < to[0]; i++, source += step[0]) out[at++] = data[source] as number;
    }
  return out;
}

/** The way back: voxels of the oriented grid in the order of the source, whose size is `size`. */
export function orientBack<T extends Float32Array | Uint8Array>(data: T, size: Triple, plan: AxisPlan): T {
  const { start, step, to } = walkOf(size, plan);
  const out = data.slice() as T;
  let at = 0;
  for (let k = 0; k < to[2]; k++)
    for (let j = 0; j < to[1]; j++) {
      let target = start + j * step[1] + k * step[2];
      for (let i = 0; i < to[0]; i++, target += step[0]) out[target] = data[at++] as number;
    }
  return out;
}

function walkOf(size: Triple, { from, flipped }: AxisPlan) {
  const strides = stepsOf(size);
  let start = 0;
  const step = from.map((source, axis) => {
    if (!flipped[axis as Axis]) return strides[source];
    start += (size[source] - 1) * strides[source];
    return -strides[source];
  }) as unknown as Triple;
  const to = from.map((source) => size[source]) as unknown as Triple;
  return { start, step, to };
}
