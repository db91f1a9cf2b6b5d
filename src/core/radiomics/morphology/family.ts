import { allUndefined, ratio } from '../distribution.ts';
import type { Family, FeatureDefinition, FeatureResult } from '../family.ts';
import { ellipsoidArea, ellipsoidVolume } from './ellipsoid.ts';
import { type Shape, shapeOf } from './shape.ts';

interface ShapeFeature extends FeatureDefinition {
  of(shape: Shape): number | FeatureResult;
}

const boxVolume = ([a, b, c]: Shape['box']) => a * b * c;
const boxArea = ([a, b, c]: Shape['box']) => 2 * (a * b + a * c + b * c);
/** Area of the ball of the same volume over the area. */
const sphericity = ({ volume, area }: Shape) => (36 * Math.PI * volume ** 2) ** (1 / 3) / area;

const oneVoxel: FeatureResult = { undefined: 'the region has one voxel only' };
const axis = (shape: Shape, n: 0 | 1 | 2): FeatureResult =>
  shape.principalAxes ? { value: shape.principalAxes[n] } : oneVoxel;
const axisRatio = ({ principalAxes }: Shape, n: 1 | 2): FeatureResult =>
  principalAxes ? { value: principalAxes[n] / principalAxes[0] } : oneVoxel;
/** Principal axes are those of an ellipsoid: half of them are its semi-axes. */
const enclosing = ({ principalAxes }: Shape, of: (a: number, b: number, c: number) => number): FeatureResult => {
  if (!principalAxes) return oneVoxel;
  const [a, b, c] = principalAxes;
  // A single layer of voxels has a least axis of 0, up to rounding.
  return c > 1e-6 * a ? { value: of(a / 2, b / 2, c / 2) } : { undefined: 'the voxel centres lie in one plane' };
};

