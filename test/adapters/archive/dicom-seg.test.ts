import { describe, expect, it } from 'vitest';
import { readDicomFile } from '../../../src/adapters/archive/dicom-file.ts';
import { maskFromSeg } from '../../../src/adapters/archive/dicom-seg.ts';
import type { Geometry } from '../../../src/core/volume/volume.ts';
import { type WrittenDataSet, writeDicom } from '../../support/dicom-writer.ts';

const image: Geometry = {
  size: [5, 3, 4],
  spacingMm: [1, 1, 2],
  originMm: [10, 20, 30],
  axes: [1, 0, 0, 0, 1, 0, 0, 0, 1],
};

const code = (value: string): WrittenDataSet => ({ '00080100': ['SH', value], '00080102': ['SH', 'SCT'] });

interface WrittenSegFrame {
  readonly segment: number;
  readonly position: readonly number[];
  readonly pixels: readonly number[];
}

const writeSeg = (
  frames: readonly WrittenSegFrame[],
  options: {
    fractional?: boolean;
    orientation?: string;
    spacing?: string;
    between?: string;
    rows?: number;
    columns?: number;
  } = {},
) => {
  const { fractional = false, rows = 3, columns = 5 } = options;
  const bits = frames.flatMap(({ pixels }) => pixels);
  const packed = new Uint8Array(Math.ceil(bits.length / 8));
  for (const [i, bit] of bits.entries()) packed[i >> 3] = (packed[i >> 3] ?? 0) | (bit << (i & 7));
  return readDicomFile(
    writeDicom({
      '00080060': ['CS', 'SEG'],
      '00280002': ['US', 1],
      '00280004': ['CS', 'MONOCHROME2'],
      '00280008': ['IS', String(frames.length)],
      '00280010': ['US', rows],
      '00280011': ['US', columns],
      '00280100': ['US', fractional ? 8 : 1],
      '00280101': ['US', fractional ? 8 : 1],
      '00280102': ['US', fractional ? 7 : 0],
      '00280103': ['US', 0],
      '00620001': ['CS', fractional ? 'FRACTIONAL' : 'BINARY'],
      ...(fractional ? { '0062000E': ['US', 200] as const } : {}),
      '00620002': [
        'SQ',
        [
          {
            '00620004': ['US', 1],
            '00620005': ['LO', 'Lesion'],
            '0062000F': ['SQ', [code('4147007')]],
            '00082218': ['SQ', [code('10200004')]],
          },
          { '00620004': ['US', 2], '00620005': ['LO', 'organ A'], '0062000F': ['SQ', [code('10200004')]] },
        ],
      ],
      '52009229': [
        'SQ',
        [
          {
            '00209116': ['SQ', [{ '00200037': ['DS', options.orientation ?? '1\\0\\0\\0\\1\\0'] }]],
            '00289110': [
              'SQ',
              [
                {
                  '00280030': ['DS', options.spacing ?? '1\\1'],
                  ...(options.between === undefined ? {} : { '00180088': ['DS', options.between] as const }),
                },
              ],
            ],
          },
        ],
      ],
      '52009230': [
        'SQ',
        frames.map(
          ({ segment, position }): WrittenDataSet => ({
            '00209113': ['SQ', [{ '00200032': ['DS', position.join('\\')] }]],
            '0062000A': ['SQ', [{ '0062000B': ['US', segment] }]],
          }),
        ),
      ],
      '7FE00010': ['OB', fractional ? Uint8Array.from(bits) : packed],
    }),
  );
};

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

  it('refuses another frame of reference, an empty segment and one beside the image', async () => {
    const away = writeSeg([{ segment: 2, position: [500, 20, 30], pixels: only(1) }]);
    await expect(maskFromSeg(away, { geometry: image })).rejects.toThrow(/no voxel of the image/);
    const empty = writeSeg([{ segment: 1, position: [10, 20, 30], pixels: only(1) }]);
    await expect(maskFromSeg(empty, { geometry: image })).rejects.toThrow(/empty/);
  });
});
