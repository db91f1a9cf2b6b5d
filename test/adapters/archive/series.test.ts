import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readDicomImage, readImageFolder } from '../../../src/adapters/archive/image-folder.ts';
import { buildSeries } from '../../../src/adapters/archive/series.ts';
import { imageOf } from '../../support/dicom-pixels.ts';
import { gradientFrame, slicesOfFiles, type WrittenSlice, writeCt } from '../../support/dicom-series.ts';
import { uids, type WrittenDataSet, writeDicom } from '../../support/dicom-writer.ts';

const stack = (count: number, of: (k: number) => WrittenSlice = () => ({})) =>
  Promise.all(
    Array.from({ length: count }, (_, k) =>
      writeCt({ position: [1, 2, 3 + 2.5 * k], frame: gradientFrame(k * 100), uid: `1.2.3.4.${k}`, ...of(k) }),
    ),
  );

const build = async (files: readonly Uint8Array[]) => buildSeries(slicesOfFiles(files));

describe('instances to volumes', () => {
  it('orders slices along their normal whatever their order, and takes the spacing from positions', async () => {
    const files = await stack(5);
    const { volumes, refused } = await build([3, 0, 4, 2, 1].flatMap((k) => files[k] ?? []));
    expect(refused).toEqual([]);
    expect(volumes[0]?.geometry).toEqual({
      size: [5, 6, 5],
      spacingMm: [0.7, 0.8, 2.5],
      originMm: [1, 2, 3],
      axes: [1, 0, 0, 0, 1, 0, 0, 0, 1],
    });
    const volume = await volumes[0]?.load();
    expect(Array.from({ length: 5 }, (_, k) => volume?.data[k * 30])).toEqual(
      [0, 100, 200, 300, 400].map((v) => v - 1024),
    );
  });

  it('gives one volume for every transfer syntax, mixed or not', async () => {
    const syntaxes = [
      uids.implicit,
      uids.explicit,
      uids.deflated,
      uids.bigEndian,
      uids.rle,
      uids.jpegLs,
      uids.jpegLossless,
    ];
    const of = (syntax?: string) => (k: number) => ({
      frame: gradientFrame(k * 999, false, 16, 16, 16),
      syntax: syntax ?? syntaxes[k],
    });
    const plain = await (await build(await stack(7, of(uids.explicit)))).volumes[0]?.load();
    const mixed = await (await build(await stack(7, of()))).volumes[0]?.load();
    expect(mixed?.data).toEqual(plain?.data);
  });

  it('rescales each slice by its own slope and intercept', async () => {
    const { volumes } = await build(await stack(2, (k) => ({ slope: k + 1, intercept: -10 * k })));
    const data = (await volumes[0]?.load())?.data;
    expect([data?.[1], data?.[31]]).toEqual([37, 137 * 2 - 10]);
  });

  it('keeps an oblique orientation', async () => {
    const [c, s] = [Math.cos(0.3), Math.sin(0.3)];
    const { volumes } = await build(
      await stack(4, (k) => ({ orientation: [1, 0, 0, 0, c, s], position: [0, -s * 3 * k, c * 3 * k] })),
    );
    expect(volumes[0]?.geometry.spacingMm[2]).toBeCloseTo(3, 6);
    expect(volumes[0]?.geometry.axes[8]).toBeCloseTo(c, 9);
  });

  it('refuses duplicate, missing and uneven slices, slices shifted as by no gantry, and a CT without rescale, by name', async () => {
    const problem = async (count: number, of: (k: number) => WrittenSlice) =>
      (await build(await stack(count, of))).refused[0]?.problem;
    expect(await problem(5, (k) => ({ position: [0, 0, 2 * Math.min(k, 3)] }))).toBe('duplicate-slices');
    expect(await problem(5, (k) => ({ position: [0, 0, 2 * (k < 3 ? k : k + 1)] }))).toBe('missing-slices');
    expect(await problem(5, (k) => ({ position: [0, 0, 2 * k + (k === 2 ? 0.6 : 0)] }))).toBe('uneven-slices');
    expect(await problem(5, (k) => ({ position: [0.5 * k, 0.5 * k, 2 * k] }))).toBe('gantry-tilt');
    expect(await problem(5, (k) => ({ position: [0, k % 2, 2 * k] }))).toBe('gantry-tilt');
    expect(await problem(5, (k) => ({ position: [0, 2 * k, 2 * k] }))).toBe('gantry-tilt');
    expect(await problem(6, (k) => ({ position: [0, 0.5 * (k < 3 ? k : k + 1), 2 * (k < 3 ? k : k + 1)] }))).toBe(
      'missing-slices',
    );
    const leaningMr = { '00080060': ['CS', 'MR'] } as const;
    expect(await problem(5, (k) => ({ position: [0, 0.5 * k, 2 * k], more: leaningMr }))).toBe('gantry-tilt');
    expect(await problem(5, () => ({ uid: '1.2.9' }))).toBe('duplicate-slices');
    const bare = writeDicom({ '00080060': ['CS', 'CT'], ...(await imageOf([gradientFrame()], uids.explicit)) });
    expect(() => slicesOfFiles([bare])).toThrow(/Hounsfield/);
  });

  it('leaves out copies of a file and says so', async () => {
    const files = await stack(3);
    const { volumes } = await build([...files, ...files]);
    expect(volumes[0]?.geometry.size[2]).toBe(3);
    expect(volumes[0]?.notes[0]).toMatch(/^3 copies/);
  });

  it('splits acquisitions and orientations of one series', async () => {
    const phase = (number: string) =>
      stack(4, (k) => ({ uid: `1.${number}.${k}`, more: { '00200012': ['IS', number] } }));
    const sagittal = await stack(3, (k) => ({
      uid: `1.9.${k}`,
      orientation: [0, 1, 0, 0, 0, -1],
      position: [5 * k, 0, 0],
    }));
    const { volumes, refused } = await build([...(await phase('1')), ...(await phase('2')), ...sagittal]);
    expect(refused).toEqual([]);
    expect(volumes.map(({ geometry }) => geometry.size[2])).toEqual([4, 4, 3]);
    expect(volumes[0]?.notes[0]).toMatch(/2 stacks, told apart by acquisition/);
  });

  it('reads an enhanced multi-frame MR by its functional groups', async () => {
    const frames = [2, 0, 1].map((k) => gradientFrame(k * 10));
    const groups: WrittenDataSet[] = [2, 0, 1].map((k) => ({
      '00209113': ['SQ', [{ '00200032': ['DS', `0\\0\\${4 * k}`] }]],
      '00289145': ['SQ', [{ '00281052': ['DS', '0'], '00281053': ['DS', String(k + 1)] }]],
    }));
    const file = writeDicom({
      '00080060': ['CS', 'MR'],
      ...(await imageOf(frames, uids.explicit)),
      '52009229': [
        'SQ',
        [
          {
            '00209116': ['SQ', [{ '00200037': ['DS', '1\\0\\0\\0\\1\\0'] }]],
            '00289110': ['SQ', [{ '00280030': ['DS', '1.5\\1.5'] }]],
          },
        ],
      ],
      '52009230': ['SQ', groups],
    });
    const { volumes } = await build([file]);
    expect(volumes[0]?.geometry.spacingMm).toEqual([1.5, 1.5, 4]);
    const data = (await volumes[0]?.load())?.data;
    expect([data?.[0], data?.[30], data?.[60]]).toEqual([0, 20, 60]);
  });

  it('reads colour ultrasound as luminance with the calibration of its tissue region', async () => {
    const grey = {
      rows: 2,
      columns: 2,
      samples: 3,
      bits: 8 as const,
      signed: false,
      values: [7, 7, 7, 9, 9, 9, 255, 0, 0, 0, 255, 0],
    };
    const region: WrittenDataSet = {
      '00186012': ['US', 1],
      '00186014': ['US', 1],
      '00186018': ['UL', 0],
      '0018601A': ['UL', 0],
      '0018601C': ['UL', 1],
      '0018601E': ['UL', 1],
      '00186024': ['US', 3],
      '00186026': ['US', 3],
      '0018602C': ['FD', 0.02],
      '0018602E': ['FD', 0.03],
    };
    const picture = async (regions: WrittenDataSet[]) =>
      build([
        writeDicom({
          '00080060': ['CS', 'US'],
          ...(await imageOf([grey], uids.explicit, 'RGB')),
          '00186011': ['SQ', regions],
        }),
      ]);
    const { volumes } = await picture([region]);
    expect(volumes[0]?.geometry.spacingMm.slice(0, 2)).toEqual([0.2, 0.3]);
    const volume = await volumes[0]?.load();
    expect(volume?.planar).toBe(true);
    expect([...(volume?.data ?? [])].map((value) => Math.round(value * 1000) / 1000)).toEqual([7, 9, 76.245, 149.685]);
    expect((await picture([])).refused[0]?.reason).toMatch(/calibrated/);
  });

  it('turns MONOCHROME1 round where it only says which end is bright, and counts padding', async () => {
    const frame = { ...gradientFrame(), rows: 1, columns: 3, values: [0, 1, 65_535] };
    const instance = async (modality: string, z: number) =>
      writeDicom({
        '00080060': ['CS', modality],
        '00200032': ['DS', `0\\0\\${z}`],
        '00200037': ['DS', '1\\0\\0\\0\\1\\0'],
        '00280030': ['DS', '1\\1'],
        '00280120': ['US', 1],
        '00281052': ['DS', '0'],
        '00281053': ['DS', '1'],
        ...(await imageOf([frame], uids.explicit, 'MONOCHROME1')),
      });
    const load = async (modality: string) =>
      (await build([await instance(modality, 0), await instance(modality, 1)])).volumes[0]?.load();
    expect([...((await load('MR'))?.data ?? [])].slice(0, 3)).toEqual([65_535, 65_534, 0]);
    expect([...((await load('CT'))?.data ?? [])].slice(0, 3)).toEqual([0, 1, 65_535]);
    expect((await load('CT'))?.paddingVoxels).toBe(2);
  });
});

