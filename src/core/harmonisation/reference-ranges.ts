/** What is usual on one scanner: the middle 95 % of its patients. */
export type ReferenceRange =
  | {
      readonly ok: true;
      readonly n: number;
      readonly median: number;
      /** 2.5th and 97.5th percentile. */
      readonly low: number;
      readonly high: number;
    }
  | { readonly ok: false; readonly n: number; readonly sentence: string };

/** Below this the 2.5th percentile is the lowest value or less: there is no such percentile. */
const fewest = 40;

/** Percentile at rank p (n + 1), between neighbours by their distance (CLSI EP28-A3c, non-parametric method). */
function percentile(sorted: Float64Array, p: number): number {
  const rank = p * (sorted.length + 1) - 1;
  const below = Math.max(0, Math.min(sorted.length - 1, Math.floor(rank)));
  const above = Math.min(sorted.length - 1, below + 1);
  const [low, high] = [sorted[below] ?? 0, sorted[above] ?? 0];
  return low + Math.max(0, rank - below) * (high - low);
}

/** The range of one feature on one scanner; refused below 40 values or when a value is no number. */
export function referenceRange(values: readonly number[]): ReferenceRange {
  const n = values.length;
  if (!values.every(Number.isFinite)) return { ok: false, n, sentence: 'A value is no number.' };
  if (n < fewest)
    return { ok: false, n, sentence: `A reference range needs at least ${fewest} patients; this scanner has ${n}.` };
  const sorted = Float64Array.from(values).sort();
  return {
    ok: true,
    n,
    median: percentile(sorted, 0.5),
    low: percentile(sorted, 0.025),
    high: percentile(sorted, 0.975),
  };
}

/** The range of one feature on every scanner, by scanner. */
export function rangesByScanner(
  values: readonly number[],
  scanners: readonly string[],
): ReadonlyMap<string, ReferenceRange> {
  const groups = new Map<string, number[]>();
  for (const [n, value] of values.entries()) {
    const scanner = scanners[n];
    if (scanner === undefined) continue;
    const group = groups.get(scanner);
    if (group) group.push(value);
    else groups.set(scanner, [value]);
  }
  return new Map([...groups].map(([scanner, group]) => [scanner, referenceRange(group)]));
}
