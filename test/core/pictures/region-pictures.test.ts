import { describe, expect, it } from 'vitest';
import { regionPictures } from '../../../src/core/pictures/region-pictures.ts';
import { maskOf, plainGrid, volumeOf } from '../../support/phantoms.ts';

const grid = plainGrid([20, 16, 9]);
const image = volumeOf(grid, () => 50);

describe('the pictures of a region', () => {
  it('are its middle and its largest slice', () => {
    const mask = maskOf(grid, (i, j, k) => i > 4 && i < 12 && j > 3 && j < (k === 6 ? 12 : 8) && k > 0);
    const pictures = regionPictures(image, 'CT', [mask]);
    expect(pictures.map(({ which, slice }) => [which, slice])).toEqual([
      ['middle', 4],
      ['largest', 6],
    ]);
    const [middle, largest] = pictures.map(({ picture }) => picture.rgb);
    expect(middle?.some((level, n) => level !== largest?.[n])).toBe(true);
  });
  it('are one where both are the same slice, and none without a region', () => {
    const mask = maskOf(grid, (i, _, k) => i > 4 && i < 12 && k === 3);
    expect(regionPictures(image, 'CT', [mask]).map(({ slice }) => slice)).toEqual([3]);
    expect(regionPictures(image, 'CT', [maskOf(grid, () => false)])).toEqual([]);
    expect(regionPictures(image, 'CT', [])).toEqual([]);
  });
});
