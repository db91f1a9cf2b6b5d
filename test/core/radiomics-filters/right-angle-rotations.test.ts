import { describe, expect, it } from 'vitest';
import { type Rotation, rightAngleRotations } from '../../../src/core/radiomics-filters/right-angle-rotations.ts';
import { separableResponse } from '../../../src/core/radiomics-filters/separable-filter.ts';
import { volumeOf } from '../../support/filter-volumes.ts';

const matrixOf = (rotation: Rotation) =>
  rotation.map(({ from, flipped }) => rotation.map((_, axis) => (axis === from ? (flipped ? -1 : 1) : 0)));

const determinant = ([a = [], b = [], c = []]: number[][]): number => {
  const [a0 = 0, a1 = 0, a2 = 0] = a;
  const [b0 = 0, b1 = 0, b2 = 0] = b;
  const [c0 = 0, c1 = 0, c2 = 0] = c;
  return c.length === 0
    ? a0 * b1 - a1 * b0
    : a0 * (b1 * c2 - b2 * c1) - a1 * (b0 * c2 - b2 * c0) + a2 * (b0 * c1 - b1 * c0);
};

const product = (a: number[][], b: number[][]) =>
  a.map((row) => row.map((_, j) => row.reduce((sum, value, k) => sum + value * (b[k]?.[j] ?? 0), 0)));

describe.each([
  [2, 4],
  [3, 24],
])('right-angle rotations in %i dimensions', (dimensions, count) => {
  const matrices = rightAngleRotations(dimensions).map(matrixOf);
  const keys = new Set(matrices.map((matrix) => JSON.stringify(matrix.flat().map((value) => value + 0))));

  it(`are ${count}, all distinct`, () => {
    expect(matrices).toHaveLength(count);
    expect(keys.size).toBe(count);
  });
  it('are proper: none mirrors', () => expect(matrices.map(determinant)).toEqual(matrices.map(() => 1)));
  it('form a group', () => {
    for (const a of matrices)
      for (const b of matrices)
        expect(
          keys.has(
            JSON.stringify(
              product(a, b)
                .flat()
                .map((value) => value + 0),
            ),
          ),
        ).toBe(true);
  });
});

describe('pooling over rotations', () => {
  const chains = [[[0.3, 1, 0]], [[-2, 1, 0.5]], [[1, 4, -1]]];
  const size = [5, 5, 5] as const;
  const image = Float64Array.from(volumeOf(size, (i) => Math.sin(7 * i) * 10).data);

  /** Quarter turn of a cubic image about z: (x, y) goes to (y, n - 1 - x). */
  const turned = (data: Float64Array) =>
    data.map((_, i) => {
      const [x, y, z] = [i % 5, Math.floor(i / 5) % 5, Math.floor(i / 25)];
      return data[y + 5 * (4 - x) + 25 * z] ?? 0;
    });

  it.each(['average', 'max', 'min'] as const)('with %s, turning the image turns the response', (pooling) => {
    const filter = { chains, boundary: 'mirror', pooling } as const;
    const response = turned(separableResponse(image, size, filter));
    const ofTurned = separableResponse(turned(image), size, filter);
    for (const [i, value] of response.entries()) expect(ofTurned[i]).toBeCloseTo(value, 10);
  });
  it('equals pooling the 24 turned kernels one by one', () => {
    const each = rightAngleRotations(3).map((rotation) =>
      separableResponse(image, size, {
        chains: rotation.map(({ from, flipped }) =>
          (chains[from] ?? []).map((taps) => (flipped ? [...taps].reverse() : taps)),
        ),
        boundary: 'periodic',
      }),
    );
    const pooled = {
      max: separableResponse(image, size, { chains, boundary: 'periodic', pooling: 'max' }),
      average: separableResponse(image, size, { chains, boundary: 'periodic', pooling: 'average' }),
    };
    for (let i = 0; i < image.length; i++) {
      const values = each.map((response) => response[i] ?? Number.NaN);
      expect(pooled.max[i]).toBeCloseTo(Math.max(...values), 10);
      expect(pooled.average[i]).toBeCloseTo(values.reduce((sum, value) => sum + value, 0) / 24, 10);
    }
  });
});
