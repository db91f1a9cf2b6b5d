import type { Bundle, BundleEntry, FhirResource } from 'fhir/r4.js';
import type { StoredDocument } from '../../ports/results.ts';
import { checkResource, createResource, deleteResource, updateByQuery, updateResource } from './interactions.ts';
import type { Records } from './records.ts';
import { outcome, Refusal, refusalOf } from './refusal.ts';

export interface BundleTools {
  readonly records: Records;
  readonly newId: () => string;
  readonly baseUrl: string;
}
interface Request {
  readonly method: string;
  readonly type: string;
  readonly id?: string;
  readonly query?: string;
  readonly ifNoneExist?: string;
  readonly fullUrl?: string;
  readonly resource?: unknown;
}

/** POST [base]: a batch, each entry for itself, or a transaction, all or nothing. @throws Refusal 400 for any other Bundle */
export async function processBundle(tools: BundleTools, body: unknown): Promise<Bundle> {
  const bundle = body as Bundle | null;
  if (bundle?.resourceType !== 'Bundle' || (bundle.type !== 'batch' && bundle.type !== 'transaction')) {
    throw new Refusal(400, 'invalid', 'Post a Bundle of type batch or transaction here.');
  }
  const requests = (bundle.entry ?? []).map(requestOf);
  return bundle.type === 'batch'
    ? { resourceType: 'Bundle', type: 'batch-response', entry: await runBatch(tools, requests) }
    : { resourceType: 'Bundle', type: 'transaction-response', entry: await runTransaction(tools, requests) };
}

