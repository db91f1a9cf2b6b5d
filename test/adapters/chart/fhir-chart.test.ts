import { describe, expect, it } from 'vitest';
import { type FhirChartOptions, openFhirChart } from '../../../src/adapters/chart/fhir-chart.ts';
import { Failure } from '../../../src/core/failure.ts';
import { mockHttp } from '../../support/http-mock.ts';
import { keptLog } from '../../support/silent-log.ts';

const http = mockHttp();
const base = 'https://ehr.example/fhir';
const never = () => new AbortController().signal;

function chartWith(options: Partial<FhirChartOptions> = {}) {
  const log = keptLog();
  const chart = openFhirChart({
    log,
    deadlineMs: 2000,
    retries: 2,
    backOffMs: 1,
    concurrencyPerServer: 4,
    breaker: { failures: 50, openMs: 1000 },
    maxBytes: 100_000,
    ...options,
  });
  const get = (query: string, access: { fhirServer?: string; accessToken?: string } = {}) =>
    chart.get({ fhirServer: base, ...access }, query, never());
  return { get, log };
}

async function failureOf(work: Promise<unknown>): Promise<Failure> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(Failure);
  return error as Failure;
}
const bundle = (ids: readonly string[], next?: string) => ({
  resourceType: 'Bundle',
  type: 'searchset',
  ...(next === undefined ? {} : { link: [{ relation: 'next', url: next }] }),
  entry: ids.map((id) => ({ resource: { resourceType: 'Condition', id } })),
});
const idsOf = (answer: unknown) =>
  (answer as { entry: { resource: { id: string } }[] }).entry.map(({ resource }) => resource.id);

describe('reading', () => {
  it('reads a resource with FHIR JSON and the bearer token', async () => {
    http
      .server('https://ehr.example')
      .get('/fhir/Patient/1')
      .matchHeader('accept', 'application/fhir+json')
      .matchHeader('authorization', 'Bearer abc.DEF-1_~+/=')
      .reply(200, { resourceType: 'Patient', id: '1' });
    const patient = await chartWith().get('Patient/1', { accessToken: 'abc.DEF-1_~+/=' });
    expect(patient).toEqual({ resourceType: 'Patient', id: '1' });
    expect(Object.getOwnPropertyNames(patient)).toEqual(['resourceType', 'id']);
  });

  it('sends no Authorization header without a token, and takes a base with or without a slash', async () => {
    http
      .server('https://ehr.example')
      .get('/fhir/Patient/1')
      .times(2)
      .reply(function () {
        return this.req.headers.authorization === undefined ? [200, { resourceType: 'Patient' }] : [500, ''];
      });
    const { get } = chartWith();
    await expect(get('Patient/1', { fhirServer: `${base}/` })).resolves.toEqual({ resourceType: 'Patient' });
    await expect(get('Patient/1')).resolves.toEqual({ resourceType: 'Patient' });
  });

  it.each([
    'http://evil.example/Patient/1',
    '//evil.example/Patient/1',
    '../admin',
    'Patient/../../admin',
    'Patient/..',
    'Patient/%2e%2e/x',
    '/Patient/1',
    'Patient/1 x',
    'Patient/1\r\nX: y',
    'Observation?patient=1\r\nX: y',
    'Patient/1#x',
    'javascript:alert(1)',
    '',
  ])('refuses the query %j before anything is sent', async (query) => {
    const failure = await failureOf(chartWith().get(query));
    expect(failure.kind).toBe('invalid-request');
  });

  it.each(['a\r\nX-Injected: 1', 'a b', 'ä', '', 'x\0'])(
    'refuses the token %j without repeating it',
    async (accessToken) => {
      const failure = await failureOf(chartWith().get('Patient/1', { accessToken }));
      expect(failure.kind).toBe('invalid-request');
      if (accessToken.length > 1) expect(failure.message).not.toContain(accessToken);
    },
  );

  it.each(['ftp://ehr.example/fhir', 'https://user:secret@ehr.example/fhir', 'no url'])(
    'refuses the server %j',
    async (fhirServer) => {
      const failure = await failureOf(chartWith().get('Patient/1', { fhirServer }));
      expect(failure.kind).toBe('invalid-request');
      expect(failure.message).not.toContain('secret');
    },
  );
});