/** IBSI reference manual 3.1. Oriented box and smallest ellipsoid have no reference value. */
const features: readonly ShapeFeature[] = [
  { id: 'volume-mesh', ibsi: 'RNU0', name: 'Volume (mesh)', unit: 'mm3', of: (x) => x.volume },
  { id: 'volume-voxels', ibsi: 'YEKZ', name: 'Volume (voxel counting)', unit: 'mm3', of: (x) => x.voxelVolume },
  { id: 'surface-area', ibsi: 'C0JK', name: 'Surface area (mesh)', unit: 'mm2', of: (x) => x.area },
  { id: 'surface-to-volume', ibsi: '2PR5', name: 'Surface to volume ratio', unit: '/mm', of: (x) => x.area / x.volume },
  {
    id: 'compactness-1',
    ibsi: 'SKGS',
    name: 'Compactness 1',
    unit: '1',
    of: (x) => x.volume / (Math.sqrt(Math.PI) * x.area ** 1.5),
  },
  { id: 'compactness-2', ibsi: 'BQWJ', name: 'Compactness 2', unit: '1', of: (x) => sphericity(x) ** 3 },
  {
    id: 'spherical-disproportion',
    ibsi: 'KRCK',
    name: 'Spherical disproportion',
    unit: '1',
    of: (x) => 1 / sphericity(x),
  },
  { id: 'sphericity', ibsi: 'QCFX', name: 'Sphericity', unit: '1', of: sphericity },
  { id: 'asphericity', ibsi: '25C7', name: 'Asphericity', unit: '1', of: (x) => 1 / sphericity(x) - 1 },
  { id: 'centre-of-mass-shift', ibsi: 'KLMA', name: 'Centre of mass shift', unit: 'mm', of: (x) => x.centreShift },
  { id: 'maximum-diameter', ibsi: 'L0JK', name: 'Maximum 3D diameter', unit: 'mm', of: (x) => x.diameter },
  { id: 'major-axis', ibsi: 'TDIC', name: 'Major axis length', unit: 'mm', of: (x) => axis(x, 0) },
  { id: 'minor-axis', ibsi: 'P9VJ', name: 'Minor axis length', unit: 'mm', of: (x) => axis(x, 1) },
  { id: 'least-axis', ibsi: '7J51', name: 'Least axis length', unit: 'mm', of: (x) => axis(x, 2) },
  { id: 'elongation', ibsi: 'Q3CK', name: 'Elongation', unit: '1', of: (x) => axisRatio(x, 1) },
  { id: 'flatness', ibsi: 'N17B', name: 'Flatness', unit: '1', of: (x) => axisRatio(x, 2) },
  {
    id: 'volume-density-box',
    ibsi: 'PBX1',
    name: 'Volume density (axis-aligned bounding box)',
    unit: '1',
    of: (x) => x.volume / boxVolume(x.box),
  },
  {
    id: 'area-density-box',
    ibsi: 'R59B',
    name: 'Area density (axis-aligned bounding box)',
    unit: '1',
    of: (x) => x.area / boxArea(x.box),
  },
  {
    id: 'volume-density-oriented-box',
    ibsi: 'ZH1A',
    name: 'Volume density (oriented minimum bounding box)',
    unit: '1',
    of: (x) => x.volume / boxVolume(x.orientedBox),
  },
  {
    id: 'area-density-oriented-box',
    ibsi: 'IQYR',
    name: 'Area density (oriented minimum bounding box)',
    unit: '1',
    of: (x) => x.area / boxArea(x.orientedBox),
  },
  {
    id: 'volume-density-ellipsoid',
    ibsi: '6BDE',
    name: 'Volume density (approximate enclosing ellipsoid)',
    unit: '1',
    of: (x) => enclosing(x, (a, b, c) => x.volume / ellipsoidVolume(a, b, c)),
  },
  {
    id: 'area-density-ellipsoid',
    ibsi: 'RDD2',
    name: 'Area density (approximate enclosing ellipsoid)',
    unit: '1',
    of: (x) => enclosing(x, (a, b, c) => x.area / ellipsoidArea(a, b, c)),
  },
  {
    id: 'volume-density-smallest-ellipsoid',
    ibsi: 'SWZ1',
    name: 'Volume density (minimum volume enclosing ellipsoid)',
    unit: '1',
    of: (x) => x.volume / ellipsoidVolume(...x.ellipsoid),
  },
  {
    id: 'area-density-smallest-ellipsoid',
    ibsi: 'BRI8',
    name: 'Area density (minimum volume enclosing ellipsoid)',
    unit: '1',
    of: (x) => x.area / ellipsoidArea(...x.ellipsoid),
  },
  {
    id: 'volume-density-hull',
    ibsi: 'R3ER',
    name: 'Volume density (convex hull)',
    unit: '1',
    of: (x) => x.volume / x.hullVolume,
  },
  {
    id: 'area-density-hull',
    ibsi: '7T7F',
    name: 'Area density (convex hull)',
    unit: '1',
    of: (x) => x.area / x.hullArea,
  },
  {
    id: 'integrated-intensity',
    ibsi: '99N0',
    name: 'Integrated intensity',
    unit: 'intensity.mm3',
    of: (x) =>
      x.meanIntensity === undefined
        ? { undefined: 'no intensity is left in the region' }
        : { value: x.meanIntensity * x.volume },
  },
  { id: 'moran', ibsi: 'N365', name: "Moran's I index", unit: '1', of: (x) => x.moran },
  { id: 'geary', ibsi: 'NPT7', name: "Geary's C measure", unit: '1', of: (x) => x.geary },
];

export default {
  id: 'morphology',
  name: 'Morphology',
  ibsi: 'HCUG',
  aggregations: ['volume'],
  needsLevels: false,
  features: features.map(({ of, ...definition }) => definition),
  compute(roi) {
    const shape = shapeOf(roi);
    if (!shape) return allUndefined(features, 'the region is empty');
    return new Map(
      features.map(({ id, of }) => {
        const result = of(shape);
        return [id, typeof result === 'number' ? ratio(result, 1, 'the quotient is not finite') : result];
      }),
    );
  },
} satisfies Family;
