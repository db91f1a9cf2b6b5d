import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Failure } from '../../../src/core/failure.ts';
import { applyFilter } from '../../../src/core/radiomics-filters/apply-filter.ts';
import { orientationsOf } from '../../../src/core/radiomics-filters/gabor.ts';
import { gaborValue } from '../../../src/core/radiomics-filters/gabor-kernel.ts';
import { lawsTaps } from '../../../src/core/radiomics-filters/laws.ts';
import { readFilterSettings } from '../../../src/core/radiomics-filters/read-filter-settings.ts';
import { frequencyAxis, simoncelliTransfer } from '../../../src/core/radiomics-filters/simoncelli.ts';
import { impulseAt, volumeOf, voxelOf } from '../../support/filter-volumes.ts';

const filtered = (volume: Parameters<typeof applyFilter>[0], json: object) =>
  applyFilter(volume, readFilterSettings(json));

const centre = [10, 11, 12] as const;
const impulse = impulseAt([21, 22, 23], centre);
const response = (json: object) => {
  const map = filtered(impulse, json);
  return (x: number, y: number, z: number) => voxelOf(map, centre[0] + x, centre[1] + y, centre[2] + z);
};

describe('the response to an impulse is the kernel', () => {
  it('of the mean filter', () => {
    const volume = response({ filter: 'mean', dimensions: 3, size: 5 });
    expect(volume(2, -2, 2)).toBeCloseTo(1 / 125, 12);
    expect(volume(3, 0, 0)).toBe(0);
    const slices = response({ filter: 'mean', dimensions: 2, size: 5 });
    expect(slices(-2, 2, 0)).toBeCloseTo(1 / 25, 12);
    expect(slices(0, 0, 1)).toBe(0);
  });

  it.each([2, 3] as const)('of the Laplacian of Gaussian in %i dimensions, cut off by a cube', (dimensions) => {
    const at = response({ filter: 'laplacian-of-gaussian', dimensions, sigmaMm: 3, cutoffSigmas: 4 });
    const sigma = 1.5;
    const kernel = (...offset: number[]) => {
      const squared = offset.reduce((sum, x) => sum + x * x, 0) / sigma ** 2;
      return (
        (-1 / sigma ** 2) *
        (Math.sqrt(2 * Math.PI) * sigma) ** -dimensions *
        (dimensions - squared) *
        Math.exp(-squared / 2)
      );
    };
    for (const [x, y, z] of [
      [0, 0, 0],
      [1, -2, 3],
      [-6, 6, -6],
      [4, 0, 1],
    ] as const)
      expect(at(x, y, dimensions === 3 ? z : 0)).toBeCloseTo(dimensions === 3 ? kernel(x, y, z) : kernel(x, y), 15);
    expect(at(7, 0, 0)).toBe(0);
    if (dimensions === 2) expect(at(0, 0, 1)).toBe(0);
  });

  it('of Laws kernels, the first along x', () => {
    const at = response({ filter: 'laws', kernels: 'E5L5S3', boundary: 'zero' });
    const [e, l, s] = [lawsTaps('E5'), lawsTaps('L5'), lawsTaps('S3')];
    for (const [x, y, z] of [
      [1, -1, 0],
      [2, 2, 1],
      [-2, 0, -1],
    ] as const)
      expect(at(x, y, z)).toBeCloseTo((e[x + 2] ?? 0) * (l[y + 2] ?? 0) * (s[z + 1] ?? 0), 15);
    expect(lawsTaps('E5')[3]).toBeCloseTo(2 / Math.sqrt(10), 15);
  });

  it('of a wavelet, the first band along x', () => {
    const at = response({ filter: 'separable-wavelet', wavelet: 'haar', bands: 'HLL', level: 1 });
    // Analysis high-pass (-1, 1) / sqrt(2), padded to three taps about the second.
    expect(at(-1, 0, 0)).toBeCloseTo(-(2 ** -1.5), 15);
    expect(at(0, 0, 0)).toBeCloseTo(2 ** -1.5, 15);
    expect(at(0, -1, 0)).toBeCloseTo(2 ** -1.5, 15);
    expect(at(1, 0, 0)).toBe(0);
  });

  it('of the second level of a wavelet: low-pass first, then the band with a hole between its taps', () => {
    const at = response({ filter: 'separable-wavelet', wavelet: 'haar', bands: 'HL', level: 2 });
    expect([-4, -3, -2, -1, 0, 1].map((x) => Math.round(at(x, 0, 0) * 4) + 0)).toEqual([0, -1, -1, 1, 1, 0]);
  });

  it('of the Gabor filter: its modulus, and with an odd image of two voxels also its phase', () => {
    const kernel = { sigma: 1, wavelength: 3, gamma: 0.8 };
    const json = { filter: 'gabor', sigmaMm: 2, wavelengthMm: 6, gamma: 0.8, thetaDegrees: 30, boundary: 'zero' };
    const at = response(json);
    const two = volumeOf(impulse.geometry.size, (i) => (impulse.data[i] ?? 0) - (impulse.data[i - 1] ?? 0));
    const ofTwo = filtered(two, json);
    const value = (x: number, y: number) => gaborValue(kernel, Math.PI / 6, x, y);
    for (const [x, y] of [
      [0, 0],
      [2, 1],
      [-3, 2],
      [1, -4],
    ] as const) {
      expect(at(x, y, 0)).toBeCloseTo(Math.hypot(value(x, y).re, value(x, y).im), 7);
      const [a, b] = [value(x, y), value(x - 1, y)];
      expect(voxelOf(ofTwo, centre[0] + x, centre[1] + y, centre[2])).toBeCloseTo(
        Math.hypot(a.re - b.re, a.im - b.im),
        7,
      );
    }
    expect(at(0, 0, 1)).toBe(0);
  });

  it('of the Simoncelli wavelet: the inverse transform of its transfer function, by the definition', () => {
    const size = [6, 5, 4] as const;
    const map = filtered(impulseAt(size, [2, 2, 1]), { filter: 'simoncelli', dimensions: 3, level: 1 });
    const axes = size.map(frequencyAxis);
    const expected = (x: number, y: number, z: number) => {
      let sum = 0;
      for (const [i, fx] of axes[0]?.entries() ?? [])
        for (const [j, fy] of axes[1]?.entries() ?? [])
          for (const [k, fz] of axes[2]?.entries() ?? [])
            sum +=
              simoncelliTransfer(Math.hypot(fx, fy, fz), 1) *
              Math.cos(2 * Math.PI * ((i * (x - 2)) / 6 + (j * (y - 2)) / 5 + (k * (z - 1)) / 4));
      return sum / 120;
    };
    for (const [x, y, z] of [
      [2, 2, 1],
      [0, 0, 0],
      [5, 1, 3],
      [3, 4, 2],
    ] as const)
      expect(voxelOf(map, x, y, z)).toBeCloseTo(expected(x, y, z), 12);
  });
});

