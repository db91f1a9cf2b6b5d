import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Aggregation, aggregations } from '../../../src/core/radiomics/family.ts';
import type { Roi } from '../../../src/core/radiomics/roi.ts';
import { ctPhantomRoi, hasCtPhantom, referencesPath } from '../../support/ct-phantom.ts';
import { compareWithReferences, type Reference, readReferences } from '../../support/ibsi-references.ts';
import { anyRoi, textureFamilies } from '../../support/texture-families.ts';
import { digitalPhantom, levelsRoi, mirrored } from '../../support/texture-rois.ts';

const methods = Object.keys(aggregations) as Aggregation[];

describe.each(textureFamilies)('$name', (family) => {
  it('answers every feature by a finite number or a reason, whatever the region and the aggregation', () => {
    fc.assert(
      fc.property(anyRoi, fc.constantFrom(...methods), (roi, aggregation) => {
        const results = family.compute(roi, aggregation);
        expect([...results.keys()]).toEqual(family.features.map(({ id }) => id));
        for (const result of results.values()) {
          if ('value' in result) expect(Number.isFinite(result.value)).toBe(true);
          else expect(result.undefined).not.toBe('');
        }
      }),
    );
  });

  it('gives a reason for an empty region, a region without levels and an aggregation of another family', () => {
    const { levels: _, ...plain } = digitalPhantom;
    const [method = '3d'] = family.aggregations;
    const oddities: [Roi, Aggregation][] = [
      [levelsRoi([2, 2, 2], new Array(8).fill(0)), method],
      [plain, method],
      [digitalPhantom, 'volume'],
    ];
    for (const [roi, aggregation] of oddities) {
      for (const result of family.compute(roi, aggregation).values()) expect(result).toHaveProperty('undefined');
    }
  });

  it('sees the same texture in a mirror', () => {
    const merged = family.aggregations.includes('3d-merged') ? '3d-merged' : '3d';
    fc.assert(
      fc.property(anyRoi, fc.constantFrom<0 | 1 | 2>(0, 1, 2), (roi, axis) => {
        const seen = family.compute(mirrored(roi, axis), merged);
        for (const [id, result] of family.compute(roi, merged)) {
          const reflected = seen.get(id);
          if (!('value' in result)) expect(reflected).toEqual(result);
          else {
            const value = reflected && 'value' in reflected ? reflected.value : Number.NaN;
            // Cells may be summed in another order; the root in information correlation 2 turns 1e-16 into 1e-8.
            expect(Math.abs(value - result.value)).toBeLessThanOrEqual(1e-7 * Math.max(1, Math.abs(result.value)));
          }
        }
      }),
    );
  });

  it('does not depend on where in the grid the region lies', () => {
    const [width, height, depth] = digitalPhantom.geometry.size;
    const moved = new Array((width + 7) * (height + 2) * (depth + 3)).fill(0);
    digitalPhantom.levels?.data.forEach((level, v) => {
      const [x, y, z] = [v % width, Math.floor(v / width) % height, Math.floor(v / (width * height))];
      moved[x + 4 + (width + 7) * (y + 1 + (height + 2) * (z + 3))] = level;
    });
    const roi = levelsRoi([width + 7, height + 2, depth + 3], moved);
    for (const aggregation of family.aggregations) {
      expect(family.compute(roi, aggregation)).toEqual(family.compute(digitalPhantom, aggregation));
    }
  });
});

describe.each(textureFamilies)('$name with many grey levels', (family) => {
  it('counts sparsely what it counts in a table when levels are few', () => {
    const many = levelsRoi(digitalPhantom.geometry.size, digitalPhantom.levels?.data ?? [], { count: 60_000 });
    for (const aggregation of family.aggregations) {
      const expected = family.compute(digitalPhantom, aggregation);
      for (const [id, result] of family.compute(many, aggregation)) {
        // These two take the number of levels into their formula.
        if (id.startsWith('normalised-inverse-')) continue;
        const known = expected.get(id);
        expect('value' in result && result.value).toBeCloseTo(known && 'value' in known ? known.value : Number.NaN, 9);
      }
    }
  });
});

describe.skipIf(!hasCtPhantom).each(['A', 'C', 'D'] as const)(
  'CT phantom (data beside the repository), configuration %s',
  (configuration) => {
    let roi: Roi;
    let references: readonly Reference[];
    beforeAll(() => {
      roi = ctPhantomRoi(configuration);
      references = readReferences(referencesPath).filter((reference) => reference.configuration === configuration);
    });
    /** How many values the manual gives: 2D and 2.5D for A, 3D for C and D. */
    const published: Readonly<Record<string, readonly [number, number]>> = {
      glcm: [100, 50],
      glrlm: [64, 32],
      glszm: [32, 16],
      gldzm: [32, 16],
      ngtdm: [10, 5],
      ngldm: [34, 17],
    };

    it.each(textureFamilies)('$name meets every published value', (family) => {
      const met = published[family.id]?.[configuration === 'A' ? 0 : 1];
      expect(compareWithReferences(family, roi, references)).toEqual({ met, missed: [] });
    });
  },
);
