import { open } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { isNIFTI1, isNIFTI2, type NIFTI1, NIFTI2, NIFTI1 as Nifti1 } from 'nifti-reader-js';
import { Failure } from '../../core/failure.ts';
import { alignMask, geometryOf, type Triple } from '../../core/volume/geometry.ts';
import type { Geometry, Mask, Volume } from '../../core/volume/volume.ts';
import { voxelCount } from '../../core/volume/volume.ts';

/** A file of more bytes, or one that unpacks to more, is refused: about the largest scan there is, in double precision. */
const mostBytes = 2 ** 31 - 1;
const mostVoxels = 2 ** 28;

/** NIfTI holds no modality; `OT` is DICOM's word for "other". */
export type NiftiImage = Volume & { readonly modality: string };

/**
 * Reads a NIfTI-1 or NIfTI-2 file (.nii, .nii.gz): voxels after scl_slope and scl_inter, geometry in LPS millimetres.
 * The sform decides, then the qform; a file with neither is refused, because its place is unknown.
 * @param modality what the caller knows about the image.
 * @throws Failure `not-found` when there is no such file, `invalid-input` with what is wrong with it.
 */
export async function readNiftiImage(path: string, modality = 'OT'): Promise<NiftiImage> {
  return { ...parseNifti(await unpacked(path)), modality };
}

/**
 * Reads one label of a NIfTI segmentation onto the grid of an image; without a label every voxel that is not 0.
 * @throws Failure as `readNiftiImage`, and when no voxel has the label or the grids do not match.
 */
export async function readNiftiMask(path: string, image: Geometry, label?: number): Promise<Mask> {
  return alignMask(labelMask(parseNifti(await unpacked(path)), label), image);
}

/** Voxels of one label. @throws Failure `invalid-input` when there is none. */
export function labelMask({ geometry, data }: Volume, label?: number): Mask {
  const out = new Uint8Array(data.length);
  let found = false;
  for (let at = 0; at < data.length; at++) {
    const value = data[at] as number;
    // Labels stored as floats carry the noise of their slope.
    const inside = label === undefined ? value !== 0 && Number.isFinite(value) : Math.abs(value - label) < 1e-3;
    if (!inside) continue;
    out[at] = 1;
    found = true;
  }
  if (!found) {
    const which = label === undefined ? 'every voxel is 0' : `no voxel has the label ${label}`;
    throw new Failure('invalid-input', `The mask is empty: ${which}.`);
  }
  return { geometry, data: out };
}

async function unpacked(path: string): Promise<Uint8Array> {
  let file: Buffer;
  try {
    const handle = await open(path);
    try {
      const { size } = await handle.stat();
      if (size > mostBytes) throw new Failure('invalid-input', 'The NIfTI file is larger than 2 GB.');
      file = await handle.readFile();
    } finally {
      await handle.close();
    }
  } catch (cause) {
    if (cause instanceof Failure) throw cause;
    const missing = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';
    throw missing
      ? new Failure('not-found', 'The NIfTI file does not exist.', { cause })
      : new Failure('invalid-input', 'The NIfTI file cannot be read: is it a file, and may it be opened?', { cause });
  }
  return unpackNifti(file);
}

/** The bytes themselves, or what a gzip of them holds. @throws Failure `invalid-input` */
export async function unpackNifti(file: Uint8Array): Promise<Uint8Array> {
  if (file[0] !== 0x1f || file[1] !== 0x8b) return file;
  try {
    return await promisify(gunzip)(file, { maxOutputLength: mostBytes });
  } catch (cause) {
    throw new Failure('invalid-input', 'The NIfTI file cannot be unpacked: its gzip is damaged or holds over 2 GB.', {
      cause,
    });
  }
}

/**
 * The volume in the bytes of an unpacked NIfTI file.
 * @throws Failure `invalid-input` for anything that is no single three-dimensional image with a known place.
 */
export function parseNifti(bytes: Uint8Array): Volume {
  const header = headerOf(bytes);
  const size = sizeOf(header.dims);
  const geometry = placeOf(header, size);
  const count = voxelCount(geometry);
  const type = sampleTypes.get(header.datatypeCode);
  if (!type)
    throw new Failure(
      'invalid-input',
      `NIfTI data type ${Number(header.datatypeCode)} is not supported: voxels must be real numbers.`,
    );
  const start = Number(header.vox_offset);
  if (!Number.isInteger(start) || start < 0 || start + count * type.bytes > bytes.byteLength) {
    throw broken('it holds fewer voxels than its header says');
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset + start, count * type.bytes);
  const data = new Float64Array(count);
  const little = header.littleEndian;
  for (let at = 0; at < count; at++) data[at] = type.read(view, at * type.bytes, little);
  // A slope of 0 means: no scaling (NIfTI-1 standard, scl_slope).
  const slope = header.scl_slope;
  const offset = header.scl_inter;
  if (Number.isFinite(slope) && slope !== 0 && Number.isFinite(offset) && (slope !== 1 || offset !== 0)) {
    for (let at = 0; at < count; at++) data[at] = (data[at] as number) * slope + offset;
  }
  return { geometry, data };
}

