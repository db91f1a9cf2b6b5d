import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { NIFTI1 } from 'nifti-reader-js';
import type { PackedVolume } from '../../core/volume/packed-volume.ts';
import type { Geometry } from '../../core/volume/volume.ts';

/** Level 6 costs three times as much and saves a twentieth on CT, whose lowest bits are noise. */
const level = 3;
const headerBytes = 352;

/**
 * A gzipped NIfTI-1 file (.nii.gz): little-endian, the sform in RAS millimetres (code 1, scanner), no qform. Its description says what
 * the volume is; nothing in it is of the patient but voxels and their place.
 */
export async function packNifti({ geometry, data, slope, offset, description }: PackedVolume): Promise<Uint8Array> {
  const header = new NIFTI1();
  header.littleEndian = true;
  header.dims = [3, ...geometry.size, 1, 1, 1, 1];
  header.pixDims = [1, ...geometry.spacingMm, 0, 0, 0, 0];
  const bytesEach = data.BYTES_PER_ELEMENT;
  header.datatypeCode = data instanceof Int16Array ? NIFTI1.TYPE_INT16 : NIFTI1.TYPE_UINT8;
  header.numBitsPerVoxel = 8 * bytesEach;
  header.vox_offset = headerBytes;
  header.scl_slope = slope;
  header.scl_inter = offset;
  header.xyzt_units = NIFTI1.UNITS_MM;
  header.description = ascii(description);
  header.qform_code = 0;
  header.sform_code = 1;
  header.affine = rasOf(geometry);
  header.magic = 'n+1\0';
  const file = new Uint8Array(headerBytes + data.length * bytesEach);
  file.set(new Uint8Array(header.toArrayBuffer()), 0);
  const view = new DataView(file.buffer, headerBytes);
  if (data instanceof Int16Array)
    for (let at = 0; at < data.length; at++) view.setInt16(2 * at, data[at] as number, true);
  else file.set(data, headerBytes);
  return new Uint8Array(await promisify(gzip)(file, { level }));
}

/** NIfTI's world is RAS: x and y change their sign. */
function rasOf({ spacingMm, originMm, axes }: Geometry): number[][] {
  const row = (world: 0 | 1 | 2) => {
    const sign = world === 2 ? 1 : -1;
    return [0, 1, 2]
      .map((axis) => sign * (axes[3 * axis + world] ?? 0) * (spacingMm[axis] ?? 1) + 0)
      .concat(sign * originMm[world] + 0);
  };
  return [row(0), row(1), row(2), [0, 0, 0, 1]];
}

const ascii = (text: string): string => text.replace(/[^ -~]/g, '?').slice(0, 79);
