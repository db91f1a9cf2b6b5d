import type { Aggregation } from '../family.ts';
import { type LevelMatrix, levelMatrix } from '../level-matrix.ts';
import { crossesSlices, matrixParts } from '../matrix-parts.ts';
import { paddedLevels } from '../padded-levels.ts';
import { PairCounts } from '../pair-counts.ts';
import type { Roi } from '../roi.ts';
import { labelZones } from '../zones.ts';

/** Zones by grey level and number of voxels. Zones of a slice stand together, so each matrix takes the next few. */
export function* sizeZoneMatrices(roi: Roi, aggregation: Aggregation): Generator<LevelMatrix> {
  const levels = paddedLevels(roi);
  const zones = labelZones(levels, crossesSlices(aggregation) ? '3d' : '2d');
  let zone = 0;
  for (const { from, to } of matrixParts(levels, aggregation)) {
    const counts = new PairCounts(levels.count, to - from, Math.min(to - from, zones.size.length));
    for (; zone < zones.size.length && (zones.first[zone] ?? 0) < to; zone += 1) {
      counts.add(zones.level[zone] ?? 0, zones.size[zone] ?? 0);
    }
    yield levelMatrix(counts.cells(), to - from);
  }
}
