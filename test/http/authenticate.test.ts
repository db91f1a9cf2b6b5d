import { createHmac, randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Failure } from '../../src/core/failure.ts';
import { authenticator } from '../../src/http/authenticate.ts';
import { readClients } from '../../src/http/clients.ts';
import { recordingLog } from '../support/call.ts';
import { forgedToken, issuer, newSigner, type Signer, tokenFor } from '../support/tokens.ts';

const url = 'https://cds.example/cds-services/liver-prognosis';
const es384 = newSigner('ES384');
const rs384 = newSigner('RS384');
const es256 = newSigner('ES256');
const clock = () => new Date().toISOString();

/** A replay guard as the memory store keeps it. */
function memoryGuard() {
  const seen = new Set<string>();
  return { claim: async (key: string) => !seen.has(key) && Boolean(seen.add(key)) };
}
function authenticate(
  client: object = {},
  over: { replay?: 'strict' | 'off'; log?: ReturnType<typeof recordingLog> } = {},
) {
  return authenticator({
    mode: 'required',
    clients: readClients([{ issuer, keys: [es384.jwk, rs384.jwk, es256.jwk], ...client }]),
    clock,
    log: over.log ?? recordingLog(),
    replay: over.replay === 'off' ? { mode: 'off' } : { mode: 'strict', guard: memoryGuard() },
  });
}
async function refused(work: Promise<unknown>): Promise<void> {
  const error: unknown = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(Failure);
  // Always the same words, whatever the reason.
  expect(error).toMatchObject({ kind: 'unauthenticated', message: 'A valid client token is required.' });
}
const bearer = (token: string) => `Bearer ${token}`;

