import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import glrlm from '../../../../src/core/radiomics/glrlm/family.ts';
import { runLengthMatrices } from '../../../../src/core/radiomics/glrlm/run-length-matrix.ts';
import { missedValues } from '../../../support/published-values.ts';
import { anyRoi } from '../../../support/texture-families.ts';
import { digitalPhantom, levelsRoi } from '../../../support/texture-rois.ts';
import { digitalPhantomValues } from './digital-phantom-values.ts';

describe('GLRLM', () => {
  it('gives the published values of the digital phantom', () => {
    expect(missedValues(glrlm, digitalPhantom, digitalPhantomValues)).toEqual({ compared: 96, missed: [] });
  });

  it('puts every voxel into one run per direction', () => {
    fc.assert(
      fc.property(anyRoi, fc.constantFrom(...glrlm.aggregations), (roi, aggregation) => {
        for (const { cells, voxels } of runLengthMatrices(roi, aggregation)) {
          expect(cells.count.reduce((sum, count, c) => sum + count * (cells.column[c] ?? 0), 0)).toBe(voxels);
        }
      }),
    );
  });

  it('ends a run at a gap and at another level', () => {
    const [along] = runLengthMatrices(levelsRoi([8, 1, 1], [1, 1, 0, 1, 2, 2, 2, 1]), '2.5d-direction-merged');
    expect(along && Array.from(along.cells.count, (n, c) => [along.cells.row[c], along.cells.column[c], n])).toEqual([
      [1, 1, 2],
      [1, 2, 1],
      [2, 3, 1],
    ]);
  });
});