describe('the direction of a Gabor wave', () => {
  // A plane wave of 8 mm along (cos 60, sin 60) in voxel axes, x first.
  const along = (degrees: number) => {
    const [c, s] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)];
    return volumeOf([40, 40, 1], (i) => Math.cos((2 * Math.PI * ((i % 40) * c + Math.floor(i / 40) * s)) / 4));
  };
  const strength = (image: number, filter: number) =>
    voxelOf(
      filtered(along(image), {
        filter: 'gabor',
        sigmaMm: 6,
        wavelengthMm: 8,
        gamma: 1,
        thetaDegrees: filter,
        boundary: 'zero',
      }),
      20,
      20,
      0,
    );
  it('is (cos theta, sin theta) in voxel axes', () => {
    expect(strength(60, 60)).toBeGreaterThan(10 * strength(60, -60));
    expect(strength(60, 60)).toBeGreaterThan(10 * strength(60, 30));
  });
  it('counts each orientation once over a full turn', () => {
    expect(orientationsOf(0, 45)).toEqual([0, 45, 90, 135]);
    expect(orientationsOf(10, 120)).toEqual([10, 130, 250]);
    expect(orientationsOf(33, undefined)).toEqual([33]);
  });
});

const everyFilter = [
  { filter: 'mean', dimensions: 3, size: 3 },
  { filter: 'laplacian-of-gaussian', dimensions: 3, sigmaMm: 2 },
  { filter: 'laws', kernels: 'L5E5S5' },
  { filter: 'laws', kernels: 'L5E5', pooling: 'max' },
  { filter: 'laws', kernels: 'L5S5', pooling: 'average', energyDistance: 2 },
  { filter: 'gabor', sigmaMm: 2, wavelengthMm: 4, gamma: 1, thetaStepDegrees: 45, planes: 'orthogonal' },
  { filter: 'separable-wavelet', wavelet: 'db2', bands: 'LHL', level: 1, pooling: 'average' },
  { filter: 'separable-wavelet', wavelet: 'coif1', bands: 'HH', level: 2 },
  { filter: 'simoncelli', dimensions: 3, level: 1 },
  { filter: 'simoncelli', dimensions: 2, level: 2 },
];
const linear = everyFilter.filter(
  (json) => json.filter !== 'gabor' && json.pooling !== 'max' && json.energyDistance === undefined,
);
const size = [6, 7, 5] as const;
const arbitraryImage = fc
  .array(fc.integer({ min: -1000, max: 3000 }), { minLength: 210, maxLength: 210 })
  .map((values) => volumeOf(size, (i) => values[i] ?? 0));

