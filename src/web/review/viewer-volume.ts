import { isNIFTI1, NIFTI1, readHeader } from 'nifti-reader-js';
import { geometryOf, type Triple } from '../../core/volume/geometry.ts';
import type { Geometry } from '../../core/volume/volume.ts';

/** A volume as it came: value = stored * slope + offset; x fastest. */
export interface ViewerVolume {
  readonly geometry: Geometry;
  readonly stored: Int16Array | Uint8Array;
  readonly slope: number;
  readonly offset: number;
}

/**
 * The volume of an unpacked NIfTI-1 file of the service: int16 or uint8, little-endian, placed by its sform (world RAS; here LPS).
 * @throws Error for any other file: then nothing is shown
 */
export function readVolume(file: ArrayBuffer): ViewerVolume {
  if (!isNIFTI1(file)) throw new Error('not a NIfTI-1 file');
  const header = readHeader(file);
  if (!(header instanceof NIFTI1) || !header.littleEndian || !(header.sform_code > 0))
    throw new Error('unknown layout');
  const [, nx = 0, ny = 0, nz = 0] = header.dims;
  const column = (n: number) =>
    [-1, -1, 1].map((sign, row) => sign * (header.affine[row]?.[n] ?? Number.NaN)) as unknown as Triple;
  const geometry = geometryOf([nx, ny, nz], [column(0), column(1), column(2), column(3)]);
  const count = nx * ny * nz;
  const stored =
    header.datatypeCode === NIFTI1.TYPE_INT16
      ? new Int16Array(file, header.vox_offset, count)
      : header.datatypeCode === NIFTI1.TYPE_UINT8
        ? new Uint8Array(file, header.vox_offset, count)
        : undefined;
  if (!stored) throw new Error('unknown type of voxels');
  return { geometry, stored, slope: header.scl_slope, offset: header.scl_inter };
}

/** Value of a voxel; undefined outside. */
export function valueAt({ geometry, stored, slope, offset }: ViewerVolume, [i, j, k]: Triple): number | undefined {
  const [nx, ny, nz] = geometry.size;
  if (i < 0 || j < 0 || k < 0 || i >= nx || j >= ny || k >= nz) return undefined;
  const at = stored[i + nx * (j + ny * k)];
  return at === undefined ? undefined : at * slope + offset;
}

/** Centre of gravity of the voxels that are not 0, LPS in mm; undefined when all are. */
export function centreMm({ geometry, stored }: ViewerVolume): Triple | undefined {
  const [nx, ny] = geometry.size;
  let [count, x, y, z] = [0, 0, 0, 0];
  for (let at = 0; at < stored.length; at++) {
    if (!stored[at]) continue;
    count++;
    x += at % nx;
    y += Math.floor(at / nx) % ny;
    z += Math.floor(at / (nx * ny));
  }
  if (count === 0) return undefined;
  const { spacingMm, originMm, axes } = geometry;
  const steps = [x, y, z].map((sum, axis) => (sum / count) * (spacingMm[axis] ?? 1));
  const world = (row: 0 | 1 | 2) =>
    originMm[row] + [0, 1, 2].reduce((sum, axis) => sum + (axes[3 * axis + row] ?? 0) * (steps[axis] ?? 0), 0);
  return [world(0), world(1), world(2)];
}
