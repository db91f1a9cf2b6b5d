import { createPublicKey, type KeyObject } from 'node:crypto';
import jwt from 'jsonwebtoken';
import { JwksClient } from 'jwks-rsa';
import { Failure } from '../core/failure.ts';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import type { ReplayGuard } from '../ports/results.ts';
import type { CdsClient, TrustedAlgorithm } from './clients.ts';

/** Who calls. `issuer` is `anonymous` when authentication is off. */
export interface Caller {
  readonly issuer: string;
  readonly name: string;
  readonly tenant?: string;
  /** FHIR servers that this client may speak for; absent: any. */
  readonly fhirServers?: readonly string[];
}
export const anonymous: Caller = { issuer: 'anonymous', name: 'anonymous' };

/**
 * Identifies the caller of an endpoint from the Authorization header.
 * @param endpoints absolute URLs that the token may be meant for (`aud`).
 * @throws Failure `unauthenticated`, always with the same sentence; `store-unavailable` when replay cannot be checked.
 */
export type Authenticate = (authorization: string | undefined, endpoints: readonly string[]) => Promise<Caller>;

export type AuthenticationOptions =
  | { readonly mode: 'off' }
  | {
      readonly mode: 'required';
      readonly clients: readonly CdsClient[];
      readonly clock: Clock;
      readonly log: Log;
      /** `strict`: a token is good once (CDS Hooks best practice). `off`: for test suites that send one token several times. */
      readonly replay: { readonly mode: 'strict'; readonly guard: ReplayGuard } | { readonly mode: 'off' };
    };

/** Clocks of two hospitals' machines may differ by this. */
const leewaySeconds = 60;
/** A token may live an hour at most: so long must its `jti` be remembered. */
const maxLifetimeSeconds = 3600;
const maxTokenLength = 8192;

