import type { Request, RequestHandler } from 'express';
import type { NewId } from '../ports/ids.ts';
import type { Log } from '../ports/log.ts';
import { callerOf, logOf, setLog } from './call-locals.ts';
import { asFailure, type FailureObserver, failureTable } from './failures.ts';
import type { Metrics } from './metrics.ts';

/**
 * Gives each request an id (the caller's own `X-Request-Id` when it is harmless) and a logger bound to it, and writes one
 * line when it is over. The address is not logged beyond its first segment: a query or an id in it may belong to a patient.
 */
export function requestLog(log: Log, newId: NewId): RequestHandler {
  return (request, response, next) => {
    const given = request.get('x-request-id');
    const requestId = given !== undefined && /^[\w.-]{1,64}$/.test(given) ? given : newId();
    const started = performance.now();
    const own = log.child({ requestId });
    setLog(response, own);
    response.set('X-Request-Id', requestId);
    response.once('close', () => {
      const fields = {
        method: request.method,
        area: areaOf(request),
        status: response.statusCode,
        milliseconds: Math.round(performance.now() - started),
        client: callerOf(response).issuer,
      };
      if (response.writableFinished) own.info(fields, 'answered');
      else own.info(fields, 'client went away');
    });
    next();
  };
}

const areas = ['cds-services', 'fhir', 'app', 'models', 'health', 'metrics', 'openapi.json', 'sandbox', 'fhir-hooks'];
function areaOf(request: Request): string {
  const first = /^\/+([^/?]*)/.exec(request.originalUrl)?.[1] ?? '';
  return areas.includes(first) ? first : 'other';
}

/** Failures into log and metrics: kind and place always; for bugs the stack's frames too, without the message, which may hold data. */
export function observeFailures(metrics: Metrics): FailureObserver {
  return (failure, request) => {
    metrics.failed(failure.kind);
    const response = request.res;
    if (!response) return;
    const fields = { kind: failure.kind, at: failure.at, ...causeOf(failure) };
    if (failureTable[failure.kind].status >= 500) logOf(response).error(fields, 'failed');
    else logOf(response).info(fields, 'refused');
  };
}

function causeOf(failure: Error): { cause?: string; frames?: string } {
  const { cause } = failure;
  if (!(cause instanceof Error)) return {};
  const inner = asFailure(cause).kind;
  const frames = (cause.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  return inner === 'internal' ? { cause: cause.name, frames: frames.slice(0, 12).join('\n') } : { cause: inner };
}
