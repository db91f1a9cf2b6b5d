import type { Triple } from '../volume/geometry.ts';
import { alongAxis, type Interpolator } from '../volume/interpolate.ts';
import type { Axis } from './reorient.ts';

/**
 * Sizes and resizing as networks are fed: the new grid covers the same extent as the old one, new voxel o lying at
 * (o + 0.5) * old / new - 0.5. That is the convention of nnU-Net v2 (nnunetv2/preprocessing/resampling/default_resampling.py) and of
 * scikit-image; the IBSI grid of volume/interpolate.ts keeps the exact spacing instead.
 */

/** Ties go to the even neighbour, as in Python and NumPy. */
export function roundHalfEven(value: number): number {
  const below = Math.floor(value);
  const rest = value - below;
  if (rest === 0.5) return below % 2 === 0 ? below : below + 1;
  return rest < 0.5 ? below : below + 1;
}

/** Voxels of the extent at another spacing; at least one. */
export function resizedSize(size: Triple, spacingMm: Triple, wantedMm: Triple): [number, number, number] {
  return size.map((n, axis) =>
    Math.max(1, roundHalfEven(((spacingMm[axis] as number) / (wantedMm[axis] as number)) * n)),
  ) as [number, number, number];
}

/** Above this ratio of the largest to the smallest spacing nnU-Net treats the thick axis by itself. */
const thickRatio = 3;

/** The axis along which slices are thick, at the old spacing or else at the new one; undefined when none or several are. */
export function thickAxis(spacingMm: Triple, wantedMm: Triple): Axis | undefined {
  for (const spacing of [spacingMm, wantedMm]) {
    const largest = Math.max(...spacing);
    if (largest / Math.min(...spacing) <= thickRatio) continue;
    const axes = ([0, 1, 2] as const).filter((axis) => largest / spacing[axis] === 1);
    return axes.length === 1 ? axes[0] : undefined;
  }
  return undefined;
}

/**
 * @param thick this axis is resized by nearest neighbour after the planes across it were resized one by one.
 * @returns float32, x fastest. `cubic` is clipped to the range of what it was made from (of each plane with `thick`).
 */
export function resize(data: Float32Array, size: Triple, to: Triple, method: Interpolator, thick?: Axis): Float32Array {
  if (size.every((n, axis) => n === to[axis])) return data;
  let now: [number, number, number] = [...size];
  let out = data;
  for (const axis of [0, 1, 2] as const) {
    if (axis === thick) continue;
    out = pass(out, now, axis, to[axis], method);
    now = now.map((n, each) => (each === axis ? to[axis] : n)) as [number, number, number];
  }
  if (method === 'cubic') out = thick === undefined ? clip(out, data) : clipPlanes(out, now, data, size, thick);
  return thick === undefined ? out : pass(out, now, thick, to[thick], 'nearest');
}

/** Elements that are worked on in double precision at once. */
const chunk = 2 ** 20;

function pass(data: Float32Array, size: Triple, axis: Axis, to: number, method: Interpolator): Float32Array {
  const n = size[axis];
  if (n === to) return data;
  const inner = axis === 0 ? 1 : axis === 1 ? size[0] : size[0] * size[1];
  const outer = (size[0] * size[1] * size[2]) / inner / n;
  const positions = Float64Array.from({ length: to }, (_, at) => ((at + 0.5) * n) / to - 0.5);
  const out = new Float32Array(outer * to * inner);
  if (outer > 1 || inner === 1) {
    const atOnce = Math.max(1, Math.floor(chunk / (n * inner)));
    for (let o = 0; o < outer; o += atOnce) {
      const lines = { outer: Math.min(atOnce, outer - o), n, inner };
      const part = Float64Array.from(data.subarray(o * n * inner, (o + lines.outer) * n * inner));
      out.set(alongAxis(part, lines, positions, method), o * to * inner);
    }
    return out;
  }
  const atOnce = Math.max(1, Math.floor(chunk / n));
  for (let first = 0; first < inner; first += atOnce) {
    const width = Math.min(atOnce, inner - first);
    const part = new Float64Array(n * width);
    for (let k = 0; k < n; k++) part.set(data.subarray(k * inner + first, k * inner + first + width), k * width);
    const resized = alongAxis(part, { outer: 1, n, inner: width }, positions, method);
    for (let k = 0; k < to; k++) out.set(resized.subarray(k * width, (k + 1) * width), k * inner + first);
  }
  return out;
}

function rangeOf(data: Float32Array): [number, number] {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const value of data) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return [low, high];
}

function clip(data: Float32Array, source: Float32Array): Float32Array {
  const [low, high] = rangeOf(source);
  for (let at = 0; at < data.length; at++) data[at] = Math.min(high, Math.max(low, data[at] as number));
  return data;
}

function clipPlanes(data: Float32Array, size: Triple, source: Float32Array, from: Triple, axis: Axis): Float32Array {
  if (data === source) return data;
  const lows = new Float32Array(size[axis]).fill(Number.POSITIVE_INFINITY);
  const highs = new Float32Array(size[axis]).fill(Number.NEGATIVE_INFINITY);
  const planeOf = ([nx, ny]: Triple) => {
    const [step, n] = [axis === 0 ? 1 : axis === 1 ? nx : nx * ny, size[axis]];
    return (at: number) => Math.floor(at / step) % n;
  };
  const before = planeOf(from);
  for (let at = 0; at < source.length; at++) {
    const plane = before(at);
    const value = source[at] as number;
    if (value < (lows[plane] as number)) lows[plane] = value;
    if (value > (highs[plane] as number)) highs[plane] = value;
  }
  const after = planeOf(size);
  for (let at = 0; at < data.length; at++) {
    const plane = after(at);
    data[at] = Math.min(highs[plane] as number, Math.max(lows[plane] as number, data[at] as number));
  }
  return data;
}
