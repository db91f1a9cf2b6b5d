import { directions2d, directions3d } from './directions.ts';
import { type PaddedLevels, stepOf } from './padded-levels.ts';

/** Connected voxels of one grey level, in the order of their first voxel (so zones of one slice stand together in 2D). */
export interface Zones {
  readonly level: Uint16Array;
  /** Voxels of the zone. */
  readonly size: Int32Array;
  /** Place of the zone's first voxel in the list of voxels. */
  readonly first: Int32Array;
  /** Zone of each voxel of the list. */
  readonly ofVoxel: Int32Array;
}

const seen = { '2d': new WeakMap<PaddedLevels, Zones>(), '3d': new WeakMap<PaddedLevels, Zones>() };

/** Two families ask for the zones of the same ROI several times, so the answer is kept as long as the ROI lives. */
export function labelZones(levels: PaddedLevels, across: '2d' | '3d'): Zones {
  const known = seen[across].get(levels);
  if (known) return known;
  const zones = findZones(levels, across);
  seen[across].set(levels, zones);
  return zones;
}

/**
 * Zones by union-find in one scan: a voxel joins the zones of those equal neighbours that the scan has passed (half of
 * its 26, or of its 8 within the slice). A zone is known by its earliest voxel, so joining two trees hangs the later
 * root under the earlier one, and in the second scan the root of a voxel already has its number. Paths are halved on
 * every search, which keeps the trees flat: time linear in practice.
 */
function findZones(levels: PaddedLevels, across: '2d' | '3d'): Zones {
  const { data, voxels, box } = levels;
  const steps = (across === '3d' ? directions3d : directions2d).map((direction) => stepOf(box, direction));
  const parent = new Int32Array(data.length);
  let count = 0;
  for (let n = 0; n < voxels.length; n += 1) {
    const v = voxels[n] ?? 0;
    const level = data[v];
    let root = v;
    parent[v] = v;
    for (let s = 0; s < steps.length; s += 1) {
      const neighbour = v - (steps[s] ?? 0);
      if (data[neighbour] !== level) continue;
      const other = rootOf(parent, neighbour);
      if (other === root) continue;
      if (other < root) {
        parent[root] = other;
        root = other;
      } else parent[other] = root;
    }
  }
  for (let n = 0; n < voxels.length; n += 1) if (parent[voxels[n] ?? 0] === voxels[n]) count += 1;

  const zones: Zones = {
    level: new Uint16Array(count),
    size: new Int32Array(count),
    first: new Int32Array(count),
    ofVoxel: new Int32Array(voxels.length),
  };
  // The list is ascending and a root precedes its zone: numbers of roots go where their parents were, negated.
  let next = 0;
  for (let n = 0; n < voxels.length; n += 1) {
    const v = voxels[n] ?? 0;
    const up = parent[v] ?? 0;
    let zone: number;
    if (up === v) {
      zone = next;
      next += 1;
      zones.level[zone] = data[v] ?? 0;
      zones.first[zone] = n;
    } else zone = -(parent[up] ?? 0) - 1;
    parent[v] = -zone - 1;
    zones.ofVoxel[n] = zone;
    zones.size[zone] = (zones.size[zone] ?? 0) + 1;
  }
  return zones;
}

function rootOf(parent: Int32Array, from: number): number {
  let v = from;
  let up = parent[v] ?? 0;
  while (up !== v) {
    const above = parent[up] ?? 0;
    parent[v] = above;
    v = above;
    up = parent[v] ?? 0;
  }
  return v;
}
