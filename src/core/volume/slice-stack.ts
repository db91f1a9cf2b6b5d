import type { Geometry } from './volume.ts';

type Triple = readonly [number, number, number];

/** The plane of a slice, as DICOM gives it. */
export interface SlicePlane {
  /** Image Position (Patient): centre of the first pixel, LPS millimetres. */
  readonly positionMm: Triple;
  /** Image Orientation (Patient): direction of rising column index, then of rising row index. */
  readonly orientation: readonly number[];
}

export type StackProblem =
  | 'no-geometry'
  | 'bad-orientation'
  | 'single-slice'
  | 'duplicate-slices'
  | 'gantry-tilt'
  | 'missing-slices'
  | 'uneven-slices';

export type Stack =
  | { readonly ok: true; readonly order: readonly number[]; readonly geometry: Geometry }
  | { readonly ok: false; readonly problem: StackProblem; readonly sentence: string };

const dot = (a: Triple, b: Triple) => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
const cross = (a: Triple, b: Triple): Triple => [
  a[1] * b[2] - a[2] * b[1],
  a[2] * b[0] - a[0] * b[2],
  a[0] * b[1] - a[1] * b[0],
];
const minus = (a: Triple, b: Triple): Triple => [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
const scaled = (a: Triple, by: number): Triple => [a[0] * by, a[1] * by, a[2] * by];

/**
 * Row direction, column direction and their normal, orthonormal; undefined when the six numbers are no orientation
 * (more than 1 % off unit length or more than half a degree off a right angle).
 */
export const sliceAxes = (orientation: readonly number[]): readonly [Triple, Triple, Triple] | undefined => {
  const [a, b, c, d, e, f] = orientation;
  if (a === undefined || b === undefined || c === undefined || d === undefined || e === undefined || f === undefined)
    return undefined;
  const [row, column]: [Triple, Triple] = [
    [a, b, c],
    [d, e, f],
  ];
  const [rowLength, columnLength] = [Math.sqrt(dot(row, row)), Math.sqrt(dot(column, column))];
  if (!(Math.abs(rowLength - 1) < 0.01) || !(Math.abs(columnLength - 1) < 0.01)) return undefined;
  if (!(Math.abs(dot(row, column)) < 0.009)) return undefined;
  const x = scaled(row, 1 / rowLength);
  const straight = minus(column, scaled(x, dot(column, x)));
  const y = scaled(straight, 1 / Math.sqrt(dot(straight, straight)));
  return [x, y, cross(x, y)];
};

/** Positions nearer than this are one place, in millimetres: coordinates are often rounded to 0.01. */
const samePlaceMm = 0.01;
/** A slice may lie this part of the spacing off its place on the even grid. */
const unevenness = 0.05;
/** The stack may drift this part of a pixel within the plane from first to last slice. */
const driftInPixels = 0.5;

const refused = (problem: StackProblem, sentence: string): Stack => ({ ok: false, problem, sentence });

const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;

/**
 * Orders slices along their normal and finds the grid they stand on. The spacing comes from the positions alone.
 * Slices of one orientation are expected; what cannot be an even, upright, complete stack is refused by name.
 *
 * @param inPlaneSpacingMm along a row (x), along a column (y)
 */
export const stackSlices = (
  planes: readonly SlicePlane[],
  size: readonly [number, number],
  inPlaneSpacingMm: readonly [number, number],
): Stack => {
  const [first] = planes;
  if (first === undefined) return refused('no-geometry', 'There are no slices.');
  const axes = sliceAxes(first.orientation);
  if (axes === undefined)
    return refused('bad-orientation', 'The image orientation is no pair of right-angled directions.');
  const [x, y, normal] = axes;
  if (planes.length === 1) return refused('single-slice', 'There is only one slice, so there is no slice spacing.');
  const placed = planes
    .map(({ positionMm }, index) => ({ index, positionMm, along: dot(positionMm, normal) }))
    .sort((a, b) => a.along - b.along);
  const steps = placed.slice(1).map((slice, i) => slice.along - (placed[i]?.along ?? 0));
  const duplicates = steps.filter((step) => step < samePlaceMm).length;
  if (duplicates > 0)
    return refused('duplicate-slices', `${duplicates} of ${planes.length} slices lie where another one lies.`);
  const [bottom, top] = [placed[0], placed[placed.length - 1]];
  if (bottom === undefined || top === undefined) return refused('no-geometry', 'There are no slices.');
  const drift = Math.max(
    ...placed.map(({ positionMm }) => {
      const way = minus(positionMm, bottom.positionMm);
      return Math.max(Math.abs(dot(way, x)), Math.abs(dot(way, y)));
    }),
  );
  if (drift > driftInPixels * Math.min(...inPlaneSpacingMm)) {
    const way = minus(top.positionMm, bottom.positionMm);
    const degrees = (Math.acos(Math.min(1, dot(way, normal) / Math.sqrt(dot(way, way)))) * 180) / Math.PI;
    return refused(
      'gantry-tilt',
      `The slices are shifted against each other within their plane (the stack leans by ${degrees.toFixed(1)} degrees, as with a tilted gantry).`,
    );
  }
  const usual = median(steps);
  const gaps = steps.filter((step) => step > 1.5 * usual);
  if (gaps.length > 0) {
    const lost = gaps.reduce((sum, gap) => sum + Math.round(gap / usual) - 1, 0);
    return refused(
      'missing-slices',
      `About ${Math.max(lost, 1)} slices are missing in ${gaps.length} places (usual distance ${usual.toFixed(2)} mm).`,
    );
  }
  // coordinates carry at most nine decimals; what lies behind them is noise of the subtraction
  const spacing = Math.round(((top.along - bottom.along) / (planes.length - 1)) * 1e9) / 1e9;
  const worst = Math.max(...placed.map(({ along }, k) => Math.abs(along - bottom.along - k * spacing)));
  if (worst > unevenness * spacing)
    return refused('uneven-slices', `The slices are unevenly spaced (up to ${worst.toFixed(2)} mm off an even grid).`);
  return {
    ok: true,
    order: placed.map(({ index }) => index),
    geometry: {
      size: [size[0], size[1], planes.length],
      spacingMm: [inPlaneSpacingMm[0], inPlaneSpacingMm[1], spacing],
      originMm: bottom.positionMm,
      axes: [...x, ...y, ...normal],
    },
  };
};
