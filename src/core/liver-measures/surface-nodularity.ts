import { fitPolynomial } from '../linear-algebra.ts';
import { axialness } from '../volume/patient-directions.ts';
import type { Mask, Volume } from '../volume/volume.ts';
import { borderOf, type PlanePoint, resampleClosed, smoothClosed } from './slice-contour.ts';

/** Everything that decides the score, so that two scores can be compared. */
const rules = {
  /** Coarser pixels hide nodules of a few millimetres. */
  coarsestPixelMm: 1,
  /** Thicker slices blur the surface across the slice. */
  thickestSliceMm: 5,
  /** Cosine between slice normal and body axis: slices leaning more than 20 degrees are not axial. */
  leastAxialness: 0.94,
  stepMm: 0.5,
  /** The edge is sought this far on either side of the border of the region. */
  searchMm: 4,
  profileStepMm: 0.25,
  /** Gaussian along the profile before its slope is taken. */
  profileSigmaMm: 0.8,
  /** The liver's side must be this much brighter than what lies beyond the edge, and that must be fat or lung. */
  leastDropHu: 60,
  fatBelowHu: 0,
  /** Neighbouring edge points differ by no more than this, or the line breaks there. */
  largestJumpMm: 1.5,
  /** A window of surface, and the degree of the smooth curve through it. */
  windowMm: 25,
  degree: 3,
  /** Windows with a point this far from the curve show a fissure or a vessel, not nodules. */
  fissureMm: 4,
  /** Less surface than this is no sample. */
  leastSurfaceMm: 250,
  fewestSlices: 5,
} as const;

export interface SurfaceNodularity {
  /** Mean distance of the surface from the smooth curve, in tenths of a millimetre. */
  readonly score: number;
  readonly windows: number;
  readonly slices: number;
  readonly surfaceMm: number;
}

/**
 * Liver surface nodularity on axial CT slices, after the idea of Smith AD et al., Radiology 2016;280:771-781: how far the edge of the
 * liver departs from a smooth curve, on average. On each slice the border of the region is refined to where the intensity falls most
 * steeply; parts that face forward or to the right and border on fat or lung count; a cubic is laid through each 25 mm of them.
 *
 * What differs from the published tool: windows are placed by rule on all slices instead of by a reader at chosen places; the smooth curve
 * is a cubic over 25 mm; the score is the mean over all windows with equal weight. Its cut-offs therefore do not carry over.
 *
 * @returns absent, with the reason, on other than axial slices, on coarse grids, and where too little surface borders on fat or lung
 */
export function surfaceNodularity(image: Volume, liver: Mask): SurfaceNodularity | { readonly absent: string } {
  const { size, spacingMm } = image.geometry;
  if (axialness(image.geometry) < rules.leastAxialness) return { absent: 'the slices are not axial' };
  if (Math.max(spacingMm[0], spacingMm[1]) > rules.coarsestPixelMm)
    return { absent: `pixels are wider than ${rules.coarsestPixelMm} mm` };
  if (spacingMm[2] > rules.thickestSliceMm) return { absent: `slices lie more than ${rules.thickestSliceMm} mm apart` };
  const deviations: number[] = [];
  let slices = 0;
  for (let k = 0; k < size[2]; k++) {
    const runs = edgeRuns(image, liver, k);
    const found = runs.flatMap(windowsOf).flatMap((points) => deviationOf(points) ?? []);
    if (found.length > 0) slices++;
    deviations.push(...found);
  }
  const surfaceMm = deviations.length * rules.windowMm;
  if (surfaceMm < rules.leastSurfaceMm || slices < rules.fewestSlices)
    return { absent: `only ${surfaceMm} mm of surface on ${slices} slices border on fat or lung` };
  const mean = deviations.reduce((sum, value) => sum + value, 0) / deviations.length;
  return { score: 10 * mean, windows: deviations.length, slices, surfaceMm };
}

/** Lines of consecutive edge points of one slice that may be measured. */
function edgeRuns(image: Volume, liver: Mask, k: number): PlanePoint[][] {
  const { size, spacingMm, axes } = image.geometry;
  const [nx, ny] = size;
  const slice = liver.data.subarray(k * nx * ny, (k + 1) * nx * ny);
  const pixel = Math.min(spacingMm[0], spacingMm[1]);
  const raw = borderOf(slice, [nx, ny], [spacingMm[0], spacingMm[1]]);
  if (raw.length * pixel < 4 * rules.windowMm) return [];
  const border = resampleClosed(smoothClosed(raw, 2 / pixel), rules.stepMm);
  const intensity = sampler(image, k);
  const runs: PlanePoint[][] = [];
  let run: PlanePoint[] = [];
  let before: number | undefined;
  const stop = () => {
    if (run.length > 1) runs.push(run);
    run = [];
    before = undefined;
  };
  for (const [n, point] of border.entries()) {
    const previous = border[(n + border.length - 2) % border.length] ?? point;
    const next = border[(n + 2) % border.length] ?? point;
    const [dx, dy] = [next[0] - previous[0], next[1] - previous[1]];
    const length = Math.hypot(dx, dy);
    // the region lies to the left of the line as drawn with y down, so outside is (dy, -dx)
    const normal: PlanePoint = length > 0 ? [dy / length, -dx / length] : [0, 0];
    const right = -(normal[0] * axes[0] + normal[1] * axes[3]);
    const front = -(normal[0] * axes[1] + normal[1] * axes[4]);
    // forward and to the patient's right, up to 78 degrees off the direction between them
    const edge = 0.5 * right + 0.866 * front > 0.2 ? edgeAt(point, normal, intensity) : undefined;
    if (edge === undefined) {
      stop();
      continue;
    }
    if (before !== undefined && Math.abs(edge - before) > rules.largestJumpMm) stop();
    run.push([point[0] + edge * normal[0], point[1] + edge * normal[1]]);
    before = edge;
  }
  stop();
  return runs;
}

