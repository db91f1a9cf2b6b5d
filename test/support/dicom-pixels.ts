import { createRequire } from 'node:module';
import { uids, type WrittenElement } from './dicom-writer.ts';

/** Grey samples of 8 or 16 bits, pixel after pixel, or colour of 8 bits, sample after sample. */
export interface WrittenFrame {
  readonly rows: number;
  readonly columns: number;
  readonly samples: number;
  readonly bits: 8 | 16;
  readonly signed: boolean;
  readonly values: readonly number[];
}

const bytesOf = ({ bits, values }: WrittenFrame, little = true): Uint8Array => {
  if (bits === 8) return Uint8Array.from(values);
  const out = new DataView(new ArrayBuffer(values.length * 2));
  for (const [i, value] of values.entries()) out.setUint16(2 * i, value & 0xffff, little);
  return new Uint8Array(out.buffer);
};

const packBits = (plane: Uint8Array): Buffer => {
  const out: number[] = [];
  for (let i = 0; i < plane.length; ) {
    let run = 1;
    while (run < 128 && i + run < plane.length && plane[i + run] === plane[i]) run++;
    if (run > 1) {
      out.push(257 - run, plane[i] as number);
      i += run;
    } else {
      let to = i + 1;
      while (to - i < 128 && to < plane.length && plane[to] !== plane[to - 1]) to++;
      out.push(to - i - 1, ...plane.subarray(i, to));
      i = to;
    }
  }
  return Buffer.from(out.length % 2 ? [...out, 0] : out);
};

const encodeRle = (frame: WrittenFrame): Buffer => {
  const width = frame.bits / 8;
  const bytes = bytesOf(frame);
  const stride = frame.samples * width;
  const segments = Array.from({ length: stride }, (_, s) => {
    const at = Math.floor(s / width) * width + (width - 1 - (s % width));
    return packBits(
      Uint8Array.from({ length: frame.rows * frame.columns }, (_, i) => bytes[i * stride + at] as number),
    );
  });
  const header = Buffer.alloc(64);
  header.writeUInt32LE(segments.length, 0);
  let offset = 64;
  for (const [s, segment] of segments.entries()) {
    header.writeUInt32LE(offset, 4 + 4 * s);
    offset += segment.length;
  }
  return Buffer.concat([header, ...segments]);
};

/** JPEG Lossless, first-order prediction, with one Huffman code of five bits for each of the 17 difference sizes. */
const encodeJpegLossless = (frame: WrittenFrame): Buffer => {
  const { rows, columns, bits, samples } = frame;
  const out: number[] = [];
  const mark = (code: number, ...body: number[]) =>
    out.push(0xff, code, (body.length + 2) >> 8, (body.length + 2) & 255, ...body);
  out.push(0xff, 0xd8);
  const components = Array.from({ length: samples }, (_, c) => c + 1);
  mark(
    0xc3,
    bits,
    rows >> 8,
    rows & 255,
    columns >> 8,
    columns & 255,
    samples,
    ...components.flatMap((c) => [c, 0x11, 0]),
  );
  mark(0xc4, 0, 0, 0, 0, 0, 17, ...new Array(11).fill(0), ...Array.from({ length: 17 }, (_, i) => i));
  mark(0xda, samples, ...components.flatMap((c) => [c, 0]), 1, 0, 0);
  let buffer = 0;
  let held = 0;
  const put = (value: number, length: number) => {
    for (let bit = length - 1; bit >= 0; bit--) {
      buffer = (buffer << 1) | ((value >> bit) & 1);
      if (++held < 8) continue;
      out.push(buffer);
      if (buffer === 0xff) out.push(0);
      buffer = 0;
      held = 0;
    }
  };
  const mask = 2 ** bits - 1;
  const at = (x: number, y: number, c: number) => (frame.values[(y * columns + x) * samples + c] as number) & mask;
  for (let y = 0; y < rows; y++)
    for (let x = 0; x < columns; x++)
      for (let c = 0; c < samples; c++) {
        const predicted = x > 0 ? at(x - 1, y, c) : y > 0 ? at(x, y - 1, c) : 2 ** (bits - 1);
        let difference = (at(x, y, c) - predicted) & 0xffff;
        if (difference > 32768) difference -= 65536;
        const size = difference === 32768 ? 16 : difference === 0 ? 0 : 32 - Math.clz32(Math.abs(difference));
        put(size, 5);
        if (size > 0 && size < 16) put(difference < 0 ? difference + 2 ** size - 1 : difference, size);
      }
  if (held > 0) put(0x7f, 8 - held);
  out.push(0xff, 0xd9);
  return Buffer.from(out);
};

