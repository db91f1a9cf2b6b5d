import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fourierOf, transformAxis } from '../../../src/core/radiomics-filters/fourier.ts';

/** The definition, sum by sum. */
function slow(line: Float64Array): Float64Array {
  const n = line.length / 2;
  const out = new Float64Array(2 * n);
  for (let k = 0; k < n; k++)
    for (let m = 0; m < n; m++) {
      const angle = (-2 * Math.PI * ((k * m) % n)) / n;
      const [re, im] = [line[2 * m] ?? 0, line[2 * m + 1] ?? 0];
      out[2 * k] = (out[2 * k] ?? 0) + re * Math.cos(angle) - im * Math.sin(angle);
      out[2 * k + 1] = (out[2 * k + 1] ?? 0) + re * Math.sin(angle) + im * Math.cos(angle);
    }
  return out;
}

const complexLine = (length: number) =>
  fc
    .array(fc.double({ min: -1000, max: 1000, noNaN: true }), { minLength: 2 * length, maxLength: 2 * length })
    .map((values) => Float64Array.from(values));

const largestDifference = (a: Float64Array, b: Float64Array) =>
  a.reduce((largest, value, i) => Math.max(largest, Math.abs(value - (b[i] ?? Number.NaN))), 0);

describe('the Fourier transform', () => {
  it.each([1, 2, 3, 4, 5, 7, 8, 12, 16, 31, 60, 97, 201, 204])(
    'is the sum that defines it, for length %i',
    (length) => {
      fc.assert(
        fc.property(complexLine(length), (line) => {
          const out = new Float64Array(2 * length);
          fourierOf(length).forward(out, line);
          expect(largestDifference(out, slow(line))).toBeLessThan(1e-6);
        }),
        { numRuns: 10 },
      );
    },
  );
  it.each([1, 2, 6, 64, 75])('is undone by its inverse, for length %i', (length) => {
    fc.assert(
      fc.property(complexLine(length), (line) => {
        const [there, back] = [new Float64Array(2 * length), new Float64Array(2 * length)];
        fourierOf(length).forward(there, line);
        fourierOf(length).inverse(back, there);
        expect(largestDifference(back, line)).toBeLessThan(1e-9);
      }),
      { numRuns: 20 },
    );
  });
  it('goes through a volume along each axis', () => {
    const size = [3, 4, 5] as const;
    const volume = Float64Array.from({ length: 2 * 60 }, (_, i) => Math.sin(i * i));
    const transformed = volume.slice();
    for (const axis of [0, 1, 2] as const) transformAxis(transformed, size, axis, 'forward');
    const sum = volume.reduce((total, value, i) => (i % 2 === 0 ? total + value : total), 0);
    expect(transformed[0]).toBeCloseTo(sum, 10);
    for (const axis of [2, 0, 1] as const) transformAxis(transformed, size, axis, 'inverse');
    expect(largestDifference(transformed, volume)).toBeLessThan(1e-12);
  });
});
