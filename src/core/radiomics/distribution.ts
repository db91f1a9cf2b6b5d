import type { FeatureResult } from './family.ts';

/** What intensity statistics and intensity histogram have in common: the moments and quantiles of a sample. */
export interface Distribution {
  readonly mean: number;
  /** Population variance (divided by N). */
  readonly variance: number;
  readonly skewness: FeatureResult;
  /** Excess: 0 for a normal distribution. */
  readonly kurtosis: FeatureResult;
  readonly median: number;
  readonly minimum: number;
  readonly p10: number;
  readonly p90: number;
  readonly maximum: number;
  readonly interquartileRange: number;
  readonly range: number;
  readonly meanAbsoluteDeviation: number;
  /** Around the mean of the values in the closed interval from P10 to P90, over these values. */
  readonly robustMeanAbsoluteDeviation: number;
  /** Mean absolute deviation from the median. */
  readonly medianAbsoluteDeviation: number;
  readonly coefficientOfVariation: FeatureResult;
  readonly quartileDispersion: FeatureResult;
}

export const flatRegion: FeatureResult = { undefined: 'all intensities of the region are equal' };

/**
 * Moments and quantiles of a sample (IBSI reference manual 3.3, 3.4).
 * Percentiles interpolate linearly between order statistics; the manual leaves the rule open.
 * @param sorted ascending, at least one value.
 */
export function distribution(sorted: Float64Array): Distribution {
  const n = sorted.length;
  const minimum = sorted[0] as number;
  const maximum = sorted[n - 1] as number;
  const mean = average(sorted, 0, n);
  let second = 0;
  let third = 0;
  let fourth = 0;
  let absolute = 0;
  const median = percentile(sorted, 0.5);
  let fromMedian = 0;
  for (let at = 0; at < n; at++) {
    const value = sorted[at] as number;
    const d = value - mean;
    const square = d * d;
    second += square;
    third += square * d;
    fourth += square * square;
    absolute += Math.abs(d);
    fromMedian += Math.abs(value - median);
  }
  const variance = minimum === maximum ? 0 : second / n;
  const p10 = percentile(sorted, 0.1);
  const p25 = percentile(sorted, 0.25);
  const p75 = percentile(sorted, 0.75);
  const p90 = percentile(sorted, 0.9);
  const flat = variance === 0;
  return {
    mean,
    variance,
    skewness: flat ? flatRegion : { value: third / n / variance ** 1.5 },
    kurtosis: flat ? flatRegion : { value: fourth / n / variance ** 2 - 3 },
    median,
    minimum,
    p10,
    p90,
    maximum,
    interquartileRange: p75 - p25,
    range: maximum - minimum,
    meanAbsoluteDeviation: flat ? 0 : absolute / n,
    robustMeanAbsoluteDeviation: flat ? 0 : robustDeviation(sorted, p10, p90),
    medianAbsoluteDeviation: fromMedian / n,
    coefficientOfVariation: ratio(Math.sqrt(variance), mean, 'the mean is zero'),
    quartileDispersion: ratio(p75 - p25, p75 + p25, 'the quartiles sum to zero'),
  };
}

/** `a / b`, or why there is none. */
export function ratio(a: number, b: number, why: string): FeatureResult {
  const value = a / b;
  return b !== 0 && Number.isFinite(value) ? { value } : { undefined: why };
}

function average(values: Float64Array, from: number, to: number): number {
  let sum = 0;
  for (let at = from; at < to; at++) sum += values[at] as number;
  return sum / (to - from);
}

function percentile(sorted: Float64Array, share: number): number {
  const place = share * (sorted.length - 1);
  const below = Math.floor(place);
  const low = sorted[below] as number;
  const high = sorted[Math.min(sorted.length - 1, below + 1)] as number;
  return low + (high - low) * (place - below);
}

function robustDeviation(sorted: Float64Array, p10: number, p90: number): number {
  let from = 0;
  while (from < sorted.length - 1 && (sorted[from] as number) < p10) from++;
  let to = sorted.length;
  while (to > from + 1 && (sorted[to - 1] as number) > p90) to--;
  const mean = average(sorted, from, to);
  let sum = 0;
  for (let at = from; at < to; at++) sum += Math.abs((sorted[at] as number) - mean);
  return sum / (to - from);
}

/** The values of the voxels inside a mask, in the order of the grid. */
function valuesInside(values: ArrayLike<number>, mask: Uint8Array): Float64Array {
  let n = 0;
  for (let at = 0; at < mask.length; at++) if (mask[at]) n++;
  const out = new Float64Array(n);
  n = 0;
  for (let at = 0; at < mask.length; at++) if (mask[at]) out[n++] = values[at] as number;
  return out;
}

/** The same, ascending. Whole numbers that lie close together, as in CT and in grey levels, are counted instead of compared. */
export function sortedInside(values: ArrayLike<number>, mask: Uint8Array): Float64Array {
  const out = valuesInside(values, mask);
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (let at = 0; at < out.length; at++) {
    const value = out[at] as number;
    if (!Number.isInteger(value)) return out.sort();
    if (value < low) low = value;
    if (value > high) high = value;
  }
  if (out.length === 0 || high - low >= 65_536) return out.sort();
  const counts = new Uint32Array(high - low + 1);
  for (let at = 0; at < out.length; at++) {
    const cell = (out[at] as number) - low;
    counts[cell] = (counts[cell] as number) + 1;
  }
  let to = 0;
  for (let cell = 0; cell < counts.length; cell++) {
    const end = to + (counts[cell] as number);
    out.fill(low + cell, to, end);
    to = end;
  }
  return out;
}

/** Every feature of a family absent for the same reason. */
export function allUndefined(features: readonly { readonly id: string }[], why: string): Map<string, FeatureResult> {
  return new Map(features.map(({ id }) => [id, { undefined: why }]));
}
