import { type Box, copyIntoBox } from '../padded-levels.ts';
import type { Roi } from '../roi.ts';

/**
 * City-block distance, in voxels, of every voxel of the block to the nearest one outside the morphological mask: 1 at
 * the edge, 0 outside. The padding is outside, so the border of the image counts as an edge. In 2D each slice alone.
 *
 * Two scans are exact for this distance: a shortest way to the outside can be walked first along the axes that point
 * back in index order, then along those that point forward; the first scan brings distances from behind, the second
 * from ahead.
 */
export function edgeDistance(roi: Roi, box: Box, across: '2d' | '3d'): Uint16Array {
  const [width, height, depth] = box.size;
  const slice = width * height;
  const inside = copyIntoBox(roi, box, roi.morphological, new Uint8Array(slice * depth));
  const distance = new Uint16Array(inside.length);
  for (let v = slice; v < inside.length - slice; v += 1) {
    if (inside[v] === 0) continue;
    let least = Math.min(distance[v - 1] ?? 0, distance[v - width] ?? 0);
    if (across === '3d') least = Math.min(least, distance[v - slice] ?? 0);
    distance[v] = least + 1;
  }
  for (let v = inside.length - slice - 1; v >= slice; v -= 1) {
    if (inside[v] === 0) continue;
    let least = Math.min(distance[v + 1] ?? 0, distance[v + width] ?? 0);
    if (across === '3d') least = Math.min(least, distance[v + slice] ?? 0);
    if (least + 1 < (distance[v] ?? 0)) distance[v] = least + 1;
  }
  return distance;
}
