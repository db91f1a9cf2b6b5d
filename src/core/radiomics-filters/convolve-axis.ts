import { type BoundaryCondition, outsideValue, paddedSources } from './boundary.ts';

export type Size = readonly [number, number, number];
export type Axis = 0 | 1 | 2;

/** Taps of odd length: the middle one is the origin. Shorter even kernels get a trailing zero first (`toOddLength`). */
export type Taps = readonly number[];

/** Even kernels get a trailing zero, so that flipping them turns them about the same voxel (IBSI-2 maps 5.a.2, 6.a.2, 7.a). */
export const toOddLength = (taps: Taps): Taps => (taps.length % 2 === 0 ? [...taps, 0] : taps);

/** Taps with `step - 1` zeros between neighbours (the "à trous" algorithm); the middle stays the middle. */
export function dilate(taps: Taps, step: number): Taps {
  const dilated = new Array<number>((taps.length - 1) * step + 1).fill(0);
  for (const [k, tap] of taps.entries()) dilated[k * step] = tap;
  return dilated;
}

/**
 * Convolution along one axis: out[i] = sum over k of taps[k] in[i + centre - k]. A new array, same shape, x fastest.
 * Along y and z whole x-rows are added up, which keeps memory access contiguous.
 */
export function convolveAxis(
  input: Float64Array,
  size: Size,
  axis: Axis,
  taps: Taps,
  boundary: BoundaryCondition,
): Float64Array<ArrayBuffer> {
  if (taps.length % 2 === 0) throw new Error('convolveAxis needs an odd number of taps');
  const [nx, ny] = size;
  const length = size[axis];
  const margin = (taps.length - 1) / 2;
  const sources = paddedSources(length, margin, boundary);
  const outside = outsideValue(boundary);
  // Tap k reads position i + centre - k, which is entry i + 2 centre - k of `sources`.
  const used = taps.flatMap((weight, k) => (weight === 0 ? [] : [{ weight, at: 2 * margin - k }]));
  const weights = Float64Array.from(used, (tap) => tap.weight);
  const offsets = Int32Array.from(used, (tap) => tap.at);
  const output = new Float64Array(input.length);

  if (axis === 0) {
    const line = new Float64Array(sources.length);
    for (let start = 0; start < input.length; start += nx) {
      for (let i = 0; i < line.length; i++) {
        const source = sources[i] as number;
        line[i] = source < 0 ? outside : (input[start + source] as number);
      }
      for (let t = 0; t < weights.length; t++) {
        const weight = weights[t] as number;
        const offset = offsets[t] as number;
        for (let x = 0; x < nx; x++)
          output[start + x] = (output[start + x] as number) + weight * (line[x + offset] as number);
      }
    }
    return output;
  }

  const stride = axis === 1 ? nx : nx * ny;
  const block = stride * length;
  for (let origin = 0; origin < input.length; origin += block)
    for (let row = origin; row < origin + stride; row += nx)
      for (let i = 0; i < length; i++) {
        const target = row + i * stride;
        for (let t = 0; t < weights.length; t++) {
          const weight = weights[t] as number;
          const source = sources[i + (offsets[t] as number)] as number;
          if (source < 0) {
            if (outside !== 0)
              for (let x = 0; x < nx; x++) output[target + x] = (output[target + x] as number) + weight * outside;
            continue;
          }
          const from = row + source * stride;
          for (let x = 0; x < nx; x++)
            output[target + x] = (output[target + x] as number) + weight * (input[from + x] as number);
        }
      }
  return output;
}
