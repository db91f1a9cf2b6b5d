import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadFamilies } from '../../../src/catalogue.ts';
import { discretise } from '../../../src/core/radiomics/discretise.ts';
import { extractFeatures } from '../../../src/core/radiomics/features.ts';
import { processRoi } from '../../../src/core/radiomics/process-roi.ts';
import type { ProcessingSettings } from '../../../src/core/radiomics/settings.ts';
import { digitalPhantomImage, digitalPhantomMask, maskOf, plainGrid, volumeOf } from '../../support/phantoms.ts';

const families = (await loadFamilies()).map(({ value }) => value);
const plain: ProcessingSettings = { interpolation: null, resegmentation: null, discretisation: null, ivh: null };
const count = (mask: Uint8Array) => mask.reduce((sum, value) => sum + value, 0);
const linear = {
  spacingMm: [1.5, 1.5, 1.5],
  dimension: 3,
  image: 'linear',
  mask: 'linear',
  maskThreshold: 0.5,
} as const;

describe('processing', () => {
  const grid = plainGrid([30, 30, 30]);
  const image = volumeOf(grid, (i, j, k) => i + 0.5 * j + 0.1 * k);
  const mask = maskOf(grid, (i, j, k) => i > 10 && i < 15 && j > 10 && j < 16 && k > 10 && k < 20);

  it('keeps the region and 6.3 mm around it', () => {
    const roi = processRoi(image, mask, plain, 'CT');
    expect(roi.geometry.size).toEqual([18, 19, 23]);
    expect(count(roi.intensityMask)).toBe(4 * 5 * 9);
  });
  it('rounds CT after interpolation and nothing else', () => {
    const whole = (modality: string) =>
      processRoi(image, mask, { ...plain, interpolation: linear }, modality).intensities.every(Number.isInteger);
    expect(whole('CT')).toBe(true);
    expect(whole('MR')).toBe(false);
    expect(
      processRoi(image, mask, { ...plain, interpolation: { ...linear, round: true } }, 'MR').intensities.every(
        Number.isInteger,
      ),
    ).toBe(true);
    expect(processRoi(image, mask, plain, 'CT').intensities.every(Number.isInteger)).toBe(false);
  });
  it('gives the same region whether a filter asks for the whole image or not', () => {
    const settings: ProcessingSettings = { ...plain, interpolation: linear, ivh: { method: 'none' } };
    const table = (filter?: (volume: typeof image) => typeof image) =>
      extractFeatures(processRoi(image, mask, settings, 'CT', filter), families, {
        families: ['morphology', 'intensity-statistics', 'local-intensity'],
      });
    const whole = table((volume) => volume);
    table().forEach((row, n) => {
      expect(whole[n]?.value).toBeCloseTo(row.value ?? Number.NaN, 8);
    });
  });
  it('re-segments the intensity mask alone, by the closed range and the outlier limit of the whole region together', () => {
    const roi = processRoi(
      digitalPhantomImage,
      digitalPhantomMask,
      { ...plain, resegmentation: { range: [3, 6], outlierSigma: 3 } },
      'CT',
    );
    expect([count(roi.morphological), count(roi.intensityMask)]).toEqual([74, 24]);
    // Mean 2.15, deviation 1.75: one deviation leaves 1 to 3.
    const narrow = processRoi(
      digitalPhantomImage,
      digitalPhantomMask,
      { ...plain, resegmentation: { range: [3, 6], outlierSigma: 1 } },
      'CT',
    );
    expect(count(narrow.intensityMask)).toBe(1);
  });
  it.each([
    ['an empty mask', maskOf(grid, () => false), plain, 'The mask is empty'],
    ['a mask on another grid', digitalPhantomMask, plain, 'different grids'],
    [
      'a range that leaves nothing',
      mask,
      { ...plain, resegmentation: { range: [900, 901], outlierSigma: null } },
      'No voxel is left',
    ],
    [
      'a region lost between coarse voxels',
      maskOf(grid, (i, j, k) => i === 3 && j === 3 && k === 3),
      { ...plain, interpolation: { ...linear, spacingMm: [9, 9, 9] } },
      'Nothing of the mask is left',
    ],
    [
      'intensities below the first bin',
      mask,
      { ...plain, discretisation: { method: 'FBS', width: 1, minimum: 100 } },
      'below the first bin',
    ],
  ] as const)('refuses %s', (_, wrong, settings, sentence) => {
    expect(() => processRoi(image, wrong, settings as ProcessingSettings, 'CT')).toThrow(sentence);
  });
  it('refuses a region that holds voxels without a number', () => {
    const holed = volumeOf(grid, (i, j, k) => (i === 12 && j === 12 && k === 12 ? Number.NaN : 1));
    expect(() => processRoi(holed, mask, plain, 'MR')).toThrow('without a number');
  });
});

