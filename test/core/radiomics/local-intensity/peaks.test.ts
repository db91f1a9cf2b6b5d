import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { localPeaks } from '../../../../src/core/radiomics/local-intensity/peaks.ts';
import { plainGrid } from '../../../support/phantoms.ts';

describe('local intensity peaks', () => {
  it('equal the mean over every voxel within 6.2 mm, found one by one', () => {
    fc.assert(
      fc.property(
        fc.tuple(fc.double({ min: 1, max: 8, noNaN: true }), fc.double({ min: 1, max: 8, noNaN: true })),
        fc.integer(),
        ([xy, z], seed) => {
          const geometry = plainGrid([7, 6, 5], [xy, xy, z]);
          const intensities = Float64Array.from({ length: 210 }, (_, n) => Math.round(3 * Math.sin(n * 7.7 + seed)));
          const intensityMask = Uint8Array.from({ length: 210 }, (_, n) => (Math.sin(n * 3.3 + seed) > 0 ? 1 : 0));
          const place = (n: number) => [(n % 7) * xy, (Math.floor(n / 7) % 6) * xy, Math.floor(n / 42) * z];
          const radius = 10 * (3 / (4 * Math.PI)) ** (1 / 3);
          const means = [...intensities].map((_, centre) => {
            const near = [...intensities].filter(
              (_, n) => Math.hypot(...place(n).map((x, axis) => x - (place(centre)[axis] ?? 0))) <= radius,
            );
            return near.reduce((sum, value) => sum + value, 0) / near.length;
          });
          const inside = [...intensities.keys()].filter((n) => intensityMask[n]);
          const highest = Math.max(...inside.map((n) => intensities[n] ?? 0));
          const peaks = localPeaks({ geometry, intensities, intensityMask });
          expect(peaks?.global).toBeCloseTo(Math.max(...inside.map((n) => means[n] ?? 0)), 9);
          expect(peaks?.local).toBeCloseTo(
            Math.max(...inside.filter((n) => intensities[n] === highest).map((n) => means[n] ?? 0)),
            9,
          );
        },
      ),
      { numRuns: 30 },
    );
  });
  it('leave out voxels without a number around the region', () => {
    const peaks = localPeaks({
      geometry: plainGrid([3, 1, 1]),
      intensities: Float64Array.of(Number.NaN, 4, 6),
      intensityMask: Uint8Array.of(0, 1, 1),
    });
    expect(peaks).toEqual({ local: 5, global: 5 });
  });
});
