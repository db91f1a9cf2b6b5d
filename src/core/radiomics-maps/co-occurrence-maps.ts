import { Failure } from '../failure.ts';
import { coOccurrenceMatrixOf } from '../radiomics/glcm/co-occurrence-matrix.ts';
import { coOccurrenceFeatures } from '../radiomics/glcm/family.ts';
import type { Roi } from '../radiomics/roi.ts';
import { boundingBox } from '../volume/geometry.ts';
import { chosenFeatures, emptyMaps, type FeatureMaps, type MapSettings, positionsOf } from './feature-maps.ts';
import { type RimmedLevels, SlidingPairs } from './sliding-pairs.ts';

/** The pairs of a neighbourhood are few: finer levels give empty matrices and cost time. */
const mostLevels = 128;

/**
 * Grey level co-occurrence features (IBSI reference manual 3.6, the same table as the family `glcm`) of the cube around each voxel of the
 * region: distance 1, 13 directions merged, symmetric. Each value is what the family gives for that neighbourhood alone as a
 * region, with the grey levels of the whole region (N_g too).
 *
 * @throws Failure `invalid-input` without grey levels, with more than 128 of them, or for a feature that does not exist
 */
export function coOccurrenceMaps(roi: Roi, settings: MapSettings): FeatureMaps {
  const features = chosenFeatures(coOccurrenceFeatures, settings);
  const { levels, geometry } = roi;
  if (!levels) throw new Failure('invalid-input', 'Co-occurrence maps need grey levels: set a discretisation.');
  if (levels.count > mostLevels)
    throw new Failure('invalid-input', `Co-occurrence maps take up to ${mostLevels} grey levels: choose wider bins.`);
  const voxels = positionsOf(levels.data);
  const maps = emptyMaps(features, voxels.length);
  const box = boundingBox(levels.data, geometry.size);
  if (!box) return { geometry, radius: settings.radius, voxels, maps };

  const { radius } = settings;
  const [nx, ny] = geometry.size;
  const rimmed = rim(levels.data, geometry.size, box, radius, levels.count);
  const [width, height] = rimmed.size;
  const pairs = new SlidingPairs(rimmed, radius);
  let last = Number.NEGATIVE_INFINITY;
  for (const [n, position] of voxels.entries()) {
    const x = (position % nx) - box.low[0] + radius;
    const y = (Math.floor(position / nx) % ny) - box.low[1] + radius;
    const z = Math.floor(position / (nx * ny)) - box.low[2] + radius;
    const place = x + width * (y + height * z);
    // rows lie further apart than a gap that pays to slide through: the rim is between them
    if (place - last > radius) pairs.start(place);
    else for (let at = last + 1; at <= place; at++) pairs.step(at);
    last = place;
    const half = pairs.cells();
    if (half.count.length === 0) continue;
    const matrix = coOccurrenceMatrixOf(half, levels.count);
    for (let f = 0; f < features.length; f++) {
      const value = features[f]?.of(matrix);
      const map = maps[f];
      if (map === undefined || typeof value !== 'number' || !Number.isFinite(value)) continue;
      map.values[n] = value;
      map.defined[n] = 1;
    }
  }
  return { geometry, radius, voxels, maps };
}

/** The block around the region, with `width` empty voxels on every side. */
function rim(
  levels: Uint16Array,
  [nx, ny]: Roi['geometry']['size'],
  { low, high }: NonNullable<ReturnType<typeof boundingBox>>,
  width: number,
  levelCount: number,
): RimmedLevels {
  const inner = [high[0] - low[0] + 1, high[1] - low[1] + 1, high[2] - low[2] + 1] as const;
  const size = [inner[0] + 2 * width, inner[1] + 2 * width, inner[2] + 2 * width] as const;
  const data = new Uint16Array(size[0] * size[1] * size[2]);
  for (let z = 0; z < inner[2]; z++)
    for (let y = 0; y < inner[1]; y++) {
      const from = low[0] + nx * (low[1] + y + ny * (low[2] + z));
      data.set(levels.subarray(from, from + inner[0]), width + size[0] * (y + width + size[1] * (z + width)));
    }
  return { data, size, levelCount };
}
