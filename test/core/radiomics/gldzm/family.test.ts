import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { distanceZoneMatrices } from '../../../../src/core/radiomics/gldzm/distance-zone-matrix.ts';
import gldzm from '../../../../src/core/radiomics/gldzm/family.ts';
import { sizeZoneMatrices } from '../../../../src/core/radiomics/glszm/size-zone-matrix.ts';
import { missedValues } from '../../../support/published-values.ts';
import { anyRoi } from '../../../support/texture-families.ts';
import { digitalPhantom, levelsRoi } from '../../../support/texture-rois.ts';
import { digitalPhantomValues } from './digital-phantom-values.ts';

describe('GLDZM', () => {
  it('gives the published values of the digital phantom', () => {
    expect(missedValues(gldzm, digitalPhantom, digitalPhantomValues)).toEqual({ compared: 48, missed: [] });
  });

  it('has as many zones as the size zone matrix', () => {
    fc.assert(
      fc.property(anyRoi, fc.constantFrom(...gldzm.aggregations), (roi, aggregation) => {
        const zones = [...distanceZoneMatrices(roi, aggregation)].map(({ total }) => total);
        expect(zones).toEqual([...sizeZoneMatrices(roi, aggregation)].map(({ total }) => total));
      }),
    );
  });

  it('measures to the edge of the mask before re-segmentation, never less than 1', () => {
    const morphological = new Array(125).fill(1);
    const levels = morphological.map((_, v) => (v === 62 ? 3 : 0));
    const [deep] = distanceZoneMatrices(levelsRoi([5, 5, 5], levels, { morphological }), '3d');
    const [bare] = distanceZoneMatrices(levelsRoi([5, 5, 5], levels), '3d');
    const [outside] = distanceZoneMatrices(
      levelsRoi([5, 5, 5], levels, { morphological: new Array(125).fill(0) }),
      '3d',
    );
    expect([deep, bare, outside].map((m) => [...(m?.cells.column ?? [])])).toEqual([[3], [1], [1]]);
  });
});