interface WasmEncoder {
  getDecodedBuffer(info: object): Uint8Array;
  getEncodedBuffer(): Uint8Array;
  setQuality(quality: number): void;
  setInterleaveMode(mode: number): void;
  setDecompositions(count: number): void;
  encode(): void;
}

const require = createRequire(import.meta.url);
const packages: Record<string, readonly [path: string, encoder: string]> = {
  [uids.jpeg]: ['@cornerstonejs/codec-libjpeg-turbo-8bit/wasmjs', 'JPEGEncoder'],
  [uids.jpegLs]: ['@cornerstonejs/codec-charls/wasmjs', 'JpegLSEncoder'],
  [uids.jpeg2000]: ['@cornerstonejs/codec-openjpeg/wasmjs', 'J2KEncoder'],
  [uids.htj2k]: ['@cornerstonejs/codec-openjph/wasmjs', 'HTJ2KEncoder'],
};

const encodeWasm = async (frame: WrittenFrame, syntax: string): Promise<Uint8Array> => {
  const [path, name] = packages[syntax] as readonly [string, string];
  const open = require(path) as (options: object) => Promise<Record<string, new () => WasmEncoder>>;
  const module = await open({ print: () => {}, printErr: () => {} });
  const encoder = new (module[name] as new () => WasmEncoder)();
  const info = {
    width: frame.columns,
    height: frame.rows,
    bitsPerSample: frame.bits,
    componentCount: frame.samples,
    isSigned: frame.signed,
    isUsingColorTransform: false,
  };
  encoder.getDecodedBuffer(info).set(bytesOf(frame));
  if (syntax === uids.jpeg) encoder.setQuality(100);
  // samples of a pixel together; small pictures bear few decompositions
  if (syntax === uids.jpegLs && frame.samples > 1) encoder.setInterleaveMode(2);
  if (syntax === uids.jpeg2000) encoder.setDecompositions(1);
  encoder.encode();
  return encoder.getEncodedBuffer().slice();
};

/** The pixel data element of frames in a transfer syntax. */
export const writePixels = async (frames: readonly WrittenFrame[], syntax: string): Promise<WrittenElement> => {
  const native = [uids.implicit, uids.explicit, uids.deflated, uids.bigEndian] as readonly string[];
  if (native.includes(syntax)) {
    const bytes = Buffer.concat(frames.map((frame) => bytesOf(frame, syntax !== uids.bigEndian)));
    return [frames[0]?.bits === 8 ? 'OB' : 'OW', bytes];
  }
  const fragments: Uint8Array[] = [];
  for (const frame of frames) {
    if (syntax === uids.rle) fragments.push(encodeRle(frame));
    else if (syntax === uids.jpegLossless) fragments.push(encodeJpegLossless(frame));
    else fragments.push(await encodeWasm(frame, syntax));
  }
  return { fragments };
};

/** Image Pixel module and pixel data of an instance. */
export const imageOf = async (
  frames: readonly WrittenFrame[],
  syntax: string,
  photometric = 'MONOCHROME2',
): Promise<Record<string, WrittenElement>> => {
  const [first] = frames;
  if (first === undefined) throw new Error('an image has a frame');
  return {
    '00280002': ['US', first.samples],
    '00280004': ['CS', photometric],
    ...(first.samples === 3 ? { '00280006': ['US', 0] as const } : {}),
    ...(frames.length > 1 ? { '00280008': ['IS', String(frames.length)] as const } : {}),
    '00280010': ['US', first.rows],
    '00280011': ['US', first.columns],
    '00280100': ['US', first.bits],
    '00280101': ['US', first.bits],
    '00280102': ['US', first.bits - 1],
    '00280103': ['US', first.signed ? 1 : 0],
    '7FE00010': await writePixels(frames, syntax),
  };
};
