import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  alignMask,
  boundingBox,
  cropVolume,
  geometryOf,
  sameGrid,
  toIndex,
  toWorld,
  widen,
} from '../../../src/core/volume/geometry.ts';
import type { Geometry } from '../../../src/core/volume/volume.ts';
import { maskOf, plainGrid, volumeOf } from '../../support/phantoms.ts';

const turned = (angle: number): Geometry => ({
  size: [4, 5, 6],
  spacingMm: [0.7, 1.3, 3],
  originMm: [-120, 35.5, 800],
  axes: [Math.cos(angle), Math.sin(angle), 0, -Math.sin(angle), Math.cos(angle), 0, 0, 0, 1],
});

describe('voxel and world positions', () => {
  it('lead back to each other, also on turned grids', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -3, max: 3, noNaN: true }),
        fc.tuple(fc.nat(50), fc.nat(50), fc.nat(50)),
        (angle, voxel) => {
          const back = toIndex(turned(angle), toWorld(turned(angle), voxel));
          back.forEach((value, axis) => {
            expect(value).toBeCloseTo(voxel[axis] ?? -1, 9);
          });
        },
      ),
    );
  });
  it('put voxel (1, 2, 3) of a plain grid of 2 mm at (2, 4, 6)', () => {
    expect(toWorld(plainGrid([9, 9, 9], [2, 2, 2]), [1, 2, 3])).toEqual([2, 4, 6]);
  });
});

describe('geometryOf', () => {
  it('finds spacing and axes, and keeps a left-handed grid', () => {
    const geometry = geometryOf(
      [2, 3, 4],
      [
        [-2, 0, 0],
        [0, 3, 0],
        [0, 0, 4],
        [5, 6, 7],
      ],
    );
    expect(geometry).toEqual({
      size: [2, 3, 4],
      spacingMm: [2, 3, 4],
      originMm: [5, 6, 7],
      axes: [-1, 0, 0, 0, 1, 0, 0, 0, 1],
    });
  });
  it.each([
    [
      'sheared axes',
      [
        [1, 0, 0],
        [0.2, 1, 0],
        [0, 0, 1],
        [0, 0, 0],
      ],
    ],
    [
      'a flat voxel',
      [
        [1, 0, 0],
        [0, 0, 0],
        [0, 0, 1],
        [0, 0, 0],
      ],
    ],
    [
      'a position that is no number',
      [
        [1, 0, 0],
        [0, 1, 0],
        [0, 0, 1],
        [0, Number.NaN, 0],
      ],
    ],
  ] as const)('refuses %s', (_, columns) => {
    expect(() => geometryOf([2, 2, 2], columns)).toThrow('cannot be used');
  });
});

describe('alignMask', () => {
  const image = plainGrid([4, 5, 6], [1, 2, 3]);
  const inside = (i: number, j: number, k: number) => i === 1 && j >= 2 && k === 4;
  const expected = maskOf(image, inside).data;

  it('follows flipped axes', () => {
    const flipped: Geometry = { ...image, originMm: [3, 8, 0], axes: [-1, 0, 0, 0, -1, 0, 0, 0, 1] };
    const mask = maskOf(flipped, (i, j, k) => inside(3 - i, 4 - j, k));
    expect(alignMask(mask, image).data).toEqual(expected);
  });
  it('follows exchanged axes, whatever the handedness', () => {
    const exchanged: Geometry = {
      size: [6, 5, 4],
      spacingMm: [3, 2, 1],
      originMm: [0, 0, 0],
      axes: [0, 0, 1, 0, 1, 0, 1, 0, 0],
    };
    expect(
      alignMask(
        maskOf(exchanged, (k, j, i) => inside(i, j, k)),
        image,
      ).data,
    ).toEqual(expected);
  });
  it('places a mask of a smaller part of the same lattice', () => {
    const part: Geometry = { ...image, size: [2, 5, 3], originMm: [1, 0, 9] };
    expect(
      alignMask(
        maskOf(part, (i, j, k) => inside(i + 1, j, k + 3)),
        image,
      ).data,
    ).toEqual(expected);
  });
  it('refuses a lattice half a voxel aside, another spacing, and voxels outside the image', () => {
    const full = (geometry: Geometry) => maskOf(geometry, () => true);
    expect(() => alignMask(full({ ...image, originMm: [0.5, 0, 0] }), image)).toThrow('another grid');
    expect(() => alignMask(full({ ...image, spacingMm: [1, 2, 2.9] }), image)).toThrow('another grid');
    expect(() => alignMask(full({ ...image, originMm: [1, 0, 0] }), image)).toThrow('30 of 120 voxels');
  });
});

describe('boxes', () => {
  it('surround all voxels of a mask, and nothing an empty one', () => {
    expect(boundingBox(maskOf(plainGrid([9, 9, 9]), (i, j, k) => i === 3 && j > 5 && k < 2).data, [9, 9, 9])).toEqual({
      low: [3, 6, 0],
      high: [3, 8, 1],
    });
    expect(boundingBox(new Uint8Array(27), [3, 3, 3])).toBeUndefined();
  });
  it('cut a volume without moving it', () => {
    const grid = plainGrid([6, 6, 6], [1, 2, 3]);
    const cut = cropVolume(
      volumeOf(grid, (i, j, k) => i + 10 * j + 100 * k),
      widen({ low: [2, 2, 5], high: [3, 3, 5] }, grid, 2),
    );
    expect(cut.geometry).toEqual({ ...grid, size: [6, 4, 2], originMm: [0, 2, 12] });
    expect(cut.data[0]).toBe(410);
    expect(sameGrid(cut.geometry, grid)).toBe(false);
  });
});
