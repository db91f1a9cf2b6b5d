/** Signed distances in millimetres, negative inside; only near the surface are they true distances. */

export type Vector = readonly [number, number, number];
export interface Ellipsoid {
  readonly centre: Vector;
  readonly radii: Vector;
}

/** Distance to an ellipsoid whose axes are those of the body. */
export function toEllipsoid({ centre, radii }: Ellipsoid, x: number, y: number, z: number): number {
  const px = (x - centre[0]) / radii[0];
  const py = (y - centre[1]) / radii[1];
  const pz = (z - centre[2]) / radii[2];
  const norm = Math.sqrt(px * px + py * py + pz * pz);
  const slope = Math.sqrt((px / radii[0]) ** 2 + (py / radii[1]) ** 2 + (pz / radii[2]) ** 2);
  return slope < 1e-9 ? -Math.min(...radii) : (norm * (norm - 1)) / slope;
}

/** Distance to a tube of a radius along a broken line. */
export function toTube(points: readonly Vector[], radius: number, x: number, y: number, z: number): number {
  let nearest = Number.POSITIVE_INFINITY;
  for (let i = 0; i + 1 < points.length; i++) {
    const a = points[i];
    const b = points[i + 1];
    if (!a || !b) continue;
    const dx = b[0] - a[0];
    const dy = b[1] - a[1];
    const dz = b[2] - a[2];
    const along = ((x - a[0]) * dx + (y - a[1]) * dy + (z - a[2]) * dz) / (dx * dx + dy * dy + dz * dz);
    const t = along < 0 ? 0 : along > 1 ? 1 : along;
    const square = (x - a[0] - t * dx) ** 2 + (y - a[1] - t * dy) ** 2 + (z - a[2] - t * dz) ** 2;
    if (square < nearest) nearest = square;
  }
  return Math.sqrt(nearest) - radius;
}

/** Union with a rounded seam of about `seam` mm. */
export function joined(a: number, b: number, seam: number): number {
  const h = Math.max(seam - Math.abs(a - b), 0) / seam;
  return Math.min(a, b) - (h * h * seam) / 4;
}

/** What is in both, with a rounded edge. */
export const within = (a: number, b: number, seam: number): number => -joined(-a, -b, seam);
