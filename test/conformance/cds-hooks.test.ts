import { gzipSync } from 'node:zlib';
import { Lexer, type Token } from 'marked';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { observation, operationOutcome, patientResource, searchset } from '../support/asks.ts';
import { startFhirServer } from '../support/fhir-server.ts';
import { rawAbort, rawDrip, rawPost, rawSend } from '../support/raw-http.ts';
import { type RunningApp, runApp } from '../support/running-app.ts';
import {
  call,
  contextOf,
  type Discovered,
  expectCdsResponse,
  expectNoLeak,
  expectOutcome,
  isLabSearch,
  isPatientRead,
  order,
  prefetchOf,
  requestFor,
  someLabs,
} from './client.ts';

// Black-box conformance over a real socket. Row numbers are those of the requirements list (CDS Hooks 2.0, hook library,
// RFCs). By default against the application with test services; against any running service, without tokens and with
// loopback FHIR servers and any origin allowed (as `fibrocast demo` runs it), with
//   FIBROCAST_CONFORMANCE_URL=http://127.0.0.1:8080 npx vitest run test/conformance

const external = process.env.FIBROCAST_CONFORMANCE_URL?.replace(/\/+$/, '');
let own: RunningApp | undefined;
let ehr: Awaited<ReturnType<typeof startFhirServer>>;
let base: string;
let services: readonly Discovered[];

beforeAll(async () => {
  ehr = await startFhirServer();
  own = external === undefined ? await runApp({}, { requestMs: 1500 }) : undefined;
  base = external ?? own?.url ?? '';
  services = ((await call(`${base}/cds-services`)).json as { services: Discovered[] }).services;
});
afterAll(async () => {
  await own?.close(0);
  await ehr.close();
});

const at = (service: { id: string }) => `${base}/cds-services/${service.id}`;
const post = (service: Discovered, over: Readonly<Record<string, unknown>> = {}) =>
  call(at(service), { body: requestFor(service, over) });
const path = (service: Discovered) => `/cds-services/${service.id}`;

function serviceFor(hook: string): Discovered {
  const found = services.find((service) => service.hook === hook);
  if (!found) throw new Error(`no service for ${hook}`);
  return found;
}
/** A service that needs a Patient and takes lab results. */
function fetching(): Discovered {
  const found = services.find((service) => {
    const queries = Object.values(service.prefetch ?? {});
    return service.hook === 'patient-view' && queries.some(isPatientRead) && queries.some(isLabSearch);
  });
  if (!found) throw new Error('no patient-view service with Patient and Observation prefetch');
  return found;
}
const keyOf = (service: Discovered, wanted: (query: string) => boolean) =>
  Object.entries(service.prefetch ?? {}).find(([, query]) => wanted(query))?.[0] ?? '';
const authorization = {
  access_token: 'tok-secret',
  token_type: 'Bearer',
  expires_in: 300,
  scope: 'patient/*.rs',
  subject: 'fibrocast',
};
const stillServes = async () => expect((await post(fetching())).status).toBe(200);

