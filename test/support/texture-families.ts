import fc from 'fast-check';
import glcm from '../../src/core/radiomics/glcm/family.ts';
import gldzm from '../../src/core/radiomics/gldzm/family.ts';
import glrlm from '../../src/core/radiomics/glrlm/family.ts';
import glszm from '../../src/core/radiomics/glszm/family.ts';
import ngldm from '../../src/core/radiomics/ngldm/family.ts';
import ngtdm from '../../src/core/radiomics/ngtdm/family.ts';
import type { Roi } from '../../src/core/radiomics/roi.ts';
import { levelsRoi } from './texture-rois.ts';

export const textureFamilies = [glcm, glrlm, glszm, gldzm, ngtdm, ngldm];

/** Small regions of every odd kind: empty, one voxel, flat, with holes, thin, with grey levels that do not occur. */
export const anyRoi: fc.Arbitrary<Roi> = fc
  .record({
    width: fc.integer({ min: 1, max: 6 }),
    height: fc.integer({ min: 1, max: 5 }),
    depth: fc.integer({ min: 1, max: 4 }),
    highest: fc.constantFrom(1, 2, 5),
    above: fc.constantFrom(0, 0, 3, 1000),
  })
  .chain(({ width, height, depth, highest, above }) => {
    const voxels = width * height * depth;
    const lengths = { minLength: voxels, maxLength: voxels };
    return fc.record({
      levels: fc.array(fc.integer({ min: 0, max: highest }), lengths),
      // The morphological mask holds the intensity mask and sometimes more.
      wider: fc.array(fc.boolean(), lengths),
      count: fc.constant(highest + above),
      size: fc.constant<[number, number, number]>([width, height, depth]),
    });
  })
  .map(({ size, levels, wider, count }) =>
    levelsRoi(size, levels, { count, morphological: levels.map((level, v) => (level > 0 || wider[v] ? 1 : 0)) }),
  );
