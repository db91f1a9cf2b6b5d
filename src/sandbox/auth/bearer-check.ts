import type { RequestHandler } from 'express';
import { Refusal } from '../ehr/refusal.ts';
import type { GrantBook } from './grants.ts';

/**
 * The sandbox's FHIR server is open; but a token that is given must be good, must allow what is done, and a token for one patient
 * opens no other patient's chart.
 */
export function bearerCheck(book: GrantBook): RequestHandler {
  return (request, _response, next) => {
    const authorization = request.get('authorization');
    if (authorization === undefined) return next();
    const token = /^Bearer +(\S+)$/i.exec(authorization)?.[1];
    const grant = token === undefined ? undefined : book.granted(token);
    if (!grant) throw new Refusal(401, 'login', 'The access token is unknown or has expired.');
    const scopes = grant.scope.split(' ').filter((one) => /^(patient|user)\//.test(one));
    const reads = request.method === 'GET' || request.path.endsWith('/_search');
    if (scopes.length === 0 || !reads)
      throw new Refusal(403, 'forbidden', 'The scopes of this token do not allow this.');
    if (scopes.some((one) => one.startsWith('user/'))) return next();
    const [, type, id] = request.path.split('/');
    const query = new URLSearchParams(request.originalUrl.split('?')[1] ?? '');
    const named = [
      ...(type === 'Patient' && id !== undefined && id !== '_search' ? [id] : []),
      ...['patient', 'subject'].flatMap((name) => query.getAll(name)),
      ...(type === 'Patient' ? query.getAll('_id') : []),
    ].flatMap((value) => value.split(',').map((one) => one.replace(/^Patient\//, '')));
    if (named.some((one) => one !== grant.patient))
      throw new Refusal(403, 'forbidden', 'This token is for the chart of another patient.');
    next();
  };
}
