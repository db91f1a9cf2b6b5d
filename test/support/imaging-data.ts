import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { readNiftiImage, readNiftiMask } from '../../src/adapters/archive/nifti.ts';
import type { ProcessingSettings } from '../../src/core/radiomics/settings.ts';

/** Real images beside the repository. */
const folder = new URL('../../../shared/data/imaging/', import.meta.url);
export const imagingPath = (name: string) => fileURLToPath(new URL(name, folder));
export const hasImaging = existsSync(imagingPath('reference_values.csv'));

const interpolation: ProcessingSettings['interpolation'] = {
  spacingMm: [2, 2, 2],
  dimension: 3,
  image: 'linear',
  mask: 'linear',
  maskThreshold: 0.5,
};

/** Settings of configurations.csv. */
export const configurations = {
  'digital phantom': {
    interpolation: null,
    resegmentation: null,
    discretisation: { method: 'FBS', width: 1, minimum: 1 },
    ivh: { method: 'none' },
  },
  A: {
    interpolation: null,
    resegmentation: { range: [-500, 400], outlierSigma: null },
    discretisation: { method: 'FBS', width: 25 },
    ivh: { method: 'none' },
  },
  C: {
    interpolation,
    resegmentation: { range: [-1000, 400], outlierSigma: null },
    discretisation: { method: 'FBS', width: 25 },
    ivh: { method: 'FBS', width: 2.5 },
  },
  D: {
    interpolation,
    resegmentation: { range: null, outlierSigma: 3 },
    discretisation: { method: 'FBN', bins: 32 },
    ivh: { method: 'none' },
  },
} as const satisfies Record<string, ProcessingSettings>;
export type Configuration = keyof typeof configurations;

/** Image and mask of a configuration, read from NIfTI. */
export async function phantomOf(configuration: Configuration) {
  const phantom = configuration === 'digital phantom' ? 'ibsi_1_digital_phantom' : 'ibsi_1_ct_radiomics_phantom';
  const image = await readNiftiImage(imagingPath(`${phantom}/nifti/image/phantom.nii.gz`), 'CT');
  return { image, mask: await readNiftiMask(imagingPath(`${phantom}/nifti/mask/mask.nii.gz`), image.geometry) };
}
