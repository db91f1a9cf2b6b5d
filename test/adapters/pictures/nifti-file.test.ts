import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readNiftiImage } from '../../../src/adapters/archive/nifti.ts';
import { packNifti } from '../../../src/adapters/pictures/nifti-file.ts';
import { toWorld } from '../../../src/core/volume/geometry.ts';
import type { Geometry } from '../../../src/core/volume/volume.ts';

// Sagittal slices, turned by 10 degrees, left-handed: nothing about it is symmetric.
const [c, s] = [Math.cos(Math.PI / 18), Math.sin(Math.PI / 18)];
const geometry: Geometry = {
  size: [4, 3, 2],
  spacingMm: [0.8, 1.2, 5],
  originMm: [-12.5, 40.25, -310],
  axes: [0, c, s, 0, s, -c, 1, 0, 0],
};
const values = Int16Array.from({ length: 24 }, (_, at) => at * 131 - 1024);
const packed = { geometry, data: values, slope: 1, offset: 0, description: 'ct portal venous' };

describe('a volume as NIfTI', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'nifti-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));
  const written = async (volume: Parameters<typeof packNifti>[0]) => {
    const path = join(folder, 'volume.nii.gz');
    await writeFile(path, await packNifti(volume));
    return path;
  };

  it('reads back with its values and its place in the patient', async () => {
    const image = await readNiftiImage(await written(packed));
    expect([...image.data]).toEqual([...values]);
    expect(image.geometry.size).toEqual(geometry.size);
    for (const voxel of [
      [0, 0, 0],
      [3, 0, 0],
      [0, 2, 0],
      [3, 2, 1],
    ] as const)
      for (const [axis, place] of toWorld(image.geometry, voxel).entries())
        expect(place).toBeCloseTo(toWorld(geometry, voxel)[axis] ?? 0, 4);
  });

  it('reads back after slope and offset, in 8 and in 16 bits', async () => {
    const data = Uint8Array.from({ length: 24 }, (_, at) => at * 10);
    const { data: read } = await readNiftiImage(await written({ ...packed, data, slope: 0.5, offset: -3 }));
    expect([...read]).toEqual([...data].map((value) => value * 0.5 - 3));
  });

  it('says in its description what it is worth, and nothing that is not ASCII', async () => {
    const bytes = gunzipSync(await packNifti({ ...packed, description: `Größe (synthetic)${'x'.repeat(90)}` }));
    const description = bytes.subarray(148, 228).toString('latin1');
    expect(description).toMatch(/^Gr\?\?e \(synthetic\)x+\0$/);
  });

  // SimpleITK and nibabel are the readers of radiology and of neuroimaging; neither is part of the product.
  const python = process.env.FIBROCAST_TEST_NIBABEL ?? '';
  it.skipIf(!existsSync(python))(
    'is read alike by nibabel (FIBROCAST_TEST_NIBABEL: a Python that has it)',
    async () => {
      const path = await written(packed);
      const program = `import json,sys,nibabel
image = nibabel.load(sys.argv[1])
print(json.dumps([list(image.shape), image.affine.tolist(), str(image.get_data_dtype()), image.get_fdata()[3,2,1]]))`;
      const { stdout } = await promisify(execFile)(python, ['-c', program, path]);
      const [shape, affine, type, value] = JSON.parse(stdout) as [number[], number[][], string, number];
      expect([shape, type, value]).toEqual([[4, 3, 2], 'int16', values[23]]);
      const [x, y, z] = toWorld(geometry, [3, 2, 1]);
      const at = affine.slice(0, 3).map(([i = 0, j = 0, k = 0, o = 0]) => 3 * i + 2 * j + k + o);
      for (const [axis, place] of [-x, -y, z].entries()) expect(at[axis]).toBeCloseTo(place, 4);
    },
  );
});
