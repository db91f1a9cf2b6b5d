import { type Json, object, text } from './json.ts';

/**
 * FHIR dates as recorded: `2024`, `2024-05`, `2024-05-17` or a full instant. Anything else ("17.05.2024", "yesterday")
 * is no date: it is left out, never interpreted.
 */
const fhirDate =
  /^\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01])(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:\d{2})?)?)?)?$/;

export function date(value: unknown): string | undefined {
  return typeof value === 'string' && value.length <= 35 && fhirDate.test(value) && instantOf(value) !== undefined
    ? value
    : undefined;
}

/** The end of a Period, or its start when it has not ended. */
function periodDate(value: unknown): string | undefined {
  const period = object(value);
  return period && (date(period.end) ?? date(period.start));
}

/** When an Observation was true of the patient: effective[x], else the time it was issued. */
export function effectiveDate(observation: Json): string | undefined {
  return (
    date(observation.effectiveDateTime) ??
    date(observation.effectiveInstant) ??
    periodDate(observation.effectivePeriod) ??
    date(observation.issued)
  );
}

/**
 * Milliseconds of the earliest instant that the date can mean, so that a vague date never counts as newer than it may be.
 * A time without zone is read as UTC: the host's own zone must not change an answer.
 */
export function instantOf(value: string): number | undefined {
  const zoned = value.length > 10 && !value.endsWith('Z') && !zone.test(value) ? `${value}Z` : value;
  const instant = Date.parse(zoned);
  return Number.isNaN(instant) ? undefined : instant;
}
const zone = /[+-]\d{2}:\d{2}$/;

const hour = 3_600_000;
/** A date without time may belong to a zone up to 14 hours ahead; clocks of laboratories run up to this much ahead of ours. */
const dateToleranceMs = 14 * hour;
const clockToleranceMs = hour / 4;

/** Is this date certainly later than `now` (ISO instant)? */
export function isFuture(value: string, now: string): boolean {
  // Nearly every date lies on an earlier day: one comparison of text settles it.
  if (value.length >= 10 && value.slice(0, 10) < now.slice(0, 10)) return false;
  const instant = instantOf(value);
  const present = Date.parse(now);
  if (instant === undefined || Number.isNaN(present)) return false;
  return instant > present + (value.length > 10 ? clockToleranceMs : dateToleranceMs);
}

/** Newest first; undated last; ties in an order that does not depend on how the server happened to list them. */
export function newestFirst<T extends { readonly date?: string; readonly reference: string }>(
  facts: readonly T[],
): T[] {
  return facts
    .map((fact) => ({ fact, at: (fact.date === undefined ? undefined : instantOf(fact.date)) ?? -Infinity }))
    .sort((a, b) => (a.at === b.at ? compare(a.fact.reference, b.fact.reference) : b.at - a.at))
    .map(({ fact }) => fact);
}
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The first usable date among elements, in the order given; a Period counts by its end, else its start. */
export function firstDate(resource: Json, ...names: readonly string[]): string | undefined {
  for (const name of names) {
    const found = text(resource[name]) === undefined ? periodDate(resource[name]) : date(resource[name]);
    if (found !== undefined) return found;
  }
  return undefined;
}
