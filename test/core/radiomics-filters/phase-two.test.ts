import { existsSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { applyFilter } from '../../../src/core/radiomics-filters/apply-filter.ts';
import { readFilterSettings } from '../../../src/core/radiomics-filters/read-filter-settings.ts';
import { intensityStatistics, statisticNames } from '../../support/intensity-statistics.ts';
import { readNifti } from '../../support/read-nifti.ts';

/**
 * IBSI-2 phase 2, configurations A (2D, native voxels of the CT phantom, re-segmented to [-1000, 400] HU): reference
 * value and tolerance of each statistic of the response in the region, in the order of `statisticNames`.
 * Whybra P, et al. Radiology 2024;310(2):e231319.
 */
const references = [
  {
    id: '2.A',
    settings: { filter: 'mean', dimensions: 2, size: 5 },
    values: [
      3.53, -402, 79.8, -4.33, 6.15e9, 82, 334, -49.9, 153, 38.1, 116, -889, 1.85, 1220, 67.7, 222, -2.13, 46600,
    ],
    tolerances: [0.33, 18, 0.1, 0.34, 3.9e8, 10.5, 7, 4.4, 5, 0.7, 4, 3, 0.66, 10, 5.6, 5, 0.07, 1600],
  },
  {
    id: '3.A',
    settings: { filter: 'laplacian-of-gaussian', dimensions: 2, sigmaMm: 1.5, cutoffSigmas: 4 },
    values: [
      7.02, -27.1, 13.2, -9.66, 7.03e7, 8.74, 191, -2.44, 13.2, -0.585, 12.9, -178, -2.93, 369, 4.98, 23.7, 0.295, 556,
    ],
    tolerances: [0.3, 0.5, 1.3, 1.21, 4.2e6, 0.19, 1, 0.12, 0.3, 0.012, 0.4, 1, 0.06, 2, 0.16, 0.5, 0.027, 24],
  },
  {
    id: '4.A',
    settings: { filter: 'laws', kernels: 'L5E5', pooling: 'max', energyDistance: 7 },
    values: [-0.279, 26.9, 347, 0.904, 5e9, 219, 672, 148, 116, 88.7, 111, 15.5, 0.773, 657, 92.9, 200, 0.877, 18000],
    tolerances: [0.039, 0.1, 4, 0.007, 2.7e8, 5, 4, 3, 2, 5, 2, 0.1, 0.003, 4, 1.8, 4, 0.024, 500],
  },
  {
    id: '5.A',
    settings: { filter: 'gabor', sigmaMm: 5, wavelengthMm: 2, gamma: 1.5, thetaStepDegrees: 22.5 },
    values: [2.84, 68.8, 145, 0.313, 1.46e9, 37.2, 354, 103, 24.2, 97, 23.7, 31.4, 0.187, 322, 15.8, 108, 1.31, 1040],
    tolerances: [0.14, 0.9, 2, 0.003, 2e7, 0.6, 5, 1, 0.4, 1.3, 0.4, 0.5, 0.001, 5, 0.2, 2, 0.03, 10],
  },
  {
    id: '6.A',
    settings: { filter: 'separable-wavelet', wavelet: 'db3', bands: 'LH', level: 1, pooling: 'average' },
    values: [
      7.72, -18.8, 17.7, -112, 5.35e7, 15.8, 202, -0.185, 13, 0.0456, 13, -245, 491, 447, 6.82, 20.7, 0.0837, 427,
    ],
    tolerances: [0.24, 0.4, 0.4, 37, 2e6, 0.1, 2, 0.025, 0.2, 0.0041, 0.2, 2, 10, 3, 0.08, 0.3, 0.0188, 11],
  },
  {
    id: '7.A',
    settings: { filter: 'separable-wavelet', wavelet: 'db3', bands: 'HH', level: 2, pooling: 'average' },
    values: [
      6.22, -39.6, 40.5, 178, 2.39e8, 28.8, 352, 0.245, 26.9, 0.0675, 26.9, -349, 104, 701, 13, 43.7, 0.0469, 1910,
    ],
    tolerances: [0.16, 1, 0.9, 77, 9e6, 0.4, 4, 0.03, 0.4, 0.0061, 0.4, 7, 66, 9, 0.2, 0.6, 0.0072, 40],
  },
  {
    id: '8.A',
    settings: { filter: 'simoncelli', dimensions: 2, level: 1 },
    values: [
      8.19, -33.5, 34.4, 159, 1.94e8, 24.8, 408, 0.248, 23.6, -0.0323, 23.6, -395, -441, 803, 11.1, 39.3, -0.0473, 1550,
    ],
    tolerances: [0.3, 0.9, 1, 30, 9e6, 0.3, 3, 0.047, 0.5, 0.0073, 0.5, 3, 29, 5, 0.2, 0.7, 0.0145, 50],
  },
  {
    id: '9.A',
    settings: { filter: 'simoncelli', dimensions: 2, level: 2 },
    values: [
      6.11, -59.2, 71.5, 32.6, 5.74e8, 34.2, 470, 2.08, 40.1, 0.14, 40, -535, 47, 1000, 17.6, 67.7, -0.0596, 4580,
    ],
    tolerances: [0.21, 1.8, 1.9, 24.4, 3.1e7, 0.8, 6, 0.17, 0.9, 0.028, 0.9, 1, 15.2, 10, 0.5, 1.3, 0.0145, 170],
  },
];

const folder = '../shared/data/imaging/ibsi_1_ct_radiomics_phantom/nifti';

/** Half a unit of the third significant digit: what the printed reference value leaves open. */
const rounding = (value: number) => 0.5 * 10 ** (Math.floor(Math.log10(Math.abs(value))) - 2);

/** The slices of the CT phantom that hold the region (these filters see one slice at a time), and the region in [-1000, 400] HU. */
function phantomSlices() {
  const whole = readNifti(`${folder}/image/phantom.nii.gz`);
  const [nx, ny, nz] = whole.geometry.size;
  const wholeMask = readNifti(`${folder}/mask/mask.nii.gz`).data;
  const used = Array.from({ length: nz }, (_, z) => z).filter((z) =>
    wholeMask.subarray(z * nx * ny, (z + 1) * nx * ny).includes(1),
  );
  const slices = (data: Float64Array) =>
    Float64Array.from(used.flatMap((z) => [...data.subarray(z * nx * ny, (z + 1) * nx * ny)]));
  const image = {
    geometry: { ...whole.geometry, size: [nx, ny, used.length] as const },
    data: slices(Float64Array.from(whole.data)),
  };
  const mask = slices(Float64Array.from(wholeMask));
  return { image, inRegion: image.data.map((hu, i) => (mask[i] === 1 && hu >= -1000 && hu <= 400 ? 1 : 0)) };
}

describe.skipIf(!existsSync(`${folder}/image/phantom.nii.gz`))('IBSI-2 phase 2, 2D filters on the CT phantom', () => {
  let phantom: ReturnType<typeof phantomSlices>;
  beforeAll(() => {
    phantom = phantomSlices();
  });

  it.each(references)(
    'reproduces the statistics of configuration $id',
    ({ id, settings, values, tolerances }) => {
      const { image, inRegion } = phantom;
      const response = applyFilter(image, readFilterSettings({ ...settings })).data;
      const computed = intensityStatistics(response.filter((_, i) => inRegion[i] === 1));
      const misses = statisticNames.filter((name, k) => {
        const [value, tolerance] = [values[k] ?? Number.NaN, tolerances[k] ?? Number.NaN];
        return !(Math.abs(computed[name] - value) <= Math.max(tolerance, rounding(value)));
      });
      console.log(`${id}: ${statisticNames.length - misses.length} of ${statisticNames.length} within tolerance`);
      expect(misses.map((name) => `${name} ${computed[name]}`)).toEqual([]);
    },
    120_000,
  );
});
