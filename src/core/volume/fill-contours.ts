/** A closed contour in the plane of a slice: x, y, x, y, ... in voxel index coordinates (centres are whole numbers). */
export interface PlanarContour {
  readonly slice: number;
  readonly points: readonly number[] | Float64Array;
}

/**
 * Fills contours by the even-odd rule at voxel centres: a voxel is inside when a ray from its centre crosses an odd number
 * of edges of all contours of its slice together. Holes, islands and contours joined by a keyhole so come out alike.
 * Edges are half-open (the lower end and the left border belong to the contour), so that touching contours share no voxel.
 *
 * @param size voxels along x, y, z; what lies outside is cut off
 * @returns 1 inside, 0 outside, x fastest
 */
export const fillContours = (
  contours: readonly PlanarContour[],
  size: readonly [number, number, number],
): Uint8Array => {
  const [width, height, depth] = size;
  const mask = new Uint8Array(width * height * depth);
  for (const { slice, points } of contours) {
    if (slice < 0 || slice >= depth) continue;
    const count = points.length >> 1;
    for (let i = 0; i < count; i++) {
      const next = (i + 1) % count;
      const [xa = 0, ya = 0, xb = 0, yb = 0] = [
        points[2 * i],
        points[2 * i + 1],
        points[2 * next],
        points[2 * next + 1],
      ];
      if (ya === yb) continue;
      const [x0, y0, x1, y1] = ya < yb ? [xa, ya, xb, yb] : [xb, yb, xa, ya];
      const from = Math.max(0, Math.ceil(y0));
      const slope = (x1 - x0) / (y1 - y0);
      for (let y = from; y < y1 && y < height; y++) {
        const crossing = Math.max(0, Math.ceil(x0 + (y - y0) * slope));
        const row = (slice * height + y) * width;
        // every edge flips all voxels to its right; what is flipped an odd number of times is inside
        for (let x = crossing; x < width; x++) mask[row + x] = (mask[row + x] ?? 0) ^ 1;
      }
    }
  }
  return mask;
};