describe('a client token', () => {
  it.each([
    ['ES384', es384],
    ['RS384', rs384],
  ])('signed with %s identifies the client', async (_, signer) => {
    expect(await authenticate({ name: 'Ward EHR' })(bearer(tokenFor(signer, url)), [url])).toEqual({
      issuer,
      name: 'Ward EHR',
    });
  });

  it('may name its audience in an array, and may be sent with any case of the scheme', async () => {
    const check = authenticate();
    expect(await check(bearer(tokenFor(es384, ['https://other.example', url])), [url])).toMatchObject({ issuer });
    expect(await check(`bearer ${tokenFor(es384, url)}`, [url])).toMatchObject({ issuer });
  });

  it('may carry the doubled or trailing slash of the URL that was called', async () => {
    const check = authenticate();
    for (const aud of ['https://cds.example/cds-services//liver-prognosis', `${url}/`]) {
      expect(await check(bearer(tokenFor(es384, aud)), [url])).toMatchObject({ issuer });
    }
  });

  it('is good for one call', async () => {
    const check = authenticate();
    const token = bearer(tokenFor(es384, url));
    await check(token, [url]);
    await refused(check(token, [url]));
  });

  it('is good for several calls where replay protection is off', async () => {
    const check = authenticate({}, { replay: 'off' });
    const token = bearer(tokenFor(es384, url));
    for (let call = 0; call < 3; call++) expect(await check(token, [url])).toMatchObject({ issuer });
  });

  it('needs no UUID as jti', async () => {
    const jti = 'f'.repeat(64);
    expect(await authenticate()(bearer(tokenFor(es384, url, { claims: { jti } })), [url])).toMatchObject({ issuer });
  });

  it('may be a minute early or late', async () => {
    const now = Math.floor(Date.now() / 1000);
    const check = authenticate();
    for (const claims of [{ exp: now - 50, iat: now - 300 }, { iat: now + 50 }, { nbf: now + 50 }]) {
      expect(await check(bearer(tokenFor(es384, url, { claims })), [url])).toMatchObject({ issuer });
    }
  });

  const now = Math.floor(Date.now() / 1000);
  it.each<[string, object, object]>([
    ['another audience', { aud: 'https://cds.example/cds-services/liver-safety' }, {}],
    ['the audience of the whole service', { aud: 'https://cds.example' }, {}],
    ['no audience', { aud: undefined }, {}],
    ['an empty list of audiences', { aud: [] }, {}],
    ['an unknown issuer', { iss: 'https://evil.example' }, {}],
    ['no issuer', { iss: undefined }, {}],
    ['an issuer that is a prototype name', { iss: '__proto__' }, {}],
    ['an expiry in the past', { exp: now - 120, iat: now - 400 }, {}],
    ['no expiry', { exp: undefined }, {}],
    ['an expiry that is text', { exp: String(now + 300) }, {}],
    ['no time of issue', { iat: undefined }, {}],
    ['a time of issue in the future', { iat: now + 600, exp: now + 900 }, {}],
    ['a validity that has not begun', { nbf: now + 600 }, {}],
    ['a life of a day', { exp: now + 86_400 }, {}],
    ['no jti', { jti: undefined }, {}],
    ['an empty jti', { jti: '' }, {}],
    ['no kid', {}, { kid: undefined }],
    ['an unknown kid', {}, { kid: 'nobody' }],
    ['the kid of another key', {}, { kid: rs384.kid }],
    ['another type', {}, { typ: 'at+jwt' }],
    ['a critical header', {}, { crit: ['exp'] }],
    ['a key set of its own', {}, { jku: 'https://evil.example/jwks.json' }],
  ])('with %s is refused', async (_, claims, header) => {
    await refused(authenticate()(bearer(tokenFor(es384, url, { claims, header })), [url]));
  });

  it('that brings its own key is checked with ours', async () => {
    const stranger = newSigner('ES384', es384.kid);
    await refused(
      authenticate()(bearer(tokenFor(stranger, url, { header: { jwk: stranger.jwk, x5c: ['x'] } })), [url]),
    );
  });

  it('with alg none is refused, in every spelling', async () => {
    const claims = { iss: issuer, aud: url, exp: now + 300, iat: now, jti: randomUUID() };
    for (const alg of ['none', 'None', 'NONE', '', undefined]) {
      const token = forgedToken({ alg, typ: 'JWT', kid: es384.kid }, claims);
      await refused(authenticate()(bearer(token), [url]));
      await refused(authenticate()(bearer(`${token}x`), [url]));
    }
  });

  it.each(['HS256', 'HS384', 'HS512'])('signed with %s and the public key as the secret is refused', async (alg) => {
    const claims = { iss: issuer, aud: url, exp: now + 300, iat: now, jti: randomUUID() };
    const unsigned = forgedToken({ alg, typ: 'JWT', kid: rs384.kid }, claims).slice(0, -1);
    const secret = rs384.privateKey.export({ format: 'pem', type: 'pkcs8' });
    const signature = createHmac(alg.replace('HS', 'sha'), secret).update(unsigned).digest('base64url');
    await refused(authenticate()(bearer(`${unsigned}.${signature}`), [url]));
  });

  it('with a changed claim or signature is refused', async () => {
    const [head = '', , signature = ''] = tokenFor(es384, url).split('.');
    const other = tokenFor(es384, url).split('.')[1] ?? '';
    await refused(authenticate()(bearer(`${head}.${other}.${signature}`), [url]));
  });

  it('of an algorithm that the site has not named is refused, and taken when it has', async () => {
    await refused(authenticate()(bearer(tokenFor(es256, url)), [url]));
    expect(await authenticate({ algorithms: ['ES256'] })(bearer(tokenFor(es256, url)), [url])).toMatchObject({
      issuer,
    });
    await refused(authenticate({ algorithms: ['ES256'] })(bearer(tokenFor(es384, url)), [url]));
  });

  it('is held to the tenants of its client', async () => {
    const check = authenticate({ tenants: ['north'] });
    expect(await check(bearer(tokenFor(es384, url, { claims: { tenant: 'north' } })), [url])).toMatchObject({
      tenant: 'north',
    });
    for (const tenant of ['south', undefined, 7]) {
      await refused(check(bearer(tokenFor(es384, url, { claims: { tenant } })), [url]));
    }
  });

  it.each([
    undefined,
    '',
    'Bearer',
    'Bearer x',
    'Basic dTpw',
    'Bearer a.b.c',
    'Bearer e30.e30.e30',
    `Bearer ${'a'.repeat(9000)}.b.c`,
  ])('that is none (%#) is refused', async (header) => {
    await refused(authenticate()(header, [url]));
  });

  it('does not get into the log, the reason does', async () => {
    const log = recordingLog();
    const token = tokenFor(es384, 'https://elsewhere.example');
    await refused(authenticate({}, { log })(bearer(token), [url]));
    expect(log.lines).toEqual([{ level: 'info', message: 'token refused', reason: 'audience is another', issuer }]);
  });

  it('cannot use up the jti of a good one by being badly signed', async () => {
    const check = authenticate();
    const jti = randomUUID();
    await refused(check(bearer(tokenFor(newSigner('ES384', es384.kid), url, { claims: { jti } })), [url]));
    expect(await check(bearer(tokenFor(es384, url, { claims: { jti } })), [url])).toMatchObject({ issuer });
  });

  it('is not taken when replay cannot be checked', async () => {
    const claim = () => Promise.reject(new Failure('store-unavailable', 'The store does not answer.'));
    const check = authenticator({
      mode: 'required',
      clients: readClients([{ issuer, keys: [es384.jwk] }]),
      clock,
      log: recordingLog(),
      replay: { mode: 'strict', guard: { claim } },
    });
    await expect(check(bearer(tokenFor(es384, url)), [url])).rejects.toMatchObject({ kind: 'store-unavailable' });
  });

  it('is not asked for when authentication is off', async () => {
    expect(await authenticator({ mode: 'off' })(undefined, [url])).toEqual({ issuer: 'anonymous', name: 'anonymous' });
  });
});