describe('discovery', () => {
  it('rows 5, 6, 7: GET /cds-services is 200 with the array services', async () => {
    const { status, headers, json } = await call(`${base}/cds-services`);
    expect(status).toBe(200);
    expect(headers.get('content-type')).toMatch(/^application\/json/);
    expect(Array.isArray((json as { services: unknown }).services)).toBe(true);
  });

  it('rows 9 to 14, 18 (3.0): every service has hook, title, description, id, string templates and versions', () => {
    for (const service of services) {
      for (const field of ['hook', 'title', 'description', 'id'] as const)
        expect(service[field]).toEqual(expect.stringMatching(/\S/));
      expect(service.id).toMatch(/^[a-z0-9-]+$/);
      expect(service.hook).toMatch(/^[a-z]+(-[a-z]+)+$/);
      expect(service.version).toMatch(/^\d+\.\d+\.\d+(-[\w.]+)?$/);
      if (service.hookVersion !== undefined) expect(service.hookVersion).toMatch(/^\d+(\.\d+)*$/);
      if (service.usageRequirements !== undefined) expect(service.usageRequirements).toMatch(/\S/);
      for (const [key, query] of Object.entries(service.prefetch ?? {})) {
        expect(key).toMatch(/^[A-Za-z]\w*$/);
        expect(query).toMatch(/^[A-Z][A-Za-z]+[/?]/);
      }
    }
  });

  it('rows 18 to 21: templates use only tokens that every client knows', () => {
    const tokens = {
      'patient-view': ['userId', 'patientId', 'encounterId'],
      'order-dispatch': ['patientId', 'dispatchedOrders', 'performer'],
    } as Record<string, string[]>;
    for (const service of services) {
      const allowed = [
        ...(tokens[service.hook] ?? ['userId', 'patientId', 'encounterId']).map((name) => `context.${name}`),
        'userPractitionerId',
        'userPractitionerRoleId',
        'userPatientId',
        'userRelatedPersonId',
      ];
      for (const query of Object.values(service.prefetch ?? {})) {
        for (const [, token = ''] of query.matchAll(/\{\{(.*?)\}\}/g)) expect(allowed).toContain(token.trim());
        expect(query.replace(/\{\{[^{}]+\}\}/g, '')).not.toMatch(/[{}\s]/);
      }
    }
  });

  it('row 22: queries keep to the recommended subset', () => {
    for (const query of services.flatMap((service) => Object.values(service.prefetch ?? {}))) {
      const [, search = ''] = query.split('?');
      expect(query.split('?')).toHaveLength(query.includes('?') ? 2 : 1);
      for (const part of search.split('&').filter((text) => text !== '')) {
        expect(part).toMatch(/^(_count|_sort|_maxresults|[a-z][a-z-]*(:in|:[A-Z][A-Za-z]+)?)=/);
        expect(part).not.toMatch(/^_(include|revinclude|has|filter|query|elements|summary)/);
      }
    }
  });

  it('rows 16, 134: the answer is the same at every call', async () => {
    const [first, second] = [await call(`${base}/cds-services`), await call(`${base}/cds-services`)];
    expect(second.text).toBe(first.text);
  });

  it('rows 15, 20.5: each hook has an id of its own', () => {
    const ids = services.map((service) => service.id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('row 20.6: a doubled or trailing slash is tolerated', async () => {
    for (const address of [`${base}//cds-services`, `${base}/cds-services/`, `${base}/cds-services//`]) {
      expect((await call(address)).status).toBe(200);
    }
    const service = fetching();
    expect((await call(`${base}/cds-services//${service.id}`, { body: requestFor(service) })).status).toBe(200);
    expect((await call(`${base}//cds-services//${service.id}//feedback`, { body: { feedback: [] } })).status).toBe(200);
  });
});

describe('every service, called with a complete request', () => {
  it('rows 3, 55, 56, 61 to 95, 19.1, 19.3 to 19.5: answers 200 with whole cards', async () => {
    for (const service of services) {
      const { status, headers, json } = await post(service);
      expect([service.id, status]).toEqual([service.id, 200]);
      expect(headers.get('content-type')).toMatch(/^application\/json/);
      expect(headers.get('cache-control')).toBe('no-store');
      expectCdsResponse(json);
    }
  });

  it('row 135, 136: gives the same guidance again, with new uuids', async () => {
    const without = (text: string) =>
      text.replace(/"(uuid|appContext)":"[^"]*"/g, '').replace(/\d{4}-\d{2}-\d{2}T[\d:.]+Z/g, '');
    for (const service of services) {
      const body = requestFor(service);
      const [first, second] = [await call(at(service), { body }), await call(at(service), { body })];
      expect(without(second.text)).toBe(without(first.text));
      const ids = (text: string) => [...text.matchAll(/"uuid":"([^"]+)"/g)].map((match) => match[1]);
      for (const id of ids(first.text)) expect(ids(second.text)).not.toContain(id);
    }
  });

  it('row 30: is served without optional fields, and with null for them', async () => {
    for (const service of services) {
      const context = contextOf(service.hook);
      const required = service.hook.startsWith('encounter');
      expect(
        (
          await post(service, {
            context: required ? context : { ...context, encounterId: null },
            fhirServer: null,
            fhirAuthorization: null,
            extension: null,
          })
        ).status,
      ).toBe(200);
    }
  });

  it('row 31: serves every type of user', async () => {
    for (const service of services.filter((candidate) => candidate.hook !== 'order-dispatch')) {
      for (const userId of ['Practitioner/1', 'PractitionerRole/1', 'Patient/1', 'RelatedPerson/1']) {
        expect((await post(service, { context: { ...contextOf(service.hook), userId } })).status).toBe(200);
      }
    }
  });

  it('row 133: ignores unknown extensions and fields', async () => {
    for (const service of services) {
      expect(
        (
          await post(service, {
            extension: { 'com.example': { a: [1] } },
            more: 1,
            context: { ...contextOf(service.hook), 'com.example.x': {} },
          })
        ).status,
      ).toBe(200);
    }
  });

  it('row 25: takes a hookInstance of any version and case', async () => {
    for (const hookInstance of ['D1577C69-DFBE-44AD-BA6D-3E05E953B2EA', '01928f4e-7a3b-7c4d-8e5f-0123456789ab']) {
      expect((await post(fetching(), { hookInstance })).status).toBe(200);
    }
  });
});

describe('hooks', () => {
  const has = (hook: string) => services.some((service) => service.hook === hook);

  it('row 32, 19.8: order-dispatch needs no user, and its version 1.0 and hyphenated forms are served', async () => {
    if (!has('order-dispatch')) return expect(external).toBeDefined();
    const service = serviceFor('order-dispatch');
    for (const context of [
      { patientId: 'p1', dispatchedOrders: ['ServiceRequest/order-1'], performer: 'Organization/o' },
      {
        patientId: 'p1',
        order: 'ServiceRequest/order-1',
        performer: 'Organization/o',
        task: { resourceType: 'Task', status: 'draft', intent: 'order' },
      },
      {
        patientId: 'p1',
        'dispatched-orders': ['ServiceRequest/order-1'],
        performer: 'Organization/o',
        'fulfillment-tasks': [],
      },
    ]) {
      const { status, json } = await post(service, { context });
      expect(status).toBe(200);
      expectCdsResponse(json);
    }
  });

  it('row 33, 34: incomplete, re-signed and unselected orders are served', async () => {
    for (const hook of ['order-select', 'order-sign'].filter(has)) {
      const service = serviceFor(hook);
      for (const resource of [
        order({ status: 'active' }),
        { resourceType: 'MedicationRequest', id: 'm' },
        order({ code: undefined, intent: undefined }),
      ]) {
        const context = {
          ...contextOf(hook),
          selections: [],
          draftOrders: { resourceType: 'Bundle', entry: [{ resource }, { resource: order() }] },
        };
        expect((await post(service, { context })).status).toBe(200);
      }
    }
  });

  it('row 20.4: the draft orders of the official Sandbox are served', async () => {
    for (const hook of ['order-select', 'order-sign'].filter(has)) {
      const service = serviceFor(hook);
      const medication = {
        resourceType: 'MedicationRequest',
        id: 'request-123',
        status: 'draft',
        subject: { reference: 'Patient/p1' },
        dosageInstruction: [{ doseAndRate: [{}] }],
        medicationCodeableConcept: { coding: [{}] },
        reasonCode: [],
      };
      const imaging = { resourceType: 'ServiceRequest', id: 'request-124', code: { coding: [{}] }, reasonCode: [] };
      const draftOrders = {
        resourceType: 'Bundle',
        entry: [{ resource: medication }, { resource: imaging }, {}, null],
      };
      const context = { ...contextOf(hook), selections: ['MedicationRequest/request-123'], draftOrders };
      const { status, json } = await post(service, { context });
      expect(status).toBe(200);
      expectCdsResponse(json);
    }
  });

  it('hook page: appointment-book takes the array of its examples as well', async () => {
    if (!has('appointment-book')) return expect(external).toBeDefined();
    const appointments = [{ resourceType: 'Appointment', id: 'x', status: 'proposed', participant: [] }];
    expect(
      (await post(serviceFor('appointment-book'), { context: { ...contextOf('appointment-book'), appointments } }))
        .status,
    ).toBe(200);
  });
});

describe('what the request lacks (section 17)', () => {
  it('rows 24 to 26: a missing or wrong field is 400, and named', async () => {
    const service = fetching();
    for (const [over, where] of [
      [{ hook: undefined }, 'hook'],
      [{ hook: 5 }, 'hook'],
      [{ hook: 'order-sign' }, 'hook'],
      [{ hookInstance: undefined }, 'hookInstance'],
      [{ hookInstance: 'abc' }, 'hookInstance'],
      [{ hookInstance: {} }, 'hookInstance'],
      [{ context: undefined }, 'context'],
      [{ context: 'p1' }, 'context'],
      [{ context: { userId: 'Practitioner/1' } }, 'context.patientId'],
      [{ context: { patientId: 'p1' } }, 'context.userId'],
      [{ context: { userId: 7, patientId: 'p1' } }, 'context.userId'],
      [{ context: { userId: 'Practitioner/1', patientId: ['p1'] } }, 'context.patientId'],
      [{ prefetch: 'x' }, 'prefetch'],
      [{ prefetch: [] }, 'prefetch'],
    ] as const) {
      const { status, json } = await post(service, over);
      expect([over, status]).toEqual([over, 400]);
      expect(json).toMatchObject({
        issue: [{ expression: [where], details: { coding: [{ code: 'invalid-request' }] } }],
      });
    }
  });

  it('rows 24, 26: each hook refuses a context without its required fields', async () => {
    for (const service of services) {
      const context = contextOf(service.hook);
      for (const field of Object.keys(context)) {
        const { [field]: _, ...rest } = context;
        expect([service.id, field, (await post(service, { context: rest })).status]).toEqual([service.id, field, 400]);
        expect((await post(service, { context: { ...context, [field]: 17 } })).status).toBe(400);
      }
    }
  });

  it('rows 27, 28, 50, 54: a wrong fhirServer or fhirAuthorization is 4xx', async () => {
    const service = fetching();
    const fhirServer = `${ehr.url}/fhir`;
    for (const over of [
      { fhirServer: 'ftp://ehr.example/fhir' },
      { fhirServer: 'https://user:password@ehr.example/fhir' },
      { fhirServer: 'not a url' },
      { fhirServer: 7 },
      { fhirAuthorization: authorization },
      { fhirServer, fhirAuthorization: 'tok-secret' },
      { fhirServer, fhirAuthorization: { ...authorization, access_token: undefined } },
      { fhirServer, fhirAuthorization: { ...authorization, access_token: 'tok-secret\r\nX-Evil: 1' } },
      { fhirServer, fhirAuthorization: { ...authorization, token_type: 'MAC' } },
      { fhirServer, fhirAuthorization: { ...authorization, patient: 'somebody-else' } },
    ]) {
      expect([over, (await post(service, over)).status]).toEqual([over, 400]);
    }
  });

  it('a patientId that could change a query is refused, and nothing is asked', async () => {
    const before = ehr.seen.length;
    for (const patientId of [
      'p1/../p2',
      '../p2',
      '..',
      '.',
      'p1?x=1',
      'p1&_include=*',
      'p1#',
      'p1 ',
      'p1\n',
      '%2e%2e',
      '',
    ]) {
      const over = {
        context: { ...contextOf('patient-view'), patientId },
        prefetch: {},
        fhirServer: `${ehr.url}/fhir`,
      };
      expect((await post(fetching(), over)).status).toBe(400);
    }
    expect(ehr.seen.length).toBe(before);
  });

  it('rows 1, 132: errors are OperationOutcomes with a stable code', async () => {
    const { json } = await post(fetching(), { hook: 'x' });
    expect(json).toMatchObject({
      issue: [
        { details: { coding: [{ system: 'https://fibrocast.org/fhir/CodeSystem/failure', code: 'invalid-request' }] } },
      ],
    });
  });
});

describe('prefetch and FHIR access', () => {
  const patientKey = () => keyOf(fetching(), isPatientRead);
  const labKey = () => keyOf(fetching(), isLabSearch);
  const complete = () => prefetchOf(fetching());
  const without = (...keys: string[]) =>
    Object.fromEntries(Object.entries(complete()).filter(([key]) => !keys.includes(key)));
  const since = (mark: number) => ehr.seen.slice(mark);

  it('rows 36, 44, 47: what is missing is fetched, with the token and as FHIR JSON, with the same outcome', async () => {
    const labs = searchset([observation('page-1'), observation('page-2')]);
    const prefetched = await post(fetching(), { prefetch: { ...complete(), [labKey()]: labs } });
    const mark = ehr.seen.length;
    const fetched = await post(fetching(), {
      prefetch: without(patientKey(), labKey()),
      fhirServer: `${ehr.url}/fhir/`,
      fhirAuthorization: authorization,
    });
    expect(fetched.status).toBe(200);
    const essence = (text: string) =>
      (JSON.parse(text) as { cards: { summary: string; indicator: string }[] }).cards.map((card) => [
        card.indicator,
        card.summary,
      ]);
    expect(essence(fetched.text)).toEqual(essence(prefetched.text));
    const requests = since(mark);
    expect(requests.some((request) => /^\/fhir\/Patient\/p1(\?|$)/.test(request.url))).toBe(true);
    for (const request of requests) {
      expect(request.method).toBe('GET');
      expect(request.authorization).toBe('Bearer tok-secret');
      expect(request.accept).toMatch(/^application\/fhir\+json/);
      expect(request.url).not.toContain('//');
    }
  });

  it('20.2: a fhirServer without fhirAuthorization is asked without a token', async () => {
    const mark = ehr.seen.length;
    expect((await post(fetching(), { prefetch: without(patientKey()), fhirServer: `${ehr.url}/fhir` })).status).toBe(
      200,
    );
    expect(since(mark).map((request) => request.authorization)).toEqual(since(mark).map(() => undefined));
    expect(since(mark).length).toBeGreaterThan(0);
  });

  it('rows 29, 39: null means nothing, and prefetched data are never asked for again', async () => {
    const mark = ehr.seen.length;
    for (const prefetch of [
      complete(),
      { ...complete(), [labKey()]: someLabs(3) },
      { ...complete(), [labKey()]: searchset([]) },
    ]) {
      const { status, json } = await post(fetching(), {
        prefetch,
        fhirServer: `${ehr.url}/fhir`,
        fhirAuthorization: authorization,
      });
      expect(status).toBe(200);
      expectCdsResponse(json);
    }
    expect(since(mark)).toEqual([]);
  });

  it('rows 37, 58: required data that cannot be had are 412', async () => {
    for (const over of [
      { prefetch: undefined },
      { prefetch: {} },
      { prefetch: without(patientKey()) },
      { prefetch: { ...complete(), [patientKey()]: null } },
      { prefetch: { ...complete(), [patientKey()]: operationOutcome }, fhirServer: `${ehr.url}/fhir` },
      { prefetch: without(patientKey()), fhirServer: 'http://127.0.0.1:1/fhir' },
    ]) {
      const { status, json } = await post(fetching(), over);
      expect([over, status]).toEqual([over, 412]);
      expect(json).toMatchObject({ issue: [{ expression: [`prefetch.${patientKey()}`] }] });
    }
  });

  it.each(['refuse', 'html', 'broken', 'error', 'reset', 'other'])(
    'rows 49, 37: a FHIR server that answers with "%s" is 412',
    async (kind) => {
      const { status } = await post(fetching(), {
        prefetch: without(patientKey()),
        fhirServer: `${ehr.url}/${kind}`,
        fhirAuthorization: authorization,
      });
      expect(status).toBe(412);
    },
  );

  it('section 17: a patient that the FHIR server does not know is 412', async () => {
    const context = { ...contextOf('patient-view'), patientId: 'nobody' };
    expect((await post(fetching(), { context, prefetch: {}, fhirServer: `${ehr.url}/fhir` })).status).toBe(412);
  });

  it('row 45, section 17: a FHIR server that hangs is 412 in time, and others are served meanwhile', async () => {
    const started = performance.now();
    const hanging = post(fetching(), { prefetch: {}, fhirServer: `${ehr.url}/hang`, fhirAuthorization: authorization });
    const beside = performance.now();
    await stillServes();
    expect(performance.now() - beside).toBeLessThan(2000);
    expect((await hanging).status).toBe(412);
    expect(performance.now() - started).toBeLessThan(12_000);
  });

  it('rows 37, 45: optional data from a server that hangs are not waited for', async () => {
    const started = performance.now();
    const { status, json } = await post(fetching(), {
      prefetch: { [patientKey()]: patientResource('p1') },
      fhirServer: `${ehr.url}/hang`,
    });
    expect(status).toBe(200);
    expectCdsResponse(json);
    expect(performance.now() - started).toBeLessThan(2500);
  });

  it('row 38, 41: an OperationOutcome in the prefetch is no data and is not asked for again', async () => {
    const mark = ehr.seen.length;
    const { status } = await post(fetching(), {
      prefetch: { ...complete(), [labKey()]: operationOutcome },
      fhirServer: `${ehr.url}/fhir`,
    });
    expect(status).toBe(200);
    expect(since(mark)).toEqual([]);
  });

  it('row 43: the next link of a prefetched Bundle is followed, with the token', async () => {
    const mark = ehr.seen.length;
    const first = searchset([observation('page-1')], `${ehr.url}/fhir/Observation?patient=p1&page=2`);
    const { status } = await post(fetching(), {
      prefetch: { ...complete(), [labKey()]: first },
      fhirServer: `${ehr.url}/fhir`,
      fhirAuthorization: authorization,
    });
    expect(status).toBe(200);
    expect(since(mark)).toMatchObject([{ authorization: 'Bearer tok-secret' }]);
    expect(since(mark)[0]?.url).toMatch(/^\/fhir\/Observation\?patient=p1&page=2$/);
  });

  it('section 17: the token stays with the server: foreign next links, in prefetch and in answers, and redirects are not followed', async () => {
    const mark = ehr.seen.length;
    const foreign = searchset(
      [observation('page-1')],
      `${ehr.url.replace('127.0.0.1', 'localhost')}/stolen/Observation?page=2`,
    );
    const over = { fhirAuthorization: authorization };
    expect(
      (
        await post(fetching(), {
          ...over,
          prefetch: { ...complete(), [labKey()]: foreign },
          fhirServer: `${ehr.url}/fhir`,
        })
      ).status,
    ).toBe(200);
    expect(
      (await post(fetching(), { ...over, prefetch: without(labKey()), fhirServer: `${ehr.url}/foreign-next` })).status,
    ).toBe(200);
    expect(
      (await post(fetching(), { ...over, prefetch: without(patientKey()), fhirServer: `${ehr.url}/redirect` })).status,
    ).toBe(412);
    expect(since(mark).filter((request) => request.url.startsWith('/stolen'))).toEqual([]);
    expect(since(mark).filter((request) => request.url.includes('page=2'))).toEqual([]);
  });

  it('DESIGN 7: a server outside the allow-list is never called; complete prefetch is answered all the same', async () => {
    const fhirServer = 'https://not-allowed.example/fhir';
    expect((await post(fetching(), { fhirServer, fhirAuthorization: authorization })).status).toBe(200);
    const { status, json } = await post(fetching(), {
      fhirServer,
      fhirAuthorization: authorization,
      prefetch: without(patientKey()),
    });
    expect(status).toBe(412);
    expect(json).toMatchObject({ issue: [{ details: { coding: [{ code: 'fhir-server-not-allowed' }] } }] });
  });

  it('section 17: rubbish under a prefetch key is 200, 4xx or 412', async () => {
    const rubbish = [
      'text',
      7,
      true,
      [],
      {},
      [null],
      { resourceType: 'Patient', id: 'p2' },
      { resourceType: 'Bundle' },
      { resourceType: 'Bundle', entry: 'x' },
      {
        resourceType: 'Bundle',
        entry: [null, 7, { resource: null }, { resource: 'x' }, { resource: { resourceType: 7 } }],
      },
      { resourceType: 'Bundle', link: [null, { relation: 'next' }], entry: [] },
    ];
    for (const service of services) {
      for (const key of Object.keys(service.prefetch ?? {})) {
        for (const value of rubbish) {
          const { status } = await post(service, { prefetch: { ...prefetchOf(service), [key]: value } });
          expect([service.id, key, value, status < 500]).toEqual([service.id, key, value, true]);
        }
      }
    }
  });

  it('section 17: another patient in the prefetch is not used', async () => {
    const { status } = await post(fetching(), { prefetch: { ...complete(), [patientKey()]: patientResource('p2') } });
    expect(status).toBe(412);
  });

  it('section 17: odd clinical data give no 5xx and no NaN', async () => {
    const odd = [
      { valueQuantity: undefined },
      { valueQuantity: { value: 0, unit: 'U/L' } },
      { valueQuantity: { value: -4, unit: 'U/L' } },
      { valueQuantity: { value: '45', unit: 'U/L' } },
      { valueQuantity: { value: 45 } },
      { valueQuantity: { value: 1e308, code: 'U/L' } },
      { valueQuantity: null },
      { valueString: '<5 U/L', valueQuantity: undefined },
      { code: null },
      { code: { coding: [null] } },
      { subject: { reference: 'Patient/p2' } },
      { status: 'entered-in-error' },
      { status: 'cancelled' },
      { effectiveDateTime: '20' },
      { effectiveDateTime: 'yesterday' },
      { effectiveDateTime: 5 },
    ].map((over, index) => ({ ...observation(`odd-${index}`), ...over }));
    for (const birthDate of ['1960', '1960-05', undefined, '', 'unknown', '2999-01-01', 7]) {
      const prefetch = {
        ...complete(),
        [patientKey()]: { ...patientResource('p1'), birthDate },
        [labKey()]: searchset(odd),
      };
      const { status, json } = await post(fetching(), { prefetch });
      expect(status).toBe(200);
      expectCdsResponse(json);
    }
  });

  /** Results of one day that a liver score needs; `units` chooses how the laboratory reports them. */
  const panel = (units: 'si' | 'us') => {
    const result = (code: string, value: number, unit: string, over: object = {}) => ({
      ...observation(`panel-${code}`),
      code: { coding: [{ system: 'http://loinc.org', code }] },
      category: [
        { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/observation-category', code: 'laboratory' }] },
      ],
      effectiveDateTime: new Date(Date.now() - 86_400_000).toISOString(),
      valueQuantity: { value, unit, system: 'http://unitsofmeasure.org', code: unit },
      ...over,
    });
    const us = units === 'us';
    return [
      result('1920-8', 88, us ? 'U/L' : '[IU]/L'),
      result('1742-6', 61, us ? 'U/L' : '[IU]/L'),
      us ? result('777-3', 92, '10*3/uL') : result('777-3', 92, '10*9/L'),
      us ? result('1975-2', 2, 'mg/dL') : result('14631-6', 34.208, 'umol/L'),
      us ? result('1751-7', 3.1, 'g/dL') : result('61151-7', 31, 'g/L'),
    ];
  };
  const essenceOf = async (entries: readonly unknown[]) => {
    const { status, json } = await post(fetching(), { prefetch: { ...complete(), [labKey()]: searchset(entries) } });
    expect(status).toBe(200);
    return expectCdsResponse(json).map((card) => [card.indicator, card.summary]);
  };

  it('section 17: the same results in other units have the same urgency', async () => {
    const indicators = (essence: unknown[][]) => essence.map(([indicator]) => indicator);
    expect(indicators(await essenceOf(panel('us')))).toEqual(indicators(await essenceOf(panel('si'))));
  });

  it('section 17: entered-in-error and cancelled results and those of another patient are not used', async () => {
    const wild = panel('us').flatMap((result, index) =>
      [{ status: 'entered-in-error' }, { status: 'cancelled' }, { subject: { reference: 'Patient/p2' } }].map(
        (over, kind) => ({
          ...result,
          id: `wild-${index}-${kind}`,
          effectiveDateTime: new Date(Date.now() - 3_600_000).toISOString(),
          valueQuantity: { ...result.valueQuantity, value: result.valueQuantity.value * 4 },
          ...over,
        }),
      ),
    );
    expect(await essenceOf([...wild, ...panel('us')])).toEqual(await essenceOf(panel('us')));
  });

  it('row 64, 20.7: markup from the chart is not live in detail', async () => {
    const nasty =
      '<img src=x onerror=alert(1)> [a](http://evil.example) http://evil.example www.evil.example x@evil.example <script>1</script> | --- |';
    for (const service of services) {
      const draft = order({
        code: { text: nasty, coding: [{ system: 'http://snomed.info/sct', code: '86259008', display: nasty }] },
      });
      const context = {
        ...contextOf(service.hook),
        ...(service.hook.startsWith('order-s')
          ? { draftOrders: { resourceType: 'Bundle', entry: [{ resource: draft }] } }
          : {}),
      };
      const results = panel('us').map((result) => ({
        ...result,
        id: nasty,
        code: { ...result.code, text: nasty },
        valueQuantity: { ...result.valueQuantity, unit: nasty },
      }));
      const prefetch = {
        ...prefetchOf(service),
        ...(keyOf(service, isLabSearch) ? { [keyOf(service, isLabSearch)]: searchset(results) } : {}),
      };
      const { status, json } = await post(service, { context, prefetch });
      expect(status).toBe(200);
      for (const card of expectCdsResponse(json)) {
        const live = (tokens: readonly Token[]): Token[] =>
          tokens.flatMap((token) => [token, ...live(('tokens' in token && token.tokens) || [])]);
        for (const token of live(new Lexer({ gfm: true }).lex(String(card.detail ?? '')))) {
          expect(token.type).not.toBe('html');
          if (token.type === 'link' || token.type === 'image')
            expect(String(token.href)).not.toMatch(/evil|javascript:/);
        }
        expect(String(card.summary)).not.toMatch(/<img|<script/);
      }
    }
  });

  it('section 17: entries in another order give the same guidance', async () => {
    const labs = ['a', 'b', 'c'].map((id, index) => ({
      ...observation(id),
      effectiveDateTime: `2026-0${index + 1}-01`,
    }));
    const answers = await Promise.all(
      [labs, [...labs].reverse()].map((entries) =>
        post(fetching(), { prefetch: { ...complete(), [labKey()]: searchset(entries) } }),
      ),
    );
    const essence = answers.map(({ json }) => expectCdsResponse(json).map((card) => [card.indicator, card.summary]));
    expect(essence[1]).toEqual(essence[0]);
  });
});

describe('feedback', () => {
  const feedback = (service: Discovered, body: unknown) => call(`${at(service)}/feedback`, { body });

  it('rows 97 to 105: accepted and overridden items of several cards are taken, again as well', async () => {
    const service = fetching();
    const { json } = await post(service, {
      prefetch: { ...prefetchOf(service), [keyOf(service, isLabSearch)]: someLabs(2) },
    });
    const shown = expectCdsResponse(json).map((card) => String(card.uuid));
    const cards = shown.length > 0 ? shown : ['00000000-0000-4000-8000-000000000000'];
    const items = cards.flatMap((card) => [
      {
        card,
        outcome: 'accepted',
        acceptedSuggestions: [{ id: 'dd5a1b02-0000-4000-8000-000000000000' }],
        outcomeTimestamp: '2026-11-23T12:00:00Z',
      },
      {
        card,
        outcome: 'overridden',
        overrideReason: { reason: { code: 'known', system: 'https://x.org' }, userComment: 'seen' },
        outcomeTimestamp: '2026-11-23T12:00:00.123456Z',
      },
      { card, outcome: 'overridden', outcomeTimestamp: '2026-11-23T12:00:01Z' },
    ]);
    for (let again = 0; again < 2; again++) expect((await feedback(service, { feedback: items })).status).toBe(200);
  });

  it('section 17: unknown cards, unknown outcomes, long comments and odd items are no error of ours', async () => {
    const service = fetching();
    const items = [
      { card: 'unknown', outcome: 'accepted', outcomeTimestamp: 'x' },
      { card: 'unknown', outcome: 'dismissed' },
      { card: '__proto__', outcome: 'overridden', overrideReason: { userComment: 'x'.repeat(100_000) } },
      null,
      7,
      [],
      { card: { a: 1 } },
    ];
    expect((await feedback(service, { feedback: items })).status).toBe(200);
    expect((await feedback(service, { feedback: [] })).status).toBe(200);
  });

  it('section 17: a body without the array is 400, an unknown service 404', async () => {
    for (const body of [{}, { feedback: null }, { feedback: {} }, []])
      expect((await feedback(fetching(), body)).status).toBe(400);
    expect((await call(`${base}/cds-services/nobody/feedback`, { body: { feedback: [] } })).status).toBe(404);
  });
});

describe('addresses and methods', () => {
  it('an unknown or odd service id is 404', async () => {
    for (const id of [
      'nobody',
      '__proto__',
      'constructor',
      'toString',
      'hasOwnProperty',
      '%00',
      '%2e%2e',
      '..%2f..',
      encodeURIComponent('Größe'),
      'x'.repeat(2000),
    ]) {
      expect([id, (await call(`${base}/cds-services/${id}`, { body: requestFor(fetching()) })).status]).toEqual([
        id,
        404,
      ]);
    }
    const odd = await rawSend(base, [
      rawPost('/cds-services/..', '{}'),
      rawPost('/cds-services/%zz', '{}', { Connection: 'close' }),
    ]);
    for (const { status, body } of odd) {
      expect([400, 404, 405]).toContain(status);
      expectNoLeak(body);
    }
  });

  it('other methods are 405 with Allow', async () => {
    for (const [address, method, allow] of [
      ['/cds-services', 'POST', 'GET'],
      ['/cds-services', 'DELETE', 'GET'],
      [path(fetching()), 'GET', 'POST'],
      [path(fetching()), 'PUT', 'POST'],
      [`${path(fetching())}/feedback`, 'GET', 'POST'],
    ] as const) {
      const { status, headers } = await call(base + address, { method });
      expect([address, method, status]).toEqual([address, method, 405]);
      expect(headers.get('allow')).toContain(allow);
    }
  });

  it('an address that is none is 404', async () => {
    for (const address of ['/nothing', '/cds-services/a/b/c', '/.env', '/../etc/passwd'])
      expect((await call(base + address)).status).toBe(404);
  });
});

describe('CORS', () => {
  const origin = 'https://sandbox.cds-hooks.org';
  const preflight = (address: string, method: string) =>
    fetch(base + address, {
      method: 'OPTIONS',
      headers: {
        origin,
        'access-control-request-method': method,
        'access-control-request-headers': 'authorization,content-type',
      },
    });

  it('rows 127, 129, 20.1: preflights of discovery, service and feedback pass without a token and name the headers', async () => {
    for (const [address, method] of [
      ['/cds-services', 'GET'],
      [path(fetching()), 'POST'],
      [`${path(fetching())}/feedback`, 'POST'],
    ] as const) {
      const response = await preflight(address, method);
      expect(response.status).toBeLessThan(300);
      const { headers } = response;
      expect(['*', origin]).toContain(headers.get('access-control-allow-origin'));
      const named = headers.get('access-control-allow-headers')?.toLowerCase() ?? '';
      expect(named).toContain('authorization');
      expect(named).toContain('content-type');
      expect(headers.get('access-control-allow-methods')).toContain(method);
      await response.arrayBuffer();
    }
  });

  it('rows 128, 129: answers and errors carry the headers, never with credentials', async () => {
    for (const [address, body] of [
      ['/cds-services', undefined],
      [path(fetching()), requestFor(fetching())],
      [path(fetching()), {}],
      ['/cds-services/nobody', {}],
      [`${path(fetching())}/feedback`, {}],
    ] as const) {
      const { headers } = await call(base + address, { headers: { origin }, ...(body === undefined ? {} : { body }) });
      expect(['*', origin]).toContain(headers.get('access-control-allow-origin'));
      expect(headers.get('access-control-allow-credentials')).toBeNull();
      expect(headers.get('vary')).toMatch(/origin/i);
    }
  });
});

describe('bad input over a raw socket', () => {
  const send = (body: string | Uint8Array, headers: Record<string, string> = {}) =>
    rawSend(base, [rawPost(path(fetching()), body, { Connection: 'close', ...headers })], 5000);
  const one = async (body: string | Uint8Array, headers: Record<string, string> = {}) => {
    const [answer] = await send(body, headers);
    if (answer) expectNoLeak(answer.body);
    return answer;
  };
  const valid = () => JSON.stringify(requestFor(fetching()));

  it('malformed JSON, empty bodies and bodies that are no object are 400', async () => {
    for (const body of [
      '',
      ' ',
      '{',
      '{"hook":',
      '{"a":1,}',
      "{'a':1}",
      'null',
      '[]',
      '"text"',
      '7',
      'true',
      '{"a":1}{"b":2}',
      '\0',
      '<xml/>',
      'NaN',
    ]) {
      const answer = await one(body);
      expect([body, answer?.status]).toEqual([body, 400]);
      expectOutcome(JSON.parse(answer?.body ?? ''));
    }
  });

  it('a content type that is not JSON is 415; charset and odd case are fine', async () => {
    for (const type of [
      'text/plain',
      'application/xml',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
      'garbage',
    ]) {
      expect([type, (await one(valid(), { 'Content-Type': type }))?.status]).toEqual([type, 415]);
    }
    for (const type of [
      'application/json; charset=utf-8',
      'Application/JSON;CHARSET="UTF-8"',
      'application/json ; charset=UTF-8',
    ]) {
      expect([type, (await one(valid(), { 'Content-Type': type }))?.status]).toEqual([type, 200]);
    }
    expect((await one(valid(), { 'Content-Type': 'application/json; charset=latin1' }))?.status).toBe(415);
  });

  it('900 KiB of results are served; 10 and 32 MiB are refused with 413', async () => {
    const service = fetching();
    const many = JSON.stringify(
      requestFor(service, { prefetch: { ...prefetchOf(service), [keyOf(service, isLabSearch)]: someLabs(3600) } }),
    );
    expect(many.length).toBeGreaterThan(900 * 1024);
    expect((await one(many))?.status).toBe(200);
    for (const size of [10, 32]) {
      const answer = await one(JSON.stringify({ ...requestFor(service), filler: 'x'.repeat(size * 1024 * 1024) }));
      expect([undefined, 413]).toContain(answer?.status);
    }
    await stillServes();
  });

  it('JSON nested 100 000 deep is 400, wherever it stands', async () => {
    const deep = '['.repeat(1e5) + ']'.repeat(1e5);
    const objects = `${'{"a":'.repeat(1e5)}1${'}'.repeat(1e5)}`;
    for (const body of [
      deep,
      objects,
      valid().replace('"prefetch":{', `"prefetch":{"x":${deep},`),
      valid().replace('"context":{', `"context":{"x":${objects},`),
      '['.repeat(1e6),
    ]) {
      expect((await one(body))?.status).toBe(400);
    }
    await stillServes();
  });

  it('gzip is understood; broken gzip is 400, a bomb 413, an unknown encoding 415', async () => {
    expect((await one(gzipSync(valid()), { 'Content-Encoding': 'gzip' }))?.status).toBe(200);
    expect((await one('not gzip at all', { 'Content-Encoding': 'gzip' }))?.status).toBe(400);
    expect((await one(gzipSync(valid()).subarray(0, 60), { 'Content-Encoding': 'gzip' }))?.status).toBe(400);
    expect((await one(gzipSync(Buffer.alloc(64 * 1024 * 1024, 0x20)), { 'Content-Encoding': 'gzip' }))?.status).toBe(
      413,
    );
    expect((await one(valid(), { 'Content-Encoding': 'rot13' }))?.status).toBe(415);
  });

  it('a byte-order mark is fine; invalid UTF-8 is 400', async () => {
    expect((await one(`\uFEFF${valid()}`))?.status).toBe(200);
    const broken = Buffer.from(valid().replace('Practitioner/doc', 'Practitioner/dXc'));
    broken[broken.indexOf('dXc') + 1] = 0xff;
    expect((await one(broken))?.status).toBe(400);
  });

  it('prototype keys have no effect, now or later', async () => {
    const evil = '{"polluted":"yes","toString":"x","patientId":"p2"}';
    const body = valid()
      .replace('{', `{"__proto__":${evil},"constructor":{"prototype":${evil}},`)
      .replace('"context":{', `"context":{"__proto__":${evil},`)
      .replace('"prefetch":{', `"prefetch":{"__proto__":${evil},"constructor":{"prototype":${evil}},`);
    expect((await one(body))?.status).toBe(200);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
    const without = valid().replace('"patientId":"p1"', '"__proto__":{"patientId":"p1"}');
    expect((await one(without))?.status).toBe(400);
    await stillServes();
  });

  it('names outside ASCII arrive whole', async () => {
    const service = fetching();
    const patient = { ...patientResource('p1'), name: [{ family: 'Müller-Łukasiewicz 山田 😀' }] };
    expect(
      (await post(service, { prefetch: { ...prefetchOf(service), [keyOf(service, isPatientRead)]: patient } })).status,
    ).toBe(200);
  });

  it('two pipelined requests get two answers, in order', async () => {
    const answers = await rawSend(
      base,
      [
        Buffer.concat([
          rawPost(path(fetching()), valid()),
          rawPost('/cds-services/nobody', '{}', { Connection: 'close' }),
        ]),
      ],
      5000,
    );
    expect(answers.map((answer) => answer.status)).toEqual([200, 404]);
  });

  it('chunked bodies are read', async () => {
    const body = valid();
    const head = `POST ${path(fetching())} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n`;
    const [answer] = await rawSend(
      base,
      [head, `${Buffer.byteLength(body).toString(16)}\r\n${body}\r\n`, '0\r\n\r\n'],
      5000,
    );
    expect(answer?.status).toBe(200);
  });

  it('truncated uploads and broken HTTP harm nobody', async () => {
    for (let times = 0; times < 20; times++) {
      await rawAbort(
        base,
        `POST ${path(fetching())} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 5000\r\n\r\n{"hook":`,
      );
    }
    for (const garbage of [
      '\0\0\0\r\n\r\n',
      'GET\r\n\r\n',
      'POST / HTTP/9.9\r\n\r\n',
      `GET / HTTP/1.1\r\nX: ${'x'.repeat(100_000)}\r\n\r\n`,
      `POST ${path(fetching())} HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
    ]) {
      for (const { status, body } of await rawSend(base, [garbage])) {
        expect(status >= 400 && status < 500).toBe(true);
        expectNoLeak(body);
      }
    }
    await stillServes();
  });

  it('a body that only drips in ends with 408, and others are served meanwhile', async () => {
    const drip = rawDrip(
      base,
      `POST ${path(fetching())} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n{`,
      external === undefined ? 8000 : 1500,
    );
    await stillServes();
    const answers = await drip;
    // A running service may wait longer (30 s by default) than this test.
    if (external === undefined) expect(answers?.map((answer) => answer.status)).toEqual([408]);
  });

  it('requests beside each other do not mix', async () => {
    const service = fetching();
    const answers = await Promise.all(
      Array.from({ length: 30 }, (_, index) => {
        const patientId = `p${index + 1}`;
        const prefetch = { ...prefetchOf(service, patientId) };
        return post(service, {
          context: { ...contextOf('patient-view'), patientId },
          prefetch: index % 3 === 0 ? {} : prefetch,
        });
      }),
    );
    expect(answers.map(({ status }) => status)).toEqual(answers.map((_, index) => (index % 3 === 0 ? 412 : 200)));
  });
});

describe('operations', () => {
  it('health, metrics and the OpenAPI document answer', async () => {
    expect((await call(`${base}/health/live`)).status).toBe(200);
    expect((await call(`${base}/health/ready`)).status).toBe(200);
    const metrics = await fetch(`${base}/metrics`).then((response) => response.text());
    expect(metrics).toMatch(/fibrocast_hook_seconds_bucket/);
    expect(metrics).not.toMatch(/p1|tok-secret|Practitioner/);
    const { json } = await call(`${base}/openapi.json`);
    expect(Object.keys((json as { paths: object }).paths)).toContain(path(fetching()));
  });
});