describe('grey levels', () => {
  const of = (values: number[], how: Parameters<typeof discretise>[2], minimum?: number) => {
    const { data, count: levels } = discretise(
      Float64Array.from(values),
      new Uint8Array(values.length).fill(1),
      how,
      minimum,
    );
    return [...data, levels];
  };
  it('of a number of bins give the maximum the last bin', () => {
    expect(of([0, 1, 2, 3, 4], { method: 'FBN', bins: 4 })).toEqual([1, 2, 3, 4, 4, 4]);
  });
  it('of a flat region are 1', () => {
    expect(of([7, 7], { method: 'FBN', bins: 32 })).toEqual([1, 1, 1]);
    expect(of([7, 7], { method: 'FBS', width: 25 })).toEqual([1, 1, 1]);
  });
  it('of a width start at the stated minimum, the range or the lowest intensity, in this order', () => {
    expect(of([0, 24, 25, 60], { method: 'FBS', width: 25 })).toEqual([1, 1, 2, 3, 3]);
    expect(of([0, 24, 25, 60], { method: 'FBS', width: 25 }, -50)).toEqual([3, 3, 4, 5, 5]);
    expect(of([0, 24, 25, 60], { method: 'FBS', width: 25, minimum: -25 }, -50)).toEqual([2, 2, 3, 4, 4]);
  });
  it('are refused beyond sixteen bits', () => {
    expect(() => of([0, 1e6], { method: 'FBS', width: 1 })).toThrow('wider bins');
  });
});

describe('the table of features', () => {
  it('says of an odd region why a feature is absent, and never gives a value that is no number', () => {
    const small = fc.record({
      size: fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 4 })),
      seed: fc.integer({ min: 1, max: 1e6 }),
      levels: fc.integer({ min: 1, max: 5 }),
      bins: fc.boolean(),
      filled: fc.double({ min: -1, max: 1, noNaN: true }),
    });
    fc.assert(
      fc.property(small, ({ size, seed, levels, bins, filled }) => {
        const grid = plainGrid(size, [1, 2, 1.5]);
        const noise = (i: number, j: number, k: number) => Math.sin(seed * (i + 5 * j + 25 * k + 1));
        const image = volumeOf(grid, (i, j, k) => Math.round(levels * noise(i, j, k)));
        const mask = maskOf(grid, (i, j, k) => i + j + k === 0 || noise(k, i, j) > filled);
        const settings: ProcessingSettings = {
          ...plain,
          discretisation: bins ? { method: 'FBN', bins: 8 } : { method: 'FBS', width: 1 },
          ivh: { method: 'none' },
        };
        for (const row of extractFeatures(processRoi(image, mask, settings, 'CT'), families)) {
          if (row.status === 'ok') expect(Number.isFinite(row.value)).toBe(true);
          else expect(row).toMatchObject({ status: expect.stringMatching(/^undefined: \S/) });
        }
      }),
    );
  });
  it('computes the families and aggregations asked for, by id, name or code', () => {
    const roi = processRoi(
      digitalPhantomImage,
      digitalPhantomMask,
      { ...plain, discretisation: { method: 'FBS', width: 1 } },
      'CT',
    );
    const ways = (choice: Parameters<typeof extractFeatures>[2]) => [
      ...new Set(extractFeatures(roi, families, choice).map((row) => `${row.familyCode} ${row.aggregationCode}`)),
    ];
    expect(ways({ families: ['glcm', 'Morphology'], aggregations: ['3d-merged', 'BTW3'] })).toEqual([
      'LFYI BTW3',
      'LFYI IAZD',
      'HCUG DHQ4',
    ]);
    expect(() => ways({ families: ['glmc'] })).toThrow('No feature family is called "glmc"');
    expect(() => ways({ aggregations: ['4d'] })).toThrow('No aggregation is called "4d"');
  });
  it('has no grey levels without a discretisation, and says so', () => {
    const rows = extractFeatures(processRoi(digitalPhantomImage, digitalPhantomMask, plain, 'CT'), families, {
      families: ['intensity-histogram', 'glcm'],
    });
    expect(rows.length).toBeGreaterThan(100);
    expect(rows.filter(({ value }) => value !== undefined)).toEqual([]);
  });
});
