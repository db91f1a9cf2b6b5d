import { describe, expect, it } from 'vitest';
import { checkRegion } from '../../../src/core/liver-measures/check-region.ts';
import { liverExpectations, spleenExpectations } from '../../../src/core/liver-measures/region-expectations.ts';
import type { Mask } from '../../../src/core/volume/volume.ts';
import { maskOf, plainGrid, volumeOf } from '../../support/phantoms.ts';

/** 400 x 280 x 240 mm of body at 4 mm: water with air around; the patient's right is at small x. */
const grid = plainGrid([100, 70, 60], [4, 4, 4]);
const body = (i: number, j: number) => ((i - 50) / 45) ** 2 + ((j - 35) / 30) ** 2 < 1;
const image = volumeOf(grid, (i, j) => (body(i, j) ? 60 : -1000));
const box = (x0: number, x1: number, y0: number, y1: number, z0: number, z1: number): Mask =>
  maskOf(grid, (i, j, k) => i >= x0 && i < x1 && j >= y0 && j < y1 && k >= z0 && k < z1);
/** 35 x 30 x 20 voxels of 0.064 mL = 1344 mL, on the patient's right. */
const liver = box(12, 47, 20, 50, 20, 40);

describe('checking a region', () => {
  it('finds nothing to say on a whole liver in its place', () => {
    const checked = checkRegion(liver, image, liverExpectations, 'CT');
    expect(checked).toEqual({
      ok: true,
      facts: { voxels: 21_000, volumeMl: 1344, fragments: 1, largestShare: 1, touches: [], medianHu: 60 },
      cautions: [],
    });
  });
  it('names the faces of the field of view that it touches, in patient directions', () => {
    const checked = checkRegion(box(12, 47, 20, 50, 0, 20), image, liverExpectations, 'CT');
    expect(checked.facts.touches).toEqual(['inferior']);
    expect(checked.ok && checked.cautions[0]).toMatch(/touches the inferior border/);
    const upsideDown = { ...grid, axes: [1, 0, 0, 0, 1, 0, 0, 0, -1] as const };
    const turned = checkRegion(
      { ...box(12, 47, 20, 50, 0, 20), geometry: upsideDown },
      { ...image, geometry: upsideDown },
      liverExpectations,
      'CT',
    );
    expect(turned.facts.touches).toEqual(['superior']);
  });
  it.each([
    ['empty-region', box(0, 0, 0, 0, 0, 0)],
    ['region-too-small', box(20, 25, 30, 35, 20, 25)],
    ['region-in-fragments', maskOf(grid, (i, j, k) => liver.data[i + 100 * (j + 70 * k)] === 1 && i % 6 > 1)],
    ['region-on-wrong-side', box(58, 88, 20, 50, 20, 40)],
  ] as const)('refuses by name: %s', (problem, mask) => {
    expect(checkRegion(mask, image, liverExpectations, 'CT')).toMatchObject({ ok: false, problem });
  });
  it('refuses a region of other tissue', () => {
    const fat = { ...image, data: image.data.map((value) => (value === 60 ? -200 : value)) };
    expect(checkRegion(liver, fat, liverExpectations, 'CT')).toMatchObject({
      ok: false,
      problem: 'region-intensity-implausible',
    });
  });
  it('refuses a region too large for any liver', () => {
    const whole = maskOf(grid, () => true);
    expect(checkRegion(whole, image, liverExpectations, 'CT')).toMatchObject({
      ok: false,
      problem: 'region-too-large',
    });
  });
  it('refuses the liver offered as spleen, and the other way round', () => {
    expect(checkRegion(liver, image, spleenExpectations, 'CT')).toMatchObject({ problem: 'region-on-wrong-side' });
    expect(checkRegion(box(70, 88, 30, 45, 20, 40), image, liverExpectations, 'CT')).toMatchObject({
      problem: 'region-on-wrong-side',
    });
  });
  it('says on MR, where the middle of the image is only a guess of the midline, that the side is wrong', () => {
    const checked = checkRegion(box(58, 88, 20, 50, 20, 40), image, liverExpectations, 'MR');
    expect(checked.ok && checked.cautions).toEqual([expect.stringMatching(/wrong side of the midline/)]);
    expect(checked.facts.medianHu).toBeUndefined();
  });
  it('tells of small islands beside the organ', () => {
    const island = box(60, 68, 30, 38, 30, 40);
    const both = { geometry: grid, data: liver.data.map((value, at) => value | (island.data[at] ?? 0)) };
    const checked = checkRegion(both, image, liverExpectations, 'CT');
    expect(checked.facts.fragments).toBe(2);
    expect(checked.ok && checked.cautions).toEqual([expect.stringMatching(/in 2 pieces; the largest holds 97.0 %/)]);
  });
  it('does not judge a mask on another grid', () => {
    const other = plainGrid([100, 70, 60], [3, 4, 4]);
    expect(() => checkRegion({ ...liver, geometry: other }, image, liverExpectations, 'CT')).toThrow(/different grids/);
  });
});