type Sampler = (x: number, y: number) => number | undefined;

/** Bilinear intensity of one slice at plane millimetres; undefined outside the image. */
function sampler({ geometry: { size, spacingMm }, data }: Volume, k: number): Sampler {
  const [nx, ny] = size;
  const start = k * nx * ny;
  return (xMm, yMm) => {
    const [x, y] = [xMm / spacingMm[0], yMm / spacingMm[1]];
    const [i, j] = [Math.floor(x), Math.floor(y)];
    if (i < 0 || j < 0 || i + 1 >= nx || j + 1 >= ny) return undefined;
    const at = start + i + nx * j;
    const [u, v] = [x - i, y - j];
    const upper = (data[at] ?? 0) * (1 - u) + (data[at + 1] ?? 0) * u;
    const lower = (data[at + nx] ?? 0) * (1 - u) + (data[at + nx + 1] ?? 0) * u;
    return upper * (1 - v) + lower * v;
  };
}

const half = Math.round(rules.searchMm / rules.profileStepMm);
const sigma = rules.profileSigmaMm / rules.profileStepMm;
const reach = Math.ceil(3 * sigma);
const margin = half + reach;
/** Derivative of a Gaussian, negated: positive where the intensity falls outwards. */
const fallKernel = Float64Array.from({ length: 2 * reach + 1 }, (_, n) => {
  const t = n - reach;
  return -(t / (sigma * sigma)) * Math.exp((-t * t) / (2 * sigma * sigma));
});

/** Where, in mm along the outward normal, the liver ends: steepest fall, to a part of a step by a parabola. */
function edgeAt(point: PlanePoint, normal: PlanePoint, intensity: Sampler): number | undefined {
  const profile = new Float64Array(2 * margin + 1);
  for (let n = 0; n < profile.length; n++) {
    const t = (n - margin) * rules.profileStepMm;
    let sum = 0;
    // three lines side by side: noise of single pixels is no nodule
    for (const side of [-0.5, 0, 0.5]) {
      const value = intensity(point[0] + t * normal[0] - side * normal[1], point[1] + t * normal[1] + side * normal[0]);
      if (value === undefined) return undefined;
      sum += value;
    }
    profile[n] = sum / 3;
  }
  const fall = new Float64Array(2 * half + 1);
  let steepest = -1;
  for (let n = 0; n < fall.length; n++) {
    let sum = 0;
    for (let w = 0; w < fallKernel.length; w++) sum += (fallKernel[w] ?? 0) * (profile[n + w] ?? 0);
    fall[n] = sum;
    if (steepest < 0 || sum > (fall[steepest] ?? 0)) steepest = n;
  }
  // an edge at the end of the search is the flank of something else
  if (steepest <= 0 || steepest >= fall.length - 1) return undefined;
  const centre = steepest + reach;
  const off = Math.round(2 / rules.profileStepMm);
  const [within, beyond] = [profile[centre - off] ?? 0, profile[centre + off] ?? 0];
  if (beyond > rules.fatBelowHu || within - beyond < rules.leastDropHu) return undefined;
  const [a, b, c] = [fall[steepest - 1] ?? 0, fall[steepest] ?? 0, fall[steepest + 1] ?? 0];
  const bend = a - 2 * b + c;
  const shift = bend < 0 ? (0.5 * (a - c)) / bend : 0;
  return (steepest - half + shift) * rules.profileStepMm;
}

/** Windows of even length, one after the other; what is left at the end is too short. */
function windowsOf(run: readonly PlanePoint[]): PlanePoint[][] {
  const points = Math.round(rules.windowMm / rules.stepMm) + 1;
  const windows: PlanePoint[][] = [];
  for (let from = 0; from + points <= run.length; from += points) windows.push(run.slice(from, from + points));
  return windows;
}

/** Mean distance of the points of a window from its cubic, in mm; undefined where the window shows a fissure. */
function deviationOf(points: readonly PlanePoint[]): number | undefined {
  const [first, last] = [points[0], points[points.length - 1]];
  if (first === undefined || last === undefined) return undefined;
  const chord = Math.hypot(last[0] - first[0], last[1] - first[1]);
  if (chord < rules.windowMm / 2) return undefined;
  const [ux, uy] = [(last[0] - first[0]) / chord, (last[1] - first[1]) / chord];
  const [mx, my] = [(first[0] + last[0]) / 2, (first[1] + last[1]) / 2];
  // along the chord in half chords, across it in mm
  const along = points.map(([x, y]) => ((x - mx) * ux + (y - my) * uy) / (chord / 2));
  const across = points.map(([x, y]) => -(x - mx) * uy + (y - my) * ux);
  const curve = fitPolynomial(along, across, rules.degree);
  if (curve === undefined) return undefined;
  let sum = 0;
  for (const [n, t] of along.entries()) {
    let [value, slope] = [0, 0];
    for (let p = curve.length - 1; p >= 0; p--) {
      slope = slope * t + value;
      value = value * t + (curve[p] ?? 0);
    }
    // distance across the chord, turned to the distance from the curve
    const distance = Math.abs((across[n] ?? 0) - value) / Math.hypot(1, slope / (chord / 2));
    if (distance > rules.fissureMm) return undefined;
    sum += distance;
  }
  return sum / points.length;
}