describe('key sets', () => {
  let server: Server;
  let base: string;
  let keys: Signer[] = [];
  let fetches = 0;
  beforeAll(async () => {
    server = createServer((request, response) => {
      fetches++;
      if (request.url === '/redirect') response.writeHead(302, { location: '/jwks.json' }).end();
      else response.end(JSON.stringify({ keys: keys.map((key) => key.jwk) }));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => new Promise((resolve) => server.close(resolve)));

  it('are fetched once, kept, and fetched again when the client has a new key', async () => {
    const [first, second] = [newSigner('ES384'), newSigner('RS384')];
    keys = [first];
    fetches = 0;
    const check = authenticate({ keys: undefined, jwksUrl: `${base}/jwks.json` });
    for (let call = 0; call < 3; call++) await check(bearer(tokenFor(first, url)), [url]);
    expect(fetches).toBe(1);
    keys = [first, second];
    expect(await check(bearer(tokenFor(second, url)), [url])).toMatchObject({ issuer });
    expect(fetches).toBe(2);
  });

  it('named by the token are used when the site has listed them, and never fetched when not', async () => {
    const signer = newSigner('ES384');
    keys = [signer];
    fetches = 0;
    const check = authenticate({ keys: undefined, jku: [`${base}/listed.json`] });
    expect(await check(bearer(tokenFor(signer, url, { header: { jku: `${base}/listed.json` } })), [url])).toMatchObject(
      { issuer },
    );
    expect(fetches).toBe(1);
    await refused(check(bearer(tokenFor(signer, url, { header: { jku: `${base}/other.json` } })), [url]));
    await refused(check(bearer(tokenFor(signer, url)), [url]));
    expect(fetches).toBe(1);
  });

  it('that redirect or cannot be reached refuse the token', async () => {
    const signer = newSigner('ES384');
    keys = [signer];
    await refused(authenticate({ keys: undefined, jwksUrl: `${base}/redirect` })(bearer(tokenFor(signer, url)), [url]));
    await refused(
      authenticate({ keys: undefined, jwksUrl: 'http://127.0.0.1:1/jwks.json' })(bearer(tokenFor(signer, url)), [url]),
    );
  });
});

describe('the list of clients', () => {
  it.each([
    ['no list', {}],
    ['a client without keys', [{ issuer }]],
    ['an algorithm that is not trusted', [{ issuer, keys: [es384.jwk], algorithms: ['HS256'] }]],
    ['an unknown field', [{ issuer, keys: [es384.jwk], jkws: 'x' }]],
    ['a private key', [{ issuer, keys: [{ ...es384.privateKey.export({ format: 'jwk' }), kid: 'x' }] }]],
    ['a key set over plain http', [{ issuer, jwksUrl: 'http://ehr.example/jwks.json' }]],
    ['a listed jku over plain http', [{ issuer, jku: ['http://127.0.0.1.evil.example/jwks.json'] }]],
    ['an address that is none', [{ issuer, jwksUrl: 'ehr/jwks' }]],
    [
      'the same issuer twice',
      [
        { issuer, keys: [es384.jwk] },
        { issuer, keys: [es384.jwk] },
      ],
    ],
  ])('with %s stops the start with a sentence', (_, json) => {
    expect(() => readClients(json)).toThrow(/^CDS clients: /);
  });
});
