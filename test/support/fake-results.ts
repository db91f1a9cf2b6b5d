import { isDeepStrictEqual } from 'node:util';
import type { DocumentKey, ResultStore, SaveOptions, StoredDocument } from '../../src/ports/results.ts';

interface Debt {
  attempts: number;
  notBefore: number;
  reason?: string;
}

/** A result store small enough to read: what publisher and write-back need of the port, with a clock that the test moves. */
export function fakeResults(now: () => number) {
  const rows = new Map<string, StoredDocument>();
  const debts = new Map<string, Debt>();
  const nameOf = ({ resourceType, id }: DocumentKey) => `${resourceType}/${id}`;
  let writes = 0;
  const plain = (document: StoredDocument) => {
    const { versionId: _version, lastUpdated: _updated, ...meta } = document.meta ?? {};
    return JSON.parse(JSON.stringify({ ...document, meta })) as unknown;
  };
  const store = {
    async save(documents: readonly StoredDocument[], options: SaveOptions = {}) {
      let written = 0;
      for (const document of documents) {
        const before = rows.get(nameOf(document));
        if (before && isDeepStrictEqual(plain(before), plain(document))) continue;
        const versionId = String(Number(before?.meta?.versionId ?? '0') + 1);
        rows.set(nameOf(document), { ...document, meta: { ...document.meta, versionId } });
        if (options.owe) debts.set(nameOf(document), { attempts: 0, notBefore: 0 });
        written += 1;
      }
      writes += written;
      return { written, unchanged: documents.length - written };
    },
    async read(resourceType: string, id: string) {
      return rows.get(`${resourceType}/${id}`);
    },
    async search(query: Parameters<ResultStore['search']>[0]) {
      const wanted = query.criteria.flatMap((c) => (c.kind === 'token' && c.parameter === '_id' ? c.any : []));
      return { documents: wanted.flatMap(({ code }) => rows.get(`${query.resourceType}/${code}`) ?? []) };
    },
    async owed(limit: number) {
      return [...debts]
        .filter(([, { notBefore }]) => notBefore <= now())
        .slice(0, limit)
        .flatMap(([name, { attempts }]) => {
          const document = rows.get(name);
          return document ? [{ document, attempts }] : [];
        });
    },
    async acknowledge(keys: readonly DocumentKey[]) {
      for (const key of keys)
        if (key.versionId === undefined || rows.get(nameOf(key))?.meta?.versionId === key.versionId)
          debts.delete(nameOf(key));
    },
    async postpone(keys: readonly DocumentKey[], notBefore: string, reason: string) {
      for (const key of keys) {
        const attempts = (debts.get(nameOf(key))?.attempts ?? 0) + 1;
        debts.set(nameOf(key), { attempts, notBefore: Date.parse(notBefore), reason });
      }
    },
    async *stream() {},
    async ping() {},
    async close() {},
  } satisfies ResultStore;
  return { store, rows, debts, writes: () => writes };
}
