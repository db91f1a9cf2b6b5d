import type { Bundle, FhirResource } from 'fhir/r4.js';
import type { ResultStore, StoredDocument } from '../../src/ports/results.ts';
import type { SearchAnswer } from '../../src/sandbox/ehr/records.ts';

/** A result store that only keeps and reads, for tests of what is built on top of one. */
export function openPlainStore(): ResultStore {
  const documents = new Map<string, StoredDocument>();
  const refuse = () => {
    throw new Error('not part of this fake');
  };
  return {
    async save(given) {
      for (const document of given) {
        const key = `${document.resourceType}/${document.id}`;
        const version = Number(documents.get(key)?.meta?.versionId ?? 0) + 1;
        documents.set(key, {
          ...document,
          meta: { ...document.meta, versionId: String(version), lastUpdated: '2026-03-01T10:00:00Z' },
        });
      }
      return { written: given.length, unchanged: 0 };
    },
    read: async (type, id) => documents.get(`${type}/${id}`),
    search: refuse,
    async *stream(query) {
      for (const document of documents.values()) if (document.resourceType === query.resourceType) yield document;
    },
    owed: refuse,
    acknowledge: refuse,
    postpone: refuse,
    ping: async () => undefined,
    close: async () => undefined,
  };
}

/** Search by `_id`, `identifier`, `patient`, `status`, with `_count`: enough for prefetch and conditional interactions. */
export const plainSearch: SearchAnswer = async (store, { type, parameters, baseUrl }) => {
  const found: StoredDocument[] = [];
  for await (const document of store.stream({ resourceType: type, criteria: [], sort: [], total: 'none' })) {
    if ([...parameters].every(([name, value]) => matches(document, name, value))) found.push(document);
  }
  const shown = parameters.get('_summary') === 'count' ? [] : found.slice(0, Number(parameters.get('_count') ?? 100));
  const entry = shown.map((document) => ({
    fullUrl: `${baseUrl}/${type}/${document.id}`,
    resource: document as unknown as FhirResource,
    search: { mode: 'match' as const },
  }));
  return {
    resourceType: 'Bundle',
    type: 'searchset',
    total: found.length,
    ...(entry.length > 0 ? { entry } : {}),
  } satisfies Bundle;
};

function matches(document: StoredDocument, name: string, value: string): boolean {
  if (name === '_id') return value.split(',').includes(document.id);
  if (name === 'identifier') {
    const identifiers = (document.identifier ?? []) as { system?: string; value?: string }[];
    return identifiers.some((each) => `${each.system}|${each.value}` === value || each.value === value);
  }
  if (name === 'patient') {
    const subject = (document.subject ?? document.patient) as { reference?: string } | undefined;
    return subject?.reference === `Patient/${value}`;
  }
  if (name === 'code') {
    const codings = (document.code as { coding?: { system?: string; code?: string }[] } | undefined)?.coding ?? [];
    return codings.some((each) => `${each.system}|${each.code}` === value);
  }
  if (name === 'status') return document.status === value;
  return name.startsWith('_');
}
