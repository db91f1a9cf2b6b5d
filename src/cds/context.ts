import { Failure } from '../core/failure.ts';
import type { BaseContext } from './hook.ts';

/** Reads the fields that hooks share. Ids are checked against FHIR's own rule, so that they can stand in a query. */
export function readBaseContext(
  context: unknown,
  needs: { userId: 'required' | 'optional'; encounterId?: 'required' | 'optional' },
): BaseContext {
  if (context === null || typeof context !== 'object' || Array.isArray(context)) {
    throw new Failure('invalid-request', 'context must be an object.', { at: 'context' });
  }
  const fields = context as Record<string, unknown>;
  const patientId = text(fields, 'patientId', 'required') as string;
  if (!/^[A-Za-z0-9\-.]{1,64}$/.test(patientId)) {
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

function text(fields: Record<string, unknown>, name: string, need: 'required' | 'optional'): string | undefined {
  const value = fields[name];
  if (typeof value === 'string' && value !== '') return value;
  if (need === 'optional' && (value === undefined || value === null || value === '')) return undefined;
  throw new Failure('invalid-request', `context.${name} must be a non-empty string.`, { at: `context.${name}` });
}
