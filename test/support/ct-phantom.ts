import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { readHeader, readImage } from 'nifti-reader-js';
import { processRoi } from '../../src/core/radiomics/process-roi.ts';
import type { Roi } from '../../src/core/radiomics/roi.ts';
import type { ProcessingSettings } from '../../src/core/radiomics/settings.ts';
import type { Geometry } from '../../src/core/volume/volume.ts';

const folder = new URL('../../../shared/data/imaging/', import.meta.url);
const path = (name: string): string => fileURLToPath(new URL(name, folder));
const files = {
  image: path('ibsi_1_ct_radiomics_phantom/nifti/image/phantom.nii.gz'),
  mask: path('ibsi_1_ct_radiomics_phantom/nifti/mask/mask.nii.gz'),
};

export const referencesPath = path('reference_values.csv');
/** Whether the CT phantom and the reference values lie beside the repository. */
export const hasCtPhantom = existsSync(files.image) && existsSync(files.mask) && existsSync(referencesPath);

const interpolation: ProcessingSettings['interpolation'] = {
  spacingMm: [2, 2, 2],
  dimension: 3,
  image: 'linear',
  mask: 'linear',
  maskThreshold: 0.5,
};

/** Settings of the IBSI reference manual, table 5.1 (configurations.csv), for texture. */
export const configurations: Readonly<Record<'A' | 'C' | 'D', ProcessingSettings>> = {
  A: {
    interpolation: null,
    resegmentation: { range: [-500, 400], outlierSigma: null },
    discretisation: { method: 'FBS', width: 25 },
    ivh: null,
  },
  C: {
    interpolation,
    resegmentation: { range: [-1000, 400], outlierSigma: null },
    discretisation: { method: 'FBS', width: 25 },
    ivh: null,
  },
  D: {
    interpolation,
    resegmentation: { range: null, outlierSigma: 3 },
    discretisation: { method: 'FBN', bins: 32 },
    ivh: null,
  },
};

/** The GTV of the CT phantom, processed. */
export function ctPhantomRoi(configuration: keyof typeof configurations): Roi {
  const image = readVoxels(files.image);
  const mask = readVoxels(files.mask);
  return processRoi(
    { geometry: image.geometry, data: Float64Array.from(image.values) },
    { geometry: mask.geometry, data: Uint8Array.from(mask.values) },
    configurations[configuration],
    'CT',
  );
}

/** Reads a gzipped NIfTI of uint8 or float32 without scaling, as the two files here are; texture needs no orientation. */
function readVoxels(file: string) {
  const plain = Uint8Array.from(gunzipSync(readFileSync(file))).buffer;
  const header = readHeader(plain);
  if (!header) throw new Error(`${file} has no NIfTI header`);
  const buffer = readImage(header, plain);
  const values = header.datatypeCode === 16 ? new Float32Array(buffer) : new Uint8Array(buffer);
  const [, width = 0, height = 0, depth = 0] = header.dims;
  const [, x = 1, y = 1, z = 1] = header.pixDims;
  const geometry: Geometry = {
    size: [width, height, depth],
    spacingMm: [x, y, z],
    originMm: [0, 0, 0],
    axes: [1, 0, 0, 0, 1, 0, 0, 0, 1],
  };
  return { values, geometry };
}
