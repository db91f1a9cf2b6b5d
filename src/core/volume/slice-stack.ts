import type { GantryTilt } from './gantry-tilt.ts';
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
  | {
      readonly ok: true;
      readonly order: readonly number[];
      /** Of the upright grid. */
      readonly geometry: Geometry;
      /** Set when the slices must be moved onto the grid first. */
      readonly tilt?: GantryTilt;
    }
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
/** The stack may drift this part of a pixel within the plane from first to last slice, and a leaning one lie so far off its line. */
const driftInPixels = 0.5;
/** Gantries tilt up to 30 degrees. */
const mostDegrees = 35;

const refused = (problem: StackProblem, sentence: string): Stack => ({ ok: false, problem, sentence });

const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;

/**
 * Orders slices along their normal and finds the grid they stand on. The spacing comes from the positions alone.
 * Slices of one orientation are expected; what cannot be an even and complete stack is refused by name. A stack that leans evenly along
 * one direction of its slices (tilted gantry) stands upright after `tilt`.
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
  const tilt = tiltOf(placed, [x, y, normal], inPlaneSpacingMm);
  if (tilt === 'uneven')
    return refused(
      'gantry-tilt',
      'The slices are shifted against each other within their plane, but not evenly along one direction as by a tilted gantry.',
    );
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
  const order = placed.map(({ index }) => index);
  const geometry: Geometry = {
    size: [size[0], size[1], planes.length],
    spacingMm: [inPlaneSpacingMm[0], inPlaneSpacingMm[1], spacing],
    originMm: bottom.positionMm,
    axes: [...x, ...y, ...normal],
  };
  if (tilt === undefined) return { ok: true, order, geometry };
  const direction = tilt.axis === 0 ? x : y;
  // where the stack leans backwards the upright grid begins before the first slice
  const before = scaled(direction, (tilt.shiftsPx[0] ?? 0) * inPlaneSpacingMm[tilt.axis]);
  return {
    ok: true,
    order,
    geometry: {
      ...geometry,
      size: [
        size[0] + (tilt.axis === 0 ? tilt.growthPx : 0),
        size[1] + (tilt.axis === 1 ? tilt.growthPx : 0),
        planes.length,
      ],
      originMm: minus(bottom.positionMm, before),
    },
    tilt,
  };
};

/** How a stack leans: not at all, evenly along rows or columns, or in a way that no gantry does. */
const tiltOf = (
  placed: readonly { readonly positionMm: Triple; readonly along: number }[],
  [x, y, normal]: readonly [Triple, Triple, Triple],
  spacingMm: readonly [number, number],
): GantryTilt | undefined | 'uneven' => {
  const [bottom, top] = [placed[0], placed[placed.length - 1]];
  if (bottom === undefined || top === undefined) return undefined;
  const ways = placed.map(({ positionMm }) => minus(positionMm, bottom.positionMm));
  const offsets = ([x, y] as const).map((direction) => ways.map((way) => dot(way, direction)));
  const limit = driftInPixels * Math.min(...spacingMm);
  const drifts = offsets.map((line) => Math.max(...line.map(Math.abs)));
  const leaning = ([0, 1] as const).filter((axis) => (drifts[axis] ?? 0) > limit);
  const [axis, another] = leaning;
  if (axis === undefined) return undefined;
  const line = offsets[axis] ?? [];
  const whole = line[line.length - 1] ?? 0;
  const height = top.along - bottom.along;
  const degrees = (Math.atan2(Math.abs(whole), height) * 180) / Math.PI;
  const even = placed.every(
    ({ along }, k) => Math.abs((line[k] ?? 0) - (whole * (along - bottom.along)) / height) <= limit,
  );
  if (
    another !== undefined ||
    !even ||
    degrees > mostDegrees ||
    !(dot(minus(top.positionMm, bottom.positionMm), normal) > 0)
  )
    return 'uneven';
  const pixels = line.map((offset) => offset / spacingMm[axis]);
  const start = Math.min(...pixels);
  const shiftsPx = pixels.map((shift) => shift - start);
  return { axis, shiftsPx, growthPx: Math.ceil(Math.max(...shiftsPx) - 1e-6), degrees };
};
