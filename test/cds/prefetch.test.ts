import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Budgets, nextLink, type Reach, resolveAsks } from '../../src/cds/prefetch.ts';
import { type AskMap, optional, required } from '../../src/cds/service.ts';
import { Failure } from '../../src/core/failure.ts';
import type { Chart } from '../../src/ports/chart.ts';
import {
  observation,
  operationOutcome,
  patientResource,
  searchset,
  smallEncounterAsk,
  smallLabsAsk,
  smallPatientAsk,
} from '../support/asks.ts';
import { recordingLog } from '../support/call.ts';

const fhirServer = 'https://ehr.example/fhir';
const open: Reach = { kind: 'open', access: { fhirServer, accessToken: 'tok' } };
const labsQuery = 'Observation?patient=p1&category=laboratory&_count=500';
const asks = { patient: required(smallPatientAsk), labs: optional(smallLabsAsk) } satisfies AskMap;

/** A chart that answers by query; a function may fail or never end. */
function chartOf(answers: Readonly<Record<string, unknown>>): Chart & { queries: string[]; tokens: unknown[] } {
  const queries: string[] = [];
  const tokens: unknown[] = [];
  return {
    queries,
    tokens,
    async get(access, query) {
      queries.push(query);
      tokens.push(access.accessToken);
      if (!Object.hasOwn(answers, query)) throw new Failure('not-found', 'Nothing there.');
      const answer = answers[query];
      return typeof answer === 'function' ? (answer as () => unknown)() : answer;
    },
  };
}

function resolve(
  given: Readonly<Record<string, unknown>>,
  chart: Chart,
  over: { reach?: Reach; asks?: AskMap; budgets?: Budgets; signal?: AbortSignal } = {},
) {
  const tokens = new Map([['context.patientId', 'p1']]);
  return resolveAsks(
    over.asks ?? asks,
    new Map(Object.entries(given)),
    { tokens, about: { patientId: 'p1', now: '2026-11-23T12:00:00Z' }, reach: over.reach ?? open },
    { chart, budgets: over.budgets ?? { optionalMs: 40, requiredMs: 120 }, log: recordingLog(), signal: over.signal },
  );
}
const failureOf = async (work: Promise<unknown>) => {
  const error: unknown = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(Failure);
  return error as Failure;
};
const never = () => new Promise(() => {});

