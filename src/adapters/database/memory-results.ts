import { contentDigest, requireStorable, withoutVersion } from '../../../fhir-resources/search/content.ts';
import { indexEntryOf } from '../../../fhir-resources/search/index-entry.ts';
import { type IndexedDocument, matches } from '../../../fhir-resources/search/match.ts';
import {
  compareValues,
  cursorOf,
  readCursor,
  type SortValue,
  sortKeysOf,
  sortValue,
} from '../../../fhir-resources/search/order.ts';
import { columnOf, indexNames } from '../../../fhir-resources/search/parameters.ts';
import { Failure } from '../../core/failure.ts';
import type { DocumentKey, ResultQuery, ResultStore, SaveOptions, StoredDocument } from '../../ports/results.ts';

interface Row extends IndexedDocument {
  readonly digest: string;
  readonly version: number;
  /** As it is answered, with meta. Frozen: it is handed out again and again. */
  readonly document: StoredDocument;
}
interface Debt {
  readonly digest: string;
  readonly since: number;
  readonly attempts: number;
  readonly notBefore: number;
  readonly acknowledged: boolean;
}

/** All documents in maps; the rows of one subject are kept together, because nearly every search names a patient. */
export function memoryResults(): ResultStore {
  const byType = new Map<string, Map<string, Row>>();
  const bySubject = new Map<string, Map<string, Row>>();
  const debts = new Map<string, Debt>();
  let closed = false;

  function requireOpen(): void {
    if (closed) throw new Failure('store-unavailable', 'The result store is closed.');
  }

  function put(document: StoredDocument, options: SaveOptions): boolean {
    const rows = byType.get(document.resourceType) ?? new Map<string, Row>();
    byType.set(document.resourceType, rows);
    const before = rows.get(document.id);
    const digest = contentDigest(document);
    if (options.owe) owe(keyOf(document), digest);
    if (before?.digest === digest) return false;
    const lastUpdated = Math.max(Date.now(), (before?.lastUpdated ?? 0) + (before ? 1 : 0));
    const version = (before?.version ?? 0) + 1;
    const row: Row = {
      ...indexEntryOf(document),
      resourceType: document.resourceType,
      id: document.id,
      lastUpdated,
      version,
      digest,
      document: answered(document, version, lastUpdated),
    };
    if (before) bySubject.get(subjectKey(before))?.delete(before.id);
    rows.set(row.id, row);
    const ofSubject = bySubject.get(subjectKey(row)) ?? new Map<string, Row>();
    bySubject.set(subjectKey(row), ofSubject.set(row.id, row));
    return true;
  }

  function owe(key: string, digest: string): void {
    if (debts.get(key)?.digest === digest) return;
    debts.set(key, { digest, since: Date.now(), attempts: 0, notBefore: 0, acknowledged: false });
  }

  /** Rows that may match: those of the subjects asked for where the query names some, else all of the type. */
  function candidates(query: Pick<ResultQuery, 'resourceType' | 'criteria'>): Iterable<Row> {
    for (const criterion of query.criteria) {
      if (criterion.kind !== 'reference' || criterion.any.some((value) => /^[a-z]+:/.test(value))) continue;
      const names = indexNames(query.resourceType, criterion.parameter);
      if (names.length !== 1 || columnOf(query.resourceType, names[0] ?? '') !== 'subject') continue;
      return new Set(
        criterion.any.flatMap((subject) => [
          ...(bySubject.get(subjectKey({ resourceType: query.resourceType, subject }))?.values() ?? []),
        ]),
      );
    }
    return byType.get(query.resourceType)?.values() ?? [];
  }

  function found(query: Pick<ResultQuery, 'resourceType' | 'criteria' | 'sort'>): [Row, readonly SortValue[]][] {
    const keys = sortKeysOf(query);
    const rows: [Row, readonly SortValue[]][] = [];
    for (const row of candidates(query))
      if (query.criteria.every((criterion) => matches(row, criterion)))
        rows.push([row, keys.map((key) => sortValue(row, key))]);
    return rows.sort(([, a], [, b]) => compareValues(a, b, keys));
  }

  function updateDebt({ resourceType, id, versionId }: DocumentKey, change: (debt: Debt) => Debt): void {
    const key = `${resourceType}/${id}`;
    const debt = debts.get(key);
    const current = byType.get(resourceType)?.get(id)?.version;
    if (debt && (versionId === undefined || versionId === String(current))) debts.set(key, change(debt));
  }

  return {
    async save(documents, options = {}) {
      requireOpen();
      for (const document of documents) requireStorable(document);
      const written = documents.filter((document) => put(document, options)).length;
      return { written, unchanged: documents.length - written };
    },
    async read(resourceType, id) {
      requireOpen();
      return byType.get(resourceType)?.get(id)?.document;
    },
    async search(query) {
      requireOpen();
      const keys = sortKeysOf(query);
      const rows = found(query);
      const after = query.after === undefined ? undefined : readCursor(query.after, keys);
      const rest = after ? rows.filter(([, values]) => compareValues(values, after, keys) > 0) : rows;
      const page = rest.slice(0, query.count);
      const last = page.at(-1);
      return {
        documents: page.map(([row]) => row.document),
        ...(last && rest.length > page.length && { next: cursorOf(last[1], keys) }),
        ...(query.total === 'accurate' && { total: rows.length }),
      };
    },
    async *stream(query) {
      requireOpen();
      const sort = [{ parameter: '_lastUpdated', descending: false }];
      for (const [row] of found({ ...query, sort })) yield row.document;
    },
    async owed(limit) {
      requireOpen();
      const now = Date.now();
      return [...debts]
        .filter(([, debt]) => !debt.acknowledged && debt.notBefore <= now)
        .sort(([, a], [, b]) => a.since - b.since)
        .slice(0, limit)
        .flatMap(([key, debt]) => {
          const [type = '', id = ''] = key.split('/');
          const row = byType.get(type)?.get(id);
          return row ? [{ document: row.document, attempts: debt.attempts }] : [];
        });
    },
    async acknowledge(keys) {
      requireOpen();
      for (const key of keys) updateDebt(key, (debt) => ({ ...debt, acknowledged: true }));
    },
    async postpone(keys, notBefore) {
      requireOpen();
      for (const key of keys)
        updateDebt(key, (debt) => ({ ...debt, attempts: debt.attempts + 1, notBefore: Date.parse(notBefore) }));
    },
    async ping() {
      requireOpen();
    },
    async close() {
      closed = true;
    },
  };
}

const keyOf = (key: DocumentKey): string => `${key.resourceType}/${key.id}`;
const subjectKey = (row: { resourceType: string; subject: string }): string => `${row.resourceType} ${row.subject}`;

function answered(document: StoredDocument, version: number, lastUpdated: number): StoredDocument {
  const copy: StoredDocument = JSON.parse(JSON.stringify(withoutVersion(document)));
  const meta = { ...copy.meta, versionId: String(version), lastUpdated: new Date(lastUpdated).toISOString() };
  const { resourceType, id, meta: _meta, ...rest } = copy;
  return deepFreeze({ resourceType, id, meta, ...rest });
}

function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value;
  for (const child of Object.values(value)) deepFreeze(child);
  return Object.freeze(value);
}
