import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readDicomMask } from '../../../src/adapters/archive/dicom-mask.ts';
import { readDicomImage, readImageFolder } from '../../../src/adapters/archive/image-folder.ts';
import { readNiftiImage, readNiftiMask } from '../../../src/adapters/archive/nifti.ts';
import { toIndex, toWorld } from '../../../src/core/volume/geometry.ts';
import type { Volume } from '../../../src/core/volume/volume.ts';

const imaging = '../shared/data/imaging';

/** Voxels of `a` whose place in the patient holds another value in `b`, or none. */
const differences = (a: Volume, b: Volume): number => {
  const [nx, ny, nz] = a.geometry.size;
  const [mx, my, mz] = b.geometry.size;
  let different = 0;
  for (let k = 0; k < nz; k++)
    for (let j = 0; j < ny; j++)
      for (let i = 0; i < nx; i++) {
        const [x, y, z] = toIndex(b.geometry, toWorld(a.geometry, [i, j, k])).map(Math.round) as [
          number,
          number,
          number,
        ];
        const inside = x >= 0 && y >= 0 && z >= 0 && x < mx && y < my && z < mz;
        if (!inside || b.data[(z * my + y) * mx + x] !== a.data[(k * ny + j) * nx + i]) different++;
      }
  return different;
};

describe.skipIf(!existsSync(`${imaging}/ibsi_1_ct_radiomics_phantom`))(
  'IBSI CT phantom (../shared/data/imaging)',
  () => {
    const phantom = `${imaging}/ibsi_1_ct_radiomics_phantom`;
    it('is the same volume from DICOM and from NIfTI, and RTSTRUCT GTV-1 is the NIfTI mask', async () => {
      const dicom = await readDicomImage(`${phantom}/dicom/image`);
      const nifti = await readNiftiImage(`${phantom}/nifti/image/phantom.nii.gz`);
      expect(dicom.geometry.size).toEqual([204, 201, 60]);
      expect(dicom.geometry.spacingMm[2]).toBeCloseTo(3, 9);
      expect(dicom.unit).toBe('HU');
      expect(differences(dicom, nifti)).toBe(0);
      const fromContours = await readDicomMask(`${phantom}/dicom/mask/DCM_RS_00060.dcm`, dicom);
      const fromVoxels = await readNiftiMask(`${phantom}/nifti/mask/mask.nii.gz`, dicom.geometry);
      expect(fromContours.data.reduce((sum, inside) => sum + inside, 0)).toBe(125_256);
      expect(Buffer.compare(fromContours.data, fromVoxels.data)).toBe(0);
      await expect(readDicomMask(`${phantom}/dicom/mask/DCM_RS_00060.dcm`, dicom, 'liver')).rejects.toThrow(/label/);
      expect((await readDicomMask(`${phantom}/dicom/mask/DCM_RS_00060.dcm`, dicom, 'gtv-1')).data).toEqual(
        fromContours.data,
      );
    }, 120_000);
  },
);

describe.skipIf(!existsSync(`${imaging}/totalsegmentator`))('TotalSegmentator CT (../shared/data/imaging)', () => {
  it('reads JPEG 2000 slices with empty UIDs; spacing from positions, not from SliceThickness', async () => {
    const folder = await readImageFolder(`${imaging}/totalsegmentator/example_ct_dicom`);
    expect(folder.refused).toEqual([]);
    expect(folder.left).toEqual([]);
    const volume = await readDicomImage(`${imaging}/totalsegmentator/example_ct_dicom`);
    expect(volume.geometry.size).toEqual([512, 512, 20]);
    expect(volume.geometry.spacingMm).toEqual([0.9765625, 0.9765625, 2]);
    expect(volume.data.reduce((low, value) => Math.min(low, value))).toBe(-1024);
    expect(volume.data.reduce((high, value) => Math.max(high, value))).toBe(1839);
    // label 5 is the liver (labels.csv); in its place there are Hounsfield units of an enhanced liver
    const liver = await readNiftiMask(`${imaging}/totalsegmentator/example_seg_dicom.nii.gz`, volume.geometry, 5);
    const voxels = liver.data.reduce((total, inside) => total + inside, 0);
    const sum = liver.data.reduce((total, inside, i) => total + (inside ? (volume.data[i] ?? 0) : 0), 0);
    expect(voxels).toBe(366_708);
    expect(sum / voxels).toBeCloseTo(89.3, 1);
  }, 120_000);
});

describe.skipIf(!existsSync(`${imaging}/crlm_ct_1004`))('CRLM-CT-1004 (../shared/data/imaging)', () => {
  it('reads signed slices in descending file order, and counts the padding', async () => {
    const volume = await readDicomImage(`${imaging}/crlm_ct_1004/dicom`);
    expect(volume.geometry.size).toEqual([512, 512, 41]);
    expect(volume.geometry.spacingMm).toEqual([0.796875, 0.796875, 5]);
    expect(volume.geometry.originMm).toEqual([-198.199997, -204, -375]);
    expect(volume.paddingVoxels).toBe(2_286_652);
    expect(volume.data.reduce((low, value) => Math.min(low, value))).toBe(-3024);
  }, 120_000);
});
