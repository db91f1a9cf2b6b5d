import type { Criterion } from '../../src/ports/results.ts';
import { dateMatches, quantityMatches } from './compare.ts';
import { foldText } from './elements.ts';
import {
  bareKey,
  type DateFact,
  type IndexEntry,
  type QuantityFact,
  type StringFact,
  systemKey,
  systemPrefix,
} from './index-entry.ts';
import { beginningOfTime } from './instants.ts';
import { columnOf, indexNames } from './parameters.ts';

/** A document as a search sees it. */
export interface IndexedDocument extends IndexEntry {
  readonly resourceType: string;
  readonly id: string;
  /** Milliseconds. */
  readonly lastUpdated: number;
}

/** Whether a document answers a criterion. This is the meaning of a search; the SQL back ends say the same in SQL. */
export function matches(document: IndexedDocument, criterion: Criterion): boolean {
  const names = indexNames(document.resourceType, criterion.parameter);
  switch (criterion.kind) {
    case 'token': {
      const found = criterion.any.some(({ system, code }) =>
        names.some((name) => hasToken(document, name, system, code)),
      );
      return found !== (criterion.not ?? false);
    }
    case 'uri':
      return criterion.any.some((value) => names.some((name) => document.keys.includes(bareKey(name, value))));
    case 'reference':
      return criterion.any.some((value) => names.some((name) => hasReference(document, name, value)));
    case 'date':
      return names.some((name) =>
        datesOf(document, name).some((fact) => criterion.any.some((searched) => dateMatches(fact, searched))),
      );
    case 'quantity':
      return names.some((name) =>
        ((document.facts[name] ?? []) as readonly QuantityFact[]).some((fact) =>
          criterion.any.some((searched) => quantityMatches(fact, searched)),
        ),
      );
    case 'string':
      return names.some((name) =>
        ((document.facts[name] ?? []) as readonly StringFact[]).some((fact) =>
          criterion.any.some((text) => stringMatches(fact, text, criterion.match)),
        ),
      );
    case 'missing':
      return names.every((name) => !isPresent(document, name)) === criterion.missing;
  }
}

function hasToken(
  document: IndexedDocument,
  name: string,
  system: string | undefined,
  code: string | undefined,
): boolean {
  if (name === '_id') return code === document.id && (system === undefined || system === '');
  if (code !== undefined)
    return document.keys.includes(system === undefined ? bareKey(name, code) : systemKey(name, system, code));
  const prefix = systemPrefix(name, system ?? '');
  return document.keys.some((key) => key.startsWith(prefix));
}

function hasReference(document: IndexedDocument, name: string, value: string): boolean {
  return (
    (columnOf(document.resourceType, name) === 'subject' && document.subject !== '' && document.subject === value) ||
    document.keys.includes(bareKey(name, value))
  );
}

function stringMatches([folded, written]: StringFact, text: string, how: 'starts' | 'contains' | 'exact'): boolean {
  if (how === 'exact') return written === text;
  return how === 'starts' ? folded.startsWith(foldText(text)) : folded.includes(foldText(text));
}

function datesOf(document: IndexedDocument, name: string): readonly DateFact[] {
  if (name === '_lastUpdated') return [[document.lastUpdated, document.lastUpdated + 1]];
  if (columnOf(document.resourceType, name) !== 'date') return (document.facts[name] ?? []) as readonly DateFact[];
  return document.dateLow === beginningOfTime && document.dateHigh === beginningOfTime
    ? []
    : [[document.dateLow, document.dateHigh]];
}

function isPresent(document: IndexedDocument, name: string): boolean {
  if (name === '_id' || name === '_lastUpdated') return true;
  if ((document.facts[name]?.length ?? 0) > 0) return true;
  if (columnOf(document.resourceType, name) === 'date') return datesOf(document, name).length > 0;
  if (columnOf(document.resourceType, name) === 'subject' && document.subject !== '') return true;
  return document.keys.some(
    (key) => key.startsWith(`${name}\u0001`) || key.startsWith(`${name}\u0002`) || key.startsWith(`${name}:`),
  );
}
