/**
 * Breakage, as opposed to absence. A missing lab is a value ("not computable: AST missing");
 * a dead server, a refused token or a malformed request is a Failure.
 *
 * A Failure is: one kind from this closed list, a sentence that may be shown to the caller, and the cause for the log.
 * A Failure is not: a bug (those stay plain Errors and become `internal`), and never a carrier of patient data or tokens.
 */
export const failureKinds = [
  'malformed-json',
  'invalid-request',
  'invalid-parameter',
  'unknown-parameter',
  'unauthenticated',
  'forbidden',
  'not-found',
  'unknown-service',
  'method-not-allowed',
  'not-acceptable',
  'data-unavailable',
  'fhir-server-not-allowed',
  'body-too-large',
  'request-timeout',
  'unsupported-media-type',
  'rate-limited',
  'not-implemented',
  'upstream-refused',
  'upstream-unreachable',
  'upstream-timeout',
  'store-unavailable',
  'store-in-use',
  'invalid-configuration',
  'invalid-catalogue',
  'invalid-input',
  'model-unavailable',
  'model-timeout',
  'internal',
] as const;

export type FailureKind = (typeof failureKinds)[number];

export class Failure extends Error {
  /** @param sentence shown to the caller: what went wrong and the way out; no patient data, no token, no path. */
  constructor(
    readonly kind: FailureKind,
    sentence: string,
    options?: { cause?: unknown /** FHIRPath-like location in the request, e.g. `context.patientId`. */; at?: string },
  ) {
    super(sentence, options?.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'Failure';
    this.at = options?.at;
  }
  readonly at: string | undefined;
}
