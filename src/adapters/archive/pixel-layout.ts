import { Failure } from '../../core/failure.ts';
import type { Attributes } from './data-set.ts';

/** Image Pixel module: how the samples of a frame are to be read. */
export interface PixelLayout {
  readonly rows: number;
  readonly columns: number;
  /** 1 or 3. */
  readonly samples: number;
  readonly bitsAllocated: 1 | 8 | 16 | 32;
  readonly bitsStored: number;
  readonly highBit: number;
  readonly signed: boolean;
  readonly photometric: string;
  /** Colour planes one after the other instead of pixel by pixel (native and RLE only). */
  readonly planar: boolean;
  /** Palette colour: luminance per index, and the index of its first entry. */
  readonly palette?: { readonly first: number; readonly luminance: Float64Array } | undefined;
}

const refused = (sentence: string) => new Failure('invalid-input', sentence);

const photometrics = [
  'MONOCHROME1',
  'MONOCHROME2',
  'PALETTE COLOR',
  'RGB',
  'YBR_FULL',
  'YBR_FULL_422',
  'YBR_ICT',
  'YBR_RCT',
];

/** Rec. 601 luminance; in whole thousandths, so that a grey pixel keeps its value exactly. */
export const luminance = (red: number, green: number, blue: number) => (299 * red + 587 * green + 114 * blue) / 1000;

/** Failure `invalid-input` for an image description that contradicts itself or that we do not read, by name. */
export const pixelLayoutOf = (attributes: Attributes): PixelLayout => {
  const whole = (tag: string, name: string, from: number, to: number, otherwise?: number): number => {
    const value = attributes.number(tag) ?? otherwise;
    if (value === undefined) throw refused(`The image has no ${name}.`);
    if (!Number.isInteger(value) || value < from || value > to)
      throw refused(`The image's ${name} is not between ${from} and ${to}.`);
    return value;
  };
  if (attributes.has('x7fe00008') || attributes.has('x7fe00009'))
    throw refused('Images with floating point pixel data are not supported.');
  const rows = whole('x00280010', 'number of rows', 1, 65535);
  const columns = whole('x00280011', 'number of columns', 1, 65535);
  const samples = whole('x00280002', 'samples per pixel', 1, 3, 1);
  const bitsAllocated = attributes.number('x00280100');
  if (bitsAllocated !== 1 && bitsAllocated !== 8 && bitsAllocated !== 16 && bitsAllocated !== 32)
    throw refused('The image has neither 1, 8, 16 nor 32 bits allocated for a sample.');
  const bitsStored = whole('x00280101', 'number of bits stored', 1, bitsAllocated, bitsAllocated);
  const highBit = whole('x00280102', 'high bit', bitsStored - 1, bitsAllocated - 1, bitsStored - 1);
  const photometric = attributes.text('x00280004');
  if (photometric === undefined || !photometrics.includes(photometric))
    throw refused('The photometric interpretation of the image is missing or not supported.');
  const colour = samples === 3;
  if (samples === 2 || colour === (photometric.startsWith('MONO') || photometric === 'PALETTE COLOR'))
    throw refused('The samples per pixel contradict the photometric interpretation.');
  if (colour && bitsAllocated !== 8) throw refused('Colour images of more than 8 bits a sample are not supported.');
  return {
    rows,
    columns,
    samples,
    bitsAllocated,
    bitsStored,
    highBit,
    signed: attributes.number('x00280103') === 1,
    photometric,
    planar: attributes.number('x00280006') === 1,
    palette: photometric === 'PALETTE COLOR' ? paletteOf(attributes) : undefined,
  };
};

const paletteOf = (attributes: Attributes) => {
  const descriptors = ['x00281101', 'x00281102', 'x00281103'].map((tag) => attributes.numbers(tag));
  const tables = ['x00281201', 'x00281202', 'x00281203'].map((tag) => attributes.bytes(tag));
  const [count = 0, first = 0, bits = 0] = descriptors[0] ?? [];
  const entries = count === 0 ? 65536 : count;
  if (descriptors.some((d) => d.length < 3) || tables.some((t) => t === undefined || t.length < entries * (bits / 8)))
    throw refused('The colour palette of the image is missing, segmented or incomplete, which is not supported.');
  const entry = (table: Uint8Array | undefined, i: number) =>
    bits === 8 ? (table?.[i] ?? 0) : ((table?.[2 * i] ?? 0) | ((table?.[2 * i + 1] ?? 0) << 8)) / 257;
  const shades = Float64Array.from({ length: entries }, (_, i) =>
    luminance(entry(tables[0], i), entry(tables[1], i), entry(tables[2], i)),
  );
  return { first, luminance: shades };
};