describe('a folder of images', () => {
  it('chooses the portal venous CT by tag, keeps every reason, and counts what is no image', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'dicom-'));
    try {
      const phases = [
        ['1', '080025', 'arterial'],
        ['2', '080110', 'a name that says nothing'],
        ['3', '080500', 'portal venous'],
      ] as const;
      for (const [series, time, description] of phases) {
        const files = await stack(40, (k) => ({
          uid: `1.2.${series}.${k}`,
          more: {
            '0020000E': ['UI', `1.2.3.${series}`],
            '0008103E': ['LO', description],
            '00181042': ['TM', '080000'],
            '00080032': ['TM', time],
          },
        }));
        for (const [k, bytes] of files.entries()) await writeFile(join(folder, `${series}-${k}`), bytes);
      }
      await writeFile(join(folder, 'notes.txt'), 'not an image at all');
      const read = await readImageFolder(folder);
      expect(read.volumes).toHaveLength(3);
      expect(read.chosen['ct-portal-venous']?.seriesUid).toBe('1.2.3.2');
      expect(read.reasons.map(({ chosen, reasons }) => [chosen, reasons.length > 0])).toEqual([
        [false, true],
        [true, true],
        [false, true],
      ]);
      expect(read.left).toEqual([{ reason: expect.stringMatching(/not DICOM/), files: 1 }]);
      expect((await readDicomImage(folder)).geometry.size).toEqual([5, 6, 40]);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('refuses a folder without an image, with the reason', async () => {
    await expect(readDicomImage('/nowhere/at/all')).rejects.toMatchObject({ kind: 'invalid-input' });
    const folder = await mkdtemp(join(tmpdir(), 'dicom-'));
    try {
      await expect(readDicomImage(folder)).rejects.toThrow(/No image/);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
