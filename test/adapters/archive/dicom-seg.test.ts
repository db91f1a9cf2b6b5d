import { describe, expect, it } from 'vitest';
import { readDicomFile } from '../../../src/adapters/archive/dicom-file.ts';
import { maskFromSeg, segmentsOf } from '../../../src/adapters/archive/dicom-seg.ts';
import type { Geometry } from '../../../src/core/volume/volume.ts';
import { writeSeg as segBytes } from '../../support/mask-writers.ts';

const image: Geometry = {
  size: [5, 3, 4],
  spacingMm: [1, 1, 2],
  originMm: [10, 20, 30],
  axes: [1, 0, 0, 0, 1, 0, 0, 0, 1],
};

const writeSeg = (...given: Parameters<typeof segBytes>) => readDicomFile(segBytes(...given));

/** Indices x, y, z of the voxels inside. */
const inside = (data: Uint8Array) =>
  [...data].flatMap((value, i) => (value ? [[i % 5, Math.floor(i / 5) % 3, Math.floor(i / 15)]] : []));
const only = (...at: number[]) => Array.from({ length: 15 }, (_, i) => (at.includes(i) ? 1 : 0));

describe('DICOM SEG to mask', () => {
  it('finds the liver by its coded type, not by the region of a lesion, and leaves empty slices empty', async () => {
    const seg = writeSeg([
      { segment: 1, position: [10, 20, 30], pixels: only(0) },
      { segment: 2, position: [10, 20, 36], pixels: only(7, 8) },
      { segment: 2, position: [10, 20, 30], pixels: only(14) },
    ]);
    expect(inside((await maskFromSeg(seg, { geometry: image })).data)).toEqual([
      [4, 2, 0],
      [2, 1, 3],
      [3, 1, 3],
    ]);
    expect(inside((await maskFromSeg(seg, { geometry: image }, { label: 'lesion' })).data)).toEqual([[0, 0, 0]]);
    expect(inside((await maskFromSeg(seg, { geometry: image }, { label: '1' })).data)).toEqual([[0, 0, 0]]);
    await expect(maskFromSeg(seg, { geometry: image }, { label: 'spleen' })).rejects.toThrow(/label asked for/);
  });

  it('says which segments an algorithm drew alone', () => {
    const seg = writeSeg([{ segment: 2, position: [10, 20, 30], pixels: only(1) }]);
    expect(segmentsOf(seg).map(({ number, automatic }) => [number, automatic ?? false])).toEqual([
      [1, true],
      [2, false],
    ]);
  });

  it('takes fractional values from the threshold up', async () => {
    const pixels = [0, 99, 100, 200, ...new Array(11).fill(0)];
    const seg = writeSeg([{ segment: 2, position: [10, 20, 32], pixels }], { fractional: true });
    expect(inside((await maskFromSeg(seg, { geometry: image })).data)).toEqual([
      [2, 0, 1],
      [3, 0, 1],
    ]);
    expect(inside((await maskFromSeg(seg, { geometry: image }, { threshold: 0.75 })).data)).toEqual([[3, 0, 1]]);
  });

  it('is aligned by its place in the patient: flipped rows and columns, and another grid', async () => {
    const flipped = writeSeg([{ segment: 2, position: [14, 22, 34], pixels: only(0, 6) }], {
      orientation: '-1\\0\\0\\0\\-1\\0',
    });
    expect(inside((await maskFromSeg(flipped, { geometry: image })).data)).toEqual([
      [3, 1, 2],
      [4, 2, 2],
    ]);
    // pixels of 2 mm, slices of 4 mm: each covers 2 x 2 x 2 voxels of the image
    const coarse = writeSeg([{ segment: 2, position: [10.5, 20.5, 31], pixels: [0, 1] }], {
      spacing: '2\\2',
      between: '4',
      rows: 1,
      columns: 2,
    });
    expect(inside((await maskFromSeg(coarse, { geometry: image })).data)).toEqual(
      [0, 1].flatMap((z) => [0, 1].flatMap((y) => [2, 3].map((x) => [x, y, z]))),
    );
  });

  it('follows frames that are shifted against each other, as those of a tilted gantry', async () => {
    // the second frame begins one pixel further along its columns, the third two pixels before the first
    const seg = writeSeg([
      { segment: 2, position: [10, 20, 30], pixels: only(7) },
      { segment: 2, position: [10, 21, 32], pixels: only(2) },
      { segment: 2, position: [10, 18, 34], pixels: only(12) },
    ]);
    expect(inside((await maskFromSeg(seg, { geometry: image })).data)).toEqual([
      [2, 1, 0],
      [2, 1, 1],
      [2, 0, 2],
    ]);
  });

  it('refuses another frame of reference, an empty segment and one beside the image', async () => {
    const away = writeSeg([{ segment: 2, position: [500, 20, 30], pixels: only(1) }]);
    await expect(maskFromSeg(away, { geometry: image })).rejects.toThrow(/no voxel of the image/);
    const empty = writeSeg([{ segment: 1, position: [10, 20, 30], pixels: only(1) }]);
    await expect(maskFromSeg(empty, { geometry: image })).rejects.toThrow(/empty/);
  });
});
