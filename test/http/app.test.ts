import express, { Router } from 'express';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Failure } from '../../src/core/failure.ts';
import type { AppDeps } from '../../src/http/app.ts';
import { authenticator } from '../../src/http/authenticate.ts';
import { readClients } from '../../src/http/clients.ts';
import { startServer } from '../../src/http/server.ts';
import { call, expectOutcome, prefetchOf, requestFor } from '../conformance/client.ts';
import { patientResource } from '../support/asks.ts';
import { recordingLog } from '../support/call.ts';
import { keepingLogs } from '../support/memory-store.ts';
import { type RunningApp, runApp } from '../support/running-app.ts';
import { brokenService, testServices } from '../support/test-services.ts';
import { issuer, newSigner, type Signer, tokenFor } from '../support/tokens.ts';

const publicUrl = 'https://cds.example';
const view = {
  id: 'test-view',
  hook: 'patient-view',
  description: '',
  prefetch: {
    patient: 'Patient/{{context.patientId}}',
    labs: 'Observation?x',
    encounter: 'Encounter/{{context.encounterId}}',
  },
};
const running: RunningApp[] = [];
async function app(over: Partial<AppDeps> = {}): Promise<RunningApp> {
  const started = await runApp(over);
  running.push(started);
  return started;
}
afterEach(async () => {
  await Promise.all(running.splice(0).map((started) => started.close(0)));
});
let signer: Signer;
beforeAll(() => {
  signer = newSigner('ES384');
});
const withTokens = (client: object = {}): Partial<AppDeps> => ({
  authenticate: authenticator({
    mode: 'required',
    clients: readClients([{ issuer, keys: [signer.jwk], ...client }]),
    clock: () => new Date().toISOString(),
    log: recordingLog(),
    replay: { mode: 'strict', guard: keepingLogs().replay },
  }),
});
const bearer = (aud: string) => ({ authorization: `Bearer ${tokenFor(signer, aud)}` });

describe('with client tokens required', () => {
  it('rows 106, 108, 117: discovery, service and feedback each take a token for their own URL, once', async () => {
    const { url } = await app(withTokens());
    for (const [path, body] of [
      ['/cds-services', undefined],
      ['/cds-services/test-view', requestFor(view)],
      ['/cds-services/test-view/feedback', { feedback: [] }],
    ] as const) {
      const over = body === undefined ? {} : { body };
      const headers = bearer(publicUrl + path);
      expect((await call(url + path, { ...over, headers })).status).toBe(200);
      expect((await call(url + path, { ...over, headers })).status).toBe(401);
      expect((await call(url + path, { ...over, headers: bearer(`${publicUrl}/elsewhere`) })).status).toBe(401);
    }
  });

  it('rows 123, 125: every refusal looks the same and challenges', async () => {
    const { url } = await app(withTokens());
    const answers = await Promise.all(
      [{}, { authorization: 'Bearer x.y.z' }, bearer('https://other.example')].map((headers) =>
        call(`${url}/cds-services`, { headers }),
      ),
    );
    for (const { status, headers, text } of answers) {
      expect(status).toBe(401);
      expect(headers.get('www-authenticate')).toMatch(/^Bearer /);
      expect(text).toBe(answers[0]?.text);
    }
  });

  it('rows 20.6, 20.9: the token of a client that calls with a doubled slash is for that URL', async () => {
    const { url } = await app(withTokens());
    const path = '/cds-services//test-view';
    expect((await call(url + path, { body: requestFor(view), headers: bearer(publicUrl + path) })).status).toBe(200);
  });

  it('a body is not read before the token is checked', async () => {
    const { url } = await app(withTokens());
    expect((await call(`${url}/cds-services/test-view`, { body: '{' })).status).toBe(401);
    expect((await call(`${url}/cds-services/nobody`, { body: '{' })).status).toBe(401);
  });

  it('row 129: preflights need none, and refusals carry the CORS headers', async () => {
    const { url } = await app({ ...withTokens(), corsOrigins: ['https://ehr.example'] });
    const headers = { origin: 'https://ehr.example', 'access-control-request-method': 'POST' };
    const preflight = await fetch(`${url}/cds-services/test-view`, { method: 'OPTIONS', headers });
    expect([preflight.status, preflight.headers.get('access-control-allow-origin')]).toEqual([
      204,
      'https://ehr.example',
    ]);
    const refused = await call(`${url}/cds-services`, { headers: { origin: 'https://ehr.example' } });
    expect([refused.status, refused.headers.get('access-control-allow-origin')]).toEqual([401, 'https://ehr.example']);
  });

  it('operations stay open, and mounted data routers do not', async () => {
    const router = Router().get(
      '/metadata',
      (_request, response) => void response.json({ resourceType: 'CapabilityStatement' }),
    );
    const { url } = await app({ ...withTokens(), routers: [{ path: '/fhir', router, access: 'client' }] });
    for (const path of ['/health/live', '/health/ready', '/metrics', '/openapi.json']) {
      expect((await fetch(url + path).then(async (response) => [response.status, await response.text()]))[0]).toBe(200);
    }
    expect((await call(`${url}/fhir/metadata`)).status).toBe(401);
    for (const aud of [`${publicUrl}/fhir`, `${publicUrl}/fhir/metadata`]) {
      expect((await call(`${url}/fhir/metadata`, { headers: bearer(aud) })).status).toBe(200);
    }
  });

  it('a client registered for its own FHIR servers cannot speak for another', async () => {
    const { url } = await app(withTokens({ fhirServers: ['https://ehr.example/fhir'] }));
    const send = (fhirServer: string) =>
      call(`${url}/cds-services/test-view`, {
        body: requestFor(view, { fhirServer }),
        headers: bearer(`${publicUrl}/cds-services/test-view`),
      });
    expect((await send('https://ehr.example/fhir/')).status).toBe(200);
    expect((await send('https://other.example/fhir')).status).toBe(403);
  });
});

