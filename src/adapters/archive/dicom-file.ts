import { inflateRawSync } from 'node:zlib';
import dicomParser, { type DataSet, type Element } from 'dicom-parser';
import { Failure } from '../../core/failure.ts';
import { type Attributes, attributesOf, readingOf } from './data-set.ts';
import { type TransferSyntax, transferSyntaxes, unreadSyntaxes } from './transfer-syntaxes.ts';

/** One DICOM instance: its attributes, and its frames on demand. It keeps the file's bytes alive as long as it lives. */
export interface DicomFile {
  readonly attributes: Attributes;
  readonly syntax: TransferSyntax;
  /** SOP Class and Instance UID: of the data set, or of the file meta information when those are empty. */
  readonly sopClass: string | undefined;
  readonly sopInstance: string | undefined;
  readonly frameCount: number;
  readonly hasPixels: boolean;
  /** Native pixels of 8 bits lie in 16-bit words (OW), which the big endian syntax swaps. */
  readonly pixelsInWords: boolean;
  /** Coded bytes of one frame (0-based). Failure `invalid-input` when the file does not hold that frame. */
  frame(index: number): Uint8Array;
}

const maximumInflatedBytes = 2 ** 31;
const maximumFrames = 100_000;

const refused = (sentence: string, cause?: unknown) =>
  // the parser's exceptions may carry the whole data set: only a true Error is kept as cause
  new Failure('invalid-input', sentence, cause instanceof Error ? { cause } : undefined);

const damaged = (cause: unknown) =>
  refused('The file is damaged: its DICOM elements cannot be read to the end. Send it again.', cause);

const isPart10 = (bytes: Uint8Array) =>
  bytes.length > 132 && bytes[128] === 0x44 && bytes[129] === 0x49 && bytes[130] === 0x43 && bytes[131] === 0x4d;

/** Explicit data sets have two capital letters after the first tag. */
const looksExplicit = (bytes: Uint8Array) => {
  const [a = 0, b = 0] = [bytes[4], bytes[5]];
  return a >= 0x41 && a <= 0x5a && b >= 0x41 && b <= 0x5a;
};

const syntaxNamed = (uid: string): TransferSyntax => {
  const syntax = transferSyntaxes[uid];
  if (syntax !== undefined) return syntax;
  const name = unreadSyntaxes[uid] ?? (/^[0-9.]{1,64}$/.test(uid) ? uid : 'not a UID');
  throw refused(`The transfer syntax is not supported: ${name}. Ask the archive for Explicit VR Little Endian.`);
};

const parse = (bytes: Uint8Array, uid: string, bare: boolean): DataSet => {
  try {
    return dicomParser.parseDicom(bytes, bare ? { TransferSyntaxUID: uid } : {});
  } catch (thrown) {
    throw damaged(thrown);
  }
};

/** Transfer syntax and the length of the meta information of a Part 10 file. */
const readMeta = (bytes: Uint8Array): { meta: DataSet; uid: string; length: number } => {
  let meta: DataSet & { position?: number };
  let uid: string | undefined;
  try {
    meta = dicomParser.readPart10Header(bytes);
    uid = meta.string('x00020010');
  } catch (thrown) {
    throw damaged(thrown);
  }
  if (uid === undefined) throw refused('The file says no transfer syntax (0002,0010), so it cannot be read.');
  return { meta, uid, length: meta.position ?? 0 };
};

const inflated = (bytes: Uint8Array): Uint8Array => {
  try {
    return inflateRawSync(bytes, { maxOutputLength: maximumInflatedBytes });
  } catch (thrown) {
    throw refused('The file is damaged: its deflated data set cannot be inflated.', thrown);
  }
};

/**
 * Reads one instance: a Part 10 file, or a bare data set (little endian, as old archives and some tools write it).
 * Failure `invalid-input` with the reason for everything else; no attribute value is ever quoted.
 */
export const readDicomFile = (given: Uint8Array): DicomFile => {
  // a plain view: the slice of a Buffer is no copy, and dicom-parser treats a Buffer differently
  const bytes = new Uint8Array(given.buffer, given.byteOffset, given.byteLength);
  if (bytes.length < 8) throw refused('The file is too short to be DICOM.');
  if (isPart10(bytes)) {
    const { meta, uid, length } = readMeta(bytes);
    const syntax = syntaxNamed(uid);
    if (!syntax.deflated) return fileOf(parse(bytes, uid, false), syntax, meta);
    return fileOf(parse(inflated(bytes.subarray(length)), '1.2.840.10008.1.2.1', true), syntax, meta);
  }
  const group = (bytes[0] ?? 0) | ((bytes[1] ?? 0) << 8);
  if (group !== 0x0008 && group !== 0x0002)
    throw refused('The file is not DICOM: it has no DICM mark and no known start.');
  const uid = looksExplicit(bytes) ? '1.2.840.10008.1.2.1' : '1.2.840.10008.1.2';
  const dataSet = parse(bytes, uid, true);
  const said = dataSet.elements.x00020010?.length ? dataSet.string('x00020010') : undefined;
  return fileOf(dataSet, syntaxNamed(said ?? uid), undefined);
};

