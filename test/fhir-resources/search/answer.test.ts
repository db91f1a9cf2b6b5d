import fc from 'fast-check';
import type { Bundle, OperationOutcome } from 'fhir/r4.js';
import { beforeAll, describe, expect, it } from 'vitest';
import { answerSearch } from '../../../fhir-resources/search/answer.ts';
import memory from '../../../src/adapters/results/memory.ts';
import type { Store, StoredDocument } from '../../../src/ports/results.ts';
import { sampleObservation } from '../../support/sample-observations.ts';
import { silentLog } from '../../support/silent-log.ts';

const baseUrl = 'https://here.example/fhir';
let store: Store;
beforeAll(async () => {
  store = await memory.open({ log: silentLog });
  const observations = Array.from({ length: 120 }, (_, n) => sampleObservation(n, 12));
  const device = { resourceType: 'Device', id: 'fibrocast-0-1-0', status: 'active' };
  const provenance = {
    resourceType: 'Provenance',
    id: 'v-1',
    target: [{ reference: 'Observation/o-5' }],
    recorded: '2026-01-01T00:00:00Z',
  };
  const lab = {
    resourceType: 'Observation',
    id: 'p5-ast-5',
    status: 'final',
    code: { text: 'AST' },
    subject: { reference: 'Patient/other' },
  };
  await store.results.save([...observations, device, provenance, lab] as StoredDocument[]);
});

const ask = (text: string, handling: 'strict' | 'lenient' = 'lenient', type = 'Observation'): Promise<Bundle> =>
  answerSearch(store.results, { type, parameters: new URLSearchParams(text), baseUrl, handling });
const link = (bundle: Bundle, relation: string) => bundle.link?.find((each) => each.relation === relation)?.url;
const matchIds = (bundle: Bundle) =>
  (bundle.entry ?? []).filter((entry) => entry.search?.mode === 'match').map((entry) => entry.resource?.id);

describe('a searchset', () => {
  it('has total, self link, and matches with their address', async () => {
    const bundle = await ask('patient=p3&_count=4&_sort=-date');
    expect(bundle).toMatchObject({ resourceType: 'Bundle', type: 'searchset', total: 10 });
    expect(link(bundle, 'self')).toBe(`${baseUrl}/Observation?patient=p3&_count=4&_sort=-date`);
    expect(bundle.entry).toHaveLength(4);
    expect(bundle.entry?.[0]?.fullUrl).toMatch(/^https:\/\/here\.example\/fhir\/Observation\/o-\d+$/);
  });

  it('has no entry and no next link when nothing matches', async () => {
    const bundle = await ask('patient=nobody');
    expect(bundle).toMatchObject({ total: 0 });
    expect(bundle).not.toHaveProperty('entry');
    expect(link(bundle, 'next')).toBeUndefined();
  });

  it('only counts for _summary=count and _count=0', async () => {
    for (const text of ['patient=p3&_summary=count', 'patient=p3&_count=0']) {
      const bundle = await ask(text);
      expect(bundle.total).toBe(10);
      expect(bundle.entry).toBeUndefined();
      expect(link(bundle, 'next')).toBeUndefined();
    }
  });

  it('names ignored parameters in an outcome entry and leaves them out of the links', async () => {
    const bundle = await ask('patient=p3&colour=red');
    const outcome = bundle.entry?.at(-1);
    expect(outcome?.search?.mode).toBe('outcome');
    expect((outcome?.resource as OperationOutcome | undefined)?.issue[0]?.diagnostics).toContain('"colour"');
    expect(link(bundle, 'self')).not.toContain('colour');
    expect(bundle.total).toBe(10);
  });

  it('adds included and reverse included resources once, marked as such', async () => {
    const bundle = await ask(
      '_id=o-5,o-17&_include=Observation:device&_include=Observation:derived-from&_revinclude=Provenance:target',
    );
    const included = (bundle.entry ?? [])
      .filter((entry) => entry.search?.mode === 'include')
      .map((entry) => `${entry.resource?.resourceType}/${entry.resource?.id}`);
    expect(included.sort()).toEqual(['Device/fibrocast-0-1-0', 'Observation/p5-ast-5', 'Provenance/v-1']);
    expect(bundle.total).toBe(2);
  });

  it('keeps mandatory elements and the mark SUBSETTED when elements are chosen', async () => {
    const bundle = await ask('_id=o-5&_elements=value');
    const resource = bundle.entry?.[0]?.resource as unknown as StoredDocument;
    expect(Object.keys(resource).sort()).toEqual(['code', 'id', 'meta', 'resourceType', 'status', 'valueQuantity']);
    expect(resource.meta?.tag).toContainEqual(expect.objectContaining({ code: 'SUBSETTED' }));
    expect((await store.results.read('Observation', 'o-5'))?.meta?.tag).toBeUndefined();
  });

  it('gives the same matches page by page as at once, for any page size and order', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 50 }),
        fc.constantFrom(
          '',
          '_sort=date',
          '_sort=-date',
          '_sort=code,-date',
          '_sort=-value-quantity',
          '_sort=subject',
          '_sort=-_lastUpdated,status',
        ),
        fc.constantFrom('', 'code=fib4', 'date=ge2018', 'value-quantity=lt5', 'code:not=fib4&date=lt2022-06'),
        async (count, sort, filter) => {
          const text = [filter, sort].filter((part) => part !== '').join('&');
          const whole = matchIds(await ask(`${text}&_count=1000`));
          const seen: unknown[] = [];
          let next: string | undefined = `?${text}&_count=${count}`;
          while (next !== undefined) {
            const bundle: Bundle = await ask(next.slice(next.indexOf('?') + 1), 'strict');
            seen.push(...matchIds(bundle));
            expect(bundle.total).toBe(whole.length);
            next = link(bundle, 'next');
          }
          expect(seen).toEqual(whole);
        },
      ),
      { numRuns: 60 },
    );
  });
});
