import { Failure } from '../core/failure.ts';
import { normaliseFhirServer } from './fhir-server.ts';

/** The envelope of a CDS Hooks request, checked. What stands under `context` and `prefetch` is read by their owners. */
export interface CdsRequest {
  readonly hook: string;
  readonly hookInstance: string;
  readonly context: unknown;
  /** Normalised: no trailing slash, lower-case host. Not yet checked against the allow-list. */
  readonly fhirServer?: string;
  /** For this invocation only. */
  readonly accessToken?: string;
  /** Own keys of `prefetch`. A map, because keys are foreign text (`__proto__`). */
  readonly prefetch: ReadonlyMap<string, unknown>;
}

/** Any version and any case; the specification asks only for a UUID. */
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
/** Visible ASCII, so that no line break or other control character gets into a header (RFC 6750 allows less). */
const tokenText = /^[\x21-\x7e]{1,16384}$/;

/**
 * Checks the envelope for the hook of the service called. `null` counts as absent for optional fields; unknown fields and
 * extensions are ignored. Only the envelope is looked at: a thousand prefetched Observations cost nothing here.
 * @throws Failure `invalid-request` with `at`.
 */
export function readRequest(body: unknown, hookId: string): CdsRequest {
  const fields = record(body);
  if (!fields) throw refused('', 'The body must be a JSON object.');
  const hook = fields.hook;
  if (typeof hook !== 'string') throw refused('hook', 'hook must be a string.');
  if (hook !== hookId) throw refused('hook', `This service answers the hook "${hookId}".`);
  const hookInstance = fields.hookInstance;
  if (typeof hookInstance !== 'string' || !uuid.test(hookInstance)) {
    throw refused('hookInstance', 'hookInstance must be a UUID.');
  }
  const context = record(fields.context);
  if (!context) throw refused('context', 'context must be an object.');
  const fhirServer = readFhirServer(fields.fhirServer);
  const accessToken = readAuthorization(fields.fhirAuthorization, fhirServer, context.patientId);
  return {
    hook,
    hookInstance,
    context,
    ...(fhirServer === undefined ? {} : { fhirServer }),
    ...(accessToken === undefined ? {} : { accessToken }),
    prefetch: readPrefetch(fields.prefetch),
  };
}

function readFhirServer(value: unknown): string | undefined {
  if (absent(value)) return undefined;
  const normal = typeof value === 'string' ? normaliseFhirServer(value) : undefined;
  if (normal === undefined) {
    throw refused('fhirServer', 'fhirServer must be an http or https URL without credentials, query or fragment.');
  }
  return normal;
}

function readAuthorization(value: unknown, fhirServer: string | undefined, patientId: unknown): string | undefined {
  if (absent(value)) return undefined;
  const fields = record(value);
  if (!fields) throw refused('fhirAuthorization', 'fhirAuthorization must be an object.');
  if (fhirServer === undefined) throw refused('fhirServer', 'fhirAuthorization needs fhirServer.');
  const token = fields.access_token;
  if (typeof token !== 'string' || !tokenText.test(token)) {
    throw refused('fhirAuthorization.access_token', 'access_token must be a string of visible ASCII characters.');
  }
  const type = fields.token_type;
  if (typeof type !== 'string' || type.toLowerCase() !== 'bearer') {
    throw refused('fhirAuthorization.token_type', 'token_type must be "Bearer".');
  }
  for (const [name, kind] of [
    ['expires_in', 'number'],
    ['scope', 'string'],
    ['subject', 'string'],
    ['patient', 'string'],
  ] as const) {
    const field = fields[name];
    if (!absent(field) && typeof field !== kind) {
      throw refused(`fhirAuthorization.${name}`, `${name} must be a ${kind}.`);
    }
  }
  const patient = fields.patient;
  if (typeof patient === 'string' && patient !== '' && patient.replace(/^Patient\//, '') !== patientId) {
    throw refused('fhirAuthorization.patient', 'The token is for another patient than context.patientId.');
  }
  return token;
}

function readPrefetch(value: unknown): ReadonlyMap<string, unknown> {
  if (absent(value)) return new Map();
  const fields = record(value);
  if (!fields) throw refused('prefetch', 'prefetch must be an object.');
  return new Map(Object.entries(fields));
}

function record(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return value !== null && typeof value === 'object' && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : undefined;
}

const absent = (value: unknown): value is null | undefined => value === undefined || value === null;

const refused = (at: string, sentence: string) => new Failure('invalid-request', sentence, at === '' ? {} : { at });
