import { gzipSync } from 'node:zlib';
import { readDicomFile } from '../../src/adapters/archive/dicom-file.ts';
import { readDicomJson } from '../../src/adapters/archive/dicom-json.ts';
import { maskFromSeg } from '../../src/adapters/archive/dicom-seg.ts';
import { boundaryOf, readMultipart } from '../../src/adapters/archive/multipart.ts';
import { parseNifti, unpackNifti } from '../../src/adapters/archive/nifti.ts';
import { decodeFrame } from '../../src/adapters/archive/pixel-decoder.ts';
import { maskFromRtstruct } from '../../src/adapters/archive/rtstruct.ts';
import { buildSeries } from '../../src/adapters/archive/series.ts';
import { slicesOf } from '../../src/adapters/archive/slices.ts';
import { Failure } from '../../src/core/failure.ts';
import type { Geometry } from '../../src/core/volume/volume.ts';
import { gradientFrame, writeCt } from './dicom-series.ts';
import { uids, type WrittenDataSet } from './dicom-writer.ts';
import { multipartOf, multipartType } from './dicomweb-server.ts';
import { writeRtstruct, writeSeg } from './mask-writers.ts';
import { mutated, randomOf } from './mutations.ts';
import { niftiFile } from './nifti-files.ts';

/** A place where bytes of others come in, files that are as they should be, and how often it is tried among all doors. */
interface Door {
  readonly name: string;
  readonly share: number;
  readonly seeds: readonly Uint8Array[];
  readonly open: (bytes: Uint8Array, next: () => number) => unknown;
}

export interface DoorCount {
  readonly name: string;
  inputs: number;
  read: number;
  /** By kind. */
  readonly refused: Record<string, number>;
  /** Everything thrown that is no Failure: kept with what is needed to see it again. */
  readonly crashed: { readonly input: number; readonly what: string }[];
  slowestMs: number;
}

const grid: Geometry = {
  size: [5, 3, 4],
  spacingMm: [1, 1, 2],
  originMm: [10, 20, 30],
  axes: [1, 0, 0, 0, 1, 0, 0, 0, 1],
};

const enhanced: WrittenDataSet = {
  '00186011': ['SQ', [{ '00186018': ['UL', 0], '0018601A': ['UL', 0], '0018601C': ['UL', 4], '0018601E': ['UL', 5] }]],
  '52009229': ['SQ', [{ '00289110': ['SQ', [{ '00280030': ['DS', '1\\1'] }]] }]],
  '52009230': ['SQ', [{ '00209113': ['SQ', [{ '00200032': ['DS', '1\\2\\3'] }]] }]],
};

const readImage = async (bytes: Uint8Array) => {
  const file = readDicomFile(bytes);
  const slices = slicesOf(file, { open: async () => file, digest: '' });
  buildSeries(slices);
  if (slices[0] !== undefined) await decodeFrame(file, slices[0].layout, 0, { deadlineMs: 1000 });
};

const drain = async (bytes: Uint8Array, next: () => number) => {
  const step = 1 + Math.floor(next() * 700);
  async function* pieces() {
    for (let at = 0; at < bytes.length; at += step) yield bytes.subarray(at, at + step);
  }
  const boundary = boundaryOf(multipartType) ?? '';
  let length = 0;
  for await (const event of readMultipart(pieces(), boundary, { partBytes: 1e6, parts: 100 }))
    if (event.kind === 'data') length += event.bytes.length;
  if (length > bytes.length) throw new Error('more bytes came out than went in');
};

