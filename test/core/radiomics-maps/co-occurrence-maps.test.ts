import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import glcm from '../../../src/core/radiomics/glcm/family.ts';
import type { Roi } from '../../../src/core/radiomics/roi.ts';
import { coOccurrenceMaps } from '../../../src/core/radiomics-maps/co-occurrence-maps.ts';
import { digitalPhantom, levelsRoi } from '../../support/texture-rois.ts';

/** The neighbourhood of a voxel as a region of its own, with the levels of the whole. */
function neighbourhood(roi: Roi, position: number, radius: number): Roi {
  const [nx, ny] = roi.geometry.size;
  const at = (p: number) => [p % nx, Math.floor(p / nx) % ny, Math.floor(p / (nx * ny))];
  const centre = at(position);
  const levels = Array.from(roi.levels?.data ?? [], (level, p) =>
    at(p).every((value, axis) => Math.abs(value - (centre[axis] ?? 0)) <= radius) ? level : 0,
  );
  return levelsRoi(roi.geometry.size, levels, { count: roi.levels?.count ?? 0 });
}

function expectEqualToScratch(roi: Roi, radius: 1 | 2 | 3) {
  const { voxels, maps } = coOccurrenceMaps(roi, { radius, features: 'all' });
  for (const [n, position] of voxels.entries()) {
    const scratch = glcm.compute(neighbourhood(roi, position, radius), '3d-merged');
    for (const { id, values, defined } of maps) {
      const expected = scratch.get(id);
      expect(defined[n] === 1 ? { value: values[n] } : 'undefined').toEqual(
        expected !== undefined && 'value' in expected ? expected : 'undefined',
      );
    }
  }
}

describe('co-occurrence maps', () => {
  it('equal features computed from scratch on each neighbourhood, to the last bit', () => {
    for (const radius of [1, 2, 3] as const) expectEqualToScratch(digitalPhantom, radius);
  });
  it('equal them on any region: holes, gaps along x, single voxels, one level', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(0, 0, 1, 2, 3, 7), { minLength: 96, maxLength: 96 }),
        fc.constantFrom(1 as const, 2 as const, 3 as const),
        (levels, radius) => expectEqualToScratch(levelsRoi([12, 4, 2], levels, { count: 7 }), radius),
      ),
      { numRuns: 30 },
    );
  });
  it('gives the contrast that is counted by hand', () => {
    // a row 1 2 4 with radius 1: the middle sees pairs (1,2) and (2,4): contrast (1 + 4) / 2; the ends one pair each
    const { voxels, maps } = coOccurrenceMaps(levelsRoi([3, 1, 1], [1, 2, 4]), { radius: 1, features: ['contrast'] });
    expect([...voxels]).toEqual([0, 1, 2]);
    expect(maps.map(({ id, ibsi }) => [id, ibsi])).toEqual([['contrast', 'ACUI']]);
    expect([...(maps[0]?.values ?? [])]).toEqual([1, 2.5, 4]);
  });
  it('does not define a feature where the neighbourhood has no pair', () => {
    const lonely = levelsRoi([5, 1, 1], [3, 0, 0, 2, 2]);
    const { maps } = coOccurrenceMaps(lonely, { radius: 1, features: ['joint-entropy', 'correlation'] });
    expect(maps.map(({ defined }) => [...defined])).toEqual([
      [0, 1, 1],
      [0, 0, 0],
    ]);
  });
  it('refuses a region without levels, too many levels, and features that do not exist', () => {
    const { levels: _, ...without } = digitalPhantom;
    expect(() => coOccurrenceMaps(without, { radius: 1, features: 'all' })).toThrow(/set a discretisation/);
    expect(() =>
      coOccurrenceMaps(levelsRoi([2, 1, 1], [1, 2], { count: 200 }), { radius: 1, features: 'all' }),
    ).toThrow(/up to 128 grey levels/);
    expect(() => coOccurrenceMaps(digitalPhantom, { radius: 1, features: ['nonsense'] })).toThrow(/There are: /);
  });
});
