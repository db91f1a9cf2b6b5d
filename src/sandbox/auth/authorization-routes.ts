import { createPublicKey, generateKeyPairSync, type JsonWebKey, randomUUID } from 'node:crypto';
import express, { type Request, type Response, Router } from 'express';
import jwt from 'jsonwebtoken';
import type { GrantBook, IssuedTokens, LaunchContext } from './grants.ts';
import { type PickerPatient, pickerPage } from './picker-page.ts';

/** The one app that this hospital knows. */
export interface RegisteredApp {
  readonly clientId: string;
  readonly redirectUri: string;
  /** Its public key makes it a confidential client; without one it is public. */
  readonly publicKey?: { readonly jwk: JsonWebKey; readonly keyId: string; readonly algorithm: 'RS384' | 'ES384' };
}

export interface AuthorizationServerOptions {
  readonly book: GrantBook;
  /** Known only when the service listens. */
  readonly app: () => RegisteredApp;
  readonly patients: () => Promise<readonly PickerPatient[]>;
  /** Who is at the keyboard where no launch says it. */
  readonly user: string;
}

const keyId = 'sandbox-1';
const assertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

/**
 * The authorization server of the sandbox hospital: SMART App Launch 2 on loopback. Its user is always logged in and always agrees;
 * everything else is checked as a real one would: client, redirect address, PKCE, a code once, a client's assertion.
 */
