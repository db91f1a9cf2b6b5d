import type { Random } from '../seeded-random.ts';
import type { Interval } from './interval.ts';
import { ascending, quantileOfSorted } from './quantile.ts';

export interface BootstrapInterval {
  /** 95 %, percentiles 2.5 and 97.5; undefined when fewer than nine in ten samples could be computed. */
  readonly interval: Interval | undefined;
  readonly standardError: number | undefined;
  /** Samples in which the statistic could be computed, of those drawn. */
  readonly used: number;
  readonly drawn: number;
}

/**
 * Percentile bootstrap over subjects (Efron 1979, doi:10.1214/aos/1176344552) of any number of statistics at once.
 * @param statistics gets the indices of one sample, drawn with replacement and put in ascending order, and gives each statistic, or undefined where it cannot.
 * @param random the only source of chance: equal seeds give equal intervals.
 */
export function bootstrapIntervals<Name extends string>(
  n: number,
  statistics: (sample: readonly number[]) => Readonly<Partial<Record<Name, number | undefined>>>,
  random: Random,
  samples = 1000,
): ReadonlyMap<Name, BootstrapInterval> {
  const values = new Map<Name, number[]>();
  for (let round = 0; round < samples && n > 0; round++) {
    const sample = drawn(n, random);
    for (const [name, value] of Object.entries(statistics(sample)) as [Name, number | undefined][]) {
      const list = values.get(name) ?? [];
      if (value !== undefined && Number.isFinite(value)) list.push(value);
      values.set(name, list);
    }
  }
  return new Map([...values].map(([name, list]) => [name, summary(list, samples)]));
}

/** Ascending, which costs nothing to make, and lets data in order of time stay so: the sorts of the statistics then find it done. */
function drawn(n: number, random: Random): number[] {
  const times = new Uint16Array(n);
  for (let draw = 0; draw < n; draw++) {
    const index = Math.floor(random() * n);
    times[index] = (times[index] ?? 0) + 1;
  }
  const sample: number[] = [];
  for (let index = 0; index < n; index++) for (let again = times[index] ?? 0; again > 0; again--) sample.push(index);
  return sample;
}

function summary(values: readonly number[], samples: number): BootstrapInterval {
  const used = values.length;
  if (used < Math.max(2, 0.9 * samples)) return { interval: undefined, standardError: undefined, used, drawn: samples };
  const sorted = ascending(values);
  const mean = values.reduce((sum, value) => sum + value, 0) / used;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const [lower, upper] = [quantileOfSorted(sorted, 0.025), quantileOfSorted(sorted, 0.975)];
  return {
    interval: lower === undefined || upper === undefined ? undefined : [lower, upper],
    standardError: Math.sqrt(squares / (used - 1)),
    used,
    drawn: samples,
  };
}
