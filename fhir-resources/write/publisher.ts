import type { AuditFact, AuditLog } from '../../src/ports/audit.ts';
import type { FindingsPublisher, Publisher, ResultStore, StoredDocument } from '../../src/ports/results.ts';
import { documentsOf } from './assessment-documents.ts';
import { auditEventOf } from './audit-event.ts';
import { findingsDocuments } from './findings-documents.ts';
import type { AboutDocuments } from './frame.ts';

/**
 * Publishes assessments to a store. The Provenance of an assessment is stored in one transaction with its targets and its id
 * covers their content: where it is there already, nothing is left to do, and opening the same chart again costs one read.
 * What this process has published is remembered by the id of the assessment, which covers all that it says: nothing is ever deleted,
 * so a chart that is opened again costs nothing. Otherwise results that an earlier assessment has stored unchanged keep their `issued`, so that they are not written again.
 * @param about.owe write-back is on: the documents are also owed to the EHR. An assessment known from before write-back was
 *   turned on is then owed as well, with its first times kept.
 */
export function resultPublisher(
  store: ResultStore,
  about: Omit<AboutDocuments, 'recordedAt'> & { readonly owe?: boolean },
): Publisher {
  const published = new Map<string, readonly string[]>();
  const remember = (id: string, references: readonly string[]) => {
    const [oldest] = published.keys();
    if (published.size >= mostRemembered && oldest !== undefined) published.delete(oldest);
    published.set(id, references);
    return references;
  };
  return {
    async publish(assessment) {
      const before = published.get(assessment.id);
      if (before) return before;
      const first = documentsOf(assessment, { ...about, recordedAt: assessment.asOf });
      const references = first.map(({ resourceType, id }) => `${resourceType}/${id}`);
      const marker = first.find(({ resourceType }) => resourceType === 'Provenance');
      const known = marker && (await store.read('Provenance', marker.id));
      const owe = about.owe === true && assessment.fhirServer !== 'none';
      if (known && !owe) return remember(assessment.id, references);
      const recorded = known?.recorded;
      const documents =
        typeof recorded === 'string' ? documentsOf(assessment, { ...about, recordedAt: recorded }) : first;
      await store.save(keepIssued(documents, await earlierObservations(store, documents)), { owe });
      return remember(assessment.id, references);
    },
  };
}

/**
 * Publishes the analysis of an imaging study in the same way: once, in one transaction, with `issued` kept where nothing changed.
 * @returns the references written; none where nothing may be shown
 */
export function findingsPublisher(
  store: ResultStore,
  about: Omit<AboutDocuments, 'recordedAt'> & { readonly owe?: boolean },
): FindingsPublisher {
  return {
    async publishFindings(findings) {
      const documents = findingsDocuments(findings, { ...about, recordedAt: findings.analysedAt });
      if (documents.length === 0) return [];
      const owe = about.owe === true && findings.fhirServer !== 'none';
      await store.save(keepIssued(documents, await earlierObservations(store, documents)), { owe });
      return documents.map(({ resourceType, id }) => `${resourceType}/${id}`);
    },
  };
}

/** Assessments remembered: about 3 kB each. */
const mostRemembered = 5000;

async function earlierObservations(store: ResultStore, documents: readonly StoredDocument[]) {
  const ids = documents.filter(({ resourceType }) => resourceType === 'Observation').map(({ id }) => id);
  const page = await store.search({
    resourceType: 'Observation',
    criteria: [{ kind: 'token', parameter: '_id', any: ids.map((code) => ({ code })) }],
    sort: [],
    count: ids.length,
    total: 'none',
  });
  return page.documents;
}

/** Takes over `issued` from what is stored where nothing else differs; `meta` is the store's. */
export function keepIssued(
  documents: readonly StoredDocument[],
  earlier: readonly StoredDocument[],
): readonly StoredDocument[] {
  const before = new Map(earlier.map((document) => [`${document.resourceType}/${document.id}`, document]));
  return documents.map((document) => {
    const known = before.get(`${document.resourceType}/${document.id}`);
    return known && contentOf(known) === contentOf(document) ? { ...document, issued: known.issued } : document;
  });
}

/** Content without time and meta, keys sorted: a store may give them back in another order (PostgreSQL jsonb does). */
function contentOf({ meta: _meta, issued: _issued, ...content }: StoredDocument): string {
  return JSON.stringify(content, (_key, value: unknown) =>
    value !== null && typeof value === 'object' && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );
}

/** Audit facts as AuditEvents in the same store. `newId` keeps two equal facts of the same instant apart. */
export function resultAuditLog(
  store: Pick<ResultStore, 'save'>,
  about: { readonly baseUrl: string },
  newId: () => string,
): AuditLog {
  return {
    async record(facts: readonly AuditFact[]) {
      if (facts.length > 0) await store.save(facts.map((fact) => auditEventOf(fact, about, newId())));
    },
  };
}
