import type { Request, Response } from 'express';
import { Failure } from '../core/failure.ts';

/**
 * Whether FHIR JSON is what the client takes; `_format` goes before the Accept header, as FHIR says.
 * @throws Failure `not-acceptable`
 */
export function requireJson(request: Request, format: string | null): void {
  if (format !== null) {
    if (/^(json|text\/json|application\/(fhir\+)?json)\s*(;.*)?$/i.test(format.replace(/ /g, '+'))) return;
    throw new Failure('not-acceptable', 'This server answers FHIR JSON only: use _format=json.');
  }
  if (!takesJson(request.get('accept') ?? '*/*'))
    throw new Failure('not-acceptable', 'This server answers FHIR JSON only: send Accept: application/fhir+json.');
  const version = /fhirVersion=([\d.]+)/i.exec(request.get('accept') ?? '')?.[1];
  if (version !== undefined && !/^4\.0(\.|$)/.test(version))
    throw new Failure('not-acceptable', 'This server speaks FHIR R4: use fhirVersion=4.0.');
}

const jsonRanges = ['*/*', 'application/*', 'text/*', 'application/fhir+json', 'application/json', 'text/json'];

/** Whether one of the media ranges is ours. Their parameters (fhirVersion, charset) must not take part in the comparison. */
function takesJson(accept: string): boolean {
  return accept.split(',').some((range) => {
    const [type = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
    return jsonRanges.includes(type) && !parameters.some((parameter) => /^q=0(\.0*)?$/.test(parameter));
  });
}

/** Sends a resource. Results are about patients: nothing on the way may keep them. */
export function sendFhir(response: Response, resource: unknown, pretty: boolean): void {
  response.set('Cache-Control', 'no-store');
  response.type('application/fhir+json');
  response.send(JSON.stringify(resource, undefined, pretty ? 2 : undefined));
}

/** Whether the client has this version already. Its Cache-Control is no matter: it asks about a version, not about a cache. */
export function hasVersion(request: Request, etag: string, lastUpdated: string | undefined): boolean {
  const known = request.get('if-none-match');
  if (known !== undefined) return known.split(',').some((each) => each.trim() === etag || each.trim() === '*');
  const since = Date.parse(request.get('if-modified-since') ?? '');
  // HTTP dates have whole seconds.
  return lastUpdated !== undefined && Math.floor(Date.parse(lastUpdated) / 1_000) * 1_000 <= since;
}

/** `Prefer: handling=strict` or lenient; lenient when nothing is said. */
export function handlingOf(request: Request): 'strict' | 'lenient' {
  return /(^|[,;\s])handling\s*=\s*"?strict"?/i.test(request.get('prefer') ?? '') ? 'strict' : 'lenient';
}

/** Query parameters as they were written, repeated names included. */
export function queryOf(request: Request): URLSearchParams {
  const start = request.originalUrl.indexOf('?');
  return new URLSearchParams(start < 0 ? '' : request.originalUrl.slice(start + 1));
}
