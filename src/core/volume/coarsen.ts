import type { Triple } from './geometry.ts';
import { toWorld } from './geometry.ts';
import type { Geometry } from './volume.ts';

/**
 * The size of a grid of the same extent with at most `mostVoxels` voxels: the longest sides of a voxel stay, the shorter ones grow to one
 * common length. Voxels that few enough already are stay as they are.
 */
export function coarserSize({ size, spacingMm }: Geometry, mostVoxels: number): Triple {
  const sizeAt = (sideMm: number) =>
    size.map((n, axis) => {
      const side = spacingMm[axis] ?? 1;
      return side >= sideMm ? n : Math.max(1, Math.floor((n * side) / sideMm + 1e-9));
    }) as unknown as Triple;
  const count = ([x, y, z]: Triple) => x * y * z;
  if (count(size) <= mostVoxels) return size;
  let low = Math.min(...spacingMm);
  let high = Math.max(...size.map((n, axis) => n * (spacingMm[axis] ?? 1)));
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2;
    if (count(sizeAt(middle)) <= mostVoxels) high = middle;
    else low = middle;
  }
  return sizeAt(high);
}

/** The grid of another size over the same extent: outer borders of the voxels coincide. */
export function coarserGeometry(geometry: Geometry, to: Triple): Geometry {
  const ratio = geometry.size.map((n, axis) => n / (to[axis] ?? n)) as [number, number, number];
  const first = ratio.map((one) => (one - 1) / 2) as [number, number, number];
  return {
    ...geometry,
    size: to,
    spacingMm: geometry.spacingMm.map((side, axis) => side * (ratio[axis] ?? 1)) as [number, number, number],
    originMm: toWorld(geometry, first),
  };
}

/** Which old cells a new one covers, and how much of it each is. */
interface Cover {
  readonly first: number;
  readonly shares: readonly number[];
}
function coversOf(from: number, to: number): Cover[] {
  const ratio = from / to;
  return Array.from({ length: to }, (_, at) => {
    const [begin, end] = [at * ratio, (at + 1) * ratio];
    const first = Math.floor(begin + 1e-9);
    const last = Math.max(first, Math.min(from, Math.ceil(end - 1e-9)) - 1);
    const shares: number[] = [];
    for (let cell = first; cell <= last; cell++) shares.push((Math.min(end, cell + 1) - Math.max(begin, cell)) / ratio);
    return { first, shares };
  });
}

/**
 * Means over the cells of a coarser grid of the same extent; a voxel on a border counts by the share of it that lies inside. What is
 * thrown away is averaged, not skipped: noise falls and nothing appears that was not there.
 * @param weights of the same grid: values are multiplied with them first
 * @returns x fastest. Memory: the new grid and two planes of the old one.
 */
export function coarsen(data: ArrayLike<number>, from: Triple, to: Triple, weights?: ArrayLike<number>): Float32Array {
  const [nx, ny, nz] = from;
  const [mx, my, mz] = to;
  const [acrossX, acrossY, acrossZ] = [coversOf(nx, mx), coversOf(ny, my), coversOf(nz, mz)];
  const rows = new Float64Array(mx * ny);
  const plane = new Float64Array(mx * my);
  const out = new Float32Array(mx * my * mz);
  let made = -1;
  const makePlane = (k: number) => {
    if (k === made) return;
    made = k;
    for (let j = 0; j < ny; j++) {
      const start = nx * (j + ny * k);
      for (let i = 0; i < mx; i++) {
        const { first, shares } = acrossX[i] as Cover;
        let sum = 0;
        for (let part = 0; part < shares.length; part++) {
          const at = start + first + part;
          const value = data[at] as number;
          sum += (shares[part] as number) * (weights ? value * (weights[at] as number) : value);
        }
        rows[i + mx * j] = sum;
      }
    }
    for (let j = 0; j < my; j++) {
      const { first, shares } = acrossY[j] as Cover;
      for (let i = 0; i < mx; i++) {
        let sum = 0;
        for (let part = 0; part < shares.length; part++)
          sum += (shares[part] as number) * (rows[i + mx * (first + part)] as number);
        plane[i + mx * j] = sum;
      }
    }
  };
  for (let o = 0; o < mz; o++) {
    const { first, shares } = acrossZ[o] as Cover;
    const start = mx * my * o;
    for (let part = 0; part < shares.length; part++) {
      makePlane(first + part);
      const share = shares[part] as number;
      for (let at = 0; at < plane.length; at++)
        out[start + at] = (out[start + at] as number) + share * (plane[at] as number);
    }
  }
  return out;
}
