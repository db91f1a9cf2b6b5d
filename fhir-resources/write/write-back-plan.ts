import type { BundleEntry, FhirResource } from 'fhir/r4.js';
import type { EhrTransaction, WriteBackPlanner } from '../../src/ports/ehr-writer.ts';
import type { DocumentKey, StoredDocument } from '../../src/ports/results.ts';
import { identifierSystems, systems } from './codes-out.ts';

/** A relative reference to a document of ours: chart references are absolute in our documents, the Patient is the EHR's. */
const ownReference = /^(Observation|RiskAssessment|DiagnosticReport|Provenance|Device)\/([0-9a-f-]{36})$/;

/**
 * Owed documents as transactions, one for a patient of an EHR. Each entry is found again by our identifier (Provenance, which has
 * none in R4, by a tag): an unanswered transaction can be sent again without doubling anything. References among our documents
 * become `urn:uuid:`, those into the chart become relative, and those to documents that do not travel are left out.
 */
export function writeBackPlanner(options: { readonly allowSynthetic: boolean }): WriteBackPlanner {
  return {
    companions: (documents) =>
      documents.filter((document) => isWritable(document, options.allowSynthetic)).flatMap(ownReferences),
    plan(owed, companions) {
      const writable = owed.filter((document) => isWritable(document, options.allowSynthetic));
      const groups = new Map<string, StoredDocument[]>();
      for (const document of writable) {
        const key = JSON.stringify([sourceOf(document), patientOf(document)]);
        groups.set(key, [...(groups.get(key) ?? []), document]);
      }
      const known = new Map([...owed, ...companions].map((document) => [nameOf(document), document]));
      return {
        transactions: [...groups.values()].map((documents) => transactionOf(documents, known, options.allowSynthetic)),
        settled: owed.filter((document) => !writable.includes(document)).map(keyOf),
      };
    },
  };
}

function transactionOf(
  documents: readonly StoredDocument[],
  known: ReadonlyMap<string, StoredDocument>,
  allowSynthetic: boolean,
): EhrTransaction {
  const travelling = new Map<string, StoredDocument>();
  const add = (document: StoredDocument): void => {
    if (travelling.has(nameOf(document))) return;
    travelling.set(nameOf(document), document);
    for (const reference of ownReferences(document)) {
      const companion = known.get(nameOf(reference));
      if (companion && (companion.resourceType === 'Device' || isWritable(companion, allowSynthetic))) add(companion);
    }
  };
  documents.forEach(add);
  const [first] = documents;
  const fhirServer = first ? (sourceOf(first) ?? '') : '';
  return {
    fhirServer,
    patientId: (first && patientOf(first)) ?? '',
    keys: documents.map(keyOf),
    bundle: {
      resourceType: 'Bundle',
      type: 'transaction',
      entry: [...travelling.values()].map((document) => entryOf(document, travelling, fhirServer)),
    },
  };
}

function entryOf(
  document: StoredDocument,
  travelling: ReadonlyMap<string, StoredDocument>,
  fhirServer: string,
): BundleEntry {
  const { id, meta, ...content } = document;
  const { versionId: _version, lastUpdated: _updated, source: _source, ...labels } = (meta ?? {}) as Meta;
  const resource = readdressed({ ...content, meta: labels }, travelling, `${fhirServer.replace(/\/+$/, '')}/`);
  const { resourceType } = document;
  const byIdentifier = `identifier=${encodeURIComponent(`${identifierOf(document)}|${id}`)}`;
  return {
    fullUrl: `urn:uuid:${id}`,
    resource: resource as unknown as FhirResource,
    request:
      resourceType === 'Provenance'
        ? {
            method: 'POST',
            url: resourceType,
            ifNoneExist: `_tag=${encodeURIComponent(`${identifierSystems.result}|${id}`)}`,
          }
        : resourceType === 'Device'
          ? { method: 'POST', url: resourceType, ifNoneExist: byIdentifier }
          : { method: 'PUT', url: `${resourceType}?${byIdentifier}` },
  };
}

interface Meta {
  readonly versionId?: string;
  readonly lastUpdated?: string;
  readonly source?: string;
  readonly tag?: readonly { readonly system?: string; readonly code?: string }[];
}
const metaOf = (document: StoredDocument): Meta => (document.meta ?? {}) as Meta;
const identifierOf = ({ resourceType }: StoredDocument) =>
  resourceType === 'Device' ? identifierSystems.software : identifierSystems.result;

/** What an EHR gets: our results, not its own data back, and nothing synthetic unless the site asked for it. */
function isWritable(document: StoredDocument, allowSynthetic: boolean): boolean {
  if (!['Observation', 'RiskAssessment', 'DiagnosticReport', 'Provenance'].includes(document.resourceType))
    return false;
  const tags = metaOf(document).tag ?? [];
  if (tags.some(({ system }) => system === systems.handling)) return false;
  if (!allowSynthetic && tags.some(({ system, code }) => system === systems.evidenceClass && code === 'synthetic'))
    return false;
  return sourceOf(document) !== undefined && patientOf(document) !== undefined;
}

const sourceOf = (document: StoredDocument): string | undefined => metaOf(document).source;

/** The subject; of a Provenance, the Patient among its entities. */
function patientOf(document: StoredDocument): string | undefined {
  const { subject, entity } = document as {
    subject?: { reference?: string };
    entity?: readonly { what?: { reference?: string } }[];
  };
  const references = [subject?.reference, ...(entity ?? []).map(({ what }) => what?.reference)];
  for (const reference of references) {
    const id = /(?:^|\/)Patient\/([A-Za-z0-9\-.]{1,64})$/.exec(reference ?? '')?.[1];
    if (id) return id;
  }
  return undefined;
}

function ownReferences(document: StoredDocument): DocumentKey[] {
  const found: DocumentKey[] = [];
  const walk = (value: unknown): void => {
    if (value === null || typeof value !== 'object') return;
    const { reference } = value as { reference?: unknown };
    const [, resourceType, id] = typeof reference === 'string' ? (ownReference.exec(reference) ?? []) : [];
    if (resourceType && id) found.push({ resourceType, id });
    Object.values(value).forEach(walk);
  };
  walk(document);
  return found;
}

/** A deep copy with references as the EHR can follow them; a reference to a document that stays here is left out. */
function readdressed(value: unknown, travelling: ReadonlyMap<string, StoredDocument>, base: string): unknown {
  if (Array.isArray(value)) {
    const items = value.map((item) => readdressed(item, travelling, base)).filter((item) => item !== undefined);
    return items.length === 0 ? undefined : items;
  }
  if (value === null || typeof value !== 'object') return value;
  const { reference } = value as { reference?: unknown };
  if (typeof reference === 'string') {
    const { identifier: _identifier, ...rest } = value as Record<string, unknown>;
    if (reference.startsWith(base)) return { ...rest, reference: reference.slice(base.length) };
    if (!ownReference.test(reference)) return rest;
    if (!travelling.has(reference)) return undefined;
    return { ...rest, reference: `urn:uuid:${reference.slice(reference.indexOf('/') + 1)}` };
  }
  const members = Object.entries(value).flatMap(([name, member]) => {
    const kept = readdressed(member, travelling, base);
    return kept === undefined ? [] : [[name, kept] as const];
  });
  return Object.fromEntries(members);
}

const nameOf = ({ resourceType, id }: DocumentKey) => `${resourceType}/${id}`;
function keyOf(document: StoredDocument): DocumentKey {
  const versionId = metaOf(document).versionId;
  return { resourceType: document.resourceType, id: document.id, ...(versionId ? { versionId } : {}) };
}