describe('what a server may answer', () => {
  it.each([
    [404, 'not-found'],
    [410, 'not-found'],
    [400, 'upstream-refused'],
    [401, 'upstream-refused'],
    [403, 'upstream-refused'],
    [422, 'upstream-refused'],
    [500, 'upstream-unreachable'],
  ])('turns %i of a read into %s, without the text of the other side', async (status, kind) => {
    http.server(base).get('/Patient/1').reply(status, { resourceType: 'OperationOutcome', text: 'Jane Doe 1970' });
    const failure = await failureOf(chartWith().get('Patient/1'));
    expect(failure.kind).toBe(kind);
    expect(failure.message).not.toContain('Jane');
  });

  it('calls a 404 of a search refused, since it says nothing about the patient', async () => {
    http.server(base).get('/Observation').query({ patient: '1' }).reply(404, '');
    expect((await failureOf(chartWith().get('Observation?patient=1'))).kind).toBe('upstream-refused');
  });

  it.each([
    ['HTML', '<html>login</html>'],
    ['nothing', ''],
    ['an array', '[]'],
    ['a string', '"ok"'],
    ['JSON that is no resource', '{"a":1}'],
    ['broken JSON', '{"resourceType":"Patient"'],
  ])('does not take %s for data', async (_, body) => {
    http.server(base).get('/Patient/1').reply(200, body);
    expect((await failureOf(chartWith().get('Patient/1'))).kind).toBe('upstream-unreachable');
  });

  it('does not take an OperationOutcome under status 200 for data', async () => {
    http.server(base).get('/Observation?patient=1').reply(200, { resourceType: 'OperationOutcome', issue: [] });
    expect((await failureOf(chartWith().get('Observation?patient=1'))).kind).toBe('upstream-refused');
  });

  it('does not read an answer beyond the size limit', async () => {
    http
      .server(base)
      .get('/Patient/1')
      .reply(200, { resourceType: 'Patient', text: 'x'.repeat(3000) });
    expect((await failureOf(chartWith({ maxBytes: 2000 }).get('Patient/1'))).kind).toBe('upstream-refused');
  });
});

describe('paging', () => {
  it('joins all pages of one search, following absolute and relative links', async () => {
    http
      .server(base)
      .get('/Condition?patient=1')
      .reply(200, bundle(['a', 'b'], `${base}?_getpages=7&_offset=2`))
      .get('?_getpages=7&_offset=2')
      .matchHeader('authorization', 'Bearer t')
      .reply(200, bundle(['c'], '/fhir/Condition?page=3'))
      .get('/Condition?page=3')
      .reply(200, bundle(['d']));
    const answer = await chartWith().get('Condition?patient=1', { accessToken: 't' });
    expect(idsOf(answer)).toEqual(['a', 'b', 'c', 'd']);
    expect(answer).not.toHaveProperty('link');
  });

  it.each([
    'https://evil.example/fhir?page=2',
    'http://ehr.example/fhir?page=2',
    'https://ehr.example:8443/fhir?page=2',
    'https://x@ehr.example/fhir?page=2',
  ])('never asks the next link %s: the token stays here', async (next) => {
    http
      .server(base)
      .get('/Condition?patient=1')
      .reply(200, bundle(['a'], next));
    const failure = await failureOf(chartWith().get('Condition?patient=1', { accessToken: 't' }));
    expect(failure.kind).toBe('upstream-refused');
  });

  it('notices pages that lead in a circle', async () => {
    http
      .server(base)
      .get('/Condition?patient=1')
      .reply(200, bundle(['a'], `${base}/Condition?patient=1`));
    expect((await failureOf(chartWith().get('Condition?patient=1'))).kind).toBe('upstream-refused');
  });

  it('cuts a list that is sorted newest first at the page limit and says so by its next link; any other it refuses', async () => {
    http
      .server(base)
      .get('/Observation?patient=1&_sort=-date')
      .reply(200, bundle(['a'], `${base}/p2`))
      .get('/Condition?patient=1')
      .reply(200, bundle(['a'], `${base}/p2`))
      .get('/p2')
      .times(2)
      .reply(200, bundle(['b'], `${base}/p3`));
    const { get } = chartWith({ maxPages: 2 });
    const cut = await get('Observation?patient=1&_sort=-date');
    expect(idsOf(cut)).toEqual(['a', 'b']);
    expect(cut).toMatchObject({ link: [{ relation: 'next', url: `${base}/p3` }] });
    expect((await failureOf(get('Condition?patient=1'))).kind).toBe('upstream-refused');
  });

  it('counts the size limit over all pages together', async () => {
    const long = { ...bundle(['a'], `${base}/p2`), text: 'x'.repeat(1500) };
    http.server(base).get('/Condition?patient=1').reply(200, long).get('/p2').reply(200, long);
    expect((await failureOf(chartWith({ maxBytes: 2500 }).get('Condition?patient=1'))).kind).toBe('upstream-refused');
  });
});