describe.each(everyFilter)('$filter %#', (json) => {
  it.each(json.filter === 'simoncelli' ? ['periodic'] : ['mirror', 'nearest', 'periodic'])(
    'gives a constant image a constant response (%s)',
    (boundary) => {
      const map = filtered(
        volumeOf(size, () => 40),
        { ...json, boundary },
      ).data;
      const [first = Number.NaN] = map;
      // The shifted frequency grid of the reference maps misses zero on even axes, by 1/(n-1): level 2 sees that as signal.
      for (const value of map) expect(value).toBeCloseTo(first, 4);
    },
  );
  it('keeps the grid, leaves the image alone and makes no NaN', () => {
    const image = volumeOf(size, (i) => (i * 37) % 101);
    const before = image.data.slice();
    const map = filtered(image, json);
    expect(map.geometry).toBe(image.geometry);
    expect(image.data).toEqual(before);
    expect(map.data.every(Number.isFinite)).toBe(true);
    expect(map.data).not.toEqual(before);
  });
  it('works on a single voxel', () => {
    expect(
      filtered(
        volumeOf([1, 1, 1], () => 5),
        json,
      ).data.every(Number.isFinite),
    ).toBe(true);
  });
  it('takes single-precision images', () => {
    const image = volumeOf(size, (i) => i);
    const single = { geometry: image.geometry, data: Float32Array.from(image.data) };
    expect(filtered(single, json).data).toEqual(filtered(image, json).data);
  });
});

describe('a constant beyond the edge', () => {
  const [n, margin] = [5, 14];
  const wide = n + 2 * margin;
  const inner = volumeOf([n, n, n], (i) => ((i * 37) % 101) - 50);
  const padded = volumeOf([wide, wide, wide], (i) => {
    const at = [i % wide, Math.floor(i / wide) % wide, Math.floor(i / wide ** 2)].map((x) => x - margin);
    return at.every((x) => x >= 0 && x < n) ? voxelOf(inner, at[0] ?? 0, at[1] ?? 0, at[2] ?? 0) : -1000;
  });
  // Second levels and energy maps filter a response whose edge is extended anew, so they are no filter of the padded image.
  const once = everyFilter.filter(
    (json) => json.filter !== 'simoncelli' && json.level !== 2 && json.energyDistance === undefined,
  );
  it.each(once)('is the same as an image padded with it: $filter %#', (json) => {
    const map = filtered(inner, { ...json, boundary: { constant: -1000 } });
    const reference = filtered(padded, { ...json, boundary: 'nearest' });
    for (const [x, y, z] of [
      [0, 0, 0],
      [4, 2, 0],
      [2, 2, 2],
      [1, 4, 3],
    ] as const)
      expect(voxelOf(map, x, y, z)).toBeCloseTo(voxelOf(reference, x + margin, y + margin, z + margin), 4);
  });
});

