import type { Request, RequestHandler, Response } from 'express';
import { ipKeyGenerator, rateLimit } from 'express-rate-limit';
import { Failure } from '../core/failure.ts';
import type { Authenticate } from './authenticate.ts';
import { callerOf, setCaller } from './call-locals.ts';

export interface GuardDeps {
  readonly authenticate: Authenticate;
  /** Requests a minute and client; 0: no limit. */
  readonly rateLimitPerMinute: number;
}

/** The middleware before every protected route, for given accepted audiences: who calls, and not too often. */
export type Guard = (endpoints: (request: Request) => readonly string[]) => readonly RequestHandler[];

/**
 * Limits are kept per process and per client: by issuer once it is known, by address before that. Refused tokens are counted
 * by address alone, so that nobody can use up the allowance of a client by naming it.
 */
export function guardWith(deps: GuardDeps): Guard {
  const limits = deps.rateLimitPerMinute > 0;
  const strangers = limits ? [limiter(deps.rateLimitPerMinute, addressOf, true)] : [];
  const clients = limits ? [limiter(deps.rateLimitPerMinute, callerKey, false)] : [];
  return (endpoints) => {
    const identify: RequestHandler = async (request, response, next) => {
      setCaller(response, await deps.authenticate(request.get('authorization'), endpoints(request)));
      next();
    };
    return [...strangers, identify, ...clients];
  };
}

function limiter(
  perMinute: number,
  keyGenerator: (request: Request, response: Response) => string,
  onlyRefused: boolean,
): RequestHandler {
  return rateLimit({
    windowMs: 60_000,
    limit: perMinute,
    keyGenerator,
    standardHeaders: onlyRefused ? false : 'draft-7',
    legacyHeaders: false,
    skipSuccessfulRequests: onlyRefused,
    requestWasSuccessful: (_request, response) => response.statusCode !== 401,
    // Which proxies to trust is the operator's setting; the library's guesses about it only fill the log.
    validate: false,
    handler: (_request, _response, next) => {
      next(new Failure('rate-limited', `More than ${perMinute} requests in a minute. Try again later.`));
    },
  });
}

const addressOf = (request: Request): string => ipKeyGenerator(request.ip ?? '');

function callerKey(request: Request, response: Response): string {
  const { issuer } = callerOf(response);
  return issuer === 'anonymous' ? `address ${addressOf(request)}` : `client ${issuer}`;
}
