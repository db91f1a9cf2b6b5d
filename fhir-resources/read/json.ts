/**
 * Narrow access to foreign JSON: every function takes `unknown` and gives the thing or undefined, and none throws.
 * Written by hand and free of schemas: a chart of 1 000 Observations is read in the time a clinician does not notice.
 */
export type Json = { readonly [name: string]: unknown };

const nothing: readonly never[] = [];

export function object(value: unknown): Json | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : undefined;
}

/** The elements of an array; a single object where FHIR wants a list counts as a list of one, as sloppy servers send it. */
export function list(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  return typeof value === 'object' && value !== null ? [value] : nothing;
}

/** First element that is an object. */
export function first(value: unknown): Json | undefined {
  for (const element of list(value)) {
    const found = object(element);
    if (found) return found;
  }
  return undefined;
}

/** A string that says something. */
export function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** A finite number; a number in quotes is one as well, since JSON writers that fear rounding send it so. */
export function number(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  if (typeof value !== 'string' || !plainNumber.test(value)) return undefined;
  const parsed = Number(value);
  return Number.isFinite(parsed) ? parsed : undefined;
}
const plainNumber = /^[+-]?\d{1,15}(?:\.\d{1,15})?(?:[eE][+-]?\d{1,3})?$/;

/** A code: a string, or (as STU3 and R5 write some elements) the first code of a CodeableConcept or Coding. */
export function code(value: unknown): string | undefined {
  if (typeof value === 'string') return value === '' ? undefined : value;
  const concept = object(value);
  if (!concept) return undefined;
  return text(concept.code) ?? text(first(concept.coding)?.code);
}