function requestOf(entry: BundleEntry, index: number): Request {
  const { method, url, ifNoneExist } = entry.request ?? {};
  if (!method || !url) throw new Refusal(400, 'required', `Entry ${index} has no request method and url.`);
  const [path = '', query] = url.replace(/^\//, '').split('?', 2);
  const [type = '', id] = path.split('/');
  return {
    method,
    type,
    ...(id ? { id } : {}),
    ...(query ? { query } : {}),
    ...(ifNoneExist ? { ifNoneExist } : {}),
    ...(entry.fullUrl ? { fullUrl: entry.fullUrl } : {}),
    resource: entry.resource,
  };
}

async function runBatch(tools: BundleTools, requests: readonly Request[]): Promise<BundleEntry[]> {
  const entries: BundleEntry[] = [];
  for (const request of requests) {
    try {
      entries.push(await runOne(tools, request));
    } catch (error) {
      const refusal = refusalOf(error);
      entries.push({
        response: { status: String(refusal.status), outcome: outcome('error', refusal.code, refusal.message) },
      });
    }
  }
  return entries;
}

async function runOne({ records, newId, baseUrl }: BundleTools, request: Request): Promise<BundleEntry> {
  const { method, type, id, query, resource } = request;
  if (method === 'GET') return readEntry({ records, newId, baseUrl }, request);
  if (method === 'DELETE' && id) {
    await deleteResource(records, type, id);
    return { response: { status: '204' } };
  }
  if (method === 'POST') {
    const { document, created } = await createResource(records, newId, type, resource, request.ifNoneExist);
    return written(baseUrl, document, created);
  }
  if (method === 'PUT') {
    const { document, created } = id
      ? await updateResource(records, type, id, resource)
      : await updateByQuery(records, newId, type, query ?? '', resource);
    return written(baseUrl, document, created);
  }
  throw new Refusal(405, 'not-supported', `${method} is not offered in a Bundle.`);
}

async function readEntry({ records, baseUrl }: BundleTools, { type, id, query }: Request): Promise<BundleEntry> {
  const resource = id
    ? await records.read(type, id)
    : await records.search(type, new URLSearchParams(query), baseUrl, 'lenient');
  return { resource: resource as unknown as FhirResource, response: { status: '200' } };
}

/** Order of the standard: deletes, creates, updates, reads; nothing is written unless everything can be. */
async function runTransaction(tools: BundleTools, requests: readonly Request[]): Promise<BundleEntry[]> {
  const { records, newId, baseUrl } = tools;
  const entries = await records.exclusively(async () => {
    const answers = new Map<Request, BundleEntry>();
    const identities = new Map<string, string>();
    const pending: { request: Request; document: StoredDocument; created: boolean }[] = [];
    const removed: { type: string; id: string }[] = [];

    for (const request of requests) {
      if (request.method === 'DELETE') {
        if (!request.id) throw new Refusal(400, 'not-supported', 'A transaction deletes by id only.');
        removed.push({ type: request.type, id: request.id });
        answers.set(request, { response: { status: '204' } });
      } else if (request.method === 'POST' || request.method === 'PUT') {
        const target = await targetOf(records, newId, request);
        if (request.fullUrl) identities.set(request.fullUrl, `${request.type}/${target.id}`);
        if (target.found) answers.set(request, written(baseUrl, target.found, false));
        else pending.push({ request, document: target.document, created: target.created });
      } else if (request.method !== 'GET') {
        throw new Refusal(400, 'not-supported', `${request.method} is not offered in a transaction.`);
      }
    }
    const keys = pending.map(({ document }) => `${document.resourceType}/${document.id}`);
    if (new Set(keys).size < keys.length) throw new Refusal(400, 'duplicate', 'Two entries write the same resource.');

    const documents = [];
    for (const { document } of pending) {
      documents.push((await withReferences(document, identities, records)) as StoredDocument);
    }
    const saved = await records.save(
      documents,
      removed.filter(({ type, id }) => !keys.includes(`${type}/${id}`)),
    );
    pending.forEach(({ request, created }, index) => {
      const document = saved[index];
      if (document) answers.set(request, written(baseUrl, document, created));
    });
    return answers;
  });
  const answered: BundleEntry[] = [];
  for (const request of requests) answered.push(entries.get(request) ?? (await readEntry(tools, request)));
  return answered;
}

/** Which resource an entry writes, before anything is written. */
async function targetOf(
  records: Records,
  newId: () => string,
  request: Request,
): Promise<{ id: string; document: StoredDocument; created: boolean; found?: StoredDocument }> {
  const { method, type, id, query, ifNoneExist } = request;
  const resource = checkResource(request.resource, type, method === 'PUT' ? id : undefined);
  const as = (target: string, created: boolean) => ({
    id: target,
    document: { ...resource, resourceType: type, id: target },
    created,
  });
  if (method === 'POST') {
    const found = ifNoneExist ? await records.match(type, ifNoneExist) : undefined;
    return found ? { ...as(found.id, false), found } : as(newId(), true);
  }
  if (id) return as(id, !(await records.exists(type, id)));
  const found = await records.match(type, query ?? '');
  return as(found?.id ?? (typeof resource.id === 'string' ? resource.id : newId()), !found);
}

/** Copies a value, with `urn:uuid` and conditional references replaced by what they stand for. */
async function withReferences(
  value: unknown,
  identities: ReadonlyMap<string, string>,
  records: Records,
): Promise<unknown> {
  if (Array.isArray(value)) return Promise.all(value.map((item) => withReferences(item, identities, records)));
  if (value === null || typeof value !== 'object') return value;
  const copy: Record<string, unknown> = {};
  for (const [key, item] of Object.entries(value)) {
    copy[key] =
      key === 'reference' && typeof item === 'string'
        ? await resolveReference(item, identities, records)
        : await withReferences(item, identities, records);
  }
  return copy;
}

async function resolveReference(
  reference: string,
  identities: ReadonlyMap<string, string>,
  records: Records,
): Promise<string> {
  const known = identities.get(reference);
  if (known) return known;
  const conditional = /^([A-Z][A-Za-z]+)\?(.+)$/.exec(reference);
  if (!conditional?.[1] || !conditional[2]) return reference;
  const found = await records.match(conditional[1], conditional[2]);
  if (!found) throw new Refusal(412, 'not-found', 'A conditional reference matches nothing.');
  return `${found.resourceType}/${found.id}`;
}

function written(baseUrl: string, document: StoredDocument, created: boolean): BundleEntry {
  const version = document.meta?.versionId;
  return {
    fullUrl: `${baseUrl}/${document.resourceType}/${document.id}`,
    response: {
      status: created ? '201' : '200',
      location: `${document.resourceType}/${document.id}${version ? `/_history/${version}` : ''}`,
      ...(version ? { etag: `W/"${version}"` } : {}),
      ...(document.meta?.lastUpdated ? { lastModified: document.meta.lastUpdated } : {}),
    },
  };
}