describe('resolving prefetch', () => {
  it('uses complete prefetch without asking the server', async () => {
    const chart = chartOf({});
    const { values, unavailable } = await resolve(
      { patient: patientResource('p1'), labs: searchset([observation('a'), observation('b')]) },
      chart,
    );
    expect(values.get('labs')).toEqual(['a', 'b']);
    expect(unavailable).toEqual([]);
    expect(chart.queries).toEqual([]);
  });

  it('fetches what is absent, with the token, all at once', async () => {
    let running = 0;
    let most = 0;
    const slow = (answer: unknown) => async () => {
      most = Math.max(most, ++running);
      await new Promise((done) => setTimeout(done, 10));
      running--;
      return answer;
    };
    const chart = chartOf({
      'Patient/p1': slow(patientResource('p1')),
      [labsQuery]: slow(searchset([observation('a')])),
    });
    const { values, outcomes } = await resolve({}, chart);
    expect(values.get('labs')).toEqual(['a']);
    expect([...outcomes.values()]).toEqual(['fetched', 'fetched']);
    expect(chart.tokens).toEqual(['tok', 'tok']);
    expect(most).toBe(2);
  });

  it('gives the same whether data were prefetched or fetched', async () => {
    const patient = patientResource('p1');
    const labs = searchset([observation('a'), observation('b')]);
    const chart = chartOf({ 'Patient/p1': patient, [labsQuery]: labs });
    const [prefetched, fetched] = [await resolve({ patient, labs }, chartOf({})), await resolve({}, chart)];
    expect(fetched.values).toEqual(prefetched.values);
  });

  it('reads null as "the client has nothing" and does not ask again', async () => {
    const chart = chartOf({ [labsQuery]: searchset([observation('a')]) });
    const { values, unavailable } = await resolve({ patient: patientResource('p1'), labs: null }, chart);
    expect(values.get('labs')).toEqual([]);
    expect(unavailable).toEqual([]);
    expect(chart.queries).toEqual([]);
  });

  it('reads an empty Bundle as nothing', async () => {
    const { values } = await resolve({ patient: patientResource('p1'), labs: searchset([]) }, chartOf({}));
    expect(values.get('labs')).toEqual([]);
  });

  it('ends in 412 for a required resource that the client has not (null)', async () => {
    const chart = chartOf({ 'Patient/p1': patientResource('p1') });
    expect((await failureOf(resolve({ patient: null }, chart))).kind).toBe('data-unavailable');
    expect(chart.queries).not.toContain('Patient/p1');
  });

  it('does not repeat a query that has failed for the client (OperationOutcome)', async () => {
    const chart = chartOf({ [labsQuery]: searchset([observation('a')]) });
    const { values, unavailable } = await resolve({ patient: patientResource('p1'), labs: operationOutcome }, chart);
    expect(values.has('labs')).toBe(false);
    expect(unavailable).toEqual(['labs']);
    expect(chart.queries).toEqual([]);
    expect((await failureOf(resolve({ patient: operationOutcome }, chart))).at).toBe('prefetch.patient');
  });

  it.each([['text'], [7], [[]], [{}], [patientResource('p2')], [{ resourceType: 'Bundle', entry: 'x' }], [true]])(
    'asks the server when the prefetched value is unusable: %j',
    async (patient) => {
      const chart = chartOf({ 'Patient/p1': patientResource('p1') });
      const { outcomes } = await resolve({ patient, labs: null }, chart);
      expect(outcomes.get('patient')).toBe('fetched');
      expect((await failureOf(resolve({ patient, labs: null }, chart, { reach: { kind: 'none' } }))).kind).toBe(
        'data-unavailable',
      );
    },
  );

  it('fetches the further pages of a prefetched Bundle and joins them', async () => {
    const chart = chartOf({
      '?_getpages=abc&_offset=1': searchset([observation('b'), observation('c')]),
    });
    const first = searchset([observation('a')], `${fhirServer}?_getpages=abc&_offset=1`);
    const { values, unavailable } = await resolve({ patient: patientResource('p1'), labs: first }, chart);
    expect(values.get('labs')).toEqual(['a', 'b', 'c']);
    expect(unavailable).toEqual([]);
  });

  it.each([
    'https://evil.example/fhir?page=2',
    'https://ehr.example/other/Observation?page=2',
    'https://ehr.example:8443/fhir/Observation?page=2',
    'http://ehr.example/fhir/Observation?page=2',
    'https://user:pw@ehr.example/fhir/Observation?page=2',
    'javascript:alert(1)',
    'https://',
  ])('never follows a next link away from the server (%s): what came is used and named incomplete', async (next) => {
    const chart = chartOf({});
    const { values, unavailable, outcomes } = await resolve(
      { patient: patientResource('p1'), labs: searchset([observation('a')], next) },
      chart,
    );
    expect(chart.queries).toEqual([]);
    expect(values.get('labs')).toEqual(['a']);
    expect(unavailable).toEqual(['labs']);
    expect(outcomes.get('labs')).toBe('incomplete');
  });

  it('keeps the first page, named incomplete, when the others fail, hang or are no Bundle', async () => {
    const first = searchset([observation('a')], `${fhirServer}/Observation?page=2`);
    for (const answer of [() => Promise.reject(new Error('x')), never, patientResource('p1')]) {
      const chart = chartOf({ 'Observation?page=2': answer });
      const { values, unavailable } = await resolve({ patient: patientResource('p1'), labs: first }, chart);
      expect(values.get('labs')).toEqual(['a']);
      expect(unavailable).toEqual(['labs']);
    }
  });

  it('does without optional data after the budget, and with required data after the hard limit', async () => {
    const chart = chartOf({ 'Patient/p1': patientResource('p1'), [labsQuery]: never });
    const started = performance.now();
    const { unavailable } = await resolve({}, chart);
    expect(unavailable).toEqual(['labs']);
    expect(performance.now() - started).toBeLessThan(110);
    const failure = await failureOf(resolve({}, chartOf({ 'Patient/p1': never, [labsQuery]: searchset([]) })));
    expect(failure.kind).toBe('data-unavailable');
  });

  it('takes optional data that arrive while required ones are still waited for', async () => {
    const after = (ms: number, answer: unknown) => () => new Promise((done) => setTimeout(done, ms, answer));
    const chart = chartOf({
      'Patient/p1': after(90, patientResource('p1')),
      [labsQuery]: after(60, searchset([observation('a')])),
    });
    expect((await resolve({}, chart)).values.get('labs')).toEqual(['a']);
  });

  it('aborts what it no longer waits for', async () => {
    const signals: AbortSignal[] = [];
    const chart: Chart = {
      get: (_access, _query, signal) => {
        signals.push(signal);
        return new Promise(() => {});
      },
    };
    await failureOf(resolve({}, chart));
    expect(signals).toHaveLength(2);
    expect(signals.every((signal) => signal.aborted)).toBe(true);
  });

  it('does not send a template with a token that has no value', async () => {
    const chart = chartOf({});
    const { unavailable } = await resolve({ patient: patientResource('p1') }, chart, {
      asks: { patient: required(smallPatientAsk), encounter: optional(smallEncounterAsk) },
    });
    expect(unavailable).toEqual(['encounter']);
    expect(chart.queries).toEqual([]);
  });

  it('sends nothing to a server outside the allow-list, and says so when data are missing', async () => {
    const chart = chartOf({ 'Patient/p1': patientResource('p1') });
    const reach: Reach = { kind: 'refused' };
    expect((await failureOf(resolve({ labs: null }, chart, { reach }))).kind).toBe('fhir-server-not-allowed');
    expect((await resolve({ patient: patientResource('p1') }, chart, { reach })).unavailable).toEqual(['labs']);
    expect(chart.queries).toEqual([]);
  });

  it('survives a reader that throws', async () => {
    const broken = {
      ...smallLabsAsk,
      read: () => {
        throw new Error('bug');
      },
    };
    const { unavailable } = await resolve({ patient: patientResource('p1'), labs: searchset([]) }, chartOf({}), {
      asks: { patient: required(smallPatientAsk), labs: optional(broken) },
      reach: { kind: 'none' },
    });
    expect(unavailable).toEqual(['labs']);
  });

  it('is total: any mixture of prefetch, server and reach ends with a value, an unavailable key or a 412', async () => {
    const given = fc.oneof(
      fc.constantFrom<unknown>(
        null,
        operationOutcome,
        patientResource('p1'),
        patientResource('p2'),
        searchset([observation('a')]),
        searchset([]),
        searchset([observation('a')], `${fhirServer}/next`),
        searchset([], 'https://evil.example/x'),
        { resourceType: 'Bundle', link: [null, 7, { relation: 'next' }] },
      ),
      fc.jsonValue(),
    );
    const answer = fc.oneof(
      given,
      fc.constant(() => Promise.reject(new Failure('upstream-refused', 'No.'))),
      fc.constant(() => Promise.reject(new TypeError('x'))),
    );
    const reach = fc.constantFrom<Reach>(open, { kind: 'none' }, { kind: 'refused' });
    await fc.assert(
      fc.asyncProperty(
        fc.record({ patient: given, labs: given }, { requiredKeys: [] }),
        fc.record({ 'Patient/p1': answer, [labsQuery]: answer, next: answer }, { requiredKeys: [] }),
        reach,
        async (prefetch, server, reached) => {
          const chart = chartOf(server);
          try {
            const { values, unavailable, outcomes } = await resolve(prefetch, chart, { reach: reached });
            expect(values.get('patient')).toMatchObject({ id: 'p1' });
            expect(values.has('labs') || unavailable.includes('labs')).toBe(true);
            for (const [key, outcome] of outcomes) {
              expect(unavailable.includes(key)).toBe(outcome === 'incomplete' || outcome === 'unavailable');
              expect(values.has(key)).toBe(outcome !== 'unavailable');
            }
          } catch (error) {
            expect((error as Failure).kind).toBe(
              reached.kind === 'refused' ? 'fhir-server-not-allowed' : 'data-unavailable',
            );
          }
          if (reached.kind !== 'open') expect(chart.queries).toEqual([]);
          for (const query of chart.queries) expect(['Patient/p1', labsQuery, 'next']).toContain(query);
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('the next link', () => {
  it('is found among odd links, or not there', () => {
    expect(nextLink(searchset([], 'u'))).toBe('u');
    for (const value of [
      null,
      'x',
      {},
      { resourceType: 'Bundle' },
      { resourceType: 'Bundle', link: 'x' },
      { resourceType: 'Bundle', link: [null, 1, { relation: 'next', url: 3 }] },
    ]) {
      expect(nextLink(value)).toBeUndefined();
    }
  });
});
