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
      addRows(output, start, nx, 0, line, weights, offsets, weights.length);
    }
    return output;
  }

  const stride = axis === 1 ? nx : nx * ny;
  const block = stride * length;
  const inside = new Float64Array(weights.length);
  const rows = new Int32Array(weights.length);
  for (let origin = 0; origin < input.length; origin += block)
    for (let row = origin; row < origin + stride; row += nx)
      for (let i = 0; i < length; i++) {
        // Taps that fall outside make one constant; the others read a row of the image each.
        let constant = 0;
        let count = 0;
        for (let t = 0; t < weights.length; t++) {
          const source = sources[i + (offsets[t] as number)] as number;
          if (source < 0) constant += (weights[t] as number) * outside;
          else {
            inside[count] = weights[t] as number;
            rows[count++] = row + source * stride;
          }
        }
        addRows(output, row + i * stride, nx, constant, input, inside, rows, count);
      }
  return output;
}

/** output[at + x] = constant + sum of weights[t] input[rows[t] + x]; four rows at a time, so that the output is touched seldom. */
function addRows(
  output: Float64Array,
  at: number,
  length: number,
  constant: number,
  input: Float64Array,
  weights: Float64Array,
  rows: Int32Array,
  count: number,
): void {
  output.fill(constant, at, at + length);
  let t = 0;
  for (; t + 3 < count; t += 4) {
    const [w0, w1, w2, w3] = [weights[t], weights[t + 1], weights[t + 2], weights[t + 3]] as [
      number,
      number,
      number,
      number,
    ];
    const [r0, r1, r2, r3] = [rows[t], rows[t + 1], rows[t + 2], rows[t + 3]] as [number, number, number, number];
    for (let x = 0; x < length; x++)
      output[at + x] =
        (output[at + x] as number) +
        w0 * (input[r0 + x] as number) +
        w1 * (input[r1 + x] as number) +
        w2 * (input[r2 + x] as number) +
        w3 * (input[r3 + x] as number);
  }
  for (; t < count; t++) {
    const weight = weights[t] as number;
    const row = rows[t] as number;
    for (let x = 0; x < length; x++) output[at + x] = (output[at + x] as number) + weight * (input[row + x] as number);
  }
}
