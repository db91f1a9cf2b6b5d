import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import * as nifti from 'nifti-reader-js';
import type { Volume } from '../../src/core/volume/volume.ts';

/** Voxels in index order (x fastest) with the rescale slope applied; the orientation in the patient is not read. */
export function readNifti(path: string): Volume {
  const file = gunzipSync(readFileSync(path));
  const buffer = file.buffer.slice(file.byteOffset, file.byteOffset + file.byteLength) as ArrayBuffer;
  const header = nifti.readHeader(buffer);
  if (header === null) throw new Error(`${path} is no NIfTI file`);
  const view = new DataView(nifti.readImage(header, buffer));
  const bytes = header.numBitsPerVoxel / 8;
  const read = {
    [nifti.NIFTI1.TYPE_UINT8]: (at: number) => view.getUint8(at),
    [nifti.NIFTI1.TYPE_INT16]: (at: number) => view.getInt16(at, header.littleEndian),
    [nifti.NIFTI1.TYPE_INT32]: (at: number) => view.getInt32(at, header.littleEndian),
    [nifti.NIFTI1.TYPE_FLOAT32]: (at: number) => view.getFloat32(at, header.littleEndian),
    [nifti.NIFTI1.TYPE_FLOAT64]: (at: number) => view.getFloat64(at, header.littleEndian),
  }[header.datatypeCode];
  if (read === undefined) throw new Error(`${path} has datatype ${header.datatypeCode}`);
  const slope = header.scl_slope || 1;
  const data = Float64Array.from(
    { length: view.byteLength / bytes },
    (_, i) => read(i * bytes) * slope + (header.scl_inter || 0),
  );
  return {
    geometry: {
      size: [header.dims[1] ?? 1, header.dims[2] ?? 1, header.dims[3] ?? 1],
      spacingMm: [header.pixDims[1] ?? 1, header.pixDims[2] ?? 1, header.pixDims[3] ?? 1],
      originMm: [0, 0, 0],
      axes: [1, 0, 0, 0, 1, 0, 0, 0, 1],
    },
    data,
  };
}
