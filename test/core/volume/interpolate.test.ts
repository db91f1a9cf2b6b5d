import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gridFor, interpolate, interpolateMask, interpolators } from '../../../src/core/volume/interpolate.ts';
import { maskOf, plainGrid, volumeOf } from '../../support/phantoms.ts';

const to = (spacing: number, method: (typeof interpolators)[number]) =>
  ({ spacingMm: [spacing, spacing, spacing], dimension: 3, method }) as const;

describe('the IBSI grid', () => {
  it('covers the image and shares its centre: the CT phantom at 2 mm has 100 x 99 x 90 voxels', () => {
    const spacing = Math.fround(0.977);
    const grid = gridFor(plainGrid([204, 201, 60], [spacing, spacing, 3]), [2, 2, 2]);
    expect(grid.size).toEqual([100, 99, 90]);
    grid.originMm.forEach((origin, axis) => {
      const old = [(203 * spacing) / 2, (200 * spacing) / 2, (59 * 3) / 2][axis] ?? 0;
      expect(origin + ((grid.size[axis] ?? 0) - 1)).toBeCloseTo(old, 9);
    });
  });
  it('is not one voxel larger because a spacing came in single precision', () => {
    expect(gridFor(plainGrid([50, 50, 50], [Math.fround(0.7), 1, 1]), [0.7, 1, 1]).size).toEqual([50, 50, 50]);
    expect(gridFor(plainGrid([30, 30, 30], [0.1, 0.1, 0.1]), [0.3, 0.3, 0.3]).size).toEqual([10, 10, 10]);
  });
  it('keeps the slices in two dimensions', () => {
    expect(gridFor(plainGrid([10, 10, 7], [1, 1, 5]), [2, 2, 2], 2)).toMatchObject({
      size: [5, 5, 7],
      spacingMm: [2, 2, 5],
    });
  });
  it('refuses a spacing that is none and a grid beyond reason', () => {
    expect(() => gridFor(plainGrid([9, 9, 9]), [0, 1, 1])).toThrow('positive');
    expect(() => gridFor(plainGrid([512, 512, 512]), [0.01, 0.01, 0.01])).toThrow('too large');
  });
});

describe.each(interpolators)('%s interpolation', (method) => {
  it('gives the voxels back on their own grid', () => {
    const volume = volumeOf(plainGrid([5, 4, 6]), (i, j, k) => Math.sin(3 * i + 5 * j + 7 * k));
    expect([...interpolate(volume, to(1, method)).data]).toEqual([...volume.data]);
  });
  it('keeps a constant constant, up to and beyond the edges', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.3, max: 3, noNaN: true }), (spacing) => {
        const out = interpolate(
          volumeOf(plainGrid([4, 3, 5], [1, 2, 0.7]), () => 7),
          to(spacing, method),
        );
        for (const value of out.data) expect(value).toBeCloseTo(7, 10);
      }),
    );
  });
  it('gives a window the same values as the whole', () => {
    const volume = volumeOf(plainGrid([40, 30, 20], [1, 1, 2]), (i, j, k) => Math.sin(i * j + k * k));
    const whole = interpolate(volume, to(1.3, method));
    const box = { low: [20, 3, 9], high: [25, 8, 12] } as const;
    const part = interpolate(volume, to(1.3, method), box);
    expect(part.geometry.size).toEqual([6, 6, 4]);
    const [nx, ny] = whole.geometry.size;
    part.data.forEach((value, at) => {
      const [i, j, k] = [at % 6, Math.floor(at / 6) % 6, Math.floor(at / 36)];
      expect(value).toBeCloseTo(whole.data[i + 20 + nx * (j + 3 + ny * (k + 9))] ?? Number.NaN, 9);
    });
  });
});

describe('between voxels', () => {
  const position = (n: number, size: number, step: number, count: number) =>
    (size - 1 - step * (count - 1)) / 2 + step * n;

  it('linear follows a straight line and repeats the edge beyond it', () => {
    const out = interpolate(
      volumeOf(plainGrid([6, 1, 1]), (i) => 10 * i),
      { spacingMm: [0.4, 1, 1], dimension: 3, method: 'linear' },
    );
    expect(out.geometry.size).toEqual([15, 1, 1]);
    out.data.forEach((value, n) => {
      expect(value).toBeCloseTo(Math.max(0, Math.min(50, 10 * position(n, 6, 0.4, 15))), 9);
    });
  });
  it('cubic follows a cubic far from the edges and overshoots beside a step', () => {
    const cubic = (x: number) => 0.01 * x ** 3 - 0.4 * x ** 2 + x;
    const out = interpolate(
      volumeOf(plainGrid([80, 1, 1]), (i) => cubic(i)),
      { spacingMm: [0.4, 1, 1], dimension: 3, method: 'cubic' },
    );
    for (let n = 75; n < 125; n++) expect(out.data[n]).toBeCloseTo(cubic(position(n, 80, 0.4, 200)), 6);
    const step = interpolate(
      volumeOf(plainGrid([20, 1, 1]), (i) => (i < 10 ? 0 : 1)),
      { spacingMm: [0.5, 1, 1], dimension: 3, method: 'cubic' },
    );
    expect(Math.max(...step.data)).toBeGreaterThan(1.05);
  });
  it('nearest takes voxels as they are', () => {
    const out = interpolate(
      volumeOf(plainGrid([3, 1, 1]), (i) => i),
      { spacingMm: [0.5, 1, 1], dimension: 3, method: 'nearest' },
    );
    expect([...out.data]).toEqual([0, 0, 1, 1, 2, 2]);
  });
});

describe('interpolated masks', () => {
  it('keep voxels of exactly one half', () => {
    const mask = maskOf(plainGrid([4, 1, 1], [3, 1, 1]), (i) => i < 2);
    const out = interpolateMask(mask, { spacingMm: [2, 1, 1], dimension: 3, method: 'linear', threshold: 0.5 });
    // Six voxels at -0.167, 0.5, 1.167, ... of the old grid: the third has 5/6, the fourth 1/6.
    expect([...out.data]).toEqual([1, 1, 1, 0, 0, 0]);
    const half = interpolateMask(
      maskOf(plainGrid([4, 1, 1]), (i) => i < 2),
      { spacingMm: [0.8, 1, 1], dimension: 3, method: 'linear', threshold: 0.5 },
    );
    // The middle one of five lies half-way between inside and outside.
    expect([...half.data]).toEqual([1, 1, 1, 0, 0]);
  });
  it('fill the edge of the field of view', () => {
    const out = interpolateMask(
      maskOf(plainGrid([4, 4, 3], [1, 1, 3]), () => true),
      { spacingMm: [2, 2, 2], dimension: 3, method: 'linear', threshold: 0.5 },
    );
    expect(out.data.every((value) => value === 1)).toBe(true);
  });
});
