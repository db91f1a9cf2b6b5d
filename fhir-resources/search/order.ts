import { Failure } from '../../src/core/failure.ts';
import type { ResultQuery } from '../../src/ports/results.ts';
import { beginningOfTime } from './instants.ts';
import type { IndexedDocument } from './match.ts';
import { columnOf, indexNames, parametersOf } from './parameters.ts';

/**
 * The total order of a search: the sort values one after the other, then the id, in the direction of the first.
 * A document without a value counts as below every other (first ascending, last descending): with one rule for both
 * directions a cursor is a plain list of values, and the date index serves both.
 */
export interface SortKey {
  readonly parameter: string;
  readonly kind: 'number' | 'text';
  readonly descending: boolean;
}
export const absentNumber = beginningOfTime;
export const absentText = '';

export function sortKeysOf(query: Pick<ResultQuery, 'resourceType' | 'sort'>): readonly SortKey[] {
  const sort = query.sort.length > 0 ? query.sort : [{ parameter: '_lastUpdated', descending: true }];
  const keys = sort.map(({ parameter, descending }): SortKey => {
    const type = parametersOf(query.resourceType).get(parameter)?.type;
    if (type === undefined) throw new Failure('invalid-parameter', `Cannot sort by "${parameter}".`, { at: '_sort' });
    return {
      parameter,
      kind: type === 'date' || type === 'quantity' || type === 'number' ? 'number' : 'text',
      descending,
    };
  });
  return [...keys, { parameter: '_id', kind: 'text', descending: keys[0]?.descending ?? true }];
}

export type SortValue = number | string;

/** Value of a document for one sort key: the start of its first date, its first quantity, its smallest text. */
export function sortValue(document: IndexedDocument, key: SortKey): SortValue {
  if (key.parameter === '_id') return document.id;
  if (key.parameter === '_lastUpdated') return document.lastUpdated;
  const names = indexNames(document.resourceType, key.parameter);
  if (key.kind === 'number') {
    const [first] = names.flatMap((name) => numberOf(document, name));
    return first ?? absentNumber;
  }
  const texts = names.flatMap((name) => textsOf(document, name)).sort(compareText);
  return texts[0] ?? absentText;
}

function numberOf(document: IndexedDocument, name: string): number[] {
  if (columnOf(document.resourceType, name) === 'date') return [document.dateLow];
  const fact = document.facts[name]?.[0];
  return fact && typeof fact[0] === 'number' ? [fact[0]] : [];
}

function textsOf(document: IndexedDocument, name: string): string[] {
  if (columnOf(document.resourceType, name) === 'subject') return document.subject === '' ? [] : [document.subject];
  const written = (document.facts[name] ?? []).flatMap((fact) => (typeof fact[0] === 'string' ? [fact[0]] : []));
  const prefix = `${name}\u0001`;
  return [...written, ...document.keys.filter((key) => key.startsWith(prefix)).map((key) => key.slice(prefix.length))];
}

/** By code point, as the "C" collation of the SQL back ends does; JavaScript's own order is by UTF-16 unit. */
export function compareText(a: string, b: string): number {
  if (a === b) return 0;
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x === y) continue;
    // Surrogates stand for code points above all other units.
    const surrogates = Number(isSurrogate(x)) - Number(isSurrogate(y));
    return surrogates !== 0 ? surrogates : x - y;
  }
  return a.length - b.length;
}
const isSurrogate = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdfff;

export function compareValues(a: readonly SortValue[], b: readonly SortValue[], keys: readonly SortKey[]): number {
  for (const [index, key] of keys.entries()) {
    const x = a[index];
    const y = b[index];
    const order = typeof x === 'number' && typeof y === 'number' ? x - y : compareText(String(x), String(y));
    if (order !== 0) return key.descending ? -order : order;
  }
  return 0;
}

/** The place of a document in the order, as an opaque text that names the order it belongs to. */
export function cursorOf(values: readonly SortValue[], keys: readonly SortKey[]): string {
  return Buffer.from(JSON.stringify([signature(keys), ...values])).toString('base64url');
}

/** @throws Failure `invalid-parameter` for a cursor of another search or one that was tampered with. */
export function readCursor(cursor: string, keys: readonly SortKey[]): readonly SortValue[] {
  const [order, ...values] = parseCursor(cursor);
  const fits =
    order === signature(keys) &&
    values.length === keys.length &&
    keys.every((key, index) => typeof values[index] === (key.kind === 'number' ? 'number' : 'string'));
  if (!fits)
    throw new Failure('invalid-parameter', 'This page link does not belong to this search; start the search again.');
  return values as SortValue[];
}

function parseCursor(cursor: string): unknown[] {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    if (Array.isArray(parsed) && !parsed.some((value) => typeof value === 'string' && value.includes('\0')))
      return parsed;
  } catch {
    // Not ours: falls through to the refusal.
  }
  return [];
}

const signature = (keys: readonly SortKey[]): string =>
  keys.map((key) => `${key.descending ? '-' : ''}${key.parameter}`).join(',');
