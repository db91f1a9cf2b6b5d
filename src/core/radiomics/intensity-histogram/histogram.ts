import type { FeatureResult } from '../family.ts';

export interface Histogram {
  /** Most frequent level; of several the one nearest to the mean, then the lower. */
  readonly mode: number;
  /** Bits. */
  readonly entropy: number;
  readonly uniformity: number;
  readonly maximumGradient: Gradient;
  readonly minimumGradient: Gradient;
}

interface Gradient {
  readonly value: FeatureResult;
  /** First level with this gradient. */
  readonly level: FeatureResult;
}

/**
 * Counts of all levels 1..count, empty ones too, and what the IBSI asks of them.
 * The gradient is central inside and one-sided at both ends (IBSI reference manual 3.4.20).
 */
export function histogramOf(levels: Float64Array, count: number, mean: number): Histogram {
  const counts = new Float64Array(count);
  for (const level of levels) counts[level - 1] = (counts[level - 1] as number) + 1;
  let mode = 1;
  let entropy = 0;
  let uniformity = 0;
  for (let level = 1; level <= count; level++) {
    const here = counts[level - 1] as number;
    const best = counts[mode - 1] as number;
    if (here > best || (here === best && Math.abs(level - mean) < Math.abs(mode - mean))) mode = level;
    if (here === 0) continue;
    const p = here / levels.length;
    entropy -= p * Math.log2(p);
    uniformity += p * p;
  }
  return { mode, entropy: entropy + 0, uniformity, ...gradients(counts) };
}

function gradients(counts: Float64Array): Pick<Histogram, 'maximumGradient' | 'minimumGradient'> {
  if (counts.length < 2) {
    const none = { undefined: 'the histogram has one level only' };
    const gradient = { value: none, level: none };
    return { maximumGradient: gradient, minimumGradient: gradient };
  }
  const steepness = counts.map((_, at) => {
    const from = Math.max(0, at - 1);
    const to = Math.min(counts.length - 1, at + 1);
    return ((counts[to] as number) - (counts[from] as number)) / (to - from);
  });
  const gradient = (better: (a: number, b: number) => boolean): Gradient => {
    let best = 0;
    steepness.forEach((value, at) => {
      if (better(value, steepness[best] as number)) best = at;
    });
    return { value: { value: steepness[best] as number }, level: { value: best + 1 } };
  };
  return { maximumGradient: gradient((a, b) => a > b), minimumGradient: gradient((a, b) => a < b) };
}
