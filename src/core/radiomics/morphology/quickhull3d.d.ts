/**
 * The bundle of quickhull3d. Its unbundled entry imports files without their ending, which Node refuses; the bundle comes without types.
 */
declare module 'quickhull3d/dist/quickhull3d.js' {
  /** Faces of the convex hull, counter-clockwise seen from outside, as positions in `points`. */
  export default function quickHull(
    points: readonly [number, number, number][],
    options?: { readonly skipTriangulation?: boolean },
  ): number[][];
}
