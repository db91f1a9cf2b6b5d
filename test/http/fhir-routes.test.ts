import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express, { type NextFunction, type Request, type Response } from 'express';
import type { CapabilityStatement } from 'fhir/r4.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import memory from '../../src/adapters/results/memory.ts';
import { Failure } from '../../src/core/failure.ts';
import { fhirRoutes, resultTypes } from '../../src/http/fhir-routes.ts';
import type { AuditFact } from '../../src/ports/audit.ts';
import { sampleObservation } from '../support/sample-observations.ts';
import { silentLog } from '../support/silent-log.ts';

const audited: AuditFact[] = [];
let server: Server;
let base: string;
beforeAll(async () => {
  const store = await memory.open({ log: silentLog });
  await store.results.save(Array.from({ length: 40 }, (_, n) => sampleObservation(n, 4)));
  await store.results.save([
    {
      resourceType: 'Group',
      id: 'g1',
      type: 'person',
      actual: true,
      member: [{ entity: { reference: 'Patient/p1' } }],
    },
  ]);
  const app = express();
  server = app.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}/fhir`;
  const audit = { record: async (facts: readonly AuditFact[]) => void audited.push(...facts) };
  app.use(
    '/fhir',
    fhirRoutes({ store: store.results, baseUrl: base, version: '0.1.0', clock: () => new Date().toISOString(), audit }),
  );
  app.use((error: unknown, _request: Request, response: Response, _next: NextFunction) => {
    response.status(418).json({ kind: error instanceof Failure ? error.kind : 'bug', text: String(error) });
  });
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

const get = (path: string, headers: Record<string, string> = {}, init: RequestInit = {}) =>
  fetch(`${base}${path}`, { headers, ...init });
const kindOf = async (response: globalThis.Response) => ((await response.json()) as { kind: string }).kind;

describe('reading', () => {
  it('answers a resource with version, time and a ban on keeping it', async () => {
    const response = await get('/Observation/o-1');
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toMatch(/^application\/fhir\+json/);
    expect(response.headers.get('etag')).toBe('W/"1"');
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(Date.parse(response.headers.get('last-modified') ?? '')).not.toBeNaN();
    expect(await response.json()).toMatchObject({ resourceType: 'Observation', id: 'o-1', meta: { versionId: '1' } });
  });
  it('answers 304 to a client that has this version', async () => {
    expect((await get('/Observation/o-1', { 'If-None-Match': 'W/"1"' })).status).toBe(304);
    expect((await get('/Observation/o-1', { 'If-None-Match': 'W/"2"' })).status).toBe(200);
    const inAnHour = new Date(Date.now() + 3_600_000).toUTCString();
    expect((await get('/Observation/o-1', { 'If-Modified-Since': inAnHour })).status).toBe(304);
    expect((await get('/Observation/o-1', { 'If-Modified-Since': 'Mon, 01 Jan 2001 00:00:00 GMT' })).status).toBe(200);
  });
  it('answers HEAD without body', async () => {
    const response = await get('/Observation/o-1', {}, { method: 'HEAD' });
    expect(response.status).toBe(200);
    expect(await response.text()).toBe('');
  });
  it.each([
    ['/Observation/none', 'not-found'],
    ['/Spaceship/1', 'not-found'],
    ['/Spaceship', 'not-found'],
    ['/', 'not-found'],
    ['/Observation/o-1/extra', 'not-found'],
    ['/Observation/o-1/_history/1', 'not-implemented'],
    ['/Observation/$stats', 'not-implemented'],
    ['/Measure/m/$evaluate-measure', 'not-implemented'],
    ['/Observation?date=yesterday', 'invalid-parameter'],
    ['/Observation?_format=xml', 'not-acceptable'],
    ['/Observation?_after=zzz', 'invalid-parameter'],
  ])('hands %s on as %s', async (path, kind) => {
    expect(await kindOf(await get(path))).toBe(kind);
  });
});

describe('searching', () => {
  it('answers by GET and by POST alike', async () => {
    const byGet = await (await get('/Observation?patient=p1&code=fib4&_sort=-date')).json();
    const byPost = await get(
      '/Observation/_search?patient=p1',
      { 'Content-Type': 'application/x-www-form-urlencoded' },
      { method: 'POST', body: 'code=fib4&_sort=-date' },
    );
    expect(byPost.status).toBe(200);
    expect(await byPost.json()).toEqual(byGet);
    expect(byGet).toMatchObject({ resourceType: 'Bundle', total: 1 });
  });
  it('follows next links to the end', async () => {
    const seen = new Set<string>();
    let url: string | undefined = `${base}/Observation?_count=7&_sort=date`;
    while (url !== undefined) {
      const bundle = (await (await fetch(url)).json()) as {
        entry: { resource: { id: string } }[];
        link: { relation: string; url: string }[];
      };
      for (const entry of bundle.entry) seen.add(entry.resource.id);
      url = bundle.link.find((link) => link.relation === 'next')?.url;
    }
    expect(seen.size).toBe(40);
  });
  it('refuses an unknown parameter only when asked to be strict', async () => {
    expect((await get('/Observation?colour=red')).status).toBe(200);
    expect(await kindOf(await get('/Observation?colour=red', { Prefer: 'handling=strict' }))).toBe('unknown-parameter');
  });
  it('prints prettily, and takes the formats clients ask for', async () => {
    expect(await (await get('/Observation?_count=1&_pretty=true&_format=application/fhir+json')).text()).toContain(
      '\n  "type"',
    );
    expect((await get('/Observation', { Accept: 'application/fhir+json; fhirVersion=4.0' })).status).toBe(200);
    expect(await kindOf(await get('/Observation', { Accept: 'application/fhir+xml' }))).toBe('not-acceptable');
    expect(await kindOf(await get('/Observation', { Accept: 'application/fhir+json; fhirVersion=5.0' }))).toBe(
      'not-acceptable',
    );
  });
  it('refuses another form body, and every writing method', async () => {
    expect(
      await kindOf(
        await get('/Observation/_search', { 'Content-Type': 'application/json' }, { method: 'POST', body: '{}' }),
      ),
    ).toBe('unsupported-media-type');
    for (const [method, path] of [
      ['POST', '/Observation'],
      ['PUT', '/Observation/o-1'],
      ['PATCH', '/Observation/o-1'],
      ['DELETE', '/Observation/o-1'],
      ['POST', '/'],
    ] as const) {
      const response = await get(path, {}, { method });
      expect(response.headers.get('allow')).toBe('GET, HEAD');
      expect(await kindOf(response)).toBe('method-not-allowed');
    }
  });
  it('is audited with who, what and whose', async () => {
    await get('/Observation?patient=p2&code=fib4');
    expect(audited.at(-1)).toMatchObject({
      action: 'search',
      outcome: 'success',
      client: 'anonymous',
      patientId: 'p2',
      query: 'Observation?patient=p2&code=fib4',
    });
  });
});

describe('$lastn', () => {
  it('answers the newest of each kind', async () => {
    const bundle = (await (await get('/Observation/$lastn?patient=p1&max=1')).json()) as {
      total: number;
      entry: { resource: { code: { text: string } } }[];
    };
    expect(bundle.total).toBe(10);
    expect(new Set(bundle.entry.map((entry) => entry.resource.code.text)).size).toBe(10);
    expect(await kindOf(await get('/Observation/$lastn?code=fib4'))).toBe('invalid-parameter');
  });
});

describe('bulk export', () => {
  it('is kicked off, polled and fetched as NDJSON', async () => {
    const kickOff = await get('/$export?_type=Observation,Device', {
      Prefer: 'respond-async',
      Accept: 'application/fhir+json',
    });
    expect(kickOff.status).toBe(202);
    const status = await fetch(kickOff.headers.get('content-location') ?? '');
    const manifest = (await status.json()) as {
      output: { type: string; url: string; count: number }[];
      transactionTime: string;
    };
    expect(manifest.output).toHaveLength(1);
    expect(Date.parse(manifest.transactionTime)).toBeLessThan(Date.now());
    const file = await fetch(manifest.output[0]?.url ?? '');
    expect(file.headers.get('content-type')).toMatch(/application\/fhir\+ndjson/);
    const lines = (await file.text())
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { id: string });
    expect(new Set(lines.map((line) => line.id)).size).toBe(40);
    expect(manifest.output[0]?.count).toBe(40);
  });
  it('is limited to the patients of a Group', async () => {
    const kickOff = await get('/Group/g1/$export', { Prefer: 'respond-async' });
    const manifest = (await (await fetch(kickOff.headers.get('content-location') ?? '')).json()) as {
      output: { url: string }[];
    };
    const lines = (await (await fetch(manifest.output[0]?.url ?? '')).text()).trimEnd().split('\n');
    expect(lines).toHaveLength(10);
    expect(lines.every((line) => line.includes('"Patient/p1"'))).toBe(true);
    expect(await kindOf(await get('/Group/none/$export', { Prefer: 'respond-async' }))).toBe('not-found');
  });
  it('gives nothing older than asked for', async () => {
    const kickOff = await get('/$export?_since=2999-01-01T00:00:00Z', { Prefer: 'respond-async' });
    expect(await (await fetch(kickOff.headers.get('content-location') ?? '')).json()).toMatchObject({
      output: [],
      error: [],
    });
  });
  it.each([
    ['/$export', {}, 'invalid-request'],
    ['/$export?_typeFilter=x', { Prefer: 'respond-async' }, 'unknown-parameter'],
    ['/$export?_type=Patient', { Prefer: 'respond-async' }, 'invalid-parameter'],
    ['/$export?_outputFormat=csv', { Prefer: 'respond-async' }, 'invalid-parameter'],
    ['/$export-status/e30', {}, 'not-found'],
    ['/$export-file/xyz/Observation.ndjson', {}, 'not-found'],
  ])('refuses %s', async (path, headers, kind) => {
    expect(await kindOf(await get(path, headers as Record<string, string>))).toBe(kind);
  });
});

describe('the CapabilityStatement', () => {
  it('lists what is served, from the tables that serve it', async () => {
    const statement = (await (await get('/metadata')).json()) as CapabilityStatement;
    expect(statement).toMatchObject({ resourceType: 'CapabilityStatement', fhirVersion: '4.0.1', kind: 'instance' });
    const resources = statement.rest?.[0]?.resource ?? [];
    expect(resources.map((resource) => resource.type)).toEqual(resultTypes);
    const observation = resources[0];
    expect(observation?.searchParam?.map((parameter) => parameter.name)).toEqual(
      expect.arrayContaining(['patient', 'combo-code', 'value-quantity', '_lastUpdated']),
    );
    expect(observation?.searchRevInclude).toContain('Provenance:target');
    expect(observation?.operation?.[0]?.name).toBe('lastn');
  });
});
