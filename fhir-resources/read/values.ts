import type { LabResult } from '../../src/core/chart.ts';
import type { InputId } from '../../src/core/inputs.ts';
import { presenceOfInterpretation, presenceOfText } from '../codes/answers.ts';
import { presenceOfConcept } from '../codes.ts';
import { type Json, list, number, object, text } from './json.ts';
import { type Canonical, toCanonical } from './ucum.ts';

/** A number as the chart says it, not yet converted. */
export interface Reported {
  readonly value: number;
  readonly comparator?: LabResult['comparator'];
  /** Units in the order in which they are to be believed: the UCUM code, then the printed unit. Empty: none was given. */
  readonly units: readonly string[];
  /** As printed, for display. */
  readonly said: string;
}

type Comparator = NonNullable<LabResult['comparator']>;
const comparators: Readonly<Record<string, Comparator>> = {
  '<': '<',
  '<=': '<=',
  '≤': '<=',
  '=<': '<=',
  '>': '>',
  '>=': '>=',
  '≥': '>=',
  '=>': '>=',
};

/**
 * The number of an Observation or component: valueQuantity, valueString ("<5", "1,2", "120 U/L"), valueInteger.
 * `no-value` when there is none, `not-a-number` when there is one that cannot be read as a number without guessing.
 */
export function reportedNumber(holder: Json): Reported | 'no-value' | 'not-a-number' {
  if (holder.dataAbsentReason !== undefined && holder.dataAbsentReason !== null) return 'no-value';
  const quantity = object(holder.valueQuantity);
  if (quantity) return reportedQuantity(quantity);
  const string = text(holder.valueString);
  if (string !== undefined) return numberInText(string) ?? 'not-a-number';
  const integer = number(holder.valueInteger);
  if (integer !== undefined) return { value: integer, units: [], said: String(integer) };
  return holder.valueCodeableConcept === undefined && holder.valueRatio === undefined ? 'no-value' : 'not-a-number';
}

function reportedQuantity(quantity: Json): Reported | 'no-value' | 'not-a-number' {
  const given = quantity.value;
  if (given === undefined || given === null) return 'no-value';
  const units = unitsOf(quantity);
  const value = number(given);
  if (value === undefined) {
    // `"value": "<5"`: not FHIR, but seen.
    const read = typeof given === 'string' ? numberInText(given) : undefined;
    return read ? { ...read, units: units.length > 0 ? units : read.units } : 'not-a-number';
  }
  const sign = text(quantity.comparator);
  if (sign === undefined) return { value, units, said: String(value) };
  const comparator = Object.hasOwn(comparators, sign) ? comparators[sign] : undefined;
  return comparator ? { value, comparator, units, said: `${comparator}${value}` } : 'not-a-number';
}

/** `code` first, as it is the computable one; then `unit`, since many servers fill only that. */
function unitsOf(quantity: Json): readonly string[] {
  const code = text(quantity.code);
  const unit = text(quantity.unit);
  if (code === undefined) return unit === undefined ? [] : [unit];
  return unit === undefined || unit === code ? [code] : [code, unit];
}

/** The unit as people read it on the report; foreign text, so not more of it than a unit can be. */
export function printedUnit({ units }: Reported): string {
  return (units.at(-1) ?? '').slice(0, 40);
}

/**
 * A number in words of a laboratory: optional comparator, number, optional unit. A decimal comma is read ("1,2"); a comma or point
 * before exactly three digits ("1,234") may be either and is not; with both marks, the last one is the decimal.
 */
