import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { applyFilter } from '../../../src/core/radiomics-filters/apply-filter.ts';
import { readFilterSettings } from '../../../src/core/radiomics-filters/read-filter-settings.ts';
import { readNifti } from '../../support/read-nifti.ts';

const imaging = '../shared/data/imaging';
const phantomFile = (name: string) => `${imaging}/ibsi_2_digital_phantom/nifti/${name}/image/${name}.nii.gz`;
const mapFile = (id: string) => `${imaging}/ibsi_2_response_maps/${id}-ValidCRM.nii.gz`;

const maps = [
  { id: '1_a_1', phantom: 'checkerboard', settings: { filter: 'mean', dimensions: 3, size: 15, boundary: 'zero' } },
  { id: '1_a_4', phantom: 'checkerboard', settings: { filter: 'mean', dimensions: 3, size: 15, boundary: 'mirror' } },
  { id: '1_b_1', phantom: 'impulse', settings: { filter: 'mean', dimensions: 2, size: 15, boundary: 'zero' } },
  {
    id: '2_b',
    phantom: 'checkerboard',
    settings: { filter: 'laplacian-of-gaussian', dimensions: 3, sigmaMm: 5, cutoffSigmas: 4, boundary: 'mirror' },
  },
  {
    id: '3_c_3',
    phantom: 'checkerboard',
    settings: { filter: 'laws', kernels: 'L5S5', pooling: 'max', energyDistance: 7, boundary: 'mirror' },
  },
  {
    id: '4_a_2',
    phantom: 'impulse',
    settings: {
      filter: 'gabor',
      sigmaMm: 10,
      wavelengthMm: 4,
      gamma: 0.5,
      thetaStepDegrees: 45,
      planes: 'orthogonal',
      pooling: 'average',
      boundary: 'zero',
    },
  },
  {
    id: '5_a_1',
    phantom: 'impulse',
    settings: { filter: 'separable-wavelet', wavelet: 'db2', bands: 'LHL', level: 1, boundary: 'zero' },
  },
  {
    id: '6_a_1',
    phantom: 'sphere',
    settings: { filter: 'separable-wavelet', wavelet: 'coif1', bands: 'HHL', level: 1, boundary: 'periodic' },
  },
  {
    id: '7_a_1',
    phantom: 'checkerboard',
    settings: {
      filter: 'separable-wavelet',
      wavelet: 'haar',
      bands: 'LLL',
      level: 2,
      pooling: 'average',
      boundary: 'mirror',
    },
  },
  { id: '8_a_1', phantom: 'checkerboard', settings: { filter: 'simoncelli', dimensions: 3, level: 1 } },
] as const;

describe.skipIf(!existsSync(mapFile('2_b')))('IBSI-2 phase 1 response maps', () => {
  it.each(maps)('reproduces map $id within 1% of its range at every voxel', ({ id, phantom, settings }) => {
    const reference = readNifti(mapFile(id)).data;
    const response = applyFilter(readNifti(phantomFile(phantom)), readFilterSettings(settings)).data;
    let [low, high, largest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0];
    for (const [i, value] of reference.entries()) {
      low = Math.min(low, value);
      high = Math.max(high, value);
      largest = Math.max(largest, Math.abs((response[i] ?? Number.NaN) - value));
    }
    console.log(`${id}: largest error ${((100 * largest) / (high - low)).toExponential(2)} % of the range`);
    expect(response.length).toBe(reference.length);
    expect(largest).toBeLessThanOrEqual(0.01 * (high - low));
  });
});