describe('redirects', () => {
  it('follows one inside the same origin', async () => {
    http
      .server(base)
      .get('/Patient/1')
      .reply(307, '', { location: '/fhir/v2/Patient/1' })
      .get('/v2/Patient/1')
      .reply(200, { resourceType: 'Patient', id: '1' });
    await expect(chartWith().get('Patient/1')).resolves.toMatchObject({ id: '1' });
  });

  it.each(['https://evil.example/Patient/1', 'http://ehr.example/fhir/Patient/1', undefined])(
    'does not follow one to %s',
    async (location) => {
      http
        .server(base)
        .get('/Patient/1')
        .reply(302, '', location === undefined ? {} : { location });
      const failure = await failureOf(chartWith().get('Patient/1', { accessToken: 't' }));
      expect(failure.kind).toBe('upstream-refused');
    },
  );

  it('gives up a redirect without end', async () => {
    http
      .server(base)
      .get('/Patient/1')
      .times(3)
      .reply(302, '', { location: `${base}/Patient/1` });
    expect((await failureOf(chartWith().get('Patient/1'))).kind).toBe('upstream-refused');
  });
});

describe('trouble that passes', () => {
  it.each([429, 502, 503, 504])('tries again after %i', async (status) => {
    http.server(base).get('/Patient/1').reply(status, '').get('/Patient/1').reply(200, { resourceType: 'Patient' });
    await expect(chartWith().get('Patient/1')).resolves.toEqual({ resourceType: 'Patient' });
  });

  it('tries again after a broken connection, and gives up after the last try', async () => {
    http
      .server(base)
      .get('/Patient/1')
      .replyWithError('ECONNRESET')
      .get('/Patient/1')
      .reply(200, { resourceType: 'Patient' })
      .get('/Patient/2')
      .times(3)
      .replyWithError('ECONNREFUSED 10.0.0.1');
    const { get } = chartWith();
    await expect(get('Patient/1')).resolves.toEqual({ resourceType: 'Patient' });
    const failure = await failureOf(get('Patient/2'));
    expect(failure.kind).toBe('upstream-unreachable');
    expect(failure.message).not.toContain('10.0.0.1');
  });

  it('does not try again what trying cannot mend', async () => {
    http.server(base).get('/Patient/1').reply(403, '').get('/Patient/2').reply(500, '');
    const { get } = chartWith();
    expect((await failureOf(get('Patient/1'))).kind).toBe('upstream-refused');
    expect((await failureOf(get('Patient/2'))).kind).toBe('upstream-unreachable');
  });

  it('keeps token, query and foreign text out of the log', async () => {
    http.server(base).get('/Patient/secret-id').times(3).reply(503, 'Jane Doe');
    const { get, log } = chartWith();
    await failureOf(get('Patient/secret-id', { accessToken: 'tok123' }));
    expect(log.lines.length).toBeGreaterThan(0);
    expect(log.lines.join('\n')).not.toMatch(/secret-id|tok123|Jane/);
  });
});