describe('CORS with an allow-list', () => {
  it('names only origins on the list, and varies by origin', async () => {
    const { url } = await app({ corsOrigins: ['https://ehr.example'] });
    const allowed = async (origin: string) => {
      const { headers } = await call(`${url}/cds-services`, { headers: { origin } });
      expect(headers.get('vary')).toMatch(/origin/i);
      return headers.get('access-control-allow-origin');
    };
    expect(await allowed('https://ehr.example')).toBe('https://ehr.example');
    for (const origin of ['https://evil.example', 'https://ehr.example.evil', 'null'])
      expect(await allowed(origin)).toBeNull();
  });
});

describe('the rate limit', () => {
  it('answers 429 with a code and Retry-After, and not for other clients', async () => {
    const { url } = await app({ rateLimitPerMinute: 3 });
    const statuses = [];
    for (let request = 0; request < 5; request++) statuses.push((await call(`${url}/cds-services`)).status);
    expect(statuses).toEqual([200, 200, 200, 429, 429]);
    const { json, headers } = await call(`${url}/cds-services`);
    expect(json).toMatchObject({ issue: [{ code: 'throttled', details: { coding: [{ code: 'rate-limited' }] } }] });
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await call(`${url}/health/live`)).status).toBe(200);
  });

  it('counts refused tokens by address, and so leaves the client that they name its allowance', async () => {
    const { url } = await app({ ...withTokens(), rateLimitPerMinute: 2 });
    const good = () => call(`${url}/cds-services`, { headers: bearer(`${publicUrl}/cds-services`) });
    expect((await call(`${url}/cds-services`, { headers: bearer('https://x.example') })).status).toBe(401);
    expect((await good()).status).toBe(200);
    expect((await good()).status).toBe(200);
    expect((await good()).status).toBe(429);
  });
});

