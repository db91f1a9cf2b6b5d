import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { coOccurrenceMatrices } from '../../../../src/core/radiomics/glcm/co-occurrence-matrix.ts';
import glcm from '../../../../src/core/radiomics/glcm/family.ts';
import { missedValues } from '../../../support/published-values.ts';
import { anyRoi } from '../../../support/texture-families.ts';
import { digitalPhantom, levelsRoi } from '../../../support/texture-rois.ts';
import { digitalPhantomValues } from './digital-phantom-values.ts';

describe('GLCM', () => {
  it('gives the published values of the digital phantom', () => {
    expect(missedValues(glcm, digitalPhantom, digitalPhantomValues)).toEqual({ compared: 150, missed: [] });
  });

  it('counts pairs both ways, so that the shares of a matrix are symmetric and sum to 1', () => {
    fc.assert(
      fc.property(anyRoi, fc.constantFrom(...glcm.aggregations), (roi, aggregation) => {
        for (const { cells, total } of coOccurrenceMatrices(roi, aggregation)) {
          const counts = new Map(Array.from(cells.count, (count, c) => [`${cells.row[c]} ${cells.column[c]}`, count]));
          const turned = new Map(Array.from(cells.count, (count, c) => [`${cells.column[c]} ${cells.row[c]}`, count]));
          expect(turned).toEqual(counts);
          expect([...counts.values()].reduce((sum, count) => sum + count / total, 0)).toBeCloseTo(1, 12);
        }
      }),
    );
  });

  it('counts the pairs of two voxels by hand', () => {
    const [matrix, ...others] = coOccurrenceMatrices(levelsRoi([3, 1, 1], [1, 3, 3]), '3d-merged');
    expect(others).toEqual([]);
    expect(
      matrix && Array.from(matrix.cells.count, (n, c) => [matrix.cells.row[c], matrix.cells.column[c], n]),
    ).toEqual([
      [1, 3, 1],
      [3, 1, 1],
      [3, 3, 2],
    ]);
  });

  it('has no features where no two voxels are neighbours', () => {
    const results = glcm.compute(levelsRoi([3, 1, 1], [2, 0, 1]), '3d-merged');
    expect([...results.values()]).toEqual(
      glcm.features.map(() => ({ undefined: 'No two voxels of the region are neighbours' })),
    );
  });

  it('has no correlation in a flat region, while contrast and entropy are truly 0', () => {
    const results = glcm.compute(levelsRoi([2, 2, 2], new Array(8).fill(4)), '3d-merged');
    for (const id of ['correlation', 'information-correlation-1']) {
      expect(results.get(id)).toEqual({ undefined: expect.stringContaining('one grey level') });
    }
    for (const id of ['contrast', 'joint-entropy', 'joint-variance', 'information-correlation-2']) {
      expect(results.get(id)).toEqual({ value: 0 });
    }
  });

  it('leaves a slice without a value out of the average instead of counting it as 0', () => {
    const striped = [1, 2, 1, 2];
    const flat = [1, 1, 1, 1];
    const alone = glcm.compute(levelsRoi([2, 2, 1], striped), '2d-slice-merged');
    const both = glcm.compute(levelsRoi([2, 2, 2], [...striped, ...flat]), '2d-slice-merged');
    expect(both.get('correlation')).toEqual(alone.get('correlation'));
    expect(both.get('contrast')).toEqual({ value: 1 / 3 });
  });
});
