import { describe, expect, it } from 'vitest';
import {
  type BoundaryCondition,
  outsideValue,
  paddedSources,
  sourceIndex,
} from '../../../src/core/radiomics-filters/boundary.ts';
import { convolveAxis, dilate, toOddLength } from '../../../src/core/radiomics-filters/convolve-axis.ts';

const letters = (boundary: BoundaryCondition) =>
  [...paddedSources(4, 5, boundary)].map((source) => (source < 0 ? '.' : 'abcd'[source])).join('');

describe('beyond the edge of the image', () => {
  it('mirror repeats the edge voxel and then goes back', () => expect(letters('mirror')).toBe('ddcbaabcddcbaa'));
  it('nearest repeats the edge voxel', () => expect(letters('nearest')).toBe('aaaaaabcdddddd'));
  it('periodic starts again', () => expect(letters('periodic')).toBe('dabcdabcdabcda'));
  it('zero and constant have no source', () => {
    expect(letters('zero')).toBe('.....abcd.....');
    expect(letters({ constant: 7 })).toBe('.....abcd.....');
    expect([outsideValue('zero'), outsideValue({ constant: 7 }), outsideValue('mirror')]).toEqual([0, 7, 0]);
  });
  it('holds far outside a single voxel', () => {
    expect(sourceIndex(-1000, 1, 'mirror')).toBe(0);
    expect(sourceIndex(1000, 1, 'periodic')).toBe(0);
  });
});

describe('convolution along one axis', () => {
  const line = Float64Array.from([1, 2, 3, 4]);
  const along = (taps: number[], boundary: BoundaryCondition) => [...convolveAxis(line, [4, 1, 1], 0, taps, boundary)];

  it('turns the taps about: the last tap weighs the voxel before', () => {
    expect(along([0, 0, 1], 'zero')).toEqual([0, 1, 2, 3]);
    expect(along([1, 0, 0], 'zero')).toEqual([2, 3, 4, 0]);
  });
  it('takes values beyond the edge from the boundary condition', () => {
    expect(along([1, 0, 0], 'mirror')).toEqual([2, 3, 4, 4]);
    expect(along([1, 0, 0], 'periodic')).toEqual([2, 3, 4, 1]);
    expect(along([1, 0, 0], { constant: -1000 })).toEqual([2, 3, 4, -1000]);
  });
  it('does the same along y and z', () => {
    for (const [size, axis] of [
      [[1, 4, 1], 1],
      [[1, 1, 4], 2],
    ] as const)
      expect([...convolveAxis(line, size, axis, [0, 0.5, 1], { constant: 9 })]).toEqual([9.5, 2, 3.5, 5]);
  });
  it('refuses an even number of taps', () => expect(() => along([1, 1], 'zero')).toThrow('odd'));
  it('pads even kernels at the end and dilates with the middle in place', () => {
    expect(toOddLength([1, 2])).toEqual([1, 2, 0]);
    expect(toOddLength([1, 2, 3])).toEqual([1, 2, 3]);
    expect(dilate([1, 2, 3], 2)).toEqual([1, 0, 2, 0, 3]);
  });
});
