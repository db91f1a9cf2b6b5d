import { Failure } from '../../core/failure.ts';
import { decodeCompressed } from './codec-worker.ts';
import { type CodestreamHeader, jpeg2000Header, jpegHeader } from './codestream-header.ts';
import type { DicomFile } from './dicom-file.ts';
import type { PixelLayout } from './pixel-layout.ts';
import { decodeRle } from './rle.ts';
import type { Coding } from './transfer-syntaxes.ts';

export type Samples = Uint8Array | Int8Array | Uint16Array | Int16Array | Uint32Array | Int32Array;

/** Samples of one frame, pixel after pixel; colour as `model` says. */
export interface DecodedFrame {
  readonly samples: Samples;
  readonly model: 'grey' | 'rgb' | 'ybr';
}

const refused = (sentence: string, cause?: unknown) =>
  new Failure('invalid-input', sentence, cause instanceof Error ? { cause } : undefined);

const codingNames: Record<Coding, string> = {
  native: 'uncompressed',
  rle: 'RLE',
  jpeg: 'JPEG',
  'jpeg-lossless': 'JPEG Lossless',
  'jpeg-ls': 'JPEG-LS',
  'jpeg-2000': 'JPEG 2000',
  htj2k: 'HTJ2K',
};

const damaged = (coding: Coding, cause?: unknown) =>
  refused(`The ${codingNames[coding]} pixel data is damaged and cannot be decoded. Send the file again.`, cause);

/** A frame takes milliseconds, a very large one seconds. */
const deadlineMs = 30_000;

const byPixel = (planes: Uint8Array, pixels: number): Uint8Array => {
  const out = new Uint8Array(planes.length);
  for (let i = 0, at = 0; i < pixels; i++)
    for (let sample = 0; sample < 3; sample++) out[at++] = planes[sample * pixels + i] ?? 0;
  return out;
};

/** Y Y Cb Cr for two pixels (PS3.3 C.7.6.3.1.2); the chroma is of no use to us, so it is repeated as it stands. */
const fromHalvedChroma = (bytes: Uint8Array, pixels: number): Uint8Array => {
  const out = new Uint8Array(pixels * 3);
  for (let i = 0; i < pixels; i++) {
    const group = (i >> 1) * 4;
    out[3 * i] = bytes[group + (i & 1)] ?? 0;
    out[3 * i + 1] = bytes[group + 2] ?? 0;
    out[3 * i + 2] = bytes[group + 3] ?? 0;
  }
  return out;
};

const swapPairs = (bytes: Uint8Array): Uint8Array => {
  const out = new Uint8Array(bytes);
  for (let i = 0; i + 1 < out.length; i += 2) [out[i], out[i + 1]] = [out[i + 1] ?? 0, out[i] ?? 0];
  return out;
};

/** Bytes to samples: overlay bits outside the stored ones cut off, the sign extended from the highest stored bit. */
const toSamples = (
  bytes: Uint8Array,
  count: number,
  bitsAllocated: number,
  bits: { stored: number; high: number; signed: boolean },
  littleEndian: boolean,
): Samples => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const out =
    bitsAllocated === 8
      ? bits.signed
        ? new Int8Array(count)
        : new Uint8Array(count)
      : bitsAllocated === 16
        ? bits.signed
          ? new Int16Array(count)
          : new Uint16Array(count)
        : bits.signed
          ? new Int32Array(count)
          : new Uint32Array(count);
  const left = 31 - bits.high;
  const right = 32 - bits.stored;
  const whole = bits.stored === bitsAllocated;
  for (let i = 0; i < count; i++) {
    const raw =
      bitsAllocated === 8
        ? (bytes[i] ?? 0)
        : bitsAllocated === 16
          ? view.getUint16(2 * i, littleEndian)
          : view.getUint32(4 * i, littleEndian);
    out[i] = whole ? raw : bits.signed ? (raw << left) >> right : (raw << left) >>> right;
  }
  return out;
};

