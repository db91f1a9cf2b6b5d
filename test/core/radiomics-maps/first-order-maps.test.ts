import { describe, expect, it } from 'vitest';
import intensityStatistics from '../../../src/core/radiomics/intensity-statistics/family.ts';
import { firstOrderMaps } from '../../../src/core/radiomics-maps/first-order-maps.ts';
import { digitalPhantom, levelsRoi } from '../../support/texture-rois.ts';

describe('first-order maps', () => {
  it('give at the centre of a region that fits in the cube the statistics of the whole region', () => {
    const { voxels, maps } = firstOrderMaps(digitalPhantom, { radius: 3, features: 'all' });
    const whole = intensityStatistics.compute(digitalPhantom);
    // voxel (2, 1, 1): the cube of radius 3 reaches every voxel of 5 x 4 x 4
    const centre = voxels.indexOf(2 + 5 * (1 + 4));
    for (const id of ['mean', 'skewness', 'kurtosis', 'median', 'p10', 'p90', 'minimum', 'maximum'])
      expect({ value: maps.find((map) => map.id === id)?.values[centre] }).toEqual(whole.get(id));
  });
  it('count only neighbours of the region: by hand on a row', () => {
    const { maps } = firstOrderMaps(levelsRoi([4, 1, 1], [1, 3, 0, 5]), { radius: 1, features: 'all' });
    const values = (id: string) => [...(maps.find((map) => map.id === id)?.values ?? [])];
    expect(values('mean')).toEqual([2, 2, 5]);
    expect(values('standard-deviation')).toEqual([1, 1, 0]);
    expect(values('entropy')).toEqual([1, 1, 0]);
    expect([...(maps.find(({ id }) => id === 'skewness')?.defined ?? [])]).toEqual([1, 1, 0]);
  });
});
