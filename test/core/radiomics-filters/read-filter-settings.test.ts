import { describe, expect, it } from 'vitest';
import { Failure } from '../../../src/core/failure.ts';
import { readFilterSettings } from '../../../src/core/radiomics-filters/read-filter-settings.ts';

describe('reading the settings of a filter', () => {
  it('fills in what the standard leaves to convention', () => {
    expect(readFilterSettings({ filter: 'laplacian-of-gaussian', dimensions: 3, sigmaMm: 1.5 })).toEqual({
      filter: 'laplacian-of-gaussian',
      dimensions: 3,
      sigmaMm: 1.5,
      cutoffSigmas: 4,
      boundary: 'mirror',
    });
    expect(readFilterSettings({ filter: 'simoncelli', dimensions: 2 })).toEqual({
      filter: 'simoncelli',
      dimensions: 2,
      level: 1,
      boundary: 'periodic',
    });
    expect(readFilterSettings({ filter: 'gabor', sigmaMm: 5, wavelengthMm: 2, gamma: 1.5 })).toEqual({
      filter: 'gabor',
      sigmaMm: 5,
      wavelengthMm: 2,
      gamma: 1.5,
      thetaDegrees: 0,
      planes: 'axial',
      pooling: 'average',
      boundary: 'mirror',
    });
  });
  it('takes words apart into kernels and bands', () => {
    expect(readFilterSettings({ filter: 'laws', kernels: 'L5E5S5', pooling: 'max', energyDistance: 7 })).toEqual({
      filter: 'laws',
      kernels: ['L5', 'E5', 'S5'],
      pooling: 'max',
      energyDistance: 7,
      boundary: 'mirror',
    });
    expect(readFilterSettings({ filter: 'separable-wavelet', wavelet: 'db3', bands: 'LH', boundary: 'zero' })).toEqual({
      filter: 'separable-wavelet',
      wavelet: 'db3',
      bands: ['L', 'H'],
      level: 1,
      boundary: 'zero',
    });
  });
  it('takes a constant boundary', () => {
    expect(
      readFilterSettings({ filter: 'mean', dimensions: 2, size: 3, boundary: { constant: -1000 } }).boundary,
    ).toEqual({ constant: -1000 });
  });

  it.each([
    [undefined, undefined],
    ['mean', undefined],
    [[], undefined],
    [{}, 'filter'],
    [{ filter: 'median' }, 'filter'],
    [{ filter: 'toString' }, 'filter'],
    [{ filter: 'mean', dimensions: 3, size: 4 }, 'size'],
    [{ filter: 'mean', dimensions: 3 }, 'size'],
    [{ filter: 'mean', dimensions: 4, size: 3 }, 'dimensions'],
    [{ filter: 'mean', dimensions: 3, size: 3, boundary: 'reflect' }, 'boundary'],
    [{ filter: 'mean', dimensions: 3, size: 3, boundary: { constant: '0' } }, 'boundary'],
    [{ filter: 'mean', dimensions: 3, size: 3, sigma: 1 }, undefined],
    [{ filter: 'laplacian-of-gaussian', dimensions: 3, sigmaMm: 0 }, 'sigmaMm'],
    [{ filter: 'laplacian-of-gaussian', dimensions: 3, sigmaMm: Number.NaN }, 'sigmaMm'],
    [{ filter: 'laws', kernels: 'L5' }, 'kernels'],
    [{ filter: 'laws', kernels: 'L5X5' }, 'kernels'],
    [{ filter: 'laws', kernels: 'L5E5S5R5' }, 'kernels'],
    [{ filter: 'laws', kernels: 'L5E5', pooling: 'mean' }, 'pooling'],
    [{ filter: 'gabor', sigmaMm: 5, wavelengthMm: 2, gamma: 1, thetaStepDegrees: 50 }, 'thetaStepDegrees'],
    [{ filter: 'gabor', sigmaMm: 5, wavelengthMm: 2, gamma: 1, thetaDegrees: '0' }, 'thetaDegrees'],
    [{ filter: 'separable-wavelet', wavelet: 'db9', bands: 'LL' }, 'wavelet'],
    [{ filter: 'separable-wavelet', wavelet: 'db2', bands: 'LX' }, 'bands'],
    [{ filter: 'separable-wavelet', wavelet: 'db2', bands: 'LL', level: 0 }, 'level'],
    [{ filter: 'simoncelli', dimensions: 3, level: 1, boundary: 'mirror' }, 'boundary'],
  ])('refuses %j and says where', (json, key) => {
    let failure: unknown;
    try {
      readFilterSettings(json);
    } catch (error) {
      failure = error;
    }
    expect(failure).toBeInstanceOf(Failure);
    expect(failure).toMatchObject({
      kind: 'invalid-input',
      at: key === undefined ? 'filter' : `filter${key === 'filter' ? '.filter' : `.${key}`}`,
    });
  });
});