type Header = Pick<
  NIFTI1,
  | 'dims'
  | 'pixDims'
  | 'datatypeCode'
  | 'littleEndian'
  | 'vox_offset'
  | 'scl_slope'
  | 'scl_inter'
  | 'sform_code'
  | 'qform_code'
  | 'xyzt_units'
  | 'getQformMat'
> & {
  /** Three rows of the sform, as they stand in the file; the reader prefers the qform when its code is higher. */
  readonly sform: readonly (readonly number[])[];
};

function headerOf(bytes: Uint8Array): Header {
  // A copy of the header alone: the reader walks over extensions, and none is needed here.
  const start = new Uint8Array(544);
  start.set(bytes.subarray(0, 544));
  const buffer = start.buffer;
  try {
    const header = isNIFTI1(buffer) ? new Nifti1() : isNIFTI2(buffer) ? new NIFTI2() : undefined;
    if (!header || bytes.byteLength < 348) throw broken('it does not begin as a single-file NIfTI');
    // Extensions lie between header and voxels; without their flag the reader does not look for them.
    const flag = header instanceof NIFTI2 ? 540 : 348;
    start.fill(0, flag, flag + 4);
    header.readHeader(buffer);
    const view = new DataView(buffer);
    const number = (at: number) =>
      header instanceof NIFTI2
        ? view.getFloat64(400 + 8 * at, header.littleEndian)
        : view.getFloat32(280 + 4 * at, header.littleEndian);
    const sform = [0, 1, 2].map((row) => [0, 1, 2, 3].map((column) => number(4 * row + column)));
    return Object.assign(header as unknown as Omit<Header, 'sform'>, { sform });
  } catch (cause) {
    if (cause instanceof Failure) throw cause;
    throw new Failure('invalid-input', 'The NIfTI file is broken: its header cannot be read.', { cause });
  }
}

const broken = (why: string) => new Failure('invalid-input', `The NIfTI file is broken: ${why}.`);

function sizeOf(dims: readonly number[]): Triple {
  const rank = Number(dims[0]);
  if (!(rank >= 1 && rank <= 7)) throw broken('its number of dimensions is not from 1 to 7');
  const extent = (axis: number) => (axis <= rank ? Number(dims[axis]) : 1);
  const size = [extent(1), extent(2), extent(3)] as const;
  if (!size.every((n) => Number.isInteger(n) && n > 0)) throw broken('an axis has no voxels');
  if (size[0] * size[1] * size[2] > mostVoxels) {
    throw new Failure('invalid-input', 'The NIfTI image has more voxels than one scan can have.');
  }
  for (let axis = 4; axis <= rank; axis++) {
    if (extent(axis) !== 1) {
      throw new Failure(
        'invalid-input',
        'The NIfTI file holds several volumes or channels: give one three-dimensional image.',
      );
    }
  }
  return size;
}

/** NIfTI's world is RAS: x and y change their sign. */
function placeOf(header: Header, size: Triple): Geometry {
  const unit = { 1: 1000, 2: 1, 3: 0.001 }[Number(header.xyzt_units) & 7] ?? 1;
  let affine: readonly (readonly number[])[];
  if (header.sform_code > 0) affine = header.sform;
  else if (header.qform_code > 0) affine = header.getQformMat();
  else {
    throw new Failure(
      'invalid-input',
      'The NIfTI file has neither sform nor qform: the place of its voxels is unknown.',
    );
  }
  const column = (n: number) =>
    [-1, -1, 1].map((sign, row) => sign * unit * Number(affine[row]?.[n])) as unknown as Triple;
  return geometryOf(size, [column(0), column(1), column(2), column(3)]);
}

interface SampleType {
  readonly bytes: number;
  read(view: DataView, at: number, little: boolean): number;
}

/** Data types of the NIfTI standard that are one real number each. */
const sampleTypes: ReadonlyMap<number, SampleType> = new Map<number, SampleType>([
  [2, { bytes: 1, read: (view, at) => view.getUint8(at) }],
  [256, { bytes: 1, read: (view, at) => view.getInt8(at) }],
  [4, { bytes: 2, read: (view, at, little) => view.getInt16(at, little) }],
  [512, { bytes: 2, read: (view, at, little) => view.getUint16(at, little) }],
  [8, { bytes: 4, read: (view, at, little) => view.getInt32(at, little) }],
  [768, { bytes: 4, read: (view, at, little) => view.getUint32(at, little) }],
  [16, { bytes: 4, read: (view, at, little) => view.getFloat32(at, little) }],
  [64, { bytes: 8, read: (view, at, little) => view.getFloat64(at, little) }],
  [1024, { bytes: 8, read: (view, at, little) => Number(view.getBigInt64(at, little)) }],
  [1280, { bytes: 8, read: (view, at, little) => Number(view.getBigUint64(at, little)) }],
]);
