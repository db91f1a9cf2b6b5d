import { createHmac, createPublicKey } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunningService } from '../../src/compose.ts';
import { startFibrocast } from '../support/hospital.ts';
import { forgedToken, issuer, newSigner, tokenFor } from '../support/tokens.ts';
import { call } from './client.ts';

// The whole service as a hospital runs it: tokens required, clients from a file, replay guard in the store.

const es384 = newSigner('ES384', 'ec-1');
const rs384 = newSigner('RS384', 'rsa-1');
const stranger = newSigner('ES384', 'ec-1');
let folder: string;
let service: RunningService;
let base: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fibrocast-tokens-'));
  const clients = join(folder, 'clients.json');
  await writeFile(clients, JSON.stringify([{ issuer, keys: [es384.jwk, rs384.jwk] }]));
  service = await startFibrocast(join(folder, 'data'), { FIBROCAST_AUTH: 'required', FIBROCAST_CDS_CLIENTS: clients });
  base = service.url;
});
afterAll(async () => {
  await service?.stop();
  await rm(folder, { recursive: true, force: true });
});

const service1 = '/cds-services/liver-prognosis';
const hook = {
  hook: 'patient-view',
  hookInstance: '7f1b6a0e-0000-4000-8000-000000000001',
  context: { userId: 'Practitioner/dr-amara-nwosu', patientId: 'murphy-sean' },
};
const endpoints: readonly { path: string; body?: unknown }[] = [
  { path: '/cds-services' },
  { path: service1, body: { ...hook, fhirServer: 'SANDBOX' } },
  { path: `${service1}/feedback`, body: { feedback: [] } },
  { path: '/fhir/Observation?patient=murphy-sean' },
  { path: '/fhir/$export' },
];
const audienceOf = (path: string) => `${base}${path.split('?')[0]}`;
const ask = ({ path, body }: (typeof endpoints)[number], token?: string) =>
  call(`${base}${path}`, {
    ...(body === undefined
      ? {}
      : { body: JSON.parse(JSON.stringify(body).replace('SANDBOX', `${base}/sandbox/fhir`)) as unknown }),
    headers: {
      accept: 'application/json',
      ...(path === '/fhir/$export' ? { prefer: 'respond-async' } : {}),
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
  });
/** `/fhir` takes a token that is meant for the address asked, or for the base of the FHIR server. */
const good = [200, 202];

describe('a service that requires tokens', () => {
  it.each([
    ['ES384', es384],
    ['RS384', rs384],
  ] as const)('takes a valid %s token on every endpoint', async (_name, signer) => {
    for (const endpoint of endpoints) {
      const { status } = await ask(endpoint, tokenFor(signer, audienceOf(endpoint.path)));
      expect([endpoint.path, good.includes(status)]).toEqual([endpoint.path, true]);
    }
  });

  it('answers 401 without a token, everywhere but at health and pages', async () => {
    for (const endpoint of endpoints) {
      const { status, headers } = await ask(endpoint);
      expect([endpoint.path, status]).toEqual([endpoint.path, 401]);
      expect(headers.get('www-authenticate')).toMatch(/^Bearer/);
    }
    for (const open of ['/health/live', '/health/ready', '/models', '/fhir/metadata']) {
      const response = await fetch(`${base}${open}`);
      expect([open, [200, 401].includes(response.status)]).toEqual([open, true]);
    }
  });

  it.each<[string, (aud: string) => string]>([
    ['meant for another service', () => tokenFor(es384, 'https://other.example/cds-services')],
    ['meant for another endpoint', () => tokenFor(es384, `${base}/cds-services/nothing`)],
    ['expired', (aud) => tokenFor(es384, aud, { nowSeconds: Date.now() / 1000 - 3600 })],
    ['without exp', (aud) => tokenFor(es384, aud, { claims: { exp: undefined } })],
    ['without jti', (aud) => tokenFor(es384, aud, { claims: { jti: undefined } })],
    ['of an unknown issuer', (aud) => tokenFor(es384, aud, { claims: { iss: 'https://evil.example' } })],
    ['with an unknown kid', (aud) => tokenFor(es384, aud, { header: { kid: 'ec-2' } })],
    ['without kid', (aud) => tokenFor(es384, aud, { header: { kid: undefined } })],
    ['signed by somebody else under our kid', (aud) => tokenFor(stranger, aud)],
    ['with the kid of the other algorithm', (aud) => tokenFor(es384, aud, { header: { kid: 'rsa-1' } })],
    ['by ES256', (aud) => tokenFor(newSigner('ES256', 'ec-1'), aud)],
    ['by nobody (alg none)', (aud) => forgedToken({ alg: 'none', typ: 'JWT', kid: 'ec-1' }, claims(aud))],
    ['by HS256 with the public key as secret', (aud) => hmacToken(aud)],
  ])('refuses a token %s, with the same sentence', async (_name, tokenOf) => {
    const plain = await ask({ path: '/cds-services' });
    for (const endpoint of endpoints) {
      const { status, text } = await ask(endpoint, tokenOf(audienceOf(endpoint.path)));
      expect([endpoint.path, status]).toEqual([endpoint.path, 401]);
      expect(text).toBe(plain.text);
    }
  });

  it('takes a token once', async () => {
    for (const endpoint of endpoints) {
      const token = tokenFor(es384, audienceOf(endpoint.path));
      const [first, second] = [await ask(endpoint, token), await ask(endpoint, token)];
      expect([endpoint.path, good.includes(first.status), second.status]).toEqual([endpoint.path, true, 401]);
    }
  });

  it('takes a token once also when it comes ten times at the same moment', async () => {
    const token = tokenFor(rs384, `${base}/cds-services`);
    const answers = await Promise.all(Array.from({ length: 10 }, () => ask({ path: '/cds-services' }, token)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array.from({ length: 9 }, () => 401)]);
  });

  it('names the client, and never its token, in the audit events', async () => {
    const { json } = await ask({ path: '/fhir/AuditEvent?_count=200' }, tokenFor(es384, `${base}/fhir/AuditEvent`));
    const text = JSON.stringify(json);
    expect(text).toContain(issuer);
    expect(text).not.toContain('eyJ');
  });
});

function claims(aud: string): object {
  const now = Math.floor(Date.now() / 1000);
  return { iss: issuer, aud, iat: now, exp: now + 300, jti: `${Math.random()}` };
}
function hmacToken(aud: string): string {
  const signed = forgedToken({ alg: 'HS256', typ: 'JWT', kid: 'rsa-1' }, claims(aud));
  const secret = createPublicKey({ key: rs384.jwk as never, format: 'jwk' }).export({ type: 'spki', format: 'pem' });
  return signed + createHmac('sha256', secret).update(signed.slice(0, -1)).digest('base64url');
}
