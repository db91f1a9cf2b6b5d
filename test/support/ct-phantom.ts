import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { processRoi } from '../../src/core/radiomics/process-roi.ts';
import type { Roi } from '../../src/core/radiomics/roi.ts';
import type { ProcessingSettings } from '../../src/core/radiomics/settings.ts';
import { readNifti } from './read-nifti.ts';

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
  const mask = readNifti(files.mask);
  return processRoi(
    readNifti(files.image),
    { geometry: mask.geometry, data: Uint8Array.from(mask.data) },
    configurations[configuration],
    'CT',
  );
}
