import { Matrix } from 'ml-matrix';
import { boundingBox } from '../../volume/geometry.ts';
import type { FeatureResult } from '../family.ts';
import type { Roi } from '../roi.ts';
import { principalVariances, smallestBox, smallestEllipsoid } from './enclosing.ts';
import { diameter, hullOf } from './hull.ts';
import { meshMeasures } from './mesh.ts';
import { spatialCorrelation } from './spatial-correlation.ts';

/** Everything the morphological features are ratios of. Lengths in mm. */
export interface Shape {
  readonly volume: number;
  readonly voxelVolume: number;
  readonly area: number;
  readonly diameter: number;
  readonly hullVolume: number;
  readonly hullArea: number;
  /** Edges of the box along the voxel axes around the mesh. */
  readonly box: readonly [number, number, number];
  readonly orientedBox: readonly [number, number, number];
  /** Four times the root of the principal variances, descending; absent for a single voxel. */
  readonly principalAxes: readonly [number, number, number] | undefined;
  /** Semi-axes of the smallest enclosing ellipsoid, descending. */
  readonly ellipsoid: readonly [number, number, number];
  readonly centreShift: FeatureResult;
  readonly meanIntensity: number | undefined;
  readonly moran: FeatureResult;
  readonly geary: FeatureResult;
}

/** @returns `undefined` for an empty mask. */
export function shapeOf(roi: Roi): Shape | undefined {
  const { geometry, morphological, intensityMask, intensities } = roi;
  const { size, spacingMm } = geometry;
  const around = boundingBox(morphological, size);
  if (!around) return undefined;
  const centre = moments(morphological, undefined, size, spacingMm);
  const weighted = moments(intensityMask, intensities, size, spacingMm);
  const hull = hullOf(morphological, size, spacingMm);
  const [least, minor, major] = principalVariances(centre.covariance).map((variance) => 4 * Math.sqrt(variance)) as [
    number,
    number,
    number,
  ];
  const { moran, geary } = spatialCorrelation(roi);
  return {
    ...meshMeasures(morphological, size, spacingMm),
    voxelVolume: centre.count * spacingMm[0] * spacingMm[1] * spacingMm[2],
    diameter: diameter(hull.points),
    hullVolume: hull.volume,
    hullArea: hull.area,
    box: [0, 1, 2].map(
      (axis) => ((around.high[axis] ?? 0) - (around.low[axis] ?? 0) + 1) * (spacingMm[axis] ?? 1),
    ) as unknown as Shape['box'],
    orientedBox: smallestBox(hull),
    principalAxes: centre.count > 1 ? [major, minor, least] : undefined,
    ellipsoid: smallestEllipsoid(hull.points).reverse() as unknown as Shape['ellipsoid'],
    centreShift: weighted.centre
      ? { value: Math.hypot(...weighted.centre.map((value, axis) => value - (centre.centre?.[axis] ?? 0))) }
      : { undefined: 'the intensities of the region sum to zero' },
    meanIntensity: weighted.count > 0 ? weighted.sum / weighted.count : undefined,
    moran,
    geary,
  };
}

/** Count, centre and sample covariance (N - 1) of voxel centres; with intensities the centre is weighted by them. */
function moments(
  mask: Uint8Array,
  intensities: Float64Array | undefined,
  [nx, ny, nz]: readonly [number, number, number],
  [sx, sy, sz]: readonly [number, number, number],
) {
  let count = 0;
  let sum = 0;
  const first = [0, 0, 0] as [number, number, number];
  let [xx, xy, xz, yy, yz, zz] = [0, 0, 0, 0, 0, 0];
  // About the middle of the grid: the second moments keep their digits.
  const [mx, my, mz] = [nx / 2, ny / 2, nz / 2];
  let at = 0;
  for (let k = 0; k < nz; k++) {
    for (let j = 0; j < ny; j++) {
      for (let i = 0; i < nx; i++, at++) {
        if (!mask[at]) continue;
        const weight = intensities ? (intensities[at] as number) : 1;
        const x = (i - mx) * sx;
        const y = (j - my) * sy;
        const z = (k - mz) * sz;
        count++;
        sum += weight;
        first[0] += weight * x;
        first[1] += weight * y;
        first[2] += weight * z;
        xx += x * x;
        xy += x * y;
        xz += x * z;
        yy += y * y;
        yz += y * z;
        zz += z * z;
      }
    }
  }
  const centre = first.map((value) => value / sum);
  const known = sum !== 0 && centre.every(Number.isFinite);
  const [cx = 0, cy = 0, cz = 0] = centre;
  const co = (second: number, a: number, b: number) =>
    count > 1 && !intensities ? (second - count * a * b) / (count - 1) : 0;
  return {
    count,
    sum,
    centre: known ? centre : undefined,
    covariance: new Matrix([
      [co(xx, cx, cx), co(xy, cx, cy), co(xz, cx, cz)],
      [co(xy, cx, cy), co(yy, cy, cy), co(yz, cy, cz)],
      [co(xz, cx, cz), co(yz, cy, cz), co(zz, cz, cz)],
    ]),
  };
}
