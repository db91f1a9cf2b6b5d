import express from 'express';
import type { Bundle, OperationOutcome, Patient } from 'fhir/r4.js';
import { describe, expect, it } from 'vitest';
import { ehrFhirRoutes } from '../../../src/sandbox/ehr/fhir-routes.ts';
import { whileListening } from '../../support/listening.ts';
import { openPlainStore, plainSearch } from '../../support/plain-store.ts';

type Call = (
  method: string,
  path: string,
  body?: unknown,
  headers?: Record<string, string>,
) => Promise<{ status: number; body: unknown; headers: Headers }>;

async function withEhr(use: (call: Call) => Promise<void>): Promise<void> {
  let ids = 0;
  const app = express();
  app.use(
    '/fhir',
    ehrFhirRoutes({
      store: openPlainStore(),
      search: plainSearch,
      newId: () => `new-${++ids}`,
      searchParameters: () => [{ name: '_id', type: 'token' }],
      types: ['Patient', 'Observation'],
      today: '2026-03-15',
    }),
  );
  await whileListening(app, (url) =>
    use(async (method, path, body, headers = {}) => {
      const response = await fetch(`${url}/fhir${path}`, {
        method,
        headers: { ...(body === undefined ? {} : { 'Content-Type': 'application/fhir+json' }), ...headers },
        ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      });
      const text = await response.text();
      return { status: response.status, body: text === '' ? undefined : JSON.parse(text), headers: response.headers };
    }),
  );
}
const patient = (id?: string, mrn = '1'): Patient => ({
  resourceType: 'Patient',
  ...(id ? { id } : {}),
  identifier: [{ system: 'urn:mrn', value: mrn }],
});
const issue = (body: unknown) => (body as OperationOutcome).issue[0];