describe('filters that sum to zero', () => {
  it.each([
    { filter: 'laws', kernels: 'L5E5' },
    { filter: 'separable-wavelet', wavelet: 'db3', bands: 'LLH', level: 2, pooling: 'average' },
    { filter: 'simoncelli', dimensions: 3, level: 1 },
  ])('give nothing where the image is constant: $filter', (json) => {
    const map = filtered(
      volumeOf([9, 9, 9], () => 1000),
      json,
    ).data;
    for (const value of map) expect(value).toBeCloseTo(0, 9);
  });
  it('the mean of a constant is the constant', () => {
    for (const value of filtered(
      volumeOf(size, () => -7),
      { filter: 'mean', dimensions: 3, size: 15 },
    ).data)
      expect(value).toBeCloseTo(-7, 12);
  });
});

describe.each(linear)('linearity of $filter %#', (json) => {
  it('the response to a sum is the sum of the responses', () => {
    fc.assert(
      fc.property(arbitraryImage, arbitraryImage, fc.integer({ min: -5, max: 5 }), (a, b, factor) => {
        const together = filtered(
          volumeOf(size, (i) => (a.data[i] ?? 0) + factor * (b.data[i] ?? 0)),
          json,
        );
        const [ofA, ofB] = [filtered(a, json), filtered(b, json)];
        for (const [i, value] of together.data.entries())
          expect(value).toBeCloseTo((ofA.data[i] ?? Number.NaN) + factor * (ofB.data[i] ?? Number.NaN), 6);
      }),
      { numRuns: 15 },
    );
  });
});

describe('what cannot be filtered', () => {
  const refused = (run: () => unknown) => {
    try {
      run();
    } catch (error) {
      return error instanceof Failure ? error.kind : error;
    }
    return 'nothing was thrown';
  };
  const slab = volumeOf([4, 4, 4], (i) => i, [0.977, 0.977, 3]);
  it('unequal spacing with a filter in millimetres', () => {
    expect(refused(() => filtered(slab, { filter: 'laplacian-of-gaussian', dimensions: 3, sigmaMm: 2 }))).toBe(
      'invalid-input',
    );
    const gabor = { filter: 'gabor', sigmaMm: 2, wavelengthMm: 4, gamma: 1 };
    expect(refused(() => filtered(slab, { ...gabor, planes: 'orthogonal' }))).toBe('invalid-input');
    expect(filtered(slab, gabor).data).toHaveLength(64);
    expect(filtered(slab, { filter: 'laplacian-of-gaussian', dimensions: 2, sigmaMm: 2 }).data).toHaveLength(64);
  });
  it('with kernels far wider than any image', () => {
    const image = volumeOf([4, 4, 4], (i) => i);
    expect(
      refused(() =>
        filtered(image, { filter: 'laplacian-of-gaussian', dimensions: 3, sigmaMm: 100, cutoffSigmas: 10 }),
      ),
    ).toBe('invalid-input');
    expect(refused(() => filtered(image, { filter: 'gabor', sigmaMm: 100, wavelengthMm: 4, gamma: 0.1 }))).toBe(
      'invalid-input',
    );
  });
  it('an image that does not fill its grid', () => {
    const short = { geometry: slab.geometry, data: new Float64Array(63) };
    expect(refused(() => filtered(short, { filter: 'mean', dimensions: 2, size: 3 }))).toBe('invalid-input');
  });
});
