/**
 * Dates as charts carry them: `2024`, `2024-05`, `2024-05-17` or an instant. A partial date counts from its first day:
 * for "is it recent enough" that is the oldest it can be. Times without a zone are read as UTC, so that no result
 * depends on the machine's zone.
 */

const dayMs = 86_400_000;
/** The day is already tomorrow in the easternmost time zone (UTC+14). */
const eastMs = 14 * 3_600_000;

/** Milliseconds of the earliest moment the date can mean, or undefined when it cannot be read. */
export function instantOf(date: string | undefined): number | undefined {
  if (date === undefined) return undefined;
  const zoneless = date.length > 10 && !/(?:Z|[+-]\d{2}:?\d{2})$/i.test(date);
  const at = Date.parse(zoneless ? `${date}Z` : date);
  return Number.isNaN(at) ? undefined : at;
}

/** UTC day number: results of one day are compared by quality before time. */
export const dayNumber = (instant: number) => Math.floor(instant / dayMs);

/** Whole and part days from `from` to `to`; undefined when either cannot be read. */
export function daysBetween(from: string | undefined, to: string | undefined): number | undefined {
  const [start, end] = [instantOf(from), instantOf(to)];
  return start === undefined || end === undefined ? undefined : (end - start) / dayMs;
}

/** True when the date certainly lies after `asOf`. A bare date may be tomorrow's in UTC and today's at the bedside. */
export function isAfter(date: string | undefined, asOf: string): boolean {
  const [at, now] = [instantOf(date), instantOf(asOf)];
  return date !== undefined && at !== undefined && now !== undefined && at > latest(date, now);
}

/** The last moment at which the date may start and still not be of the future, for a `now` in milliseconds. */
export const latest = (date: string, now: number) => now + (date.length <= 10 ? eastMs : 0);

/** "2024-05-17" for a sentence. */
export const dayOf = (date: string) => date.slice(0, 10);
