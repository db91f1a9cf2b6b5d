import type { NextFunction, Request, Response } from 'express';
import type { OperationOutcome } from 'fhir/r4.js';
import { Failure, type FailureKind } from '../core/failure.ts';

/** Code system of the stable codes in `issue.details.coding`. */
export const failureSystem = 'https://fibrocast.org/fhir/CodeSystem/failure';

type IssueCode = OperationOutcome['issue'][number]['code'];

/** The one table from breakage to status. failures.md is the same table for people; a test keeps them equal. */
export const failureTable: Readonly<Record<FailureKind, { readonly status: number; readonly issue: IssueCode }>> = {
  'malformed-json': { status: 400, issue: 'structure' },
  'invalid-request': { status: 400, issue: 'invalid' },
  'invalid-parameter': { status: 400, issue: 'value' },
  'unknown-parameter': { status: 400, issue: 'not-supported' },
  unauthenticated: { status: 401, issue: 'login' },
  forbidden: { status: 403, issue: 'forbidden' },
  'not-found': { status: 404, issue: 'not-found' },
  'unknown-service': { status: 404, issue: 'not-found' },
  'method-not-allowed': { status: 405, issue: 'not-supported' },
  'not-acceptable': { status: 406, issue: 'not-supported' },
  'data-unavailable': { status: 412, issue: 'incomplete' },
  'fhir-server-not-allowed': { status: 412, issue: 'security' },
  'body-too-large': { status: 413, issue: 'too-long' },
  'request-timeout': { status: 408, issue: 'timeout' },
  'unsupported-media-type': { status: 415, issue: 'not-supported' },
  'rate-limited': { status: 429, issue: 'throttled' },
  'not-implemented': { status: 501, issue: 'not-supported' },
  'upstream-refused': { status: 502, issue: 'transient' },
  'upstream-unreachable': { status: 502, issue: 'transient' },
  'upstream-timeout': { status: 504, issue: 'timeout' },
  'store-unavailable': { status: 503, issue: 'transient' },
  'store-in-use': { status: 503, issue: 'lock-error' },
  'invalid-configuration': { status: 500, issue: 'exception' },
  'invalid-catalogue': { status: 500, issue: 'exception' },
  'invalid-input': { status: 400, issue: 'invalid' },
  'model-unavailable': { status: 503, issue: 'transient' },
  'model-timeout': { status: 504, issue: 'timeout' },
  internal: { status: 500, issue: 'exception' },
};

/** The answer to a failure: status, and an OperationOutcome that holds the code and the sentence, nothing else. */
export function failureOutcome(failure: Failure): { readonly status: number; readonly body: OperationOutcome } {
  const { status, issue } = failureTable[failure.kind];
  return {
    status,
    body: {
      resourceType: 'OperationOutcome',
      issue: [
        {
          severity: 'error',
          code: issue,
          details: { coding: [{ system: failureSystem, code: failure.kind }], text: failure.message },
          ...(failure.at === undefined ? {} : { expression: [failure.at] }),
        },
      ],
    },
  };
}

/** What was thrown, as a Failure. Anything that is none, and none of the body parser's or router's own, is a bug. */
export function asFailure(error: unknown): Failure {
  if (error instanceof Failure) return error;
  const { type, status } = (error ?? {}) as { type?: unknown; status?: unknown };
  switch (type) {
    case 'entity.parse.failed':
      return new Failure('malformed-json', 'The body is no JSON object.');
    case 'entity.too.large':
      return new Failure('body-too-large', 'The body is larger than this service takes.');
    case 'request.aborted':
    case 'request.size.invalid':
      return new Failure('invalid-request', 'The body ended early.');
    case 'encoding.unsupported':
    case 'charset.unsupported':
      return new Failure('unsupported-media-type', 'The body must be JSON in UTF-8, plain, gzip, deflate or br.');
  }
  // Broken percent-encoding in the path, broken compression of the body.
  if (status === 400) return new Failure('invalid-request', 'The request could not be read.');
  return new Failure('internal', 'Something went wrong in this service. The operators find it in the log.', {
    cause: error,
  });
}

/** Called with every failure before it is answered: for the log, the metrics, the audit. */
export type FailureObserver = (failure: Failure, request: Request) => void;

/** The last middleware. Challenges with 401, says nothing about the reason there. */
export function answerFailures(observe: FailureObserver) {
  // Express tells an error handler by its four parameters.
  return (error: unknown, request: Request, response: Response, _next: NextFunction): void => {
    const failure = asFailure(error);
    observe(failure, request);
    if (response.headersSent) {
      response.destroy();
      return;
    }
    const { status, body } = failureOutcome(failure);
    if (status === 401) response.set('WWW-Authenticate', 'Bearer realm="fibrocast"');
    if (status === 408 || status === 413) response.set('Connection', 'close');
    if (status === 503) response.set('Retry-After', '5');
    response.status(status).type('application/fhir+json').json(body);
  };
}
