import { type Json, list, object, text } from './read/json.ts';

/** One usable resource of an answer, with what is needed to say where it came from. */
export interface Entry {
  readonly resource: Json;
  /** `Observation/a1`; the fullUrl of a resource without id; failing both its place, as a URN. Always a valid reference text. */
  readonly reference: string;
}

/**
 * The resources of one type in an answer: a searchset Bundle (pages joined), a single resource, or `null` (nothing found).
 * Entries that are broken, of another type, or only say how the search went are passed over.
 * Undefined when the answer is no data at all: an OperationOutcome, another resource, text.
 */
export function entriesOf(answer: unknown, ...types: readonly string[]): Entry[] | undefined {
  if (answer === null) return [];
  const root = object(answer);
  if (!root) return undefined;
  const type = root.resourceType;
  if (typeof type === 'string' && types.includes(type)) return [{ resource: root, reference: referenceOf(root, 0) }];
  if (type !== 'Bundle') return undefined;
  const listed = list(root.entry);
  const entries: Entry[] = [];
  for (let index = 0; index < listed.length; index += 1) {
    const entry = object(listed[index]);
    const resource = entry && object(entry.resource);
    if (!resource || !types.includes(resource.resourceType as string)) continue;
    if (object(entry.search)?.mode === 'outcome') continue;
    entries.push({ resource, reference: referenceOf(resource, index, text(entry.fullUrl)) });
  }
  // A search that failed as a whole comes as a Bundle of nothing but its outcome.
  return entries.length === 0 && isFailedSearch(listed) ? undefined : entries;
}

/** Whether an answer is an OperationOutcome, plain or as the only content of a Bundle, that reports an error. */
function isFailedSearch(listed: readonly unknown[]): boolean {
  if (listed.length === 0) return false;
  return listed.every((entry) => {
    const resource = object(object(entry)?.resource);
    return resource?.resourceType === 'OperationOutcome' && reportsError(resource);
  });
}

function reportsError(outcome: Json): boolean {
  return list(outcome.issue).some((issue) => {
    const severity = object(issue)?.severity;
    return severity === 'error' || severity === 'fatal';
  });
}

/** FHIR's own rule for logical ids. */
const fhirId = /^[A-Za-z0-9\-.]{1,64}$/;

export function referenceOf(resource: Json, position: number, fullUrl?: string): string {
  const id = text(resource.id);
  if (id !== undefined && fhirId.test(id)) return `${String(resource.resourceType)}/${id}`;
  return fullUrl !== undefined && fullUrl.length <= 500 ? fullUrl : `urn:fibrocast:entry:${position}`;
}

/** `Patient/1` out of `Patient/1`, `http://server/fhir/Patient/1` and `Patient/1/_history/3`; undefined for other forms. */
export function relativeReference(reference: string): string | undefined {
  const match = literalReference.exec(reference);
  return match ? `${match[1]}/${match[2]}` : undefined;
}
const literalReference = /(?:^|\/)([A-Z][A-Za-z]{1,40})\/([A-Za-z0-9\-.]{1,64})(?:\/_history\/[A-Za-z0-9\-.]{1,64})?$/;

/** Finds what a reference inside `from` points at: contained (`#x`), by fullUrl (`urn:uuid:…`, absolute) or by type and id. */
export type Resolve = (reference: unknown, from: Json) => Json | undefined;

/** A resolver over one answer. Its index is built on first use: most answers need none. */
export function resolverFor(answer: unknown): Resolve {
  let index: Map<string, Json> | undefined;
  return (reference, from) => {
    const target = text(typeof reference === 'string' ? reference : object(reference)?.reference);
    if (target === undefined) return undefined;
    if (target.startsWith('#')) return containedIn(from, target.slice(1));
    index ??= indexOf(answer);
    return index.get(target) ?? index.get(relativeReference(target) ?? '');
  };
}

function containedIn(resource: Json, id: string): Json | undefined {
  for (const element of list(resource.contained)) {
    const candidate = object(element);
    if (candidate && id !== '' && text(candidate.id)?.replace(/^#/, '') === id) return candidate;
  }
  return undefined;
}

function indexOf(answer: unknown): Map<string, Json> {
  const index = new Map<string, Json>();
  const root = object(answer);
  const listed = root?.resourceType === 'Bundle' ? list(root.entry) : [];
  for (const element of listed) {
    const entry = object(element);
    const resource = entry && object(entry.resource);
    if (!resource) continue;
    const fullUrl = text(entry.fullUrl);
    if (fullUrl !== undefined) index.set(fullUrl, resource);
    const id = text(resource.id);
    if (id !== undefined) index.set(`${String(resource.resourceType)}/${id}`, resource);
  }
  return index;
}

/**
 * Does the resource carry a modifier extension? It may say that the opposite holds, and FHIR forbids reading past one that is not
 * known. This service knows none.
 */
export function isModified(resource: Json): boolean {
  return resource.modifierExtension !== undefined && list(resource.modifierExtension).length > 0;
}

/**
 * Is the resource about another patient than `patientId`? A subject that is absent, or named by identifier or display alone,
 * is not: the query that brought it was about this patient. A subject that names something else, or cannot be resolved, is.
 * Absolute references are compared by type and id: the base URL of one server is written in many ways.
 */
export function isAboutAnother(resource: Json, patientId: string, resolve: Resolve): boolean {
  const subject = object(resource.subject ?? resource.patient);
  const reference = subject && text(subject.reference);
  if (reference === undefined) return false;
  const patient = `Patient/${patientId}`;
  if (reference === patient) return false;
  const relative = reference.startsWith('#') ? undefined : relativeReference(reference);
  if (relative !== undefined) return relative !== patient;
  const target = resolve(reference, resource);
  if (target) return target.resourceType !== 'Patient' || target.id !== patientId;
  return reference !== `urn:uuid:${patientId}`;
}
