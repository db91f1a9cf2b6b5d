import { createHash } from 'node:crypto';
import { readDicomFile } from '../../src/adapters/archive/dicom-file.ts';
import { type Slice, slicesOf } from '../../src/adapters/archive/slices.ts';
import { imageOf, type WrittenFrame } from './dicom-pixels.ts';
import { uids, type WrittenDataSet, writeDicom } from './dicom-writer.ts';

export interface WrittenSlice {
  readonly position?: readonly number[];
  readonly orientation?: readonly number[];
  readonly spacing?: readonly [row: number, column: number];
  readonly frame?: WrittenFrame;
  readonly slope?: number;
  readonly intercept?: number;
  readonly uid?: string;
  readonly syntax?: string;
  readonly more?: WrittenDataSet;
}

/** Every pixel differs, in both bytes: value = seed + 37 x + 211 y, over the whole range of the type. */
export const gradientFrame = (seed = 0, signed = false, bits: 8 | 16 = 16, rows = 6, columns = 5): WrittenFrame => ({
  rows,
  columns,
  samples: 1,
  bits,
  signed,
  values: Array.from({ length: rows * columns }, (_, i) => {
    const range = 2 ** bits;
    const value = (seed + 37 * (i % columns) + 211 * Math.floor(i / columns)) % range;
    return signed && value >= range / 2 ? value - range : value;
  }),
});

/** One CT slice, as a file. */
export const writeCt = async (slice: WrittenSlice = {}): Promise<Buffer> => {
  const syntax = slice.syntax ?? uids.explicit;
  return writeDicom(
    {
      '00080005': ['CS', 'ISO_IR 192'],
      '00080008': ['CS', 'ORIGINAL\\PRIMARY\\AXIAL'],
      '00080016': ['UI', '1.2.840.10008.5.1.4.1.1.2'],
      '00080018': ['UI', slice.uid ?? ''],
      '00080060': ['CS', 'CT'],
      '00100010': ['PN', 'Doe^Jane'],
      '00180050': ['DS', '9'],
      '0020000D': ['UI', '1.2.3'],
      '0020000E': ['UI', '1.2.3.4'],
      '00200032': ['DS', (slice.position ?? [0, 0, 0]).join('\\')],
      '00200037': ['DS', (slice.orientation ?? [1, 0, 0, 0, 1, 0]).join('\\')],
      '00280030': ['DS', (slice.spacing ?? [0.8, 0.7]).join('\\')],
      '00281052': ['DS', String(slice.intercept ?? -1024)],
      '00281053': ['DS', String(slice.slope ?? 1)],
      ...(await imageOf([slice.frame ?? gradientFrame()], syntax)),
      ...slice.more,
    },
    syntax,
  );
};

/** The slices of files held in memory. */
export const slicesOfFiles = (files: readonly Uint8Array[]): Slice[] =>
  files.flatMap((bytes) =>
    slicesOf(readDicomFile(bytes), {
      open: async () => readDicomFile(bytes),
      digest: createHash('sha256').update(bytes).digest('hex'),
    }),
  );
