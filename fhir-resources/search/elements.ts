import { createHash } from 'node:crypto';
import { beginningOfTime, endOfTime, type InstantRange, instantRange } from './instants.ts';

/** JSON of unknown shape; everything here reads what it can and skips the rest. */
type Json = Readonly<Record<string, unknown>>;

export function isRecord(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Text at an element, when it is text that is not empty. */
export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** All values at a dotted path; lists on the way are flattened. */
export function valuesAt(resource: unknown, path: string): readonly unknown[] {
  let values: unknown[] = [resource];
  for (const step of path.split('.')) {
    const next: unknown[] = [];
    for (const value of values) {
      if (!isRecord(value)) continue;
      const child = Object.hasOwn(value, step) ? value[step] : undefined;
      if (Array.isArray(child)) next.push(...child);
      else if (child !== undefined && child !== null) next.push(child);
    }
    values = next;
  }
  return values;
}

export interface TokenValue {
  /** `''`: none. */
  readonly system: string;
  readonly code: string;
}

/** Tokens of a code, boolean, Coding, CodeableConcept, Identifier or ContactPoint. */
export function tokensOf(value: unknown, impliedSystem = ''): TokenValue[] {
  if (typeof value === 'string') return value === '' ? [] : [{ system: impliedSystem, code: value }];
  if (typeof value === 'boolean') return [{ system: impliedSystem, code: String(value) }];
  if (!isRecord(value)) return [];
  if (Array.isArray(value.coding)) return value.coding.flatMap((coding) => tokensOf(coding));
  const code = textOf(value.code) ?? textOf(value.value);
  return code === undefined ? [] : [{ system: textOf(value.system) ?? '', code }];
}

/** Interval of a date, dateTime, instant, Period or Timing (its events). */
export function rangesOf(value: unknown): InstantRange[] {
  if (typeof value === 'string') {
    const range = instantRange(value);
    return range ? [range] : [];
  }
  if (!isRecord(value)) return [];
  if (Array.isArray(value.event)) return value.event.flatMap(rangesOf);
  const start = typeof value.start === 'string' ? instantRange(value.start) : undefined;
  const end = typeof value.end === 'string' ? instantRange(value.end) : undefined;
  if (!start && !end) return [];
  const range = { low: start?.low ?? beginningOfTime, high: end?.high ?? endOfTime };
  return range.low < range.high ? [range] : [];
}

/** A stored quantity as the closed interval it may lie in: a plain value is [v, v], `<5` reaches down without end. */
export interface QuantityValue {
  readonly low: number;
  readonly high: number;
  readonly system: string;
  readonly code: string;
  readonly unit: string;
}
/** Stands for infinity, which JSON cannot hold. */
export const boundless = 1e308;

export function quantitiesOf(value: unknown): QuantityValue[] {
  if (typeof value === 'number') return Number.isFinite(value) ? [interval(value, value, {})] : [];
  if (!isRecord(value)) return [];
  if (isRecord(value.low) || isRecord(value.high)) {
    const low = isRecord(value.low) ? value.low : {};
    const high = isRecord(value.high) ? value.high : {};
    const from = typeof low.value === 'number' ? low.value : -boundless;
    const to = typeof high.value === 'number' ? high.value : boundless;
    return from <= to && (from > -boundless || to < boundless)
      ? [interval(from, to, low.value === undefined ? high : low)]
      : [];
  }
  const number = value.value;
  if (typeof number !== 'number' || !Number.isFinite(number)) return [];
  const comparator = value.comparator;
  if (comparator === '<' || comparator === '<=') return [interval(-boundless, number, value)];
  if (comparator === '>' || comparator === '>=') return [interval(number, boundless, value)];
  return [interval(number, number, value)];
}

function interval(low: number, high: number, quantity: Json): QuantityValue {
  return {
    low,
    high,
    system: textOf(quantity.system) ?? '',
    code: textOf(quantity.code) ?? '',
    unit: textOf(quantity.unit) ?? '',
  };
}

export interface ReferenceValue {
  /** As written, without history part: relative, absolute, urn or canonical. Absent for a logical reference. */
  readonly literal?: string;
  /** `Patient/1` of a relative or absolute reference to a resource. */
  readonly relative?: string;
  readonly identifier?: TokenValue;
}

export function referenceOf(value: unknown): ReferenceValue | undefined {
  const written = typeof value === 'string' ? value : isRecord(value) ? textOf(value.reference) : undefined;
  const identifier = isRecord(value) && isRecord(value.identifier) ? tokensOf(value.identifier)[0] : undefined;
  if (written === undefined || written === '' || written.startsWith('#')) return identifier && { identifier };
  const literal = written.replace(/\/_history\/[^/]*$/, '');
  return { literal, relative: relativeReference(literal), ...(identifier && { identifier }) };
}

/** `Patient/1` at the end of a literal reference; undefined for urns and canonical URLs of no resource form. */
export function relativeReference(literal: string): string | undefined {
  return /(?:^|\/)([A-Z][A-Za-z]+\/[A-Za-z0-9\-.]{1,64})$/.exec(literal)?.[1];
}

/** Strings of a string, HumanName, Address or a list of names. */
export function stringsOf(value: unknown): string[] {
  if (typeof value === 'string') return value === '' ? [] : [value];
  if (!isRecord(value)) return [];
  return [value.text, value.family, value.given, value.prefix, value.suffix, value.line, value.city]
    .flat()
    .filter((part): part is string => typeof part === 'string' && part !== '');
}

/** For comparison as FHIR string search wants it: without case, accents and outer blanks. */
export function foldText(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().trim();
}

/** A value as it may stand in a database index: no NUL (PostgreSQL refuses it), and long ones as their digest. */
export function indexable(text: string): string {
  const clean = text.includes('\0') ? text.replaceAll('\0', '\uFFFD') : text;
  return clean.length <= 400 ? clean : `#${createHash('sha256').update(clean).digest('hex')}`;
}
