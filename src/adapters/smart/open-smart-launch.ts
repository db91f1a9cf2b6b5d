import { createPrivateKey, type KeyObject, webcrypto } from 'node:crypto';
import * as oauth from 'oauth4webapi';
import { Failure } from '../../core/failure.ts';
import type { SmartGrant, SmartLaunch } from '../../ports/smart-launch.ts';
import { isLoopbackHttp, smartConfiguration } from './smart-configuration.ts';

export interface SmartApp {
  readonly clientId: string;
  /** Makes the app a confidential client by private_key_jwt wherever the EHR offers it; without it the client is public. */
  readonly key?: { readonly privateKeyPem: string; readonly keyId: string; readonly algorithm: 'RS384' | 'ES384' };
  /** For each exchange with the authorization server. */
  readonly timeoutMs: number;
  /** A configuration is read again after so long. */
  readonly configurationMs?: number;
}

/** SMART App Launch 2.x over oauth4webapi: PKCE, state, nonce, signatures and times are its work, the rules of SMART are ours. */
export async function openSmartLaunch(app: SmartApp, nowMs: () => number): Promise<SmartLaunch> {
  const { configurationMs = 600_000 } = app;
  const client: oauth.Client = { client_id: app.clientId, [oauth.clockTolerance]: 60 };
  const signing = app.key && { key: await importKey(app.key), kid: app.key.keyId };
  const known = new Map<string, { readonly server: oauth.AuthorizationServer; readonly until: number }>();

  async function serverOf(fhirServer: string, signal: AbortSignal): Promise<oauth.AuthorizationServer> {
    const kept = known.get(fhirServer);
    if (kept && kept.until > nowMs()) return kept.server;
    const server = await smartConfiguration(fhirServer, signal);
    known.set(fhirServer, { server, until: nowMs() + configurationMs });
    return server;
  }
  const options = (fhirServer: string, signal: AbortSignal) => ({
    signal,
    // The library refuses plain http; only a sandbox on this machine has it.
    ...(isLoopbackHttp(fhirServer) ? { [oauth.allowInsecureRequests]: true } : {}),
  });
  const within = (signal: AbortSignal) => AbortSignal.any([signal, AbortSignal.timeout(app.timeoutMs)]);

  function authenticationAt(server: oauth.AuthorizationServer): oauth.ClientAuth {
    const offered = server.token_endpoint_auth_methods_supported;
    if (signing && (offered === undefined || offered.includes('private_key_jwt'))) {
      return oauth.PrivateKeyJwt(signing, {
        // SMART App Launch 2, client-confidential-asymmetric: the audience is the token endpoint.
        [oauth.modifyAssertion]: (_header, payload) => {
          payload.aud = server.token_endpoint ?? '';
        },
      });
    }
    return oauth.None();
  }

  return {
    async begin({ fhirServer, launch, scope, redirectUri }, signal) {
      const server = await serverOf(fhirServer, within(signal));
      const secrets = {
        fhirServer,
        scope,
        redirectUri,
        state: oauth.generateRandomState(),
        nonce: oauth.generateRandomNonce(),
        codeVerifier: oauth.generateRandomCodeVerifier(),
      };
      const url = new URL(server.authorization_endpoint ?? '');
      const parameters = {
        response_type: 'code',
        client_id: app.clientId,
        redirect_uri: redirectUri,
        scope,
        state: secrets.state,
        nonce: secrets.nonce,
        aud: fhirServer,
        code_challenge: await oauth.calculatePKCECodeChallenge(secrets.codeVerifier),
        code_challenge_method: 'S256',
        ...(launch === undefined ? {} : { launch }),
      };
      for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
      return { authorizationUrl: url.href, secrets };
    },

    async complete(secrets, answer, signal) {
      const { fhirServer, redirectUri, codeVerifier, nonce, scope } = secrets;
      const limit = within(signal);
      return asFailures(async () => {
        const server = await serverOf(fhirServer, limit);
        const parameters = oauth.validateAuthResponse(server, client, answer, secrets.state);
        const response = await oauth.authorizationCodeGrantRequest(
          server,
          client,
          authenticationAt(server),
          parameters,
          redirectUri,
          codeVerifier,
          options(fhirServer, limit),
        );
        // Only a signed statement says who the user is; without `openid` there is none and nobody is named.
        const asked = scope.split(' ').includes('openid');
        const granted = await oauth.processAuthorizationCodeResponse(server, client, response, {
          expectedNonce: asked ? nonce : oauth.expectNoNonce,
          requireIdToken: asked,
        });
        if (asked) await oauth.validateApplicationLevelSignature(server, response, options(fhirServer, limit));
        return grantOf(granted, fhirServer, scope);
      });
    },

    async refresh(grant, signal) {
      const limit = within(signal);
      return asFailures(async () => {
        const server = await serverOf(grant.fhirServer, limit);
        const response = await oauth.refreshTokenGrantRequest(
          server,
          client,
          authenticationAt(server),
          grant.refreshToken,
          options(grant.fhirServer, limit),
        );
        const granted = await oauth.processRefreshTokenResponse(server, client, response);
        const renewed = grantOf(granted, grant.fhirServer, grant.scopes.join(' '));
        // The launch context is that of the launch: a refresh can neither move it to another patient nor to another user.
        const { patientId, user, appContext } = grant;
        return {
          ...renewed,
          refreshToken: renewed.refreshToken ?? grant.refreshToken,
          scopes: renewed.scopes.filter((one) => grant.scopes.includes(one)),
          ...{ patientId, user, appContext },
        };
      }, 'unauthenticated');
    },
  };
}

