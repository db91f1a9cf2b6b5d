import { describe, expect, it } from 'vitest';
import { liverMeasures, measureLiver } from '../../../src/core/liver-measures/liver-measures.ts';
import type { MeasuredSeries } from '../../../src/core/liver-measures/measure.ts';
import type { Mask } from '../../../src/core/volume/volume.ts';
import { maskOf, plainGrid, volumeOf } from '../../support/phantoms.ts';

const grid = plainGrid([80, 60, 40], [2, 2, 2.5]);
const inBox = (
  [i, j, k]: readonly number[],
  [x0 = 0, x1 = 0, y0 = 0, y1 = 0, z0 = 0, z1 = 0]: readonly number[],
): boolean => {
  const [x = 0, y = 0, z = 0] = [i, j, k];
  return x >= x0 && x < x1 && y >= y0 && y < y1 && z >= z0 && z < z1;
};
const box = (...ends: readonly number[]): Mask => maskOf(grid, (i, j, k) => inBox([i, j, k], ends));
const liver = box(5, 35, 10, 50, 5, 35);
const spleen = box(60, 75, 30, 50, 10, 30);
/** Liver 55 HU with a rim of 20 (partial volume), spleen 50. */
const image = volumeOf(grid, (i, j, k) => {
  if (inBox([i, j, k], [7, 33, 12, 48, 7, 33])) return 55;
  if (inBox([i, j, k], [5, 35, 10, 50, 5, 35])) return 20;
  return inBox([i, j, k], [60, 75, 30, 50, 10, 30]) ? 50 : -100;
});
const series = (regions: Readonly<Record<string, Mask>>, modality = 'CT'): MeasuredSeries => ({
  series: 'ct-portal-venous',
  modality,
  image,
  regions: new Map(Object.entries(regions)),
});
const valuesOf = (given: MeasuredSeries) =>
  Object.fromEntries(measureLiver(given).measures.map(({ id, value }) => [id, value]));
const reasonOf = (given: MeasuredSeries, id: string) =>
  measureLiver(given).refused.find(({ what }) => what === id)?.reason;

describe('liver measures', () => {
  it('measures boxes as calculated by hand', () => {
    const values = valuesOf(series({ liver, spleen }));
    expect(values['liver-volume']).toBeCloseTo(30 * 40 * 30 * 0.01, 9);
    expect(values['spleen-volume']).toBeCloseTo(15 * 20 * 20 * 0.01, 9);
    expect(values['spleen-length']).toBeCloseTo(20 * 2.5, 9);
    expect(values['liver-attenuation']).toBe(55);
    expect(values['liver-attenuation-mean']).toBe(55);
    expect(values['liver-spleen-attenuation-ratio']).toBeCloseTo(1.1, 12);
    expect(values['liver-spleen-attenuation-difference']).toBeCloseTo(5, 12);
  });
  it('gives every measure of the table as value or as absence with a reason, never both', () => {
    for (const given of [series({}), series({ liver }), series({ liver, spleen }, 'MR')]) {
      const { measures, refused } = measureLiver(given);
      expect([...measures.map(({ id }) => id), ...refused.map(({ what }) => what)].sort()).toEqual(
        liverMeasures.map(({ id }) => id).sort(),
      );
    }
  });
  it('gives no volume and no length of an organ that the images cut', () => {
    const cut = series({ liver: box(5, 35, 10, 50, 0, 35), spleen: box(60, 75, 30, 50, 10, 40) });
    expect(reasonOf(cut, 'liver-volume')).toBe(
      'Liver volume could not be measured: the liver is cut by the inferior border of the images.',
    );
    expect(reasonOf(cut, 'spleen-length')).toMatch(/the spleen is cut by the superior border/);
  });
  it('gives Hounsfield units on CT only', () => {
    expect(reasonOf(series({ liver, spleen }, 'MR'), 'liver-attenuation')).toMatch(/on CT only/);
  });
  it('takes the caudate-right-lobe ratio from drawn lobes, on the slice where the caudate is widest', () => {
    const regions = {
      liver,
      'caudate-lobe': maskOf(grid, (i, j, k) => inBox([i, j, k], [28, 35, 30, 45, 5, 20]) && (k === 12 || i < 32)),
      'right-lobe': box(5, 25, 10, 50, 5, 35),
    };
    expect(valuesOf(series(regions))['caudate-right-lobe-ratio']).toBeCloseTo(14 / 40, 12);
    expect(reasonOf(series({ liver }), 'caudate-right-lobe-ratio')).toMatch(/portal vein bifurcation is not known/);
  });
  it('takes the segmental volume ratio from eight drawn segments, never from fewer', () => {
    const segments = Object.fromEntries(
      [1, 2, 3, 4, 5, 6, 7, 8].map((n) => [`liver-segment-${n}`, box(5 + 3 * n, 8 + 3 * n, 10, 50, 5, 35)]),
    );
    expect(valuesOf(series(segments))['liver-segmental-volume-ratio']).toBeCloseTo(3 / 5, 12);
    const { 'liver-segment-4': _, ...seven } = segments;
    expect(reasonOf(series(seven), 'liver-segmental-volume-ratio')).toMatch(/not all drawn/);
  });
  it('measures the volume of a ball to a per cent', () => {
    const fine = plainGrid([64, 64, 64], [1, 1, 1]);
    const ball = maskOf(fine, (i, j, k) => Math.hypot(i - 32, j - 32, k - 32) < 25);
    const given = { ...series({ liver: ball }), image: volumeOf(fine, () => 50) };
    expect(Math.abs((valuesOf(given)['liver-volume'] ?? 0) / (((4 / 3) * Math.PI * 25 ** 3) / 1000) - 1)).toBeLessThan(
      0.01,
    );
  });
  it('refuses regions on another grid', () => {
    expect(() => measureLiver({ ...series({ liver }), image: volumeOf(plainGrid([80, 60, 40]), () => 0) })).toThrow(
      /different grids/,
    );
  });
});
