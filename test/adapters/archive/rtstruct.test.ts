import { describe, expect, it } from 'vitest';
import { readDicomFile } from '../../../src/adapters/archive/dicom-file.ts';
import { maskFromRtstruct, structuresOf } from '../../../src/adapters/archive/rtstruct.ts';
import { Failure } from '../../../src/core/failure.ts';
import type { Geometry } from '../../../src/core/volume/volume.ts';
import type { WrittenDataSet } from '../../support/dicom-writer.ts';
import { writeRtstruct as write } from '../../support/mask-writers.ts';

const geometry: Geometry = {
  size: [8, 8, 3],
  spacingMm: [2, 2, 5],
  originMm: [-4, 10, 100],
  axes: [1, 0, 0, 0, 1, 0, 0, 0, 1],
};

/** A square between voxel indices on a slice, in millimetres. */
const square = (from: number, to: number, z: number): WrittenDataSet => ({
  '30060042': ['CS', 'CLOSED_PLANAR'],
  '30060050': [
    'DS',
    [from, from, to, from, to, to, from, to]
      .flatMap((value, i) => (i % 2 === 0 ? [-4 + 2 * value] : [10 + 2 * value, z]))
      .join('\\'),
  ],
});

const count = (bytes: Uint8Array, frameOfReference?: string) =>
  maskFromRtstruct(readDicomFile(bytes).attributes, { geometry, frameOfReference }).data.reduce((sum, v) => sum + v, 0);

describe('RTSTRUCT to mask', () => {
  it('fills several contours of several slices, with holes, on the grid of the image', () => {
    const contours = [square(0.5, 6.5, 100), square(2.5, 4.5, 100), square(-0.5, 0.5, 100), square(0.5, 2.5, 110)];
    expect(count(write(contours))).toBe(36 - 4 + 1 + 4);
  });
  it('says which structures an algorithm drew alone, and offers none that was never drawn', () => {
    const { attributes } = readDicomFile(write([square(0.5, 6.5, 100)]));
    expect(structuresOf(attributes)).toEqual([{ number: 4, name: 'Liver', codes: [], automatic: true }]);
  });
  it('refuses contours between the slices, beside the image, or of another frame of reference', () => {
    expect(() => count(write([square(0.5, 6.5, 102.5)]))).toThrow(/slices of the image/);
    expect(() => count(write([square(0.5, 6.5, 300)]))).toThrow(/no voxel/);
    expect(() => count(write([square(0.5, 6.5, 100)]), '1.2.4')).toThrow(/frame of reference/);
    expect(count(write([square(0.5, 6.5, 100)]), '1.2.3')).toBe(36);
  });
  it('reads or refuses 2000 mutated structure sets', () => {
    const whole = write([square(0.5, 6.5, 100), square(2.5, 4.5, 105)]);
    let state = 7;
    const next = (below: number) => {
      state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
      return Math.floor((state / 0x80000000) * below);
    };
    for (let i = 0; i < 2000; i++) {
      const bytes = Uint8Array.from(whole);
      for (let edit = 0; edit <= i % 5; edit++) bytes[132 + next(bytes.length - 132)] = next(256);
      try {
        count(bytes);
      } catch (thrown) {
        if (!(thrown instanceof Failure)) throw thrown;
      }
    }
    expect(count(whole)).toBe(36 + 4);
  });
});
