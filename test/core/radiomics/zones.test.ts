import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { paddedLevels } from '../../../src/core/radiomics/padded-levels.ts';
import { labelZones } from '../../../src/core/radiomics/zones.ts';
import { anyRoi } from '../../support/texture-families.ts';

/** Zones by flooding from every voxel not yet reached: slow and plain. */
function flooded(size: readonly number[], levels: ArrayLike<number>, across: '2d' | '3d'): number[][] {
  const [width = 0, height = 0, depth = 0] = size;
  const reached = new Set<number>();
  const zones: number[][] = [];
  const reach = across === '3d' ? 1 : 0;
  for (let start = 0; start < width * height * depth; start += 1) {
    if (reached.has(start) || levels[start] === 0) continue;
    const zone = [start];
    reached.add(start);
    for (const v of zone) {
      const [x, y, z] = [v % width, Math.floor(v / width) % height, Math.floor(v / (width * height))];
      for (let k = Math.max(0, z - reach); k <= Math.min(depth - 1, z + reach); k += 1) {
        for (let j = Math.max(0, y - 1); j <= Math.min(height - 1, y + 1); j += 1) {
          for (let i = Math.max(0, x - 1); i <= Math.min(width - 1, x + 1); i += 1) {
            const near = i + width * (j + height * k);
            if (levels[near] !== levels[v] || reached.has(near)) continue;
            reached.add(near);
            zone.push(near);
          }
        }
      }
    }
    zones.push(zone);
  }
  return zones;
}

describe('labelZones', () => {
  it.each(['2d', '3d'] as const)(
    'finds the zones that flooding finds, in order of their first voxel, in %s',
    (across) => {
      fc.assert(
        fc.property(anyRoi, (roi) => {
          const data = roi.levels?.data ?? [];
          const expected = flooded(roi.geometry.size, data, across);
          const zones = labelZones(paddedLevels(roi), across);
          expect([...zones.size]).toEqual(expected.map((zone) => zone.length));
          expect([...zones.level]).toEqual(expected.map(([first = 0]) => data[first]));
          const inRoi = Array.from(data, (_, v) => v).filter((v) => data[v] !== 0);
          const zoneOf = new Map(expected.flatMap((zone, z) => zone.map((v) => [v, z])));
          expect([...zones.ofVoxel]).toEqual(inRoi.map((v) => zoneOf.get(v)));
          expect([...zones.first].map((n) => inRoi[n])).toEqual(expected.map(([first]) => first));
        }),
        { numRuns: 300 },
      );
    },
  );
});
