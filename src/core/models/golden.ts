import type { GoldenTensor } from './manifest.ts';

/** A tensor in memory: shape and flat values, last axis fastest. */
export interface PlainTensor {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** The input that a golden case describes. `at` describes no whole tensor and gives undefined. */
export function goldenInput(golden: GoldenTensor): PlainTensor | undefined {
  if ('data' in golden) return { shape: golden.shape, data: Float32Array.from(golden.data) };
  if (!('wave' in golden)) return undefined;
  const { frequency, amplitude, offset } = golden.wave;
  const data = new Float32Array(golden.shape.reduce((product, n) => product * n, 1));
  for (let i = 0; i < data.length; i++) data[i] = Math.sin(i * frequency) * amplitude + offset;
  return { shape: golden.shape, data };
}

/**
 * Largest departure of an output from the golden one, as a share of the larger of 1 and the golden value; Infinity when the
 * shape differs or a value is not finite.
 */
export function departure(golden: GoldenTensor, actual: PlainTensor | undefined): number {
  if (actual === undefined || golden.shape.join() !== actual.shape.join()) return Number.POSITIVE_INFINITY;
  const off = (expected: number, value: number | undefined) =>
    value === undefined || !Number.isFinite(value)
      ? Number.POSITIVE_INFINITY
      : Math.abs(value - expected) / Math.max(1, Math.abs(expected));
  if ('at' in golden) {
    let sum = 0;
    for (const value of actual.data) sum += value;
    return golden.at.reduce(
      (worst, [index, expected]) => Math.max(worst, off(expected, actual.data[index])),
      off(golden.mean, sum / actual.data.length),
    );
  }
  const expected = goldenInput(golden)?.data ?? [];
  let worst = 0;
  for (let i = 0; i < expected.length; i++) worst = Math.max(worst, off(expected[i] ?? 0, actual.data[i]));
  return worst;
}
