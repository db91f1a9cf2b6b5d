import type { VolumeHistogramSteps } from '../roi.ts';

/** Steps of the axis: more than this is no histogram but a list of all intensities. */
const mostSteps = 1_000_000;

export interface VolumeHistogram {
  /** Intensity (or, for FBN, level) of each step, ascending. */
  readonly intensities: Float64Array;
  /** Place of each step between the ends of the axis, 0 to 1. */
  readonly fractions: Float64Array;
  /** Share of the region that has at least this intensity, descending from 1. */
  readonly volumes: Float64Array;
}

/**
 * The intensity-volume histogram (IBSI reference manual 3.5).
 * @param sorted intensities of the region, ascending, at least one.
 * @returns why there is none, where that is so.
 */
export function volumeHistogramOf(sorted: Float64Array, steps: VolumeHistogramSteps): VolumeHistogram | string {
  const minimum = sorted[0] as number;
  const maximum = sorted[sorted.length - 1] as number;
  if (steps.method === 'FBN') {
    if (minimum === maximum) return 'all intensities of the region are equal';
    const { bins } = steps;
    const levelOf = (x: number) => Math.min(bins, Math.floor((bins * (x - minimum)) / (maximum - minimum)) + 1);
    return tabulate(sorted.map(levelOf), { count: bins, first: 1, step: 1, level: (x) => x });
  }
  const [low, high] = steps.range ?? [minimum, maximum];
  if (low === high) return 'all intensities of the region are equal';
  const width = steps.method === 'FBS' ? steps.width : 1;
  const cells = (high - low) / width;
  if (!(cells <= mostSteps)) return 'the axis has too many steps: choose another discretisation';
  if (steps.method === 'FBS') {
    // Bin centres. The upper end of a range that the width divides belongs to the last bin.
    const count = Math.max(1, Math.ceil(Math.round(cells * 1e9) / 1e9));
    if (count < 2) return 'the axis has one bin only';
    const levelOf = (x: number) => Math.min(count, Math.floor((x - low) / width) + 1);
    return tabulate(sorted, { count, first: low + width / 2, step: width, level: levelOf });
  }
  if (!sorted.every(Number.isInteger) || !Number.isInteger(low) || !Number.isInteger(high)) {
    return 'intensities are not whole numbers: discretise the intensity-volume histogram';
  }
  return tabulate(sorted, { count: cells + 1, first: low, step: 1, level: (x) => x - low + 1 });
}

function tabulate(
  sorted: Float64Array,
  axis: { count: number; first: number; step: number; level(value: number): number },
): VolumeHistogram {
  const { count } = axis;
  const volumes = new Float64Array(count);
  for (const value of sorted) {
    const at = axis.level(value) - 1;
    volumes[at] = (volumes[at] as number) + 1;
  }
  let above = 0;
  for (let at = count - 1; at >= 0; at--) {
    above += volumes[at] as number;
    volumes[at] = above / sorted.length;
  }
  return {
    intensities: Float64Array.from({ length: count }, (_, at) => axis.first + at * axis.step),
    fractions: Float64Array.from({ length: count }, (_, at) => at / (count - 1)),
    volumes,
  };
}

/** Largest volume share whose intensity fraction is at least `fraction`. */
export function volumeAt({ fractions, volumes }: VolumeHistogram, fraction: number): number {
  const at = fractions.findIndex((value) => value >= fraction - 1e-12);
  return at < 0 ? 0 : (volumes[at] as number);
}

/** Smallest intensity held by at most `share` of the volume; `undefined` when even the last step is held by more. */
export function intensityAt({ intensities, volumes }: VolumeHistogram, share: number): number | undefined {
  const at = volumes.findIndex((value) => value <= share + 1e-12);
  return at < 0 ? undefined : intensities[at];
}

/** Area under the curve of volume over intensity fraction, by trapezoids. */
export function areaUnder({ fractions, volumes }: VolumeHistogram): number {
  let area = 0;
  for (let at = 1; at < volumes.length; at++) {
    const width = (fractions[at] as number) - (fractions[at - 1] as number);
    area += (width * ((volumes[at] as number) + (volumes[at - 1] as number))) / 2;
  }
  return area;
}
