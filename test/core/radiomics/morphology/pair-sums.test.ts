import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { batchTransform, paddedSize } from '../../../../src/core/radiomics/morphology/fourier.ts';
import { weightedPairSums } from '../../../../src/core/radiomics/morphology/pair-sums.ts';

describe('transforms of lines', () => {
  it.each([2, 3, 6, 10, 18, 30, 48, 60, 64, 144])('of %i values agree with the definition, line by line', (size) => {
    const transform = batchTransform(size, 3);
    const from = transform.input.map((_, n) => Math.sin(n * n + 1));
    transform.input.set(from);
    const to = transform.run();
    for (let b = 0; b < 3; b++) {
      for (let k = 0; k < size; k++) {
        let re = 0;
        let im = 0;
        for (let n = 0; n < size; n++) {
          const angle = (-2 * Math.PI * k * n) / size;
          const at = 2 * (3 * n + b);
          re += (from[at] ?? 0) * Math.cos(angle) - (from[at + 1] ?? 0) * Math.sin(angle);
          im += (from[at] ?? 0) * Math.sin(angle) + (from[at + 1] ?? 0) * Math.cos(angle);
        }
        expect(to[2 * (3 * k + b)]).toBeCloseTo(re, 9);
        expect(to[2 * (3 * k + b) + 1]).toBeCloseTo(im, 9);
      }
    }
  });
  it.each([4, 12, 20, 48, 60, 144])('of %i values, half of them filled, leave the other half unread', (size) => {
    const [whole, half] = [batchTransform(size, 3), batchTransform(size, 3, 'half')];
    whole.input.fill(0);
    half.input.fill(17);
    for (let n = 0; n < size * 3; n++) {
      whole.input[n] = Math.cos(n * n + 2);
      half.input[n] = Math.cos(n * n + 2);
    }
    const expected = whole.run();
    half.run().forEach((value, n) => {
      expect(value).toBeCloseTo(expected[n] ?? Number.NaN, 12);
    });
  });
  it('are padded to a multiple of 4, by less than 19 percent where that matters', () => {
    for (let n = 64; n < 2000; n++) expect(paddedSize(n) / n).toBeLessThan(1.19);
    expect([1, 7, 97, 130, 257].map(paddedSize)).toEqual([4, 8, 100, 144, 288]);
  });
});

describe('sums over pairs', () => {
  const extent = fc.integer({ min: 1, max: 7 });
  const step = fc.double({ min: 0.3, max: 4, noNaN: true });

  it('equal the double sum, whatever the region and the spacing', () => {
    fc.assert(
      fc.property(fc.tuple(extent, extent, extent), fc.tuple(step, step, step), fc.integer(), (size, spacing, seed) => {
        const [nx, ny, nz] = size;
        const mask = Float64Array.from({ length: nx * ny * nz }, (_, n) =>
          Math.sin(n * 12.9898 + seed) > -0.3 ? 1 : 0,
        );
        const field = mask.map((inside, n) => inside * Math.cos(n * 78.233 + seed) * 100);
        const direct = { weights: 0, products: 0, squaresByWeight: 0 };
        for (let a = 0; a < mask.length; a++) {
          for (let b = 0; b < mask.length; b++) {
            if (a === b || !mask[a] || !mask[b]) continue;
            const place = (n: number) => [n % nx, Math.floor(n / nx) % ny, Math.floor(n / nx / ny)];
            const w = 1 / Math.hypot(...place(a).map((x, axis) => (x - (place(b)[axis] ?? 0)) * (spacing[axis] ?? 1)));
            direct.weights += w;
            direct.products += w * (field[a] ?? 0) * (field[b] ?? 0);
            direct.squaresByWeight += w * (field[a] ?? 0) ** 2;
          }
        }
        const fast = weightedPairSums(mask, field, size, spacing);
        const scale = Math.max(1, direct.squaresByWeight);
        expect(Math.abs(fast.weights - direct.weights)).toBeLessThan(1e-11 * Math.max(1, direct.weights));
        expect(Math.abs(fast.products - direct.products)).toBeLessThan(1e-11 * scale);
        expect(Math.abs(fast.squaresByWeight - direct.squaresByWeight)).toBeLessThan(1e-11 * scale);
      }),
    );
  });
});
