import { describe, expect, it } from 'vitest';
import { coarsen, coarserGeometry, coarserSize } from '../../../src/core/volume/coarsen.ts';
import { toWorld } from '../../../src/core/volume/geometry.ts';
import { plainGrid, volumeOf } from '../../support/phantoms.ts';

describe('a coarser grid', () => {
  it('is the same where the voxels are few enough', () => {
    expect(coarserSize(plainGrid([10, 10, 10]), 1000)).toEqual([10, 10, 10]);
  });

  it('makes the short sides of voxels longer first, to one length, and stays below the number asked for', () => {
    const scan = plainGrid([512, 512, 120], [0.75, 0.75, 2.5]);
    const size = coarserSize(scan, 8_000_000);
    expect(size[2]).toBe(120);
    expect(size[0]).toBe(size[1]);
    const count = size[0] * size[1] * size[2];
    expect(count).toBeLessThanOrEqual(8_000_000);
    expect(count).toBeGreaterThan(7_800_000);
    const thin = coarserSize(plainGrid([512, 512, 700], [0.75, 0.75, 0.6]), 8_000_000);
    const { spacingMm } = coarserGeometry(plainGrid([512, 512, 700], [0.75, 0.75, 0.6]), thin);
    expect(Math.max(...spacingMm) / Math.min(...spacingMm)).toBeLessThan(1.02);
  });

  it('covers the same extent: outer borders stay where they are', () => {
    const grid = { ...plainGrid([9, 4, 5], [1, 2, 3]), originMm: [-5, 7, 11] as const };
    const coarse = coarserGeometry(grid, [3, 4, 2]);
    expect(coarse.spacingMm).toEqual([3, 2, 7.5]);
    for (const [axis, n] of [3, 4, 2].entries()) {
      const low = [0, 0, 0].map((_, each) => (each === axis ? -0.5 : 0)) as unknown as [number, number, number];
      const high = [0, 0, 0].map((_, each) => (each === axis ? n - 0.5 : 0)) as unknown as [number, number, number];
      const placeAt = (at: number) => [0, 0, 0].map((_, each) => (each === axis ? at : 0)) as [number, number, number];
      expect(toWorld(coarse, low)[axis]).toBeCloseTo(toWorld(grid, placeAt(-0.5))[axis] ?? 0, 9);
      expect(toWorld(coarse, high)[axis]).toBeCloseTo(
        toWorld(grid, placeAt((grid.size[axis] ?? 0) - 0.5))[axis] ?? 0,
        9,
      );
    }
  });

  it('has the mean of what each voxel covers, also where borders cut a voxel', () => {
    expect([...coarsen([1, 2, 3, 4, 5, 6], [6, 1, 1], [3, 1, 1])]).toEqual([1.5, 3.5, 5.5]);
    // voxels of a length and a half: 1 and half of 2, half of 2 and 3
    const [first = 0, second = 0] = coarsen([1, 2, 6], [3, 1, 1], [2, 1, 1]);
    expect([first, second].map((value) => value.toFixed(5))).toEqual([(4 / 3).toFixed(5), (14 / 3).toFixed(5)]);
  });

  it('keeps the sum over the volume and a constant', () => {
    const { data, geometry } = volumeOf(plainGrid([7, 6, 5]), (i, j, k) => i * 3 - j * j + 2 * k);
    const to = [3, 4, 2] as const;
    const mean = (of: ArrayLike<number>) => Array.from(of).reduce((sum, value) => sum + value, 0) / of.length;
    expect(mean(coarsen(data, geometry.size, to))).toBeCloseTo(mean(data), 4);
    const even = coarsen(new Uint8Array(210).fill(7), geometry.size, to);
    for (const value of even) expect(value).toBeCloseTo(7, 5);
  });

  it('multiplies with weights before it takes the mean', () => {
    expect([...coarsen([4, 8, 100, 2], [4, 1, 1], [2, 1, 1], [1, 1, 0, 1])]).toEqual([6, 1]);
  });
});