describe('what calls leave behind', () => {
  it('an answered call is audited and its cards are remembered', async () => {
    const started = await app();
    const { json } = await call(`${started.url}/cds-services/test-view`, {
      body: requestFor(view, { fhirServer: 'https://ehr.example/fhir/' }),
    });
    const { cards } = json as { cards: { uuid: string; indicator: string }[] };
    expect(started.audited).toMatchObject([
      {
        action: 'assess',
        outcome: 'success',
        client: 'anonymous',
        user: 'Practitioner/doc',
        patientId: 'p1',
        fhirServer: 'https://ehr.example/fhir',
        serviceId: 'test-view',
        assessmentId: 'assessment-p1',
      },
    ]);
    expect(started.shownCards).toMatchObject(
      cards.map((card) => ({
        serviceId: 'test-view',
        card: card.uuid,
        indicator: card.indicator,
        assessmentId: 'assessment-p1',
      })),
    );
  });

  it('a refused call is audited as refused, a broken one as failed', async () => {
    const started = await app({ services: [...testServices, brokenService] });
    await call(`${started.url}/cds-services/test-view`, { body: requestFor(view, { prefetch: {} }) });
    await call(`${started.url}/cds-services/test-broken`, { body: requestFor({ ...view, id: 'test-broken' }) });
    expect(started.audited.map((fact) => [fact.serviceId, fact.outcome, fact.patientId])).toEqual([
      ['test-view', 'refused', 'p1'],
      ['test-broken', 'failed', 'p1'],
    ]);
  });

  it('advice is not withheld when book-keeping fails, and the log says so', async () => {
    const fails = () => Promise.reject(new Failure('store-unavailable', 'No.'));
    const { feedback } = keepingLogs();
    const started = await app({ audit: { record: fails }, feedback: { ...feedback, shown: fails } });
    expect((await call(`${started.url}/cds-services/test-view`, { body: requestFor(view) })).status).toBe(200);
    expect(
      started.log.lines
        .filter((line) => line.level === 'error')
        .map((line) => line.message)
        .sort(),
    ).toEqual(['audit could not be recorded', 'shown cards could not be recorded']);
  });

  it('an assessment that could not be stored is 503, not an answer', async () => {
    const { url } = await app({
      assess: () => Promise.reject(new Failure('store-unavailable', 'The result store does not answer.')),
    });
    const { status, headers } = await call(`${url}/cds-services/test-view`, { body: requestFor(view) });
    expect([status, headers.get('retry-after')]).toEqual([503, '5']);
  });

  it('feedback that could not be stored is not acknowledged', async () => {
    const { feedback } = keepingLogs();
    const record = () => Promise.reject(new Failure('store-unavailable', 'No.'));
    const { url } = await app({ feedback: { ...feedback, record } });
    const item = {
      card: 'c',
      outcome: 'accepted',
      acceptedSuggestions: [{ id: 's' }],
      outcomeTimestamp: '2026-11-23T12:00:00Z',
    };
    expect((await call(`${url}/cds-services/test-view/feedback`, { body: { feedback: [item] } })).status).toBe(503);
  });

  it('feedback reaches the log of feedback with client and service', async () => {
    const started = await app();
    const item = {
      card: 'c',
      outcome: 'accepted',
      acceptedSuggestions: [{ id: 's' }],
      outcomeTimestamp: '2026-11-23T12:00:00Z',
    };
    const { json } = await call(`${started.url}/cds-services/test-view/feedback`, {
      body: { feedback: [item, { card: 'c', outcome: 'x' }] },
    });
    expect(json).toEqual({ recorded: 1, skipped: 1 });
    expect(started.feedbackItems).toEqual([
      {
        serviceId: 'test-view',
        client: 'anonymous',
        card: 'c',
        outcome: 'accepted',
        acceptedSuggestions: ['s'],
        outcomeTimestamp: '2026-11-23T12:00:00.000Z',
      },
    ]);
  });

  it('no patient, token or foreign text gets into the log, and a bug leaves its frames there but not in the answer', async () => {
    const started = await app({ services: [...testServices, brokenService] });
    const body = requestFor(
      { ...view, id: 'test-broken' },
      {
        fhirServer: 'http://127.0.0.1:1/fhir',
        fhirAuthorization: {
          access_token: 'tok-secret',
          token_type: 'Bearer',
          expires_in: 1,
          scope: 's',
          subject: 'x',
        },
      },
    );
    const { status, text } = await call(`${started.url}/cds-services/test-broken?patient=p1`, { body });
    expect(status).toBe(500);
    expect(text).not.toMatch(/secret|p1|Error/);
    await call(`${started.url}/cds-services/test-view`, { body: { ...body, prefetch: {} } });
    await call(`${started.url}/p1/Practitioner`);
    const log = JSON.stringify(started.log.lines);
    expect(log).not.toMatch(/tok-secret|secret-name|"p1"|patient=p1|Practitioner/);
    expect(started.log.lines.find((line) => line.kind === 'internal')).toMatchObject({
      cause: 'Error',
      frames: expect.stringMatching(/^\s+at .*test-services/),
    });
  });

  it('each request has an id: the caller’s own when it is harmless', async () => {
    const { url, log } = await app();
    const ask = async (id: string) =>
      (await call(`${url}/health/live`, { headers: { 'x-request-id': id } })).headers.get('x-request-id');
    expect(await ask('abc-1.2_3')).toBe('abc-1.2_3');
    expect(await ask('x'.repeat(65))).toMatch(/^[0-9a-f-]{36}$/);
    expect(await ask('a b')).toMatch(/^[0-9a-f-]{36}$/);
    expect(log.lines.some((line) => line.requestId === 'abc-1.2_3' && line.area === 'health')).toBe(true);
  });
});

