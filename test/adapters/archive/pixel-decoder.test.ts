import { describe, expect, it } from 'vitest';
import { readDicomFile } from '../../../src/adapters/archive/dicom-file.ts';
import { decodeFrame } from '../../../src/adapters/archive/pixel-decoder.ts';
import { pixelLayoutOf } from '../../../src/adapters/archive/pixel-layout.ts';
import { imageOf, type WrittenFrame } from '../../support/dicom-pixels.ts';
import { gradientFrame } from '../../support/dicom-series.ts';
import { uids, type WrittenDataSet, writeDicom } from '../../support/dicom-writer.ts';

const write = async (
  frames: readonly WrittenFrame[],
  syntax: string,
  photometric?: string,
  more: WrittenDataSet = {},
): Promise<Buffer> =>
  writeDicom({ '00080060': ['CS', 'MR'], ...(await imageOf(frames, syntax, photometric)), ...more }, syntax);

const decode = async (bytes: Uint8Array, index = 0) => {
  const file = readDicomFile(bytes);
  return decodeFrame(file, pixelLayoutOf(file.attributes), index);
};

const lossless = Object.entries(uids).filter(([name]) => name !== 'jpeg');

describe('decoding a frame', () => {
  for (const [name, syntax] of lossless) {
    it(`gives back 16 bits, unsigned and signed, in ${name}`, async () => {
      for (const signed of [false, true])
        for (const seed of [0, 12_345, 40_000, 65_000]) {
          const frame = gradientFrame(seed, signed, 16, 33, 17);
          expect(Array.from((await decode(await write([frame], syntax))).samples)).toEqual(frame.values);
        }
    });
    it(`gives back 8 bits and every frame of several in ${name}`, async () => {
      const frames = [0, 100, 200].map((seed) => gradientFrame(seed, false, 8, 12, 10));
      const bytes = await write(frames, syntax);
      for (const [index, frame] of frames.entries())
        expect(Array.from((await decode(bytes, index)).samples)).toEqual(frame.values);
    });
  }

  it('gives back the last pixel of JPEG Lossless wherever in its byte the code ends', async () => {
    for (let columns = 1; columns <= 24; columns++) {
      const values = Array.from({ length: columns }, () => 63_536);
      const frame: WrittenFrame = { rows: 1, columns, samples: 1, bits: 16, signed: false, values };
      expect(Array.from((await decode(await write([frame], uids.jpegLossless))).samples)).toEqual(values);
    }
  });

  it('gives back JPEG baseline to within two grey levels', async () => {
    const frame: WrittenFrame = {
      ...gradientFrame(0, false, 8, 32, 32),
      values: Array.from({ length: 1024 }, (_, i) => 40 + (i % 32) * 2 + Math.floor(i / 32)),
    };
    const { samples } = await decode(await write([frame], uids.jpeg));
    expect(Math.max(...frame.values.map((value, i) => Math.abs(value - (samples[i] ?? 999))))).toBeLessThanOrEqual(2);
  });

  it('gives back colour pixel by pixel', async () => {
    const values = Array.from({ length: 8 * 8 * 3 }, (_, i) => (i * 7) % 256);
    const frame: WrittenFrame = { rows: 8, columns: 8, samples: 3, bits: 8, signed: false, values };
    for (const syntax of [
      uids.explicit,
      uids.bigEndian,
      uids.rle,
      uids.jpegLossless,
      uids.jpegLs,
      uids.jpeg2000,
      uids.htj2k,
    ]) {
      const decoded = await decode(await write([frame], syntax, 'RGB'));
      expect(decoded.model).toBe('rgb');
      expect(Array.from(decoded.samples), syntax).toEqual(values);
    }
  });

  it('reads colour planes and halved chroma', async () => {
    const planes = [10, 20, 30, 40, 110, 120, 130, 140, 210, 220, 230, 240];
    const frame: WrittenFrame = { rows: 2, columns: 2, samples: 3, bits: 8, signed: false, values: planes };
    const planar = await decode(await write([frame], uids.explicit, 'RGB', { '00280006': ['US', 1] }));
    expect(Array.from(planar.samples)).toEqual([10, 110, 210, 20, 120, 220, 30, 130, 230, 40, 140, 240]);
    const halved = await decode(
      await write([{ ...frame, values: [1, 2, 128, 129, 3, 4, 130, 131] }], uids.explicit, 'YBR_FULL_422'),
    );
    expect(halved.model).toBe('ybr');
    expect([0, 3, 6, 9].map((i) => halved.samples[i])).toEqual([1, 2, 3, 4]);
  });

  it('cuts off overlay bits and extends the sign from the highest stored bit', async () => {
    const frame = { ...gradientFrame(), rows: 1, columns: 3, values: [0xf800, 0x07ff, 0xffff] };
    const twelve: WrittenDataSet = { '00280101': ['US', 12], '00280102': ['US', 11] };
    const signed: WrittenDataSet = { ...twelve, '00280103': ['US', 1] };
    expect(Array.from((await decode(await write([frame], uids.explicit, undefined, twelve))).samples)).toEqual([
      0x800, 0x7ff, 0xfff,
    ]);
    expect(Array.from((await decode(await write([frame], uids.rle, undefined, signed))).samples)).toEqual([
      -2048, 2047, -1,
    ]);
  });

  it('refuses a frame whose own header contradicts the image description, before decoding it', async () => {
    for (const syntax of [uids.jpegLossless, uids.jpegLs, uids.jpeg2000, uids.htj2k])
      await expect(
        decode(await write([gradientFrame(0, false, 16, 64, 64)], syntax, undefined, { '00280010': ['US', 60_000] })),
      ).rejects.toThrow(/another size/);
  });

  it('refuses damaged frames of every compressed syntax with a Failure', async () => {
    for (const syntax of [uids.rle, uids.jpegLossless, uids.jpegLs, uids.jpeg2000, uids.htj2k]) {
      const bytes = await write([gradientFrame(0, false, 16, 64, 64)], syntax);
      const start = bytes.indexOf(Buffer.from([0xe0, 0x7f, 0x10, 0x00]));
      await expect(decode(bytes.fill(0x5a, start + 60, bytes.length - 8))).rejects.toMatchObject({
        kind: 'invalid-input',
      });
    }
  });

  it('refuses an unsupported transfer syntax by name', async () => {
    const bytes = writeDicom({ '00080060': ['CS', 'US'] }, '1.2.840.10008.1.2.4.102');
    expect(() => readDicomFile(bytes)).toThrow(/MPEG-4 AVC/);
  });

  it('writes nothing to the terminal', async () => {
    const written: string[] = [];
    const [out, error] = [process.stdout.write, process.stderr.write];
    process.stdout.write = process.stderr.write = ((text: string) => written.push(String(text)) > 0) as typeof out;
    try {
      await decode(await write([gradientFrame(3, false, 16, 64, 64)], uids.jpeg2000));
    } finally {
      [process.stdout.write, process.stderr.write] = [out, error];
    }
    expect(written).toEqual([]);
  });
});
