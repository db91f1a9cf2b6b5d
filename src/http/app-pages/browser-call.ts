import type { Request, Response } from 'express';

/** As it stands in the address: a parameter that comes twice is read once, the first. */
export function queryOf(request: Request): URLSearchParams {
  return new URLSearchParams(request.originalUrl.split('?').slice(1).join('?'));
}

/** Aborted when the browser has gone. */
export function signalOf(_request: Request, response: Response): AbortSignal {
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  return gone.signal;
}
