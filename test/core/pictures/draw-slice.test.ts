import { describe, expect, it } from 'vitest';
import { drawSlice } from '../../../src/core/pictures/draw-slice.ts';
import { windowFor } from '../../../src/core/pictures/intensity-window.ts';
import { colourOf, type Picture, regionColours } from '../../../src/core/pictures/picture.ts';
import { regionSlices } from '../../../src/core/pictures/region-slices.ts';
import { sliceView } from '../../../src/core/pictures/slice-view.ts';
import type { Geometry } from '../../../src/core/volume/volume.ts';
import { maskOf, plainGrid, volumeOf } from '../../support/phantoms.ts';

const window = { black: 0, white: 100 };
const pixel = ({ width, rgb }: Picture, column: number, row: number) => [
  ...rgb.subarray(3 * (column + width * row), 3 * (column + width * row) + 3),
];
const withAxes = (grid: Geometry, axes: Geometry['axes']): Geometry => ({ ...grid, axes });

describe('a slice as picture', () => {
  it('has square pixels in millimetres on grids that are not square', () => {
    const { width, height } = drawSlice(
      volumeOf(plainGrid([100, 100, 1], [0.5, 2, 1]), () => 0),
      0,
      {
        window,
        layers: [],
        longestSide: 200,
      },
    );
    expect([width, height]).toEqual([50, 200]);
  });
  it('shows the patient right at the left and the front at the top, however the voxels are stored', () => {
    const grid = plainGrid([10, 8, 1]);
    // bright at the patient's right front: small x and small y of LPS
    const stored = {
      plain: volumeOf(grid, (i, j) => (i < 5 && j < 4 ? 100 : 0)),
      turned: volumeOf(withAxes(grid, [-1, 0, 0, 0, -1, 0, 0, 0, 1]), (i, j) => (i >= 5 && j >= 4 ? 100 : 0)),
      exchanged: volumeOf(withAxes(plainGrid([8, 10, 1]), [0, 1, 0, 1, 0, 0, 0, 0, 1]), (i, j) =>
        i < 4 && j < 5 ? 100 : 0,
      ),
    };
    for (const image of Object.values(stored)) {
      const picture = drawSlice(image, 0, { window, layers: [], longestSide: 10, letters: false });
      expect([picture.width, picture.height]).toEqual([10, 8]);
      expect(pixel(picture, 1, 1)).toEqual([255, 255, 255]);
      for (const [column, row] of [
        [8, 1],
        [1, 6],
        [8, 6],
      ] as const)
        expect(pixel(picture, column, row)).toEqual([0, 0, 0]);
    }
  });
  it('names its borders: axial, coronal and sagittal', () => {
    const towards = (axes: Geometry['axes']) => sliceView(withAxes(plainGrid([4, 4, 4]), axes), 0, 10).towards;
    expect(towards([1, 0, 0, 0, 1, 0, 0, 0, 1])).toEqual({
      left: 'right',
      right: 'left',
      top: 'anterior',
      bottom: 'posterior',
    });
    expect(towards([1, 0, 0, 0, 0, -1, 0, 1, 0])).toEqual({
      left: 'right',
      right: 'left',
      top: 'superior',
      bottom: 'inferior',
    });
    expect(towards([0, 1, 0, 0, 0, -1, -1, 0, 0])).toEqual({
      left: 'anterior',
      right: 'posterior',
      top: 'superior',
      bottom: 'inferior',
    });
  });
  it('draws an outline in full colour and a fill through which the image shows', () => {
    const grid = plainGrid([40, 40, 1]);
    const [colour = [0, 0, 0]] = regionColours;
    const mask = maskOf(grid, (i, j) => i >= 10 && i < 30 && j >= 10 && j < 30);
    const picture = drawSlice(
      volumeOf(grid, () => 50),
      0,
      {
        window,
        layers: [{ kind: 'region', mask, colour }],
        longestSide: 40,
        letters: false,
      },
    );
    expect(pixel(picture, 10, 20)).toEqual([...colour]);
    expect(pixel(picture, 5, 20)).toEqual([128, 128, 128]);
    const middle = pixel(picture, 20, 20);
    expect(middle.every((level, n) => Math.abs(level - 128) < 0.2 * Math.abs((colour[n] ?? 0) - 128) + 1)).toBe(true);
    expect(middle).not.toEqual([128, 128, 128]);
  });
  it('places a layer of another grid by the patient, not by index', () => {
    const image = volumeOf(plainGrid([40, 40, 1]), () => 0);
    const coarse = { ...plainGrid([5, 5, 1], [4, 4, 4]), originMm: [21.5, 21.5, 0] as const };
    const picture = drawSlice(image, 0, {
      window,
      layers: [{ kind: 'habitat', geometry: coarse, labels: new Uint8Array(25).fill(1) }],
      longestSide: 40,
      letters: false,
    });
    expect(pixel(picture, 18, 18)).toEqual([0, 0, 0]);
    expect(pixel(picture, 22, 22)).not.toEqual([0, 0, 0]);
    expect(pixel(picture, 39, 39)).not.toEqual([0, 0, 0]);
  });
  it('shows an activation stronger where it is higher, and only inside', () => {
    const geometry = plainGrid([3, 1, 1], [10, 10, 1]);
    const picture = drawSlice(
      volumeOf(geometry, () => 0),
      0,
      {
        window,
        layers: [
          { kind: 'activation', geometry, values: [0, 1, 1], inside: Uint8Array.from([1, 1, 0]), range: [0, 1] },
        ],
        longestSide: 30,
        letters: false,
      },
    );
    const light = (column: number) => pixel(picture, column, 5).reduce((sum, level) => sum + level, 0);
    expect(light(15)).toBeGreaterThan(light(5));
    expect(light(25)).toBe(0);
    expect(colourOf(2)).toEqual(colourOf(1));
  });
  it('writes the four letters, and none when asked not to', () => {
    const image = volumeOf(plainGrid([64, 64, 1]), () => 0);
    const bright = (letters: boolean) =>
      drawSlice(image, 0, { window, layers: [], longestSide: 320, letters }).rgb.filter((level) => level === 255)
        .length;
    // dots of R, L, A and P
    expect(bright(true)).toBe(3 * (18 + 11 + 18 + 15));
    expect(bright(false)).toBe(0);
  });
});

describe('the slices of a region', () => {
  it('are the middle one of those that hold it and the one with the largest area', () => {
    const mask = maskOf(plainGrid([6, 6, 12]), (i, j, k) => k > 1 && k < 9 && i < 4 && j < (k === 7 ? 6 : 2));
    expect(regionSlices(mask)).toEqual({ middle: 5, largest: 7 });
    expect(regionSlices(maskOf(plainGrid([2, 2, 2]), () => false))).toBeUndefined();
  });
});

describe('the window', () => {
  it('is that of the abdomen on CT and that of the values on MR, also when they are all one', () => {
    const image = volumeOf(plainGrid([101, 1, 1]), (i) => i);
    expect(windowFor(image, 'CT')).toEqual({ black: -150, white: 250 });
    expect(windowFor(image, 'MR')).toEqual({ black: 1, white: 99 });
    expect(
      windowFor(
        volumeOf(plainGrid([4, 1, 1]), () => 7),
        'MR',
      ),
    ).toEqual({ black: 7, white: 8 });
  });
});