/** Builds the check once; key sets are fetched and cached inside (15 minutes; an unknown kid fetches again, ten times a minute). */
export function authenticator(options: AuthenticationOptions): Authenticate {
  if (options.mode === 'off') return async () => anonymous;
  const { clock, log, replay } = options;
  const clients = new Map(options.clients.map((client) => [client.issuer, { client, keyOf: keyFinder(client) }]));

  return async (authorization, endpoints) => {
    const nowSeconds = Date.parse(clock()) / 1000;
    const refuse = (reason: string, issuer?: string): never => {
      // The reason is for the operators; the caller always gets the same sentence.
      log.info({ reason, issuer }, 'token refused');
      throw new Failure('unauthenticated', 'A valid client token is required.');
    };
    const token = /^Bearer +([A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+)$/i.exec(authorization ?? '')?.[1];
    if (token === undefined || token.length > maxTokenLength) return refuse('no bearer token');
    const parts = decode(token) ?? refuse('not a JWT');
    const { header, claims } = parts;

    const known = typeof claims.iss === 'string' ? clients.get(claims.iss) : undefined;
    if (!known) return refuse('issuer unknown');
    const { client } = known;
    const audiences = [...endpoints, ...(client.audience ?? [])].map(comparableUrl);
    if (!audiencesOf(claims.aud).some((aud) => audiences.includes(comparableUrl(aud)))) {
      return refuse('audience is another', client.issuer);
    }
    const problem = problemWithTimes(claims, nowSeconds) ?? problemWithTenant(claims, client);
    if (problem !== undefined) return refuse(problem, client.issuer);
    const jti = claims.jti;
    if (typeof jti !== 'string' || jti === '' || jti.length > 512) return refuse('no jti', client.issuer);

    const flaw = problemWithHeader(header, client);
    if (flaw !== undefined) return refuse(flaw, client.issuer);
    const algorithm = header.alg as TrustedAlgorithm;
    const key = await known.keyOf(header.kid as string, header.jku as string | undefined, algorithm);
    if (!key) return refuse('key unknown', client.issuer);
    try {
      // Times are checked above against the injected clock.
      jwt.verify(token, key, { algorithms: [algorithm], ignoreExpiration: true, ignoreNotBefore: true });
    } catch {
      return refuse('signature is wrong', client.issuer);
    }
    if (replay.mode === 'strict') {
      const expires = new Date(((claims.exp as number) + leewaySeconds + 1) * 1000).toISOString();
      const fresh = await replay.guard.claim(JSON.stringify([client.issuer, jti]), expires);
      if (!fresh) return refuse('token was used before', client.issuer);
    }
    return {
      issuer: client.issuer,
      name: client.name ?? client.issuer,
      ...(typeof claims.tenant === 'string' ? { tenant: claims.tenant } : {}),
      ...(client.fhirServers ? { fhirServers: client.fhirServers } : {}),
    };
  };
}

type Fields = Readonly<Record<string, unknown>>;

function decode(token: string): { header: Fields; claims: Fields } | undefined {
  try {
    const parts = jwt.decode(token, { complete: true });
    const claims: unknown = parts?.payload;
    if (!parts || claims === null || typeof claims !== 'object' || Array.isArray(claims)) return undefined;
    return { header: parts.header as unknown as Fields, claims: claims as Fields };
  } catch {
    return undefined;
  }
}

function audiencesOf(aud: unknown): readonly string[] {
  return (Array.isArray(aud) ? (aud as unknown[]) : [aud]).filter((item) => typeof item === 'string');
}

/** The official Sandbox calls `…/cds-services//id` when the discovery URL was entered with a slash, and says so in `aud`. */
function comparableUrl(url: string): string {
  return url.replace(/(?<!:)\/{2,}/g, '/').replace(/\/+$/, '');
}

function problemWithTimes(claims: Fields, nowSeconds: number): string | undefined {
  const { exp, iat, nbf } = claims;
  if (typeof exp !== 'number' || !Number.isFinite(exp)) return 'no exp';
  if (typeof iat !== 'number' || !Number.isFinite(iat)) return 'no iat';
  if (exp <= nowSeconds - leewaySeconds) return 'expired';
  if (iat > nowSeconds + leewaySeconds) return 'issued in the future';
  if (nbf !== undefined && (typeof nbf !== 'number' || nbf > nowSeconds + leewaySeconds)) return 'not valid yet';
  if (exp - iat > maxLifetimeSeconds || exp - nowSeconds > maxLifetimeSeconds + leewaySeconds) return 'lives too long';
  return undefined;
}

function problemWithTenant(claims: Fields, client: CdsClient): string | undefined {
  if (client.tenants === undefined) return undefined;
  return client.tenants.includes(claims.tenant as string) ? undefined : 'tenant unknown';
}

function problemWithHeader(header: Fields, client: CdsClient): string | undefined {
  const { alg, kid, typ, crit, jku } = header;
  if (!client.algorithms.some((trusted) => trusted === alg)) return 'algorithm is not trusted';
  if (crit !== undefined || header.b64 !== undefined) return 'critical header';
  if (typ !== undefined && (typeof typ !== 'string' || typ.toUpperCase() !== 'JWT')) return 'type is not JWT';
  if (typeof kid !== 'string' || kid === '') return 'no kid';
  if (jku !== undefined && !(typeof jku === 'string' && (client.jku.includes(jku) || jku === client.jwksUrl))) {
    return 'jku is not on the list';
  }
  return undefined;
}

type KeyOf = (
  kid: string,
  jku: string | undefined,
  algorithm: TrustedAlgorithm,
) => Promise<KeyObject | string | undefined>;

/** Finds keys of one client: the ones configured, or those of its key set. `jku` has passed the allow-list. */
function keyFinder(client: CdsClient): KeyOf {
  const configured = client.keys?.map((jwk) => ({ jwk, key: createPublicKey({ key: jwk, format: 'jwk' }) }));
  const remote = new Map(
    [...new Set([...(client.jwksUrl ? [client.jwksUrl] : []), ...client.jku])].map((url) => [url, keySet(url)]),
  );
  return async (kid, jku, algorithm) => {
    const own = configured?.find(({ jwk }) => jwk.kid === kid && (jwk.alg ?? algorithm) === algorithm);
    if (own) return own.key;
    const set = remote.get(jku ?? client.jwksUrl ?? '');
    if (!set) return undefined;
    try {
      const key = await set.getSigningKey(kid);
      return (key.alg ?? algorithm) === algorithm ? key.getPublicKey() : undefined;
    } catch {
      return undefined; // unknown kid, key set not reachable, too many tries
    }
  };
}

function keySet(jwksUri: string): JwksClient {
  return new JwksClient({
    jwksUri,
    cache: true,
    cacheMaxAge: 15 * 60_000,
    rateLimit: true,
    jwksRequestsPerMinute: 10,
    timeout: 3000,
  });
}
