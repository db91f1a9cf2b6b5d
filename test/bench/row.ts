export interface BenchRow {
  readonly name: string;
  readonly metrics: Readonly<Record<string, number | string>>;
}

/** Quantile of a sample by the nearest-rank rule. */
export function quantile(sorted: readonly number[], q: number): number {
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(q * sorted.length) - 1))] ?? Number.NaN;
}

export const round = (value: number, digits = 1) => Math.round(value * 10 ** digits) / 10 ** digits;
