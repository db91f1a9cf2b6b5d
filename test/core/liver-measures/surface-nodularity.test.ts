import { describe, expect, it } from 'vitest';
import { surfaceNodularity } from '../../../src/core/liver-measures/surface-nodularity.ts';
import type { Triple } from '../../../src/core/volume/geometry.ts';
import type { Mask, Volume } from '../../../src/core/volume/volume.ts';
import { maskOf, plainGrid, volumeOf } from '../../support/phantoms.ts';

/**
 * A block of liver (100 HU) behind fat (-100 HU), muscle (60 HU) elsewhere; its front is y = 40 mm + a sine, the edge blurred over about
 * a pixel, as a scanner does. Index x runs to the patient's left, y to the back, as on an axial slice.
 */
function sinusoidalLiver(
  amplitudeMm: number,
  wavelengthMm: number,
  spacingMm: Triple = [0.75, 0.75, 3],
): { image: Volume; mask: Mask } {
  const geometry = plainGrid([240, 200, 8], spacingMm);
  const front = (xMm: number) => 40 + amplitudeMm * Math.sin((2 * Math.PI * xMm) / wavelengthMm);
  const behindFrontMm = (i: number, j: number) => {
    const [x, y] = [i * spacingMm[0], j * spacingMm[1]];
    const slope = ((amplitudeMm * 2 * Math.PI) / wavelengthMm) * Math.cos((2 * Math.PI * x) / wavelengthMm);
    return (y - front(x)) / Math.hypot(1, slope);
  };
  const beside = (i: number, j: number) => {
    const [x, y] = [i * spacingMm[0], j * spacingMm[1]];
    return x < 15 || x > 160 || y > 130;
  };
  return {
    image: volumeOf(geometry, (i, j) => (beside(i, j) ? 60 : 100 * Math.tanh(behindFrontMm(i, j) / 0.7))),
    mask: maskOf(geometry, (i, j, k) => k > 0 && k < 7 && !beside(i, j) && behindFrontMm(i, j) > 0),
  };
}

const scoreOf = ({ image, mask }: { image: Volume; mask: Mask }) => {
  const found = surfaceNodularity(image, mask);
  return 'absent' in found ? found.absent : found.score;
};

describe('surface nodularity', () => {
  it('is near the mean absolute sine of a wavy surface, 2 a / pi; blur of pixels and averaging take up to a fifth of it', () => {
    const [small, large] = [Number(scoreOf(sinusoidalLiver(0.5, 8))), Number(scoreOf(sinusoidalLiver(1, 8)))];
    for (const [score, amplitude] of [
      [small, 0.5],
      [large, 1],
    ] as const) {
      const expected = (10 * 2 * amplitude) / Math.PI;
      expect(score).toBeGreaterThan(0.8 * expected);
      expect(score).toBeLessThan(1.02 * expected);
    }
    expect(Math.abs(large / small - 2)).toBeLessThan(0.1);
  });
  it('is below a tenth of a millimetre on a smooth surface, straight or curved like a liver', () => {
    expect(scoreOf(sinusoidalLiver(0, 8))).toBeLessThan(0.3);
    expect(scoreOf(sinusoidalLiver(5, 220))).toBeLessThan(0.5);
  });
  it('does not depend on how the slice is stored: rows from left to right or mirrored', () => {
    const { image, mask } = sinusoidalLiver(1, 8);
    const flippedX = { ...image.geometry, axes: [-1, 0, 0, 0, 1, 0, 0, 0, 1] as const };
    const mirror = <A extends Float64Array | Uint8Array>(data: A): A =>
      data.map((_, at) => data[at - (at % 240) + 239 - (at % 240)] ?? 0) as A;
    const mirrored = {
      image: { geometry: flippedX, data: mirror(image.data as Float64Array) },
      mask: { geometry: flippedX, data: mirror(mask.data) },
    };
    const [plain, turned] = [scoreOf({ image, mask }), scoreOf(mirrored)];
    expect(typeof plain).toBe('number');
    expect(Math.abs(Number(plain) - Number(turned))).toBeLessThan(0.15 * Number(plain));
  });
  it('finds no surface where the liver borders on other organs', () => {
    const { image, mask } = sinusoidalLiver(1, 8);
    const muscle = { ...image, data: image.data.map((value) => Math.max(60, value)) };
    expect(scoreOf({ image: muscle, mask })).toBe('only 0 mm of surface on 0 slices border on fat or lung');
  });
  it('is absent on pixels too coarse for nodules, on thick slices and on slices that are not axial', () => {
    expect(scoreOf(sinusoidalLiver(1, 8, [1.5, 1.5, 3]))).toBe('pixels are wider than 1 mm');
    expect(scoreOf(sinusoidalLiver(1, 8, [0.75, 0.75, 8]))).toBe('slices lie more than 5 mm apart');
    const { image, mask } = sinusoidalLiver(1, 8);
    const coronal = { ...image.geometry, axes: [1, 0, 0, 0, 0, -1, 0, 1, 0] as const };
    expect(scoreOf({ image: { ...image, geometry: coronal }, mask: { ...mask, geometry: coronal } })).toBe(
      'the slices are not axial',
    );
  });
});
