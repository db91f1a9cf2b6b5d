import {
  foldText,
  indexable,
  type QuantityValue,
  quantitiesOf,
  rangesOf,
  referenceOf,
  stringsOf,
  type TokenValue,
  tokensOf,
  valuesAt,
} from './elements.ts';
import { beginningOfTime } from './instants.ts';
import type { SearchParameter } from './parameter.ts';
import { parametersOf } from './parameters.ts';

/** [low, high) of a date, in milliseconds. */
export type DateFact = readonly [low: number, high: number];
/** A quantity's interval and unit. */
export type QuantityFact = readonly [low: number, high: number, system: string, code: string, unit: string];
/** A string folded for comparison, and as written. */
export type StringFact = readonly [folded: string, written: string];
export type Fact = DateFact | QuantityFact | StringFact;

/** What a store keeps beside a document to find it again. The same for all back ends, so that they cannot differ. */
export interface IndexEntry {
  /** `Patient/1`, or `''`. */
  readonly subject: string;
  /** The date of the type's date column; `beginningOfTime` (both) when it has none. */
  readonly dateLow: number;
  readonly dateHigh: number;
  /** Tokens, uris and references: see `bareKey` and `systemKey`. No key twice. */
  readonly keys: readonly string[];
  /** Dates, quantities and strings by parameter name; a parameter without values is absent. */
  readonly facts: Readonly<Record<string, readonly Fact[]>>;
}

/** Key of a value searched without a system. Parameter names hold no control characters, so keys cannot collide. */
export function bareKey(name: string, code: string): string {
  return `${name}\u0001${indexable(code)}`;
}
/** Key of system and code; the system `''` stands for none. */
export function systemKey(name: string, system: string, code: string): string {
  return `${systemPrefix(name, system)}${indexable(code)}`;
}
export function systemPrefix(name: string, system: string): string {
  return `${name}\u0002${indexable(system)}\u0001`;
}

/** Extracts the index entry of a document by the table of search parameters; never throws for odd content. */
export function indexEntryOf(document: { readonly resourceType: string }): IndexEntry {
  const keys = new Set<string>();
  const facts: Record<string, Fact[]> = {};
  const columns = { subject: '', dateLow: beginningOfTime, dateHigh: beginningOfTime };
  for (const parameter of parametersOf(document.resourceType).values()) {
    if (parameter.answeredBy || parameter.name === '_id' || parameter.name === '_lastUpdated') continue;
    const values = parameter.paths.flatMap((path) => valuesAt(document, path));
    switch (parameter.type) {
      case 'token':
        addTokens(keys, parameter, parameter.truth ? [values.some((value) => value !== false)] : values);
        break;
      case 'uri':
        for (const value of values) if (typeof value === 'string') keys.add(bareKey(parameter.name, value));
        break;
      case 'reference':
        addReferences(keys, columns, parameter, values);
        break;
      case 'date':
        addDates(facts, columns, parameter, values);
        break;
      case 'quantity':
      case 'number':
        addFacts(facts, parameter.name, values.flatMap(quantitiesOf).map(quantityFact));
        break;
      case 'string':
        addFacts(facts, parameter.name, values.flatMap(stringsOf).map(stringFact));
        break;
    }
  }
  return { ...columns, keys: [...keys], facts };
}

function addTokens(keys: Set<string>, parameter: SearchParameter, values: readonly unknown[]): void {
  for (const value of values)
    for (const each of tokensOf(value, parameter.impliedSystem)) addToken(keys, parameter.name, each);
}

function addToken(keys: Set<string>, name: string, value: TokenValue): void {
  keys.add(bareKey(name, value.code));
  keys.add(systemKey(name, value.system, value.code));
}

function addReferences(
  keys: Set<string>,
  columns: { subject: string },
  parameter: SearchParameter,
  values: readonly unknown[],
): void {
  const onlyPatients = parameter.name === 'patient';
  for (const value of values) {
    const reference = referenceOf(value);
    if (!reference || (onlyPatients && !reference.relative?.startsWith('Patient/'))) continue;
    const { literal, relative, identifier } = reference;
    if (relative && parameter.column && columns.subject === '') columns.subject = indexable(relative);
    else if (relative) keys.add(bareKey(parameter.name, relative));
    if (literal && literal !== relative) keys.add(bareKey(parameter.name, literal));
    if (identifier) addToken(keys, `${parameter.name}:identifier`, identifier);
  }
}

function addDates(
  facts: Record<string, Fact[]>,
  columns: { dateLow: number; dateHigh: number },
  parameter: SearchParameter,
  values: readonly unknown[],
): void {
  const ranges = values.flatMap(rangesOf);
  if (!parameter.column)
    addFacts(
      facts,
      parameter.name,
      ranges.map(({ low, high }): DateFact => [low, high]),
    );
  else if (ranges.length > 0) {
    // Several events of one Timing: the interval from the first to the last, as FHIR reads a Timing.
    columns.dateLow = Math.min(...ranges.map((range) => range.low));
    columns.dateHigh = Math.max(...ranges.map((range) => range.high));
  }
}

function addFacts(facts: Record<string, Fact[]>, name: string, values: Fact[]): void {
  if (values.length > 0) facts[name] = values;
}

function quantityFact(value: QuantityValue): QuantityFact {
  return [value.low, value.high, indexable(value.system), indexable(value.code), indexable(value.unit)];
}

function stringFact(text: string): StringFact {
  const clean = text.replaceAll('\0', '\uFFFD');
  return [foldText(clean), clean];
}
