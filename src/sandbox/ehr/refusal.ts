import type { OperationOutcome } from 'fhir/r4.js';
import { Failure } from '../../core/failure.ts';

/**
 * An answer that is not the one asked for: the FHIR HTTP status, the issue code of the standard's IssueType list and a
 * sentence. The sandbox EHR plays another system, so its refusals are its own and not this service's failure codes.
 */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly code: OperationOutcome['issue'][number]['code'],
    sentence: string,
  ) {
    super(sentence);
    this.name = 'Refusal';
  }
}

export function outcome(
  severity: 'error' | 'information',
  code: OperationOutcome['issue'][number]['code'],
  diagnostics: string,
): OperationOutcome {
  return { resourceType: 'OperationOutcome', issue: [{ severity, code, diagnostics }] };
}

/** Status and OperationOutcome for anything thrown. An unknown error says nothing about itself. */
export function refusalOf(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  if (error instanceof Failure) {
    if (error.kind === 'not-found') return new Refusal(404, 'not-found', error.message);
    if (error.kind === 'store-unavailable') return new Refusal(503, 'transient', error.message);
    if (error.kind === 'unknown-parameter') return new Refusal(400, 'not-supported', error.message);
    if (error.kind === 'internal') return new Refusal(500, 'exception', 'The sandbox EHR failed.');
    return new Refusal(400, 'invalid', error.message);
  }
  const status = (error as { status?: unknown } | null)?.status;
  if (status === 413) return new Refusal(413, 'too-long', 'The body is too large.');
  if (typeof status === 'number' && status >= 400 && status < 500) {
    return new Refusal(400, 'structure', 'The body is not readable JSON.');
  }
  return new Refusal(500, 'exception', 'The sandbox EHR failed.');
}
