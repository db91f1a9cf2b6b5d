import { describe, expect, it } from 'vitest';
import { fillContours } from '../../../src/core/volume/fill-contours.ts';

const square = (x0: number, y0: number, x1: number, y1: number, slice = 0) => ({
  slice,
  points: [x0, y0, x1, y0, x1, y1, x0, y1],
});
const sum = (mask: Uint8Array) => mask.reduce((total, value) => total + value, 0);

describe('filling contours', () => {
  it('takes voxel centres, and of a border through centres only the lower and left one', () => {
    expect(sum(fillContours([square(0.5, 0.5, 3.5, 3.5)], [6, 6, 1]))).toBe(9);
    expect(sum(fillContours([square(1, 1, 4, 4)], [6, 6, 1]))).toBe(9);
    const touching = [square(0, 0, 2, 4), square(2, 0, 4, 4)];
    expect(sum(fillContours(touching, [6, 6, 1]))).toBe(16);
  });
  it('makes holes, islands in holes, and keeps several contours of a slice apart', () => {
    const nested = [square(-0.5, -0.5, 8.5, 8.5), square(1.5, 1.5, 6.5, 6.5), square(3.5, 3.5, 4.5, 4.5)];
    expect(sum(fillContours(nested, [9, 9, 1]))).toBe(81 - 25 + 1);
    expect(sum(fillContours([square(0.5, 0.5, 2.5, 2.5), square(4.5, 4.5, 6.5, 6.5, 1)], [9, 9, 2]))).toBe(8);
  });
  it('is the same for a hole cut by a keyhole, in either direction', () => {
    const keyhole = [
      -0.5, -0.5, 8.5, -0.5, 8.5, 8.5, -0.5, 8.5, -0.5, 2.5, 2.5, 2.5, 2.5, 5.5, 5.5, 5.5, 5.5, 2.5, -0.5, 2.5,
    ];
    const pairs = Array.from({ length: 10 }, (_, i) => keyhole.slice(2 * i, 2 * i + 2));
    const one = fillContours([{ slice: 0, points: keyhole }], [9, 9, 1]);
    expect(sum(one)).toBe(81 - 9);
    expect(fillContours([{ slice: 0, points: pairs.reverse().flat() }], [9, 9, 1])).toEqual(one);
  });
  it('cuts off what lies outside the grid', () => {
    expect(sum(fillContours([square(-9, -9, 99, 99), square(0, 0, 9, 9, 7)], [4, 4, 1]))).toBe(16);
  });
});