describe('operations', () => {
  it('readiness names what does not answer, in words and in time', async () => {
    const ok = { name: 'store', check: async () => {} };
    const { url } = await app({ readiness: [ok] });
    expect((await call(`${url}/health/ready`)).json).toEqual({
      status: 'ready',
      version: '0.0.0-test',
      checks: ['store'],
    });
    const down = await app({
      readiness: [
        ok,
        { name: 'queue', check: () => Promise.reject(new Error('secret')) },
        { name: 'archive', check: () => new Promise(() => {}) },
      ],
    });
    const { status, text } = await call(`${down.url}/health/ready`);
    expect(status).toBe(503);
    expect(text).toContain('Not ready: queue, archive.');
  });

  it('metrics count answers, cards, asks, failures and feedback, by closed labels', async () => {
    const { url } = await app();
    await call(`${url}/cds-services/test-view`, { body: requestFor(view) });
    await call(`${url}/cds-services/test-view`, { body: requestFor(view, { prefetch: {} }) });
    const text = await fetch(`${url}/metrics`).then((response) => response.text());
    for (const line of [
      'fibrocast_hook_seconds_count{service="test-view",status="200"} 1',
      'fibrocast_hook_seconds_count{service="test-view",status="412"} 1',
      'fibrocast_cards_total{service="test-view",indicator="warning"} 1',
      'fibrocast_asks_total{key="patient",outcome="prefetched"} 1',
      'fibrocast_asks_total{key="encounter",outcome="unavailable"} 1',
      'fibrocast_failures_total{kind="data-unavailable"} 1',
    ]) {
      expect(text).toContain(line);
    }
  });

  it('the OpenAPI document names what is really there', async () => {
    const { url } = await app({
      routers: [{ path: '/fhir', router: Router(), access: 'open', openApiPaths: { '/fhir/metadata': {} } }],
    });
    const document = (await call(`${url}/openapi.json`)).json as {
      openapi: string;
      paths: Record<string, Record<string, { responses: Record<string, unknown> }>>;
      components: { schemas: object };
    };
    expect(document.openapi).toBe('3.1.0');
    expect(Object.keys(document.paths)).toContain('/fhir/metadata');
    for (const [path, item] of Object.entries(document.paths).filter(([path]) => path !== '/fhir/metadata')) {
      for (const [method, { responses }] of Object.entries(item)) {
        const response = await fetch(url + path, {
          method: method.toUpperCase(),
          ...(method === 'post' ? { body: '{}', headers: { 'content-type': 'application/json' } } : {}),
        });
        await response.arrayBuffer();
        expect(Object.keys(responses)).toContain(String(response.status));
      }
    }
    for (const [, name] of JSON.stringify(document).matchAll(/#\/components\/schemas\/(\w+)/g))
      expect(document.components.schemas).toHaveProperty(name ?? '');
  });

  it('a router may set its own content policy, and data have the strict one', async () => {
    const router = Router().get(
      '/page',
      (_request, response) => void response.set('Content-Security-Policy', "default-src 'self'").send('<p>'),
    );
    const { url } = await app({ routers: [{ path: '/app', router, access: 'open' }] });
    expect(
      (
        await fetch(`${url}/app/page`).then(async (response) => {
          await response.text();
          return response;
        })
      ).headers.get('content-security-policy'),
    ).toBe("default-src 'self'");
    const { headers } = await call(`${url}/cds-services`);
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(headers.get('x-content-type-options')).toBe('nosniff');
  });
});

describe('the server', () => {
  it('lets a running request finish when it closes', async () => {
    let finish = () => {};
    let arrived = () => {};
    const request = new Promise<void>((resolve) => {
      arrived = resolve;
    });
    const slow = express().get('/', (_request, response) => {
      finish = () => void response.end('done');
      arrived();
    });
    const server = await startServer(slow, { host: '127.0.0.1', port: 0 });
    const answer = fetch(server.url).then((response) => response.text());
    await request;
    const started = performance.now();
    const closed = server.close();
    finish();
    expect(await answer).toBe('done');
    await closed;
    expect(performance.now() - started).toBeLessThan(4000);
    await expect(fetch(server.url)).rejects.toThrow();
  });

  it('says in a sentence that its port is taken', async () => {
    const first = await startServer(express(), { host: '127.0.0.1', port: 0 });
    await expect(
      startServer(express(), { host: '127.0.0.1', port: Number(new URL(first.url).port) }),
    ).rejects.toMatchObject({
      kind: 'invalid-configuration',
      message: expect.stringMatching(/is in use: choose another PORT/),
    });
    await first.close(0);
  });
});

it('a service with complete prefetch never needs the chart', async () => {
  const { url } = await app({ chart: { get: () => Promise.reject(new Error('must not be called')) } });
  const prefetch = { ...prefetchOf(view), patient: patientResource('p1') };
  expect((await call(`${url}/cds-services/test-view`, { body: requestFor(view, { prefetch }) })).status).toBe(200);
  expectOutcome((await call(`${url}/nowhere`)).json);
});
