import { describe, expect, it } from 'vitest';
import { liverHabitats } from '../../../src/core/liver-measures/liver-habitats.ts';
import { sequenceOf } from '../../../src/core/radiomics-maps/cluster.ts';
import { maskOf, plainGrid, volumeOf } from '../../support/phantoms.ts';

const grid = plainGrid([36, 24, 16], [2, 2, 2]);
const liver = maskOf(grid, (i, j, k) => i > 2 && i < 33 && j > 2 && j < 21 && k > 2 && k < 13);
const how = { modality: 'CT', series: 'ct-portal-venous' } as const;

describe('habitats of the liver', () => {
  it('find the half that is darker and coarser', () => {
    const next = sequenceOf(1);
    const image = volumeOf(grid, (i) => (i < 18 ? 60 + 60 * next() : 90 + 10 * next()));
    const found = liverHabitats(image, liver, how);
    if ('absent' in found) throw new Error(found.absent);
    const [dark, bright] = found.map.habitats;
    expect(found.map.habitats.length).toBe(2);
    expect(dark?.means['standard-deviation']).toBeGreaterThan(3 * (bright?.means['standard-deviation'] ?? 0));
    expect(found.measures.map(({ id, unit, evidence }) => [id, unit, evidence])).toEqual([
      ['liver-habitats', '1', 'research'],
      ['liver-habitat-heterogeneity', 'bit', 'research'],
    ]);
    // the halves meet in the middle of the grid, to the width of a neighbourhood
    const { geometry, labels } = found.map;
    const along = (x: number) =>
      labels[Math.round((x - geometry.originMm[0]) / 2) + geometry.size[0] * (8 + geometry.size[1] * 6)];
    expect([along(16), along(58)]).toEqual([1, 2]);
  });
  it('are absent where nothing is left inside the rim', () => {
    const thin = maskOf(grid, (i) => i > 3 && i < 6);
    expect(
      liverHabitats(
        volumeOf(grid, () => 50),
        thin,
        how,
      ),
    ).toEqual({
      absent: 'nothing of the liver lies more than 5 mm from its rim',
    });
  });
});
