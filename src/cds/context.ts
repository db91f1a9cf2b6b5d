import { Failure } from '../core/failure.ts';
import type { BaseContext } from './hook.ts';

/** FHIR id (R4 datatype `id`), less "." and "..", which an URL parser would resolve away. */
const fhirId = /^(?!\.{1,2}$)[A-Za-z0-9\-.]{1,64}$/;

/** Reads the fields that hooks share. Ids are checked against FHIR's own rule, so that they can stand in a query. */
export function readBaseContext(
  context: unknown,
  needs: { userId: 'required' | 'optional'; encounterId?: 'required' | 'optional' },
): BaseContext {
  const fields = contextFields(context);
  const patientId = text(fields, 'patientId', 'required') as string;
  if (!fhirId.test(patientId)) {
    throw new Failure(
      'invalid-request',
      'context.patientId must be a FHIR id: letters, digits, "-" and ".", at most 64.',
      { at: 'context.patientId' },
    );
  }
  const userId = text(fields, 'userId', needs.userId);
  const encounterId = text(fields, 'encounterId', needs.encounterId ?? 'optional');
  return { patientId, ...(userId ? { userId } : {}), ...(encounterId ? { encounterId } : {}) };
}

/** The context as a record. @throws Failure `invalid-request` when it is none. */
export function contextFields(context: unknown): Readonly<Record<string, unknown>> {
  if (context === null || typeof context !== 'object' || Array.isArray(context)) {
    throw new Failure('invalid-request', 'context must be an object.', { at: 'context' });
  }
  return context as Record<string, unknown>;
}

/** A list of references (`Type/id`). @throws Failure `invalid-request` when it is no list of strings. */
export function referenceList(value: unknown, name: string): readonly string[] {
  if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return value;
  throw new Failure('invalid-request', `context.${name} must be an array of references.`, { at: `context.${name}` });
}

/**
 * A Bundle of a context. What is in it is not looked at: the official Sandbox sends Bundles without `type` and resources
 * that are still incomplete. @throws Failure `invalid-request` when the value cannot be a Bundle at all.
 */
export function contextBundle(value: unknown, name: string): object {
  if (value !== null && typeof value === 'object' && !Array.isArray(value)) {
    const type = (value as Record<string, unknown>).resourceType;
    if (type === undefined || type === 'Bundle') return value;
  }
  throw new Failure('invalid-request', `context.${name} must be a FHIR Bundle.`, { at: `context.${name}` });
}

function text(
  fields: Readonly<Record<string, unknown>>,
  name: string,
  need: 'required' | 'optional',
): string | undefined {
  const value = fields[name];
  if (typeof value === 'string' && value !== '') return value;
  if (need === 'optional' && (value === undefined || value === null || value === '')) return undefined;
  throw new Failure('invalid-request', `context.${name} must be a non-empty string.`, { at: `context.${name}` });
}