/** All doors through which images and answers of an archive come in. */
export const imagingDoors = async (): Promise<readonly Door[]> => {
  const frame = gradientFrame(77, false, 16, 40, 40);
  const ct = (syntax: string) => writeCt({ syntax, frame, more: enhanced });
  const image = async (name: string, share: number, ...syntaxes: string[]): Promise<Door> => ({
    name: `DICOM ${name}`,
    share,
    seeds: await Promise.all(syntaxes.map(ct)),
    open: readImage,
  });
  const pixels = [1, 0, 0, 1, 1, 0, 0, 1, 0, 0, 1, 1, 1, 0, 1];
  const segment = (position: readonly number[]) => ({ segment: 2, position, pixels });
  const contour: WrittenDataSet = {
    '30060042': ['CS', 'CLOSED_PLANAR'],
    '30060050': ['DS', '10\\20\\32\\13\\20\\32\\13\\22\\32\\10\\22\\32'],
  };
  const nifti = [
    niftiFile(),
    niftiFile({ version: 2, little: false }),
    niftiFile({ size: [5, 3, 4], datatype: 4, bits: 16 }),
  ];
  const small = await writeCt();
  const listed = { '0020000D': { vr: 'UI', Value: ['1.2.3'] }, '00200032': { vr: 'DS', Value: [1, 2.5, '3'] } };
  const nested = {
    '52009229': { vr: 'SQ', Value: [{ '00100010': { vr: 'PN', Value: [{ Alphabetic: 'Doe^Jane' }] } }, null] },
  };
  return [
    await image('explicit', 16, uids.explicit),
    await image('implicit', 16, uids.implicit),
    await image('big endian', 12, uids.bigEndian),
    await image('deflated', 8, uids.deflated),
    await image('RLE', 8, uids.rle),
    await image('JPEG, JPEG-LS, JPEG 2000, HTJ2K', 4, uids.jpegLossless, uids.jpegLs, uids.jpeg2000, uids.htj2k),
    {
      name: 'SEG',
      share: 8,
      seeds: [
        writeSeg([segment([10, 20, 30]), segment([10, 20, 34])]),
        writeSeg([segment([10, 20, 32])], { fractional: true }),
      ],
      open: (bytes) => maskFromSeg(readDicomFile(bytes), { geometry: grid }),
    },
    {
      name: 'RTSTRUCT',
      share: 8,
      seeds: [writeRtstruct([contour])],
      open: (bytes) =>
        maskFromRtstruct(readDicomFile(bytes).attributes, { geometry: grid, frameOfReference: undefined }),
    },
    { name: 'NIfTI', share: 8, seeds: nifti, open: parseNifti },
    {
      name: 'NIfTI, gzip',
      share: 4,
      seeds: nifti.map((bytes) => gzipSync(bytes)),
      open: async (bytes) => parseNifti(await unpackNifti(bytes)),
    },
    {
      name: 'multipart',
      share: 6,
      seeds: [multipartOf([small, small]), multipartOf([Buffer.from('short')])],
      open: drain,
    },
    {
      name: 'DICOM JSON',
      share: 2,
      seeds: [Buffer.from(JSON.stringify([listed, nested]))],
      open: (bytes) => {
        for (const one of readDicomJson(bytes)) {
          one.numbers('x00200032');
          one.texts('x0020000d');
          one.item('x52009229')?.text('x00100010');
        }
      },
    },
  ];
};

/** Tries every door by its share of `count`, with the same inputs for one seed. */
export const fuzzDoors = async (
  doors: readonly Door[],
  given: { readonly count: number; readonly seed: number; readonly onInput?: (done: number) => void },
): Promise<readonly DoorCount[]> => {
  const shares = doors.reduce((sum, { share }) => sum + share, 0);
  const counts: DoorCount[] = [];
  let done = 0;
  for (const { name, share, seeds, open } of doors) {
    const next = randomOf(given.seed);
    const counted: DoorCount = { name, inputs: 0, read: 0, refused: {}, crashed: [], slowestMs: 0 };
    const inputs = Math.ceil((given.count * share) / shares);
    for (; counted.inputs < inputs; counted.inputs++) {
      const seed = seeds[counted.inputs % seeds.length] ?? new Uint8Array();
      const bytes = mutated(seed, next, seeds[Math.floor(next() * seeds.length)]);
      const start = performance.now();
      try {
        await open(bytes, next);
        counted.read++;
      } catch (thrown) {
        if (thrown instanceof Failure && !/Jane/.test(thrown.message))
          counted.refused[thrown.kind] = (counted.refused[thrown.kind] ?? 0) + 1;
        else counted.crashed.push({ input: counted.inputs, what: String(thrown).slice(0, 200) });
      }
      counted.slowestMs = Math.max(counted.slowestMs, performance.now() - start);
      given.onInput?.(++done);
    }
    counts.push(counted);
  }
  return counts;
};