const fileOf = (dataSet: DataSet, syntax: TransferSyntax, meta: DataSet | undefined): DicomFile => {
  const attributes = attributesOf(dataSet, readingOf(dataSet, syntax.littleEndian));
  const ofMeta = (tag: string) => {
    try {
      return meta?.string(tag);
    } catch {
      return undefined;
    }
  };
  if (!attributes.has('x00080060') && !attributes.has('x00080016') && !attributes.has('x00280010'))
    throw refused('The file is not a DICOM instance: it has neither a modality, a SOP class nor an image.');
  const pixels = dataSet.elements.x7fe00010;
  const frameCount = countFrames(attributes, pixels);
  return {
    attributes,
    syntax,
    sopClass: attributes.text('x00080016') ?? ofMeta('x00020002'),
    sopInstance: attributes.text('x00080018') ?? ofMeta('x00020003'),
    frameCount,
    hasPixels: pixels !== undefined,
    pixelsInWords: pixels?.vr === 'OW',
    frame: (index) => {
      if (pixels === undefined) throw refused('The instance holds no pixel data.');
      if (!(index >= 0 && index < frameCount)) throw refused('The instance does not hold the frame asked for.');
      if (syntax.coding === 'native') return nativeFrame(dataSet, pixels, attributes, index);
      return codedFrame(dataSet, pixels, frameCount, index);
    },
  };
};

const countFrames = (attributes: Attributes, pixels: Element | undefined): number => {
  if (pixels === undefined) return 0;
  const said = attributes.number('x00280008') ?? 1;
  if (!Number.isInteger(said) || said < 1 || said > maximumFrames)
    throw refused(`The number of frames (0028,0008) is not between 1 and ${maximumFrames}.`);
  return said;
};

const nativeFrame = (dataSet: DataSet, pixels: Element, attributes: Attributes, index: number): Uint8Array => {
  const rows = attributes.number('x00280010') ?? 0;
  const columns = attributes.number('x00280011') ?? 0;
  const samples = attributes.number('x00280002') ?? 1;
  const bits = attributes.number('x00280100') ?? 0;
  const halved = attributes.text('x00280004') === 'YBR_FULL_422';
  const values = rows * columns * (halved && samples === 3 ? 2 : samples);
  const firstBit = index * values * bits;
  const from = pixels.dataOffset + Math.floor(firstBit / 8);
  const to = pixels.dataOffset + Math.ceil((firstBit + values * bits) / 8);
  if (values === 0 || bits === 0 || pixels.fragments !== undefined)
    throw refused('The pixel data does not fit the image description (rows, columns, bits).');
  if (to > dataSet.byteArray.length || to > pixels.dataOffset + pixels.length)
    throw refused('The pixel data ends before the image is complete. Send the file again.');
  return dataSet.byteArray.subarray(from, to);
};

const codedFrame = (dataSet: DataSet, pixels: Element, frameCount: number, index: number): Uint8Array => {
  const fragments = pixels.fragments;
  if (fragments === undefined || fragments.length === 0)
    throw refused('The pixel data is not encapsulated although its transfer syntax is a compressed one.');
  const start = fragments[0]?.position ?? 0;
  const table = pixels.basicOffsetTable ?? [];
  const [first, last] = fragmentsOfFrame(dataSet, fragments, table, frameCount, index);
  const parts = fragments.slice(first, last).map((fragment) => {
    const end = fragment.position + fragment.length;
    if (fragment.position < start || !(fragment.length >= 0) || end > dataSet.byteArray.length)
      throw refused('The pixel data ends before the image is complete. Send the file again.');
    return dataSet.byteArray.subarray(fragment.position, end);
  });
  if (parts.length === 0) throw refused('The pixel data holds fewer frames than the image description says.');
  if (parts.length === 1 && parts[0] !== undefined) return parts[0];
  return Buffer.concat(parts);
};

type Fragments = NonNullable<Element['fragments']>;

/** [first, last) fragment of a frame: by the offset table, one each, all for a single frame, or by JPEG start marks. */
const fragmentsOfFrame = (
  dataSet: DataSet,
  fragments: Fragments,
  table: readonly number[],
  frameCount: number,
  index: number,
): readonly [number, number] => {
  if (frameCount === 1) return [0, fragments.length];
  if (fragments.length === frameCount) return [index, index + 1];
  const starts =
    table.length === frameCount
      ? table.map((offset) => fragments.findIndex((fragment) => fragment.offset === offset))
      : fragments.flatMap((fragment, at) => (startsImage(dataSet.byteArray, fragment.position) ? [at] : []));
  const first = starts[index];
  if (starts.length !== frameCount || first === undefined || first < 0)
    throw refused('The frames of the compressed pixel data cannot be told apart.');
  const next = starts[index + 1] ?? fragments.length;
  if (next <= first) throw refused('The frames of the compressed pixel data cannot be told apart.');
  return [first, next];
};

/** A JPEG, JPEG-LS (FFD8) or JPEG 2000 (FF4F) stream begins here. */
const startsImage = (bytes: Uint8Array, at: number) =>
  bytes[at] === 0xff && (bytes[at + 1] === 0xd8 || bytes[at + 1] === 0x4f);
