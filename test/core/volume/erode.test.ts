import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { erode } from '../../../src/core/volume/erode.ts';
import { maskOf, plainGrid } from '../../support/phantoms.ts';

describe('erode', () => {
  it('takes a rim off a box: 6 of 10 voxels are left along each axis at 2 mm', () => {
    const box = maskOf(plainGrid([14, 14, 14]), (i, j, k) => i > 1 && i < 12 && j > 1 && j < 12 && k > 1 && k < 12);
    expect(erode(box, 2).data.reduce((sum, value) => sum + value, 0)).toBe(6 ** 3);
  });
  it('leaves what the border of the image cuts', () => {
    const all = maskOf(plainGrid([4, 4, 4]), () => true);
    expect(erode(all, 3).data).toEqual(all.data);
  });
  it('leaves exactly the voxels farther than the radius from every voxel outside', () => {
    const [size, spacing] = [[5, 4, 3] as const, [1, 1.5, 2] as const];
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(0, 1, 1, 1), { minLength: 60, maxLength: 60 }),
        fc.constantFrom(0.5, 1, 1.5, 2.5, 4),
        (data, radius) => {
          const placed = data.map((inside, at) => ({
            inside,
            place: [at % 5, Math.floor(at / 5) % 4, Math.floor(at / 20)].map((n, axis) => n * (spacing[axis] ?? 1)),
          }));
          const expected = placed.map(({ inside, place: [x = 0, y = 0, z = 0] }) =>
            inside &&
            placed.every(
              (other) =>
                other.inside === 1 ||
                Math.hypot(x - (other.place[0] ?? 0), y - (other.place[1] ?? 0), z - (other.place[2] ?? 0)) > radius,
            )
              ? 1
              : 0,
          );
          const mask = { geometry: plainGrid(size, spacing), data: Uint8Array.from(data) };
          expect(Array.from(erode(mask, radius).data)).toEqual(expected);
        },
      ),
    );
  });
});
