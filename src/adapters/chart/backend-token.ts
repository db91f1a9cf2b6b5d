import jwt from 'jsonwebtoken';
import { Failure } from '../../core/failure.ts';
import type { NewId } from '../../ports/ids.ts';

/** SMART Backend Services: how this service proves to an EHR who it is, without a user. http://hl7.org/fhir/smart-app-launch/backend-services.html */
export interface BackendClient {
  readonly clientId: string;
  /** PEM. Never logged, never sent. */
  readonly privateKey: string;
  readonly keyId: string;
  readonly algorithm: 'RS384' | 'ES384';
  /** `system/Observation.cu system/RiskAssessment.cu …` */
  readonly scope: string;
}

export type TokenSource = (fhirServer: string, signal: AbortSignal) => Promise<string>;

/** A token is renewed this long before it ends, seconds. */
const margin = 30;
/** Life of the client assertion: the specification allows five minutes at most. */
const assertionSeconds = 240;

/**
 * Tokens by client_credentials with a signed assertion (private_key_jwt), one for a server, kept until shortly before they end.
 * The returned function @throws Failure `upstream-refused`, `upstream-unreachable`.
 */
export function backendTokens(client: BackendClient, newId: NewId, nowSeconds: () => number): TokenSource {
  const kept = new Map<string, { readonly token: string; readonly until: number }>();
  return async (fhirServer, signal) => {
    const known = kept.get(fhirServer);
    if (known && known.until > nowSeconds()) return known.token;
    const endpoint = await tokenEndpoint(fhirServer, signal);
    const assertion = jwt.sign({}, client.privateKey, {
      algorithm: client.algorithm,
      keyid: client.keyId,
      issuer: client.clientId,
      subject: client.clientId,
      audience: endpoint,
      jwtid: newId(),
      expiresIn: assertionSeconds,
    });
    const answer = await json(endpoint, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        scope: client.scope,
        client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
        client_assertion: assertion,
      }).toString(),
      signal,
    });
    const { access_token: token, expires_in: seconds } = answer;
    if (typeof token !== 'string' || !/^[A-Za-z0-9\-._~+/]+=*$/.test(token))
      throw new Failure('upstream-refused', 'The authorization server answered without an access token.');
    const life = typeof seconds === 'number' && Number.isFinite(seconds) ? seconds : 60;
    kept.set(fhirServer, { token, until: nowSeconds() + Math.max(0, life - margin) });
    return token;
  };
}

async function tokenEndpoint(fhirServer: string, signal: AbortSignal): Promise<string> {
  const { token_endpoint: found } = await json(`${fhirServer.replace(/\/+$/, '')}/.well-known/smart-configuration`, {
    headers: { accept: 'application/json' },
    signal,
  });
  const endpoint = typeof found === 'string' && URL.canParse(found) ? new URL(found) : undefined;
  // The assertion is a credential for as long as it lives: over plain http only where the FHIR server itself is plain http.
  if (!endpoint || (endpoint.protocol !== 'https:' && endpoint.protocol !== new URL(fhirServer).protocol))
    throw new Failure('upstream-refused', 'The SMART configuration of the EHR names no usable token endpoint.');
  return endpoint.href;
}

async function json(url: string, init: RequestInit): Promise<Record<string, unknown>> {
  let response: Response;
  try {
    response = await fetch(url, { ...init, redirect: 'error' });
  } catch (cause) {
    throw new Failure('upstream-unreachable', 'The authorization server of the EHR did not answer.', { cause });
  }
  const body: unknown = await response.json().catch(() => undefined);
  if (!response.ok || body === null || typeof body !== 'object')
    throw new Failure('upstream-refused', `The authorization server of the EHR answered ${response.status}.`);
  return body as Record<string, unknown>;
}
