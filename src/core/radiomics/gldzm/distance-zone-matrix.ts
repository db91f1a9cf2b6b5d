import type { Aggregation } from '../family.ts';
import { type LevelMatrix, levelMatrix } from '../level-matrix.ts';
import { crossesSlices, matrixParts } from '../matrix-parts.ts';
import { paddedLevels } from '../padded-levels.ts';
import { PairCounts } from '../pair-counts.ts';
import type { Roi } from '../roi.ts';
import { labelZones } from '../zones.ts';
import { edgeDistance } from './edge-distance.ts';

/** Zones by grey level and by the distance of their nearest voxel to the edge of the morphological mask, at least 1. */
export function* distanceZoneMatrices(roi: Roi, aggregation: Aggregation): Generator<LevelMatrix> {
  const levels = paddedLevels(roi);
  const across = crossesSlices(aggregation) ? '3d' : '2d';
  const zones = labelZones(levels, across);
  const distance = edgeDistance(roi, levels.box, across);
  const nearest = new Uint16Array(zones.size.length).fill(65535);
  for (let n = 0; n < levels.voxels.length; n += 1) {
    const zone = zones.ofVoxel[n] ?? 0;
    const here = Math.max(1, distance[levels.voxels[n] ?? 0] ?? 0);
    if (here < (nearest[zone] ?? 0)) nearest[zone] = here;
  }

  const farthest = nearest.reduce((most, here) => Math.max(most, here), 1);
  let zone = 0;
  for (const { from, to } of matrixParts(levels, aggregation)) {
    const counts = new PairCounts(levels.count, farthest, Math.min(to - from, nearest.length));
    for (; zone < nearest.length && (zones.first[zone] ?? 0) < to; zone += 1) {
      counts.add(zones.level[zone] ?? 0, nearest[zone] ?? 1);
    }
    yield levelMatrix(counts.cells(), to - from);
  }
}
