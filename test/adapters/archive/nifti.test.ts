import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  labelMask,
  parseNifti,
  readNiftiImage,
  readNiftiMask,
  unpackNifti,
} from '../../../src/adapters/archive/nifti.ts';
import { Failure } from '../../../src/core/failure.ts';
import { hasImaging, imagingPath } from '../../support/imaging-data.ts';
import { niftiFile } from '../../support/nifti-files.ts';

const types = [
  [2, 8],
  [256, 8],
  [4, 16],
  [512, 16],
  [8, 32],
  [768, 32],
  [16, 32],
  [64, 64],
  [1024, 64],
  [1280, 64],
] as const;

describe('reading NIfTI', () => {
  it.each(
    types.flatMap(([datatype, bits]) =>
      [1, 2].flatMap((version) => [true, false].map((little) => ({ datatype, bits, version, little }))),
    ),
  )('data type $datatype, version $version, little-endian $little', ({ datatype, bits, version, little }) => {
    const file = niftiFile({ datatype, bits, version: version as 1, little, slope: 2, inter: -5 });
    const { geometry, data } = parseNifti(file);
    expect([...data]).toEqual([-5, -3, -1, 1, 3, 5, 7, 9]);
    expect(geometry).toEqual({
      size: [2, 2, 2],
      spacingMm: [2, 2, 3],
      originMm: [-10, -20, 30],
      axes: [1, -0, 0, -0, 1, 0, -0, -0, 1],
    });
  });
  it('takes a slope of 0 for no scaling, and keeps negative values', () => {
    expect(
      [...parseNifti(niftiFile({ slope: 0, inter: 7, values: [-1, 2, 3, 4, 5, 6, 7, 8] })).data].slice(0, 2),
    ).toEqual([-1, 2]);
  });
  it('skips header extensions, whatever they say about themselves', () => {
    for (const extension of [
      new Uint8Array(64),
      new Uint8Array(64).fill(255),
      Uint8Array.of(32, 0, 0, 0, 6, 0, 0, 0),
    ]) {
      expect([...parseNifti(niftiFile({ extension })).data]).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    }
  });
  it('follows the qform where there is no sform: a half turn about x, with and without the flip of qfac', () => {
    const qform = { quaternion: [1, 0, 0], offset: [4, 5, 6], pixdim: [1, 2, 2, 3] } as const;
    const { geometry } = parseNifti(niftiFile({ sform: null, qform }));
    expect(geometry.originMm).toEqual([-4, -5, 6]);
    // RAS axes x, -y, -z: in LPS -x, y, -z.
    expect(geometry.axes.map((part) => part + 0)).toEqual([-1, 0, 0, 0, 1, 0, 0, 0, -1]);
    const flipped = parseNifti(niftiFile({ sform: null, qform: { ...qform, pixdim: [-1, 2, 2, 3] } })).geometry;
    expect(flipped.axes.map((part) => part + 0)).toEqual([-1, 0, 0, 0, 1, 0, 0, 0, 1]);
  });
  it('prefers the sform, and knows metres', () => {
    const qform = { quaternion: [1, 0, 0], offset: [4, 5, 6], pixdim: [1, 2, 2, 3] } as const;
    expect(parseNifti(niftiFile({ qform })).geometry.originMm).toEqual([-10, -20, 30]);
    expect(parseNifti(niftiFile({ units: 1 })).geometry.spacingMm).toEqual([2000, 2000, 3000]);
  });
  it.each([
    ['neither sform nor qform', { sform: null }, 'place of its voxels is unknown'],
    [
      'sheared axes',
      {
        sform: [
          [1, 1, 0, 0],
          [0, 1, 0, 0],
          [0, 0, 1, 0],
        ],
      },
      'right angles',
    ],
    ['colours', { datatype: 128, bits: 32 }, 'data type 128 is not supported'],
    ['several volumes', { size: [2, 2, 2, 3] }, 'several volumes'],
    ['an axis without voxels', { size: [2, 0, 2] }, 'no voxels'],
    ['fewer voxels than said', { values: [1, 2, 3] }, 'fewer voxels'],
    ['more voxels than there can be', { size: [32767, 32767, 2], values: [1] }, 'more voxels'],
  ] as const)('refuses %s', (_, form, sentence) => {
    expect(() => parseNifti(niftiFile(form as never))).toThrow(sentence);
  });
  it('refuses what is no NIfTI, and never breaks on damaged bytes', () => {
    const refusedOrRead = (bytes: Uint8Array) => {
      try {
        return parseNifti(bytes).data.length;
      } catch (failure) {
        expect(failure).toBeInstanceOf(Failure);
        return 0;
      }
    };
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 800 }), (bytes) => refusedOrRead(bytes) === 0),
      { numRuns: 2000 },
    );
    const damage = fc.array(fc.tuple(fc.nat(351), fc.nat(255)), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(damage, fc.constantFrom(1 as const, 2 as const), (changes, version) => {
        const bytes = niftiFile({ version });
        for (const [at, value] of changes) bytes[at] = value;
        expect(refusedOrRead(bytes)).toBeLessThan(100);
      }),
      { numRuns: 5000 },
    );
  });
  it('refuses a damaged gzip', async () => {
    const packed = gzipSync(niftiFile());
    expect([...parseNifti(await unpackNifti(packed)).data]).toHaveLength(8);
    await expect(unpackNifti(packed.subarray(0, 60))).rejects.toThrow('cannot be unpacked');
  });
});

describe('files', () => {
  it('are read packed or not; a missing one, a folder and an empty label are refused', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'nifti-'));
    try {
      await writeFile(join(folder, 'a.nii.gz'), gzipSync(niftiFile()));
      await writeFile(join(folder, 'a.nii'), niftiFile());
      const image = await readNiftiImage(join(folder, 'a.nii.gz'), 'MR');
      expect(image.modality).toBe('MR');
      expect(image.data).toEqual((await readNiftiImage(join(folder, 'a.nii'))).data);
      expect([...(await readNiftiMask(join(folder, 'a.nii'), image.geometry, 3)).data]).toEqual([
        0, 0, 0, 1, 0, 0, 0, 0,
      ]);
      expect(
        (await readNiftiMask(join(folder, 'a.nii'), image.geometry)).data.filter((value) => value === 1),
      ).toHaveLength(7);
      await expect(readNiftiMask(join(folder, 'a.nii'), image.geometry, 99)).rejects.toThrow(
        'no voxel has the label 99',
      );
      await expect(readNiftiImage(join(folder, 'b.nii'))).rejects.toMatchObject({ kind: 'not-found' });
      await expect(readNiftiImage(folder)).rejects.toMatchObject({ kind: 'invalid-input' });
    } finally {
      await rm(folder, { recursive: true });
    }
  });
  it('of labels in floating point keep their labels', () => {
    expect([...labelMask(parseNifti(niftiFile({ slope: 0.1, values: [0, 10, 20, 10, 0, 0, 0, 0] })), 1).data]).toEqual([
      0, 1, 0, 1, 0, 0, 0, 0,
    ]);
  });
});

describe.skipIf(!hasImaging)('the real CT (data beside the repository)', () => {
  it('has a liver of 38 634 voxels, as its table says', async () => {
    const image = await readNiftiImage(imagingPath('totalsegmentator/example_ct.nii.gz'));
    const mask = await readNiftiMask(imagingPath('totalsegmentator/example_seg.nii.gz'), image.geometry, 5);
    expect(mask.data.reduce((sum, value) => sum + value, 0)).toBe(38_634);
    expect(mask.data).toHaveLength(122 * 101 * 112);
  });
});
