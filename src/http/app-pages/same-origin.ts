import type { RequestHandler } from 'express';
import { Failure } from '../../core/failure.ts';

/**
 * Refuses writes that another site's page sends with our cookie: `Origin` must be ours; a browser that sends none must say
 * `Sec-Fetch-Site: same-origin`, and anything else without either is refused. Bodies are JSON, which no form can send.
 */
export function sameOriginWrites(origin: string): RequestHandler {
  return (request, _response, next) => {
    if (request.method === 'GET' || request.method === 'HEAD') return next();
    const from = request.get('origin');
    const ours = from === undefined ? request.get('sec-fetch-site') === 'same-origin' : from === origin;
    if (!ours) throw new Failure('forbidden', 'This request does not come from a page of this service.');
    next();
  };
}
