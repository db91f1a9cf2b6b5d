import { checkFollowUp, type FollowUp } from './follow-up.ts';

/** One distinct time of follow-up: who was under observation just before it, and what happened at it. */
export interface EventRow {
  readonly time: number;
  readonly atRisk: number;
  readonly events: number;
  readonly competing: number;
  readonly censored: number;
}

/**
 * Distinct times in ascending order. Ties: all that end at one time are at risk at it (events come before censoring).
 * @throws Failure `invalid-input` for a time that is negative or no number.
 */
export function eventTable(followUp: readonly FollowUp[]): EventRow[] {
  checkFollowUp(followUp);
  const sorted = [...followUp].sort((left, right) => left.time - right.time);
  const rows: EventRow[] = [];
  let atRisk = sorted.length;
  let first = 0;
  while (first < sorted.length) {
    const time = sorted[first]?.time ?? 0;
    const counts: [number, number, number] = [0, 0, 0];
    let next = first;
    for (; next < sorted.length && sorted[next]?.time === time; next++) counts[sorted[next]?.cause ?? 0] += 1;
    rows.push({ time, atRisk, events: counts[1], competing: counts[2], censored: counts[0] });
    atRisk -= next - first;
    first = next;
  }
  return rows;
}

/** The last row at or before `time` (`before`: strictly before), by bisection; undefined before the first. */
export function rowAt<T extends { readonly time: number }>(
  rows: readonly T[],
  time: number,
  before = false,
): T | undefined {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const at = rows[middle]?.time ?? Number.POSITIVE_INFINITY;
    if (before ? at < time : at <= time) low = middle + 1;
    else high = middle;
  }
  return rows[low - 1];
}
