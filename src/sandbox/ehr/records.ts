import type { Bundle } from 'fhir/r4.js';
import type { ResultStore, StoredDocument } from '../../ports/results.ts';
import { Refusal } from './refusal.ts';

/** `answerSearch` of fhir-resources/search: one FHIR search over a store. */
export type SearchAnswer = (
  store: ResultStore,
  request: { type: string; parameters: URLSearchParams; baseUrl: string; handling: 'strict' | 'lenient' },
) => Promise<Bundle>;

export interface Written {
  readonly document: StoredDocument;
  readonly created: boolean;
}

/**
 * The sandbox EHR's record keeping: FHIR RESTful semantics over a result store. Writes run one after the other, so that
 * two conditional creates of the same thing cannot both find nothing.
 *
 * The store forgets nothing; a deleted resource is emptied to its id, remembered here, and kept out of every answer.
 */
export interface Records {
  /** @throws Refusal 404 unknown, 410 deleted */
  read(type: string, id: string): Promise<StoredDocument>;
  search(type: string, parameters: URLSearchParams, baseUrl: string, handling: 'strict' | 'lenient'): Promise<Bundle>;
  /** The single match of a conditional interaction, or undefined. @throws Refusal 412 for several matches or no criteria */
  match(type: string, query: string): Promise<StoredDocument | undefined>;
  exists(type: string, id: string): Promise<boolean>;
  /** Stores all in one transaction and returns them with their new meta. */
  save(
    documents: readonly StoredDocument[],
    removed?: readonly { type: string; id: string }[],
  ): Promise<StoredDocument[]>;
  /** Runs one write at a time, in order of arrival. */
  exclusively<T>(write: () => Promise<T>): Promise<T>;
}

export function keepRecords(store: ResultStore, search: SearchAnswer): Records {
  const deleted = new Map<string, Set<string>>();
  const isDeleted = (type: string, id: string) => deleted.get(type)?.has(id) ?? false;
  let last: Promise<unknown> = Promise.resolve();

  /** Drops emptied resources from a page, and takes them off the total. */
  async function withoutDeleted(
    page: Bundle,
    type: string,
    parameters: URLSearchParams,
    baseUrl: string,
  ): Promise<Bundle> {
    const gone = deleted.get(type);
    if (!gone || gone.size === 0) return page;
    const kept = page.entry?.filter(
      (entry) => !isDeleted(entry.resource?.resourceType ?? '', entry.resource?.id ?? ''),
    );
    if (page.total === undefined) return { ...page, ...(kept ? { entry: kept } : {}) };
    const counting = new URLSearchParams(parameters);
    counting.append('_id', [...gone].join(','));
    counting.set('_total', 'accurate');
    counting.set('_summary', 'count');
    const ghosts = await search(store, { type, parameters: counting, baseUrl, handling: 'lenient' });
    return { ...page, total: page.total - (ghosts.total ?? 0), ...(kept ? { entry: kept } : {}) };
  }

  const records: Records = {
    async read(type, id) {
      if (isDeleted(type, id)) throw new Refusal(410, 'deleted', `${type}/${id} was deleted.`);
      const document = await store.read(type, id);
      if (!document) throw new Refusal(404, 'not-found', `${type}/${id} is not known here.`);
      return document;
    },
    async exists(type, id) {
      return !isDeleted(type, id) && (await store.read(type, id)) !== undefined;
    },
    async search(type, parameters, baseUrl, handling) {
      const page = await search(store, { type, parameters, baseUrl, handling });
      return withoutDeleted(page, type, parameters, baseUrl);
    },
    async match(type, query) {
      const parameters = new URLSearchParams(query);
      if ([...parameters.keys()].length === 0) {
        throw new Refusal(412, 'multiple-matches', 'A conditional interaction needs search criteria.');
      }
      parameters.set('_count', '2');
      const page = await records.search(type, parameters, 'urn:sandbox', 'strict');
      const [first, second] = (page.entry ?? []).filter((entry) => (entry.search?.mode ?? 'match') === 'match');
      if (second) throw new Refusal(412, 'multiple-matches', `Several ${type} resources match these criteria.`);
      const id = first?.resource?.id;
      return id === undefined ? undefined : store.read(type, id);
    },
    async save(documents, removed = []) {
      const emptied = removed.map(({ type, id }) => ({ resourceType: type, id }));
      await store.save([...documents, ...emptied]);
      for (const { type, id } of removed) {
        const ids = deleted.get(type) ?? new Set();
        deleted.set(type, ids.add(id));
      }
      for (const { resourceType, id } of documents) deleted.get(resourceType)?.delete(id);
      return Promise.all(
        documents.map(async ({ resourceType, id }) => {
          const stored = await store.read(resourceType, id);
          if (!stored) throw new Refusal(500, 'exception', 'A resource was not found after it had been written.');
          return stored;
        }),
      );
    },
    exclusively(write) {
      const turn = last.then(write, write);
      last = turn.catch(() => undefined);
      return turn;
    },
  };
  return records;
}