describe('the sandbox EHR as a FHIR server', () => {
  it('creates, reads, updates and deletes, with versions and Location', () =>
    withEhr(async (call) => {
      const created = await call('POST', '/Patient', patient());
      expect(created.status).toBe(201);
      expect(created.headers.get('location')).toMatch(/\/fhir\/Patient\/new-1\/_history\/1$/);
      expect(created.headers.get('content-type')).toContain('application/fhir+json');
      const updated = await call('PUT', '/Patient/new-1', { ...patient('new-1'), gender: 'female' });
      expect([updated.status, updated.headers.get('etag')]).toEqual([200, 'W/"2"']);
      expect((await call('GET', '/Patient/new-1')).body).toMatchObject({ gender: 'female' });
      expect((await call('PUT', '/Patient/p9', patient('p9'))).status).toBe(201);
      expect((await call('DELETE', '/Patient/p9')).status).toBe(204);
      expect((await call('GET', '/Patient/p9')).status).toBe(410);
      expect((await call('GET', '/Patient/never')).status).toBe(404);
      expect((await call('PUT', '/Patient/p9', patient('p9'))).status).toBe(201);
      expect((await call('GET', '/Patient/p9')).status).toBe(200);
    }));

  it('keeps deleted resources out of searches and totals', () =>
    withEhr(async (call) => {
      await call('PUT', '/Patient/a', patient('a'));
      await call('PUT', '/Patient/b', patient('b'));
      await call('DELETE', '/Patient/b');
      const page = (await call('GET', '/Patient?_count=10')).body as Bundle;
      expect(page.total).toBe(1);
      expect(page.entry?.map(({ resource }) => resource?.id)).toEqual(['a']);
    }));

  it('refuses a stale If-Match with 412', () =>
    withEhr(async (call) => {
      await call('PUT', '/Patient/a', patient('a'));
      expect((await call('PUT', '/Patient/a', patient('a'), { 'If-Match': 'W/"1"' })).status).toBe(200);
      expect((await call('PUT', '/Patient/a', patient('a'), { 'If-Match': 'W/"1"' })).status).toBe(412);
      expect((await call('PUT', '/Patient/x', patient('x'), { 'If-Match': 'W/"1"' })).status).toBe(412);
    }));

  it('creates conditionally once, also when asked ten times at once', () =>
    withEhr(async (call) => {
      const once = () =>
        call('POST', '/Patient', patient(undefined, '77'), { 'If-None-Exist': 'identifier=urn:mrn|77' });
      const answers = await Promise.all(Array.from({ length: 10 }, once));
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 200, 200, 200, 200, 200, 200, 200, 201]);
      expect(((await call('GET', '/Patient?identifier=urn:mrn|77')).body as Bundle).total).toBe(1);
    }));

  it('updates conditionally: creates, then updates, and refuses several matches and no criteria', () =>
    withEhr(async (call) => {
      const put = (mrn: string) => call('PUT', `/Patient?identifier=urn:mrn|${mrn}`, patient(undefined, mrn));
      expect((await put('5')).status).toBe(201);
      expect((await put('5')).status).toBe(200);
      await call('PUT', '/Patient/twin', patient('twin', '5'));
      expect((await put('5')).status).toBe(412);
      expect((await call('PUT', '/Patient', patient())).status).toBe(412);
    }));

  it('answers as Prefer: return= asks', () =>
    withEhr(async (call) => {
      const minimal = await call('POST', '/Patient', patient(), { Prefer: 'return=minimal' });
      expect([minimal.status, minimal.body]).toEqual([201, undefined]);
      const spoken = await call('POST', '/Patient', patient(), { Prefer: 'return=OperationOutcome' });
      expect(spoken.body).toMatchObject({ resourceType: 'OperationOutcome' });
    }));

  it('runs a transaction as one: references between new resources, conditional creates, deletes', () =>
    withEhr(async (call) => {
      await call('PUT', '/Patient/old', patient('old', 'old'));
      const uuid = 'urn:uuid:0b9a7c9e-5f0e-4b25-8f3f-3d5a0c0a1111';
      const answer = await call('POST', '/', {
        resourceType: 'Bundle',
        type: 'transaction',
        entry: [
          {
            resource: {
              resourceType: 'Observation',
              status: 'final',
              code: { text: 'AST' },
              subject: { reference: uuid },
            },
            request: { method: 'POST', url: 'Observation' },
          },
          {
            fullUrl: uuid,
            resource: patient(undefined, 'n'),
            request: { method: 'POST', url: 'Patient', ifNoneExist: 'identifier=urn:mrn|n' },
          },
          { request: { method: 'DELETE', url: 'Patient/old' } },
        ],
      });
      expect(answer.status).toBe(200);
      const statuses = (answer.body as Bundle).entry?.map(({ response }) => response?.status);
      expect(statuses).toEqual(['201', '201', '204']);
      const location = (answer.body as Bundle).entry?.[0]?.response?.location?.split('/_history')[0];
      const patientAt = (answer.body as Bundle).entry?.[1]?.response?.location?.split('/_history')[0];
      expect((await call('GET', `/${location}`)).body).toMatchObject({ subject: { reference: patientAt } });
      expect((await call('GET', '/Patient/old')).status).toBe(410);
    }));

  it('writes nothing of a transaction in which one entry is bad, and says so per entry in a batch', () =>
    withEhr(async (call) => {
      const entries = [
        { resource: patient('good'), request: { method: 'PUT', url: 'Patient/good' } },
        { resource: patient('other'), request: { method: 'PUT', url: 'Patient/mismatch' } },
      ];
      const transaction = await call('POST', '/', { resourceType: 'Bundle', type: 'transaction', entry: entries });
      expect(transaction.status).toBe(400);
      expect((await call('GET', '/Patient/good')).status).toBe(404);
      const batch = await call('POST', '/', { resourceType: 'Bundle', type: 'batch', entry: entries });
      const statuses = (batch.body as Bundle).entry?.map(({ response }) => response?.status);
      expect(statuses).toEqual(['201', '400']);
    }));

  it.each([
    ['POST', '/Patient', '{"resourceType":', 400],
    ['POST', '/Patient', '[]', 400],
    ['POST', '/Patient', '{"resourceType":"Observation"}', 400],
    ['PUT', '/Patient/a', '{"resourceType":"Patient","id":"b"}', 400],
    ['POST', '/', '{"resourceType":"Bundle","type":"collection"}', 400],
    ['GET', '/patient', undefined, 404],
    ['PATCH', '/Patient/a', '{"resourceType":"Patient"}', 404],
  ])('answers %s %s with %s as an OperationOutcome of status %i', (method, path, body, status) =>
    withEhr(async (call) => {
      const answer = await call(method, path, body);
      expect(answer.status).toBe(status);
      expect(issue(answer.body)?.severity).toBe('error');
      expect(JSON.stringify(answer.body)).not.toMatch(/at .*\.ts|node_modules/);
    }),
  );

  it('states in its CapabilityStatement what it does', () =>
    withEhr(async (call) => {
      const { body } = await call('GET', '/metadata');
      expect(body).toMatchObject({
        resourceType: 'CapabilityStatement',
        fhirVersion: '4.0.1',
        rest: [{ mode: 'server' }],
      });
    }));

  it('searches by POST as by GET', () =>
    withEhr(async (call) => {
      await call('PUT', '/Patient/a', patient('a', '9'));
      const answer = await call('POST', '/Patient/_search', 'identifier=urn:mrn|9', {
        'Content-Type': 'application/x-www-form-urlencoded',
      });
      expect((answer.body as Bundle).total).toBe(1);
    }));
});
