import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { decompress, readHeader, readImage } from 'nifti-reader-js';
import type { Roi } from '../../src/core/radiomics/roi.ts';

const folder = new URL('../../../shared/data/imaging/', import.meta.url);
const path = (name: string): string => fileURLToPath(new URL(name, folder));
const files = {
  image: path('ibsi_1_ct_radiomics_phantom/nifti/image/phantom.nii.gz'),
  mask: path('ibsi_1_ct_radiomics_phantom/nifti/mask/mask.nii.gz'),
};

export const referencesPath = path('reference_values.csv');
/** Whether the CT phantom and the reference values lie beside the repository. */
export const hasCtPhantom = existsSync(files.image) && existsSync(files.mask) && existsSync(referencesPath);

/**
 * The CT phantom processed as configuration A of the IBSI reference manual: no interpolation, rounded to HU,
 * re-segmented to [-500, 400], bins of 25 HU from -500.
 */
export function ctPhantomConfigurationA(): Roi {
  const image = readVoxels(files.image);
  const mask = readVoxels(files.mask);
  const intensities = Float64Array.from(image.values, Math.round);
  const morphological = Uint8Array.from(mask.values, (value) => (value >= 0.5 ? 1 : 0));
  const intensityMask = morphological.map((inside, v) => {
    const hu = intensities[v] ?? 0;
    return inside === 1 && hu >= -500 && hu <= 400 ? 1 : 0;
  });
  const levels = new Uint16Array(intensities.length);
  let count = 0;
  for (let v = 0; v < levels.length; v += 1) {
    if (intensityMask[v] === 0) continue;
    levels[v] = Math.floor(((intensities[v] ?? 0) + 500) / 25) + 1;
    count = Math.max(count, levels[v] ?? 0);
  }
  return {
    geometry: { ...image, originMm: [0, 0, 0], axes: [1, 0, 0, 0, 1, 0, 0, 0, 1] },
    intensities,
    morphological,
    intensityMask,
    levels: { data: levels, count, method: 'FBS', width: 25, minimum: -500 },
    calibrated: true,
  };
}

/** Reads an uncompressed or gzipped NIfTI of uint8 or float32 without scaling, as the two files here are. */
function readVoxels(file: string) {
  const bytes = readFileSync(file);
  const data = decompress(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer);
  const plain = data instanceof ArrayBuffer ? data : (data.slice().buffer as ArrayBuffer);
  const header = readHeader(plain);
  if (!header) throw new Error(`${file} has no NIfTI header`);
  const buffer = readImage(header, plain);
  const values = header.datatypeCode === 16 ? new Float32Array(buffer) : new Uint8Array(buffer);
  const [, width = 0, height = 0, depth = 0] = header.dims;
  const [, x = 1, y = 1, z = 1] = header.pixDims;
  return {
    values,
    size: [width, height, depth] as [number, number, number],
    spacingMm: [x, y, z] as [number, number, number],
  };
}
