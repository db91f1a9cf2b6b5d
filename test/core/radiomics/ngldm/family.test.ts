import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dependenceMatrices } from '../../../../src/core/radiomics/ngldm/dependence-matrix.ts';
import ngldm from '../../../../src/core/radiomics/ngldm/family.ts';
import { missedValues } from '../../../support/published-values.ts';
import { anyRoi } from '../../../support/texture-families.ts';
import { digitalPhantom, levelsRoi } from '../../../support/texture-rois.ts';
import { digitalPhantomValues } from './digital-phantom-values.ts';

describe('NGLDM', () => {
  it('gives the published values of the digital phantom', () => {
    expect(missedValues(ngldm, digitalPhantom, digitalPhantomValues)).toEqual({ compared: 51, missed: [] });
  });

  it('counts every voxel once, so its dependence count percentage is always 1', () => {
    fc.assert(
      fc.property(anyRoi, fc.constantFrom(...ngldm.aggregations), (roi, aggregation) => {
        for (const { total, voxels } of dependenceMatrices(roi, aggregation)) expect(total).toBe(voxels);
      }),
    );
  });

  it('counts the voxel itself and its equal neighbours on all sides', () => {
    const [flat] = dependenceMatrices(levelsRoi([3, 3, 3], new Array(27).fill(2)), '3d');
    expect(flat && Array.from(flat.cells.count, (n, c) => [flat.cells.column[c], n])).toEqual([
      [8, 8],
      [12, 12],
      [18, 6],
      [27, 1],
    ]);
  });
});