function grantOf(answer: oauth.TokenEndpointResponse, fhirServer: string, asked: string): SmartGrant {
  const { access_token: accessToken, refresh_token: refreshToken, expires_in: expiresInSeconds } = answer;
  if (answer.token_type !== 'bearer' || !/^[A-Za-z0-9\-._~+/]{1,8192}=*$/.test(accessToken))
    throw new Failure('upstream-refused', 'The EHR answered without a usable access token.');
  const claims = oauth.getValidatedIdTokenClaims(answer);
  const user = userOf(claims?.fhirUser ?? claims?.profile, fhirServer);
  const { patient, appContext } = answer as Readonly<Record<string, unknown>>;
  if (patient !== undefined && (typeof patient !== 'string' || !/^[A-Za-z0-9\-.]{1,64}$/.test(patient)))
    throw new Failure('upstream-refused', 'The EHR named a patient in a form that is no FHIR id.');
  return {
    fhirServer,
    accessToken,
    scopes: (answer.scope ?? asked).split(/\s+/).filter((one) => one !== ''),
    ...(refreshToken === undefined ? {} : { refreshToken }),
    ...(expiresInSeconds === undefined ? {} : { expiresInSeconds }),
    ...(patient === undefined ? {} : { patientId: patient }),
    ...(user === undefined ? {} : { user }),
    ...(typeof appContext === 'string' && appContext.length <= 4096 ? { appContext } : {}),
  };
}

/** `fhirUser` is an absolute or a relative reference; what lies on this FHIR server is named relative to it. */
function userOf(claim: unknown, fhirServer: string): string | undefined {
  if (typeof claim !== 'string' || claim.length > 512) return undefined;
  const base = `${fhirServer.replace(/\/+$/, '')}/`;
  const reference = claim.startsWith(base) ? claim.slice(base.length) : claim;
  return /^(https?:\/\/[^\s]+\/)?[A-Z][A-Za-z]{2,40}\/[A-Za-z0-9\-.]{1,64}$/.test(reference) ? reference : undefined;
}

/** What the library throws, in our words; nothing of the other side's text is repeated. */
async function asFailures<T>(work: () => Promise<T>, refusedAs: 'forbidden' | 'unauthenticated' = 'forbidden') {
  try {
    return await work();
  } catch (cause) {
    if (cause instanceof Failure) throw cause;
    if (cause instanceof oauth.AuthorizationResponseError)
      throw new Failure('forbidden', 'The EHR did not allow this launch. Open the app again from the chart.', {
        cause,
      });
    if (cause instanceof oauth.ResponseBodyError)
      throw new Failure(refusedAs, 'The EHR refused the sign-in. Open the app again from the chart.', { cause });
    if (cause instanceof oauth.OperationProcessingError || cause instanceof oauth.WWWAuthenticateChallengeError)
      throw new Failure('upstream-refused', 'The answer of the EHR to the sign-in did not pass its checks.', { cause });
    throw new Failure('upstream-unreachable', 'The authorization server of the EHR did not answer.', { cause });
  }
}

async function importKey({ privateKeyPem, algorithm }: NonNullable<SmartApp['key']>): Promise<CryptoKey> {
  const key: KeyObject = createPrivateKey(privateKeyPem);
  const parameters =
    algorithm === 'RS384' ? { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-384' } : { name: 'ECDSA', namedCurve: 'P-384' };
  const pkcs8 = key.export({ format: 'der', type: 'pkcs8' });
  return (await webcrypto.subtle.importKey('pkcs8', pkcs8, parameters, false, ['sign'])) as CryptoKey;
}
