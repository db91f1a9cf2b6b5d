import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import glszm from '../../../../src/core/radiomics/glszm/family.ts';
import { sizeZoneMatrices } from '../../../../src/core/radiomics/glszm/size-zone-matrix.ts';
import { missedValues } from '../../../support/published-values.ts';
import { anyRoi } from '../../../support/texture-families.ts';
import { digitalPhantom, levelsRoi } from '../../../support/texture-rois.ts';
import { digitalPhantomValues } from './digital-phantom-values.ts';

describe('GLSZM', () => {
  it('gives the published values of the digital phantom', () => {
    expect(missedValues(glszm, digitalPhantom, digitalPhantomValues)).toEqual({ compared: 48, missed: [] });
  });

  it('puts every voxel into one zone', () => {
    fc.assert(
      fc.property(anyRoi, fc.constantFrom(...glszm.aggregations), (roi, aggregation) => {
        for (const { cells, voxels } of sizeZoneMatrices(roi, aggregation)) {
          expect(cells.count.reduce((sum, count, c) => sum + count * (cells.column[c] ?? 0), 0)).toBe(voxels);
        }
      }),
    );
  });

  it('joins voxels that touch at a corner, across slices only in 3D', () => {
    const roi = levelsRoi([2, 2, 2], [1, 0, 0, 1, 0, 0, 1, 0]);
    const sizes = (aggregation: '2.5d' | '3d') =>
      [...sizeZoneMatrices(roi, aggregation)].map((m) => [...m.cells.column]);
    expect(sizes('2.5d')).toEqual([[1, 2]]);
    expect(sizes('3d')).toEqual([[3]]);
  });
});
