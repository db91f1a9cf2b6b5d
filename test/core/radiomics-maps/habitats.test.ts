import { describe, expect, it } from 'vitest';
import { assign, kMeans, sequenceOf, silhouette } from '../../../src/core/radiomics-maps/cluster.ts';
import type { FeatureMaps } from '../../../src/core/radiomics-maps/feature-maps.ts';
import { findHabitats, type HabitatMap, joinMaps } from '../../../src/core/radiomics-maps/habitats.ts';
import { plainGrid } from '../../support/phantoms.ts';

/** A 12 x 12 x 4 block, all of it region, with one feature given by position and a second that is noise. */
function mapsOf(first: (x: number, y: number, z: number) => number, noise = 0.2): FeatureMaps {
  const geometry = plainGrid([12, 12, 4]);
  const next = sequenceOf(3);
  const voxels = Int32Array.from({ length: 576 }, (_, n) => n);
  const place = (n: number) => [n % 12, Math.floor(n / 12) % 12, Math.floor(n / 144)] as const;
  const map = (id: string, values: Float64Array) => ({
    id,
    name: id,
    unit: '1',
    values,
    defined: new Uint8Array(576).fill(1),
  });
  return {
    geometry,
    radius: 1,
    voxels,
    maps: [
      map(
        'entropy',
        Float64Array.from(voxels, (n) => first(...place(n)) + noise * next()),
      ),
      map(
        'mean',
        Float64Array.from(voxels, (n) => 2 * first(...place(n)) + noise * next()),
      ),
    ],
  };
}
const found = (result: ReturnType<typeof findHabitats>): HabitatMap => {
  if ('absent' in result) throw new Error(result.absent);
  return result;
};

describe('habitats', () => {
  it('are the three bands of a banded region: shares, means, patches, heterogeneity by hand', () => {
    // bands of 3, 6 and 3 columns: the outer ones are alike in nothing
    const band = (x: number) => (x < 3 ? 10 : x < 9 ? 0 : 5);
    const { habitats, labels, heterogeneity, patches, left, tried } = found(findHabitats(mapsOf(band), 1));
    expect(habitats.map(({ label, share, patches }) => [label, share, patches])).toEqual([
      [1, 0.5, 1],
      [2, 0.25, 1],
      [3, 0.25, 1],
    ]);
    expect(habitats.map(({ means }) => Math.round(means.entropy ?? -1))).toEqual([0, 5, 10]);
    expect([...labels.subarray(0, 12)]).toEqual([3, 3, 3, 1, 1, 1, 1, 1, 1, 2, 2, 2]);
    expect(heterogeneity).toBeCloseTo(1.5, 12);
    expect([patches, left]).toEqual([3, 0]);
    expect(tried.map((one) => one.habitats)).toEqual([2, 3, 4, 5]);
  });
  it('count patches: stripes of two kinds', () => {
    const { habitats } = found(
      findHabitats(
        mapsOf((x) => (Math.floor(x / 3) % 2 === 0 ? 0 : 10)),
        1,
      ),
    );
    expect(habitats.map(({ patches }) => patches)).toEqual([2, 2]);
  });
  it('are the same for the same seed, and for another seed where the structure is clear', () => {
    const maps = mapsOf((x, y) => (x < 6 ? 0 : 4) + (y < 4 ? 0 : 12));
    const [one, again, other] = [findHabitats(maps, 1), findHabitats(maps, 1), findHabitats(maps, 77)];
    expect(again).toEqual(one);
    expect(found(other).labels).toEqual(found(one).labels);
  });
  it('are one where there is no structure', () => {
    const maps = mapsOf(() => 0, 1);
    const next = sequenceOf(9);
    // eight independent even features: no number of clusters fits
    const noise = Array.from({ length: 8 }, (_, f) => ({
      id: `noise-${f}`,
      name: 'noise',
      unit: '1',
      values: Float64Array.from({ length: 576 }, next),
      defined: new Uint8Array(576).fill(1),
    }));
    const { habitats, heterogeneity } = found(findHabitats({ ...maps, maps: noise }, 1));
    expect(habitats.length).toBe(1);
    expect(heterogeneity).toBe(0);
  });
  it('leave out voxels without a feature, and are absent where too little is left or nothing varies', () => {
    const maps = mapsOf((x) => (x < 6 ? 0 : 10));
    const [first, second] = maps.maps;
    if (first === undefined || second === undefined) throw new Error('two maps');
    const holes = { ...first, defined: first.defined.map((_, n) => (n % 12 === 0 ? 0 : 1)) };
    const left = found(findHabitats({ ...maps, maps: [holes, second] }, 1));
    expect([left.left, left.labels[0]]).toEqual([48, 0]);
    const none = { ...first, defined: new Uint8Array(576) };
    expect(findHabitats({ ...maps, maps: [none] }, 1)).toHaveProperty('absent');
    expect(
      findHabitats(
        mapsOf(() => 3, 0),
        1,
      ),
    ).toEqual({ absent: 'no feature of the habitats varies' });
  });
  it('join maps of one region only', () => {
    const maps = mapsOf((x) => x);
    expect(joinMaps(maps, maps).maps.length).toBe(4);
    expect(() => joinMaps(maps, { ...maps, voxels: maps.voxels.slice(1) })).toThrow(/different regions/);
  });
});

describe('clusters', () => {
  it('have the centres and the silhouette calculated by hand', () => {
    const points = { data: Float64Array.from([0, 1, 10, 11]), width: 1 };
    const centres = kMeans(points, 2, 5);
    expect([...centres].sort((a, b) => a - b)).toEqual([0.5, 10.5]);
    // a = 1 for all; b = 10.5, 9.5, 9.5, 10.5
    const expected = (2 * (1 - 1 / 10.5) + 2 * (1 - 1 / 9.5)) / 4;
    expect(silhouette(points, assign(points, centres).labels, 2)).toBeCloseTo(expected, 12);
  });
});