const readBits = (bytes: Uint8Array, count: number, firstBit: number): Uint8Array => {
  const out = new Uint8Array(count);
  for (let i = 0, bit = firstBit; i < count; i++, bit++) out[i] = ((bytes[bit >> 3] ?? 0) >> (bit & 7)) & 1;
  return out;
};

const headerOf = (coding: Coding, bytes: Uint8Array, layout: PixelLayout): CodestreamHeader => {
  const header = coding === 'jpeg-2000' || coding === 'htj2k' ? jpeg2000Header(bytes) : jpegHeader(bytes);
  if (header === undefined) throw damaged(coding);
  if (header.rows !== layout.rows || header.columns !== layout.columns || header.components !== layout.samples)
    throw refused(`The ${codingNames[coding]} frame has another size than the image description says.`);
  if (header.bits < 1 || header.bits > layout.bitsAllocated)
    throw refused(`The ${codingNames[coding]} frame has more bits than the image description says.`);
  if (coding === 'jpeg' && header.bits !== 8) throw refused('JPEG of 12 bits is not supported.');
  return header;
};

/**
 * Decodes one frame (0-based). Failure `invalid-input` for damaged, contradictory or unsupported pixel data.
 * A frame is decoded only after its own header agrees with the image description, so that a lie costs no memory.
 */
export const decodeFrame = async (
  file: DicomFile,
  layout: PixelLayout,
  index: number,
  options: { readonly deadlineMs?: number } = {},
): Promise<DecodedFrame> => {
  const { coding, littleEndian } = file.syntax;
  const pixels = layout.rows * layout.columns;
  const count = pixels * layout.samples;
  const coded = file.frame(index);
  const stored = { stored: layout.bitsStored, high: layout.highBit, signed: layout.signed };
  const model = layout.samples === 1 ? 'grey' : layout.photometric === 'RGB' ? 'rgb' : 'ybr';
  if (layout.bitsAllocated === 1) {
    if (coding !== 'native') throw refused(`Images of one bit in ${codingNames[coding]} are not supported.`);
    return { samples: readBits(coded, count, (index * count) % 8), model };
  }
  if (coding === 'native') {
    if (layout.photometric === 'YBR_FULL_422') return { samples: fromHalvedChroma(coded, pixels), model };
    const bytes = !littleEndian && layout.bitsAllocated === 8 && file.pixelsInWords ? swapPairs(coded) : coded;
    const ordered = layout.samples === 3 && layout.planar ? byPixel(bytes, pixels) : bytes;
    return { samples: toSamples(ordered, count, layout.bitsAllocated, stored, littleEndian), model };
  }
  if (coding === 'rle') {
    const bytes = decodeRle(coded, pixels, layout.samples, layout.bitsAllocated / 8);
    return { samples: toSamples(bytes, count, layout.bitsAllocated, stored, true), model };
  }
  const header = headerOf(coding, coded, layout);
  const precision = { stored: header.bits, high: header.bits - 1, signed: layout.signed };
  if (header.bits > 16) throw refused(`${codingNames[coding]} of more than 16 bits is not supported.`);
  const decoded = await decodeCompressed(coding, coded, header.bits, options.deadlineMs ?? deadlineMs).catch(
    (thrown: unknown) => {
      throw damaged(coding, thrown);
    },
  );
  const width = decoded.bytesPerSample * 8;
  const agrees = coding === 'jpeg-lossless' || (decoded.width === layout.columns && decoded.height === layout.rows);
  if (!agrees || decoded.bytes.length < (count * width) / 8) throw damaged(coding);
  const ordered = decoded.planes ? byPixel(decoded.bytes, pixels) : decoded.bytes;
  // the JPEG decoder answers RGB; JPEG 2000 has undone its colour transform when the description names one
  const transformed = coding === 'jpeg' || layout.photometric === 'YBR_ICT' || layout.photometric === 'YBR_RCT';
  return {
    samples: toSamples(ordered, count, width, precision, true),
    model: layout.samples === 1 ? 'grey' : transformed ? 'rgb' : model,
  };
};
