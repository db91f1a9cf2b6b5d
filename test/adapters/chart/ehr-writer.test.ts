import { generateKeyPairSync } from 'node:crypto';
import jwt from 'jsonwebtoken';
import nock from 'nock';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { backendTokens } from '../../../src/adapters/chart/backend-token.ts';
import { openEhrWriter } from '../../../src/adapters/chart/ehr-writer.ts';

const server = 'https://ehr.example.org/fhir';
const bundle = { resourceType: 'Bundle', type: 'transaction', entry: [] };
const done = { resourceType: 'Bundle', type: 'transaction-response', entry: [] };
const signal = () => new AbortController().signal;

beforeEach(() => {
  nock.disableNetConnect();
});
afterEach(() => {
  const pending = nock.pendingMocks();
  nock.cleanAll();
  nock.enableNetConnect();
  expect(pending).toEqual([]);
});

describe('openEhrWriter', () => {
  const writer = openEhrWriter({ allowed: () => true, timeoutMs: 500 });
  it('posts the bundle to the base and believes a transaction-response', async () => {
    nock('https://ehr.example.org')
      .post('/fhir', bundle)
      .matchHeader('content-type', /application\/fhir\+json/)
      .reply(200, done);
    expect(await writer.transaction(server, bundle, signal())).toEqual({ status: 'accepted' });
  });
  it.each([
    [400, 'refused'],
    [404, 'refused'],
    [412, 'refused'],
    [422, 'refused'],
    [401, 'unavailable'],
    [403, 'unavailable'],
    [429, 'unavailable'],
    [500, 'unavailable'],
    [503, 'unavailable'],
  ])('takes %i as %s, without quoting the other side', async (status, expected) => {
    nock('https://ehr.example.org').post('/fhir').reply(status, { issue: 'Jane Doe is unknown' });
    const outcome = await writer.transaction(server, bundle, signal());
    expect(outcome).toEqual({ status: expected, reason: `the EHR answered ${status}` });
  });
  it('follows no redirect', async () => {
    nock('https://ehr.example.org').post('/fhir').reply(307, '', { location: 'https://evil.example.org/fhir' });
    expect(await writer.transaction(server, bundle, signal())).toMatchObject({ status: 'unavailable' });
  });
  it('does not wait longer than its time', async () => {
    nock('https://ehr.example.org').post('/fhir').delay(2000).reply(200, done);
    const short = openEhrWriter({ allowed: () => true, timeoutMs: 30 });
    expect(await short.transaction(server, bundle, signal())).toEqual({
      status: 'unavailable',
      reason: 'the EHR did not answer',
    });
    nock.abortPendingRequests();
  });
  it('sends nothing to a server outside of the allow-list', async () => {
    const strict = openEhrWriter({ allowed: () => false, timeoutMs: 500 });
    expect(await strict.transaction(server, bundle, signal())).toMatchObject({ status: 'refused' });
  });
});

describe('backendTokens', () => {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-384' });
  const client = {
    clientId: 'fibrocast',
    privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    keyId: 'k1',
    algorithm: 'ES384',
    scope: 'system/Observation.cu',
  } as const;
  const endpoint = 'https://auth.example.org/token';
  let now = Math.floor(Date.now() / 1000);
  let ids = 0;
  const source = () =>
    backendTokens(
      client,
      () => `id-${++ids}`,
      () => now,
    );
  const discovery = () =>
    nock('https://ehr.example.org')
      .get('/fhir/.well-known/smart-configuration')
      .reply(200, { token_endpoint: endpoint });

  it('asks with a signed assertion that is only for this endpoint, short-lived and used once', async () => {
    discovery();
    let form = new URLSearchParams();
    nock('https://auth.example.org')
      .post('/token', (body) => {
        form = new URLSearchParams(body as Record<string, string>);
        return true;
      })
      .reply(200, { access_token: 't0k.en', expires_in: 300 });
    expect(await source()(server, signal())).toBe('t0k.en');
    expect(form.get('grant_type')).toBe('client_credentials');
    const claims = jwt.verify(form.get('client_assertion') ?? '', publicKey, {
      algorithms: ['ES384'],
      audience: endpoint,
      issuer: 'fibrocast',
      subject: 'fibrocast',
      complete: true,
    });
    const payload = claims.payload as jwt.JwtPayload;
    expect(claims.header.kid).toBe('k1');
    expect(payload.jti).toMatch(/^id-/);
    expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBeLessThanOrEqual(300);
  });
  it('keeps a token until shortly before its end', async () => {
    discovery();
    nock('https://auth.example.org').post('/token').reply(200, { access_token: 'one', expires_in: 300 });
    const tokens = source();
    await tokens(server, signal());
    now += 269;
    expect(await tokens(server, signal())).toBe('one');
    now += 2;
    discovery();
    nock('https://auth.example.org').post('/token').reply(200, { access_token: 'two', expires_in: 300 });
    expect(await tokens(server, signal())).toBe('two');
  });
  it.each([
    ['refuses', 400, { error: 'invalid_client' }],
    ['gives no token', 200, { expires_in: 300 }],
    ['gives a token that would break a header', 200, { access_token: 'a\r\nb' }],
  ])('makes the write wait where the authorization server %s', async (_name, status, body) => {
    discovery();
    nock('https://auth.example.org').post('/token').reply(status, body);
    const writer = openEhrWriter({ allowed: () => true, token: source(), timeoutMs: 500 });
    const outcome = await writer.transaction(server, bundle, signal());
    expect(outcome).toMatchObject({ status: 'unavailable' });
  });
  it('does not send its assertion over plain http', async () => {
    nock('https://ehr.example.org')
      .get('/fhir/.well-known/smart-configuration')
      .reply(200, { token_endpoint: 'http://auth.example.org/token' });
    await expect(source()(server, signal())).rejects.toThrow('no usable token endpoint');
  });
  it('carries the token to the EHR', async () => {
    discovery();
    nock('https://auth.example.org').post('/token').reply(200, { access_token: 'abc', expires_in: 300 });
    nock('https://ehr.example.org').post('/fhir').matchHeader('authorization', 'Bearer abc').reply(200, done);
    const writer = openEhrWriter({ allowed: () => true, token: source(), timeoutMs: 500 });
    expect(await writer.transaction(server, bundle, signal())).toEqual({ status: 'accepted' });
  });
});