function numberInText(said: string): Reported | undefined {
  if (said.length > 60) return undefined;
  const match = written.exec(said);
  if (!match) return undefined;
  const [, sign = '', digits = '', exponent = '', unit = ''] = match;
  const value = decimal(digits);
  if (value === undefined) return undefined;
  const scaled = exponent === '' ? value : Number(`${value}${exponent}`);
  if (!Number.isFinite(scaled)) return undefined;
  const comparator = sign === '' ? undefined : comparators[sign];
  return {
    value: scaled,
    ...(comparator ? { comparator } : {}),
    units: unit === '' ? [] : [unit],
    said: `${comparator ?? ''}${scaled}`,
  };
}
const written =
  /^\s*(<=|>=|=<|=>|<|>|≤|≥)?\s*([+-]?\d[\d.,]*)([eE][+-]?\d{1,2})?\s*((?:[A-Za-z\u00b5\u03bc%°/{[(]|10[*^])[^\s].*?|[A-Za-z%])?\s*$/;

function decimal(digits: string): number | undefined {
  const commas = digits.split(',').length - 1;
  const points = digits.split('.').length - 1;
  if (commas === 0 && points <= 1) return digits.endsWith('.') ? undefined : Number(digits);
  if (commas === 1 && points === 0) return oneComma.test(digits) ? Number(digits.replace(',', '.')) : undefined;
  if (grouped.test(digits)) return Number(digits.replaceAll(',', ''));
  return groupedByPoint.test(digits) ? Number(digits.replaceAll('.', '').replace(',', '.')) : undefined;
}
/** Not three digits behind the comma, unless a zero before it makes a thousands mark impossible ("0,123"). */
const oneComma = /^(?:[+-]?\d+,(?:\d{1,2}|\d{4,})|[+-]?0,\d+)$/;
const grouped = /^[+-]?\d{1,3}(?:,\d{3})+\.\d+$|^[+-]?\d{1,3}(?:,\d{3}){2,}$/;
const groupedByPoint = /^[+-]?\d{1,3}(?:\.\d{3})+,\d+$|^[+-]?\d{1,3}(?:\.\d{3}){2,}$/;

/** Inputs that have no dimension: a bare number is complete. */
const dimensionless: ReadonlySet<InputId> = new Set<InputId>(['inr', 'elfScore']);

/**
 * The number in the canonical unit of `id`. When code and printed unit are both understood and mean different things, neither is
 * believed (`unknown-unit`).
 */
export function canonicalOf(id: InputId, reported: Reported): Canonical {
  const [code, unit] = reported.units;
  if (code === undefined) {
    return dimensionless.has(id) ? toCanonical(id, reported.value, '1') : { ok: false, reason: 'no-unit' };
  }
  const byCode = toCanonical(id, reported.value, code);
  if (unit === undefined) return byCode;
  const byUnit = toCanonical(id, reported.value, unit);
  if (isNoUnit(byCode)) return byUnit;
  if (isNoUnit(byUnit)) return byCode;
  if (byCode.ok && byUnit.ok) return agree(byCode.value, byUnit.value) ? byCode : { ok: false, reason: 'unknown-unit' };
  // One reading is plausible and the other is not: they disagree about the unit.
  return byCode.ok === byUnit.ok ? byCode : { ok: false, reason: 'unknown-unit' };
}
const isNoUnit = (result: Canonical) => !result.ok && (result.reason === 'unknown-unit' || result.reason === 'no-unit');
const agree = (a: number, b: number) => Math.abs(a - b) <= 0.01 * Math.max(Math.abs(a), Math.abs(b));

/**
 * Limits of the laboratory's own reference range in the canonical unit. A limit without unit is in the unit of the value, which is
 * how laboratories print it. Ranges for certain people (sex, age) are used only when there is just one: which applies is not ours
 * to say. Therapeutic and recommended ranges are no reference ranges.
 */
export function referenceLimits(id: InputId, holder: Json, reported: Reported): Limits {
  const ranges = holder.referenceRange;
  if (ranges === undefined) return {};
  let found: Limits | undefined;
  for (const element of list(ranges)) {
    const range = object(element);
    if (!range || !isNormal(range.type)) continue;
    const limits = limitsOf(id, range, reported);
    if (limits.upperLimit === undefined && limits.lowerLimit === undefined) continue;
    if (found && (found.upperLimit !== limits.upperLimit || found.lowerLimit !== limits.lowerLimit)) return {};
    found = limits;
  }
  return found ?? {};
}

function isNormal(type: unknown): boolean {
  if (type === undefined || type === null) return true;
  const codings = list(object(type)?.coding);
  return codings.length === 0 || codings.some((coding) => object(coding)?.code === 'normal');
}

function limitsOf(id: InputId, range: Json, reported: Reported): Limits {
  const low = object(range.low);
  const high = object(range.high);
  if (low || high) return limits(limit(id, low, reported), limit(id, high, reported));
  const said = text(range.text);
  if (said === undefined || said.length > 40) return {};
  const between = rangeText.exec(said);
  if (between)
    return limits(limitInText(id, between[1], between[3], reported), limitInText(id, between[2], between[3], reported));
  const single = numberInText(said);
  if (!single?.comparator) return {};
  const value = limitOf(id, { ...single, units: single.units.length > 0 ? single.units : reported.units });
  return single.comparator.startsWith('<') ? limits(undefined, value) : limits(value, undefined);
}
const rangeText = /^\s*\(?\s*([\d.,]+)\s*(?:-|–|to|bis)\s*([\d.,]+)\s*\)?\s*([^\d\s].*)?$/;

type Limits = { readonly upperLimit?: number; readonly lowerLimit?: number };

/** Limits that are upside down are a typing error, and are no limits. */
function limits(lowerLimit: number | undefined, upperLimit: number | undefined): Limits {
  if (lowerLimit === undefined) return upperLimit === undefined ? {} : { upperLimit };
  if (upperLimit === undefined) return { lowerLimit };
  return lowerLimit >= upperLimit ? {} : { upperLimit, lowerLimit };
}

function limit(id: InputId, quantity: Json | undefined, reported: Reported): number | undefined {
  if (!quantity) return undefined;
  const value = number(quantity.value);
  if (value === undefined) return undefined;
  const units = unitsOf(quantity);
  return limitOf(id, { value, units: units.length > 0 ? units : reported.units, said: '' });
}

function limitInText(id: InputId, said: string | undefined, unit: string | undefined, reported: Reported) {
  const read = said === undefined ? undefined : numberInText(said);
  return read && limitOf(id, { ...read, units: unit === undefined ? reported.units : [unit.trim()] });
}

function limitOf(id: InputId, reported: Reported): number | undefined {
  const limit = canonicalOf(id, reported);
  return limit.ok ? limit.value : undefined;
}

/**
 * Present or absent, as the laboratory says it: valueCodeableConcept, valueString, valueBoolean; beside a bare number only the
 * laboratory's own interpretation (POS, NEG). Undefined when it does not say.
 */
export function reportedPresence(holder: Json): boolean | undefined {
  const concept = holder.valueCodeableConcept;
  const said = text(holder.valueString);
  const direct =
    concept !== undefined
      ? presenceOfConcept(concept)
      : said !== undefined
        ? presenceOfText(said)
        : typeof holder.valueBoolean === 'boolean'
          ? holder.valueBoolean
          : undefined;
  if (direct !== undefined) return direct;
  for (const element of list(holder.interpretation)) {
    for (const coding of list(object(element)?.coding)) {
      const code = text(object(coding)?.code);
      const presence = code === undefined ? undefined : presenceOfInterpretation(code);
      if (presence !== undefined) return presence;
    }
  }
  return undefined;
}
