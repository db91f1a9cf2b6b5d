import type { StoredDocument } from '../../ports/results.ts';
import type { Records, Written } from './records.ts';
import { Refusal } from './refusal.ts';

const typeName = /^[A-Z][A-Za-z]{1,63}$/;
const idPattern = /^[A-Za-z0-9\-.]{1,64}$/;

/** A resource as it came: its type fits the address, its id is a FHIR id when given. @throws Refusal 400 */
export function checkResource(body: unknown, type: string, id?: string): Record<string, unknown> {
  if (!typeName.test(type)) throw new Refusal(404, 'not-found', 'This address names no resource type.');
  if (body === null || typeof body !== 'object' || Array.isArray(body)) {
    throw new Refusal(400, 'structure', 'The body must be one FHIR resource in JSON.');
  }
  const resource = body as Record<string, unknown>;
  if (resource.resourceType !== type) throw new Refusal(400, 'structure', `The body must be a ${type}.`);
  if (id !== undefined) {
    if (!idPattern.test(id)) throw new Refusal(400, 'value', 'An id has 1 to 64 letters, digits, "-" or ".".');
    if (resource.id !== id) throw new Refusal(400, 'invariant', "The resource's id must equal the id of the address.");
  }
  return resource;
}

/** POST [type], with `If-None-Exist` when `unlessFound` is given. */
export async function createResource(
  records: Records,
  newId: () => string,
  type: string,
  body: unknown,
  unlessFound?: string,
): Promise<Written> {
  const resource = checkResource(body, type);
  return records.exclusively(async () => {
    const found = unlessFound === undefined ? undefined : await records.match(type, unlessFound);
    if (found) return { document: found, created: false };
    return { document: await saveOne(records, { ...resource, resourceType: type, id: newId() }), created: true };
  });
}

/** PUT [type]/[id]: creates what is not there yet. `ifMatch` is the weak ETag the client read. */
export async function updateResource(
  records: Records,
  type: string,
  id: string,
  body: unknown,
  ifMatch?: string,
): Promise<Written> {
  const resource = checkResource(body, type, id);
  return records.exclusively(async () => {
    const existed = await records.exists(type, id);
    if (ifMatch !== undefined) {
      const version = existed ? (await records.read(type, id)).meta?.versionId : undefined;
      if (version === undefined || ifMatch.replace(/^W\//, '').replaceAll('"', '') !== version) {
        throw new Refusal(412, 'conflict', 'The resource has changed since it was read.');
      }
    }
    return { document: await saveOne(records, { ...resource, resourceType: type, id }), created: !existed };
  });
}

/** PUT [type]?criteria: updates the one match, or creates. */
export async function updateByQuery(
  records: Records,
  newId: () => string,
  type: string,
  query: string,
  body: unknown,
): Promise<Written> {
  const resource = checkResource(body, type);
  return records.exclusively(async () => {
    const found = await records.match(type, query);
    const given = typeof resource.id === 'string' ? resource.id : undefined;
    if (found && given !== undefined && given !== found.id) {
      throw new Refusal(400, 'invariant', 'The resource carries another id than the one that matches.');
    }
    const id = found?.id ?? given ?? newId();
    if (!idPattern.test(id)) throw new Refusal(400, 'value', 'An id has 1 to 64 letters, digits, "-" or ".".');
    return { document: await saveOne(records, { ...resource, resourceType: type, id }), created: !found };
  });
}

/** DELETE [type]/[id]; deleting what is not there is no error. */
export async function deleteResource(records: Records, type: string, id: string): Promise<void> {
  await records.exclusively(async () => {
    if (await records.exists(type, id)) await records.save([], [{ type, id }]);
  });
}

async function saveOne(records: Records, document: StoredDocument): Promise<StoredDocument> {
  const [stored] = await records.save([document]);
  if (!stored) throw new Refusal(500, 'exception', 'A resource was not found after it had been written.');
  return stored;
}