export function authorizationServer(options: AuthorizationServerOptions) {
  const { book, app } = options;
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const usedAssertions = new Set<string>();
  const authorization = Router();
  authorization.use((_request, response, next) => {
    response.set({ 'Cache-Control': 'no-store', 'Referrer-Policy': 'no-referrer' });
    next();
  });

  // What an EHR does when its user follows a card's link of type smart: a launch value is made, and the app opened with it.
  authorization.get('/open', (request, response) => {
    const from = request.get('sec-fetch-site');
    const query = new URLSearchParams(request.originalUrl.split('?')[1] ?? '');
    const url = query.get('app') ?? '';
    const context = readContext(Object.fromEntries(query), options.user);
    const known = URL.canParse(url) && new URL(url).origin === new URL(app().redirectUri).origin;
    // Nothing is opened for another site, and no app that the hospital does not know.
    if (!context || !known || (from !== undefined && from !== 'same-origin' && from !== 'none'))
      return void response
        .status(400)
        .type('text/plain')
        .send('The sandbox hospital opens apps from its own pages only.');
    const target = new URL(url);
    target.searchParams.set('iss', fhirBaseOf(request));
    target.searchParams.set('launch', book.launch(context));
    response.redirect(303, target.href);
  });

  authorization.get('/authorize', async (request, response) => {
    const query = new URLSearchParams(request.originalUrl.split('?')[1] ?? '');
    const { clientId, redirectUri } = app();
    // Nothing is sent to an address that is not registered, not even an error.
    if (query.get('client_id') !== clientId || query.get('redirect_uri') !== redirectUri)
      return void response.status(400).type('text/plain').send('This app is not registered at the sandbox hospital.');
    const back = (answer: Readonly<Record<string, string>>) => {
      const url = new URL(redirectUri);
      for (const [name, value] of Object.entries(answer)) url.searchParams.set(name, value);
      const state = query.get('state');
      if (state !== null) url.searchParams.set('state', state);
      response.redirect(302, url.href);
    };
    const challenge = query.get('code_challenge') ?? '';
    if (query.get('response_type') !== 'code' || query.get('code_challenge_method') !== 'S256' || challenge === '')
      return back({ error: 'invalid_request' });
    if (query.get('aud') !== fhirBaseOf(request)) return back({ error: 'invalid_request' });
    const scope = query.get('scope') ?? '';
    const launch = query.get('launch');
    let context: LaunchContext | undefined;
    if (launch !== null) context = book.takeLaunch(launch);
    else if (/\blaunch\/patient\b/.test(scope)) {
      const patients = await options.patients();
      const chosen = patients.find(({ id }) => id === query.get('patient'));
      if (!chosen) return void response.set('Content-Security-Policy', pagePolicy).send(pickerPage(patients, query));
      context = { user: options.user, patient: chosen.id };
    } else context = { user: options.user };
    if (!context) return back({ error: 'invalid_request' });
    const nonce = query.get('nonce');
    const code = book.code({
      ...context,
      clientId,
      redirectUri,
      challenge,
      // Granted as asked for, but for a patient's data where there is no patient.
      scope: scope
        .split(' ')
        .filter((one) => !one.startsWith('patient/') || context?.patient !== undefined)
        .join(' '),
      ...(nonce === null ? {} : { nonce }),
    });
    back({ code });
  });

  authorization.post('/token', express.urlencoded({ extended: false, limit: '32kb' }), (request, response) => {
    const given = (request.body ?? {}) as Readonly<Record<string, string | undefined>>;
    const clientId = clientOf(given, `${originOf(request)}${request.originalUrl}`);
    if (clientId === undefined) return void response.status(401).json({ error: 'invalid_client' });
    const issued =
      given.grant_type === 'authorization_code'
        ? book.redeem(given.code ?? '', {
            clientId,
            redirectUri: given.redirect_uri ?? '',
            verifier: given.code_verifier ?? '',
          })
        : given.grant_type === 'refresh_token'
          ? book.refresh(given.refresh_token ?? '', clientId)
          : undefined;
    if (!issued) return void response.status(400).json({ error: 'invalid_grant' });
    response.json(tokenAnswer(issued, fhirBaseOf(request)));
  });

  authorization.get('/jwks', (_request, response) => {
    response.json({ keys: [{ ...publicKey.export({ format: 'jwk' }), kid: keyId, alg: 'RS256', use: 'sig' }] });
  });

  /** The client that asks for a token, or undefined: a confidential one must prove itself, a public one says its name. */
  function clientOf(given: Readonly<Record<string, string | undefined>>, endpoint: string): string | undefined {
    const { clientId, publicKey: registered } = app();
    if (!registered) return given.client_id === clientId ? clientId : undefined;
    const { client_assertion: assertion, client_assertion_type: type } = given;
    if (type !== assertionType || assertion === undefined) return undefined;
    try {
      const { algorithm, jwk } = registered;
      const claims = jwt.verify(assertion, createPublicKey({ key: jwk, format: 'jwk' }), {
        algorithms: [algorithm],
        issuer: clientId,
        subject: clientId,
      }) as jwt.JwtPayload;
      if (![claims.aud ?? []].flat().includes(endpoint)) return undefined;
      if (claims.jti === undefined || usedAssertions.has(claims.jti)) return undefined;
      usedAssertions.add(claims.jti);
      return clientId;
    } catch {
      return undefined;
    }
  }

  function tokenAnswer({ grant, nonce, ...tokens }: IssuedTokens, issuer: string) {
    const claims = {
      fhirUser: `${issuer}/${grant.user}`,
      jti: randomUUID(),
      ...(nonce === undefined ? {} : { nonce }),
    };
    const idToken = /\bopenid\b/.test(grant.scope)
      ? jwt.sign(claims, privateKey, {
          algorithm: 'RS256',
          keyid: keyId,
          issuer,
          subject: grant.user,
          audience: grant.clientId,
          expiresIn: 300,
        })
      : undefined;
    return {
      access_token: tokens.accessToken,
      token_type: 'Bearer',
      expires_in: tokens.expiresInSeconds,
      scope: grant.scope,
      ...(tokens.refreshToken === undefined ? {} : { refresh_token: tokens.refreshToken }),
      ...(idToken === undefined ? {} : { id_token: idToken }),
      ...(grant.patient === undefined ? {} : { patient: grant.patient, need_patient_banner: true }),
      ...(grant.encounter === undefined ? {} : { encounter: grant.encounter }),
      ...(grant.appContext === undefined ? {} : { appContext: grant.appContext }),
    };
  }

  /** `<fhir>/.well-known/smart-configuration`, to be mounted at the FHIR base. */
  const configuration = (request: Request, response: Response): void => {
    const [issuer, server] = [fhirBaseOf(request), `${originOf(request)}/sandbox/auth`];
    response.set('Cache-Control', 'no-store').json({
      issuer,
      jwks_uri: `${server}/jwks`,
      authorization_endpoint: `${server}/authorize`,
      token_endpoint: `${server}/token`,
      token_endpoint_auth_methods_supported: [app().publicKey ? 'private_key_jwt' : 'none'],
      token_endpoint_auth_signing_alg_values_supported: ['RS384', 'ES384'],
      grant_types_supported: ['authorization_code'],
      scopes_supported: [
        'openid',
        'fhirUser',
        'launch',
        'launch/patient',
        'online_access',
        'patient/*.rs',
        'user/*.rs',
      ],
      response_types_supported: ['code'],
      code_challenge_methods_supported: ['S256'],
      capabilities: [
        'launch-ehr',
        'launch-standalone',
        app().publicKey ? 'client-confidential-asymmetric' : 'client-public',
        'sso-openid-connect',
        'context-ehr-patient',
        'context-standalone-patient',
        'permission-online',
        'permission-patient',
        'permission-user',
        'permission-v2',
      ],
    });
  };
  return { router: authorization, configuration };
}

const pagePolicy = "default-src 'none'; form-action 'none'; base-uri 'none'; frame-ancestors 'self'";
const originOf = (request: Request) => `${request.protocol}://${request.get('host') ?? 'localhost'}`;
const fhirBaseOf = (request: Request) => `${originOf(request)}/sandbox/fhir`;

function readContext(
  given: Readonly<Record<string, string | undefined>>,
  usualUser: string,
): LaunchContext | undefined {
  const { patient, user, encounter, appContext } = given;
  const id = (value: string | undefined): value is string =>
    value !== undefined && /^[A-Za-z0-9\-.]{1,64}$/.test(value);
  if (!id(patient)) return undefined;
  return {
    patient,
    user: user !== undefined && /^[A-Z][A-Za-z]+\/[A-Za-z0-9\-.]{1,64}$/.test(user) ? user : usualUser,
    ...(id(encounter) ? { encounter } : {}),
    ...(appContext !== undefined && appContext.length <= 4096 ? { appContext } : {}),
  };
}
