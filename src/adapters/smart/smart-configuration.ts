import type { AuthorizationServer } from 'oauth4webapi';
import { Failure } from '../../core/failure.ts';

/** Bytes of a configuration or a key set that are read at most. */
const mostBytes = 256 * 1024;

/** Plain http is for this machine only: the sandbox and development. */
export function isLoopbackHttp(url: string): boolean {
  const { protocol, hostname } = new URL(url);
  return (
    protocol === 'http:' && (hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname))
  );
}

/**
 * `<iss>/.well-known/smart-configuration` as authorization server metadata. Endpoints must be https; on loopback they may be plain http
 * where the FHIR server itself is. Redirects are not followed.
 * @throws Failure `upstream-refused`, `upstream-unreachable`
 */
export async function smartConfiguration(fhirServer: string, signal: AbortSignal): Promise<AuthorizationServer> {
  const found = await readJson(`${fhirServer.replace(/\/+$/, '')}/.well-known/smart-configuration`, signal);
  const endpoint = (name: string): string | undefined => {
    const value = found[name];
    if (typeof value !== 'string' || !URL.canParse(value)) return undefined;
    const { protocol, username, password } = new URL(value);
    if (username !== '' || password !== '') return undefined;
    const safe = protocol === 'https:' || (isLoopbackHttp(value) && isLoopbackHttp(fhirServer));
    return safe ? value : undefined;
  };
  const [authorization, token] = [endpoint('authorization_endpoint'), endpoint('token_endpoint')];
  if (authorization === undefined || token === undefined)
    throw new Failure('upstream-refused', 'The SMART configuration of the EHR names no usable endpoints.');
  if (!texts(found.code_challenge_methods_supported)?.includes('S256'))
    throw new Failure('upstream-refused', 'The EHR does not offer SMART App Launch 2: PKCE by S256 is missing.');
  const keys = endpoint('jwks_uri');
  const methods = texts(found.token_endpoint_auth_methods_supported);
  const algorithms = texts(found.id_token_signing_alg_values_supported);
  return {
    issuer: typeof found.issuer === 'string' ? found.issuer : fhirServer,
    authorization_endpoint: authorization,
    token_endpoint: token,
    code_challenge_methods_supported: ['S256'],
    ...(keys === undefined ? {} : { jwks_uri: keys }),
    ...(methods ? { token_endpoint_auth_methods_supported: methods } : {}),
    ...(algorithms ? { id_token_signing_alg_values_supported: algorithms } : {}),
  };
}

function texts(value: unknown): string[] | undefined {
  return Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : undefined;
}

async function readJson(url: string, signal: AbortSignal): Promise<Readonly<Record<string, unknown>>> {
  let text = '';
  let status = 0;
  try {
    const response = await fetch(url, { headers: { accept: 'application/json' }, redirect: 'manual', signal });
    status = response.status;
    const decoder = new TextDecoder();
    for await (const chunk of response.body ?? []) {
      text += decoder.decode(chunk, { stream: true });
      if (text.length > mostBytes) break;
    }
  } catch (cause) {
    throw new Failure('upstream-unreachable', 'The EHR did not answer when it was asked for its SMART configuration.', {
      cause,
    });
  }
  const body = status === 200 && text.length <= mostBytes ? parsed(text) : undefined;
  if (body === null || typeof body !== 'object')
    throw new Failure('upstream-refused', `The EHR has no usable SMART configuration (${status}).`);
  return body as Record<string, unknown>;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
