import { describe, expect, it } from 'vitest';
import ngtdm from '../../../../src/core/radiomics/ngtdm/family.ts';
import { toneDifferenceMatrices } from '../../../../src/core/radiomics/ngtdm/tone-difference-matrix.ts';
import { missedValues } from '../../../support/published-values.ts';
import { digitalPhantom, levelsRoi } from '../../../support/texture-rois.ts';
import { digitalPhantomValues } from './digital-phantom-values.ts';

describe('NGTDM', () => {
  it('gives the published values of the digital phantom', () => {
    expect(missedValues(ngtdm, digitalPhantom, digitalPhantomValues)).toEqual({ compared: 15, missed: [] });
  });

  it('drops voxels without a neighbour in the region', () => {
    const [matrix] = toneDifferenceMatrices(levelsRoi([5, 1, 1], [1, 3, 0, 0, 7]), '3d');
    expect(matrix).toEqual({
      level: Float64Array.of(1, 3),
      count: Float64Array.of(1, 1),
      difference: Float64Array.of(2, 2),
      voxels: 2,
    });
  });

  it('has neither coarseness nor contrast, busyness and strength in a flat region', () => {
    const results = ngtdm.compute(levelsRoi([2, 2, 2], new Array(8).fill(4)), '3d');
    expect(results.get('complexity')).toEqual({ value: 0 });
    for (const id of ['coarseness', 'contrast', 'busyness', 'strength']) {
      expect(results.get(id)).toEqual({ undefined: expect.any(String) });
    }
  });

  it('has nothing to say about a single voxel', () => {
    const results = ngtdm.compute(levelsRoi([1, 1, 1], [4]), '3d');
    expect([...results.values()]).toEqual(
      ngtdm.features.map(() => ({ undefined: 'No voxel of the region has a neighbour' })),
    );
  });

  it('has no busyness where levels times their voxels are equal, whatever the rounding of the shares', () => {
    const results = ngtdm.compute(levelsRoi([6, 1, 1], [5, 1, 1, 1, 1, 1]), '3d');
    expect(results.get('busyness')).toEqual({ undefined: expect.stringContaining('no bound') });
  });
});
