import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { indexEntryOf } from '../../../fhir-resources/search/index-entry.ts';
import { matches } from '../../../fhir-resources/search/match.ts';
import type { SilentEntry } from '../../../src/core/models/compare-silent.ts';
import type { CardFeedback } from '../../../src/ports/feedback.ts';
import type { Criterion, ResultQuery, Store, StoredDocument } from '../../../src/ports/results.ts';
import { sampleFindings, samplePicture, sampleVolume } from '../../support/sample-findings.ts';
import { sampleObservation } from '../../support/sample-observations.ts';

let counter = 0;
/** Every test has a patient of its own, so that all can share one opened store. */
const newPatient = (): string => `patient-${process.pid}-${counter++}`;

const observation = (id: string, patient: string, more: Record<string, unknown> = {}): StoredDocument => ({
  resourceType: 'Observation',
  id,
  status: 'final',
  code: { coding: [{ system: 'http://loinc.org', code: '1742-6' }] },
  subject: { reference: `Patient/${patient}` },
  effectiveDateTime: '2024-03-05',
  ...more,
});

const ofPatient = (patient: string): Criterion => ({
  kind: 'reference',
  parameter: 'patient',
  any: [`Patient/${patient}`],
});

const query = (patient: string, more: Partial<ResultQuery> = {}): ResultQuery => ({
  resourceType: 'Observation',
  sort: [],
  count: 50,
  total: 'accurate',
  ...more,
  criteria: [ofPatient(patient), ...(more.criteria ?? [])],
});

const ids = (documents: readonly StoredDocument[]): string[] => documents.map((document) => document.id);

/** The behaviour every back end has. `open` gives a fresh, empty store. */
export function storeSuite(name: string, open: () => Promise<Store>): void {
  describe(name, () => {
    let store: Store;
    beforeAll(async () => {
      store = await open();
    }, 120_000);
    afterAll(() => store?.close());

    it('answers a saved document with version 1 and the time of storage', async () => {
      const patient = newPatient();
      const before = Date.now();
      expect(await store.results.save([observation(`${patient}-a`, patient)])).toEqual({ written: 1, unchanged: 0 });
      const read = await store.results.read('Observation', `${patient}-a`);
      expect(read?.meta?.versionId).toBe('1');
      expect(Math.abs(Date.parse(read?.meta?.lastUpdated ?? '') - before)).toBeLessThan(60_000);
      expect(read?.subject).toEqual({ reference: `Patient/${patient}` });
      expect(await store.results.read('Observation', `${patient}-none`)).toBeUndefined();
    });

    it('leaves an unchanged document as it is, whatever the order of members and the meta given', async () => {
      const patient = newPatient();
      const first = observation(`${patient}-a`, patient);
      await store.results.save([first]);
      const stored = await store.results.read('Observation', `${patient}-a`);
      const reordered = Object.fromEntries(Object.entries(first).reverse()) as StoredDocument;
      expect(await store.results.save([{ ...reordered, meta: { versionId: '9', lastUpdated: '2001-01-01' } }])).toEqual(
        {
          written: 0,
          unchanged: 1,
        },
      );
      expect(await store.results.read('Observation', `${patient}-a`)).toEqual(stored);
    });

    it('raises the version of a changed document and moves lastUpdated forward', async () => {
      const patient = newPatient();
      await store.results.save([observation(`${patient}-a`, patient)]);
      const before = await store.results.read('Observation', `${patient}-a`);
      await store.results.save([observation(`${patient}-a`, patient, { status: 'amended' })]);
      const after = await store.results.read('Observation', `${patient}-a`);
      expect(after?.meta?.versionId).toBe('2');
      expect(Date.parse(after?.meta?.lastUpdated ?? '')).toBeGreaterThan(Date.parse(before?.meta?.lastUpdated ?? ''));
      await store.results.save([observation(`${patient}-a`, patient)]);
      expect((await store.results.read('Observation', `${patient}-a`))?.meta?.versionId).toBe('3');
      expect((await store.results.read('Observation', `${patient}-a`))?.status).toBe('final');
    });

    it('keeps a change of a security label or tag', async () => {
      const patient = newPatient();
      await store.results.save([observation(`${patient}-a`, patient)]);
      const tag = [{ system: 'urn:test', code: patient }];
      await store.results.save([{ ...observation(`${patient}-a`, patient), meta: { tag } }]);
      const found = await store.results.search(
        query(patient, { criteria: [{ kind: 'token', parameter: '_tag', any: [{ code: patient }] }] }),
      );
      expect(found.documents[0]?.meta).toMatchObject({ tag, versionId: '2' });
    });

    it('keeps text of any kind: NUL, quotes, braces, long and non-Latin values', async () => {
      const patient = newPatient();
      const odd = `a\0b"c\\d{e},f'g 😀 ${'x'.repeat(5_000)}`;
      await store.results.save([
        observation(`${patient}-a`, patient, { identifier: [{ system: odd, value: odd }], note: [{ text: odd }] }),
      ]);
      const found = await store.results.search(
        query(patient, { criteria: [{ kind: 'token', parameter: 'identifier', any: [{ system: odd, code: odd }] }] }),
      );
      expect(found.documents[0]?.note).toEqual([{ text: odd }]);
    });

    it('refuses a document without a valid type or id, and stores nothing of that call', async () => {
      const patient = newPatient();
      const bad = observation('not an id', patient);
      await expect(store.results.save([observation(`${patient}-a`, patient), bad])).rejects.toMatchObject({
        kind: 'invalid-input',
      });
      expect((await store.results.search(query(patient))).total).toBe(0);
    });

    it('resolves many saves at once, each with its own report', async () => {
      const patient = newPatient();
      const reports = await Promise.all(
        Array.from({ length: 40 }, (_, n) =>
          store.results.save([observation(`${patient}-${n}`, patient), observation(`${patient}-same`, patient)]),
        ),
      );
      expect(reports.reduce((sum, report) => sum + report.written, 0)).toBe(41);
      expect(reports.every((report) => report.written + report.unchanged === 2)).toBe(true);
      expect((await store.results.search(query(patient))).total).toBe(41);
    });

    it('lets the last of several saves of one document stand', async () => {
      const patient = newPatient();
      const statuses = ['registered', 'preliminary', 'final', 'amended', 'final', 'corrected', 'final'];
      await Promise.all(
        statuses.map((status) => store.results.save([observation(`${patient}-a`, patient, { status })])),
      );
      expect((await store.results.read('Observation', `${patient}-a`))?.status).toBe('final');
    });

    it('finds by token with system, without, by system alone, without system, and by exclusion', async () => {
      const patient = newPatient();
      await store.results.save([
        observation(`${patient}-a`, patient),
        observation(`${patient}-b`, patient, {
          code: { coding: [{ code: '1742-6' }, { system: 'urn:x', code: 'y' }] },
        }),
        observation(`${patient}-c`, patient, { code: { text: 'no coding' } }),
      ]);
      const search = async (any: readonly object[], more: object = {}) =>
        ids(
          (
            await store.results.search(
              query(patient, {
                criteria: [{ kind: 'token', parameter: 'code', any, ...more }],
                sort: [{ parameter: '_id', descending: false }],
              }),
            )
          ).documents,
        ).map((id) => id.at(-1));
      expect(await search([{ system: 'http://loinc.org', code: '1742-6' }])).toEqual(['a']);
      expect(await search([{ code: '1742-6' }])).toEqual(['a', 'b']);
      expect(await search([{ system: 'urn:x' }])).toEqual(['b']);
      expect(await search([{ system: '', code: '1742-6' }])).toEqual(['b']);
      expect(await search([{ system: 'http://loinc.org', code: '1742-6' }, { code: 'y' }])).toEqual(['a', 'b']);
      expect(await search([{ code: '1742-6' }], { not: true })).toEqual(['c']);
    });

    it('finds a subject by relative and by absolute reference', async () => {
      const patient = newPatient();
      const absolute = `https://ehr.example/fhir/Patient/${patient}`;
      await store.results.save([observation(`${patient}-a`, patient, { subject: { reference: absolute } })]);
      for (const value of [`Patient/${patient}`, absolute]) {
        const page = await store.results.search({
          ...query(patient),
          criteria: [{ kind: 'reference', parameter: 'subject', any: [value] }],
        });
        expect(ids(page.documents)).toEqual([`${patient}-a`]);
      }
      const other = await store.results.search({
        ...query(patient),
        criteria: [{ kind: 'reference', parameter: 'subject', any: [`https://other.example/fhir/Patient/${patient}`] }],
      });
      expect(other.documents).toEqual([]);
    });

    it('sorts by one or several values in either direction, and puts absent values lowest', async () => {
      const patient = newPatient();
      const documents = [
        observation(`${patient}-1`, patient, { effectiveDateTime: '2024-01-01', status: 'final' }),
        observation(`${patient}-2`, patient, { effectiveDateTime: '2023-01-01', status: 'amended' }),
        observation(`${patient}-3`, patient, { effectiveDateTime: undefined, status: 'final' }),
        observation(`${patient}-4`, patient, { effectiveDateTime: '2024-01-01', status: 'amended' }),
      ];
      await store.results.save(documents);
      const sorted = async (...sort: ResultQuery['sort']) =>
        ids((await store.results.search(query(patient, { sort }))).documents).map((id) => id.at(-1));
      expect(await sorted({ parameter: 'date', descending: true })).toEqual(['4', '1', '2', '3']);
      expect(await sorted({ parameter: 'date', descending: false })).toEqual(['3', '2', '1', '4']);
      expect(await sorted({ parameter: 'status', descending: false }, { parameter: 'date', descending: true })).toEqual(
        ['4', '2', '1', '3'],
      );
    });

    it('pages through all matches without loss or repetition, also while others are saved', async () => {
      const patient = newPatient();
      const documents = Array.from({ length: 23 }, (_, n) =>
        observation(`${patient}-${n}`, patient, {
          effectiveDateTime: `2024-01-${String((n % 5) + 1).padStart(2, '0')}`,
        }),
      );
      await store.results.save(documents);
      const sort = [{ parameter: 'date', descending: true }];
      const whole = ids((await store.results.search(query(patient, { sort, count: 100 }))).documents);
      const seen: string[] = [];
      let after: string | undefined;
      do {
        const page = await store.results.search(query(patient, { sort, count: 4, ...(after && { after }) }));
        seen.push(...ids(page.documents));
        after = page.next;
        await store.results.save([
          observation(`${patient}-later-${seen.length}`, patient, { effectiveDateTime: '2025-01-01' }),
        ]);
      } while (after);
      expect(seen).toEqual(whole);
      await expect(
        store.results.search(query(patient, { sort: [{ parameter: 'status', descending: true }], after: 'nonsense' })),
      ).rejects.toMatchObject({ kind: 'invalid-parameter' });
    });

    it('counts without documents when none are asked for', async () => {
      const patient = newPatient();
      await store.results.save([1, 2, 3].map((n) => observation(`${patient}-${n}`, patient)));
      expect(await store.results.search(query(patient, { count: 0 }))).toEqual({ documents: [], total: 3 });
      expect((await store.results.search(query(patient, { total: 'none' }))).total).toBeUndefined();
    });

    it('answers every kind of criterion as the definition of a match says', async () => {
      const patient = newPatient();
      const documents = Array.from({ length: 60 }, (_, n) => ({
        ...sampleObservation(n * 37),
        id: `${patient}-${n}`,
        subject: { reference: `Patient/${patient}` },
        ...(n % 5 === 0 && { effectiveDateTime: undefined, effectivePeriod: { start: '2016-03', end: '2019-11-02' } }),
        ...(n % 7 === 0 && { valueQuantity: { value: 3, comparator: n % 2 ? '<' : '>', unit: 'kPa' } }),
        ...(n % 11 === 0 && { valueQuantity: undefined, valueCodeableConcept: { coding: [{ code: 'F3' }] } }),
        ...(n % 3 === 0 && {
          component: [{ code: { coding: [{ code: 'P-F4' }] }, valueQuantity: { value: n / 60, code: '1' } }],
        }),
      }));
      await store.results.save(documents);
      const year = { low: '2019-01-01T00:00:00.000Z', high: '2020-01-01T00:00:00.000Z' };
      const prefixes = ['eq', 'ne', 'gt', 'lt', 'ge', 'le', 'sa', 'eb', 'ap'] as const;
      const criteria: Criterion[] = [
        ...prefixes.map((prefix): Criterion => ({ kind: 'date', parameter: 'date', any: [{ prefix, ...year }] })),
        ...prefixes.map(
          (prefix): Criterion => ({
            kind: 'quantity',
            parameter: 'value-quantity',
            any: [{ prefix, value: 3, low: 2.5, high: 3.5 }],
          }),
        ),
        {
          kind: 'quantity',
          parameter: 'value-quantity',
          any: [{ prefix: 'lt', value: 5, low: 4.5, high: 5.5, code: 'kPa' }],
        },
        {
          kind: 'quantity',
          parameter: 'value-quantity',
          any: [{ prefix: 'lt', value: 5, low: 4.5, high: 5.5, system: 'http://unitsofmeasure.org', code: '1' }],
        },
        {
          kind: 'quantity',
          parameter: 'combo-value-quantity',
          any: [{ prefix: 'lt', value: 0.5, low: 0.45, high: 0.55 }],
        },
        { kind: 'token', parameter: 'combo-code', any: [{ code: 'P-F4' }] },
        { kind: 'token', parameter: 'combo-code', any: [{ code: 'P-F4' }, { code: 'fib4' }], not: true },
        { kind: 'token', parameter: 'value-concept', any: [{ code: 'F3' }] },
        {
          kind: 'reference',
          parameter: 'derived-from',
          any: ['Observation/p111-ast-6'],
        },
        {
          kind: 'uri',
          parameter: '_profile',
          any: ['https://fibrocast.example/StructureDefinition/score-observation'],
        },
        { kind: 'token', parameter: '_id', any: [{ code: `${patient}-3` }, { code: `${patient}-4` }] },
        ...[
          'date',
          'value-quantity',
          'component-code',
          'subject',
          'encounter',
          '_profile',
          'combo-value-quantity',
        ].flatMap((parameter) => [true, false].map((missing): Criterion => ({ kind: 'missing', parameter, missing }))),
      ];
      const hits: number[] = [];
      for (const criterion of criteria) {
        const page = await store.results.search(query(patient, { criteria: [criterion], count: 100 }));
        const expected = documents.filter((document) =>
          matches(
            { ...indexEntryOf(document), resourceType: 'Observation', id: document.id, lastUpdated: 0 },
            criterion,
          ),
        );
        expect([...ids(page.documents)].sort(), JSON.stringify(criterion)).toEqual(ids(expected).sort());
        expect(page.total).toBe(expected.length);
        hits.push(expected.length);
      }
      // The comparison means something: most criteria tell some documents from others.
      expect(hits.filter((count) => count > 0 && count < 60).length).toBeGreaterThan(20);
    });

    it('finds strings by beginning, part and exactly, without regard to case and accents unless exactly', async () => {
      const id = newPatient();
      await store.results.save([{ resourceType: 'Patient', id, name: [{ family: `Müller-${id}`, given: ['Zoë'] }] }]);
      const search = async (match: 'starts' | 'contains' | 'exact', text: string) =>
        (
          await store.results.search({
            resourceType: 'Patient',
            criteria: [
              { kind: 'string', parameter: 'family', any: [text], match },
              { kind: 'token', parameter: '_id', any: [{ code: id }] },
            ],
            sort: [{ parameter: 'family', descending: false }],
            count: 10,
            total: 'none',
          })
        ).documents.length;
      expect(await search('starts', 'MULLER')).toBe(1);
      expect(await search('starts', 'ller')).toBe(0);
      expect(await search('contains', 'LLER-')).toBe(1);
      expect(await search('exact', `muller-${id}`)).toBe(0);
      expect(await search('exact', `Müller-${id}`)).toBe(1);
    });

    it('streams all matches in the order of storage', async () => {
      const patient = newPatient();
      for (const n of [3, 1, 2]) await store.results.save([observation(`${patient}-${n}`, patient)]);
      const bulk = Array.from({ length: 1_203 }, (_, n) => observation(`${patient}-bulk-${n}`, patient));
      for (let start = 0; start < bulk.length; start += 400) await store.results.save(bulk.slice(start, start + 400));
      const seen: StoredDocument[] = [];
      for await (const document of store.results.stream(query(patient))) seen.push(document);
      expect(new Set(ids(seen)).size).toBe(1_206);
      const times = seen.map((document) => Date.parse(document.meta?.lastUpdated ?? ''));
      expect(times).toEqual([...times].sort((a, b) => a - b));
      expect(ids(seen).slice(0, 3).sort()).toEqual([`${patient}-1`, `${patient}-2`, `${patient}-3`]);
    });

    it('narrows by the time of storage', async () => {
      const patient = newPatient();
      await store.results.save([observation(`${patient}-a`, patient)]);
      const since = (await store.results.read('Observation', `${patient}-a`))?.meta?.lastUpdated ?? '';
      const count = async (prefix: 'ge' | 'lt', instant: string) =>
        (
          await store.results.search(
            query(patient, {
              criteria: [
                {
                  kind: 'date',
                  parameter: '_lastUpdated',
                  any: [{ prefix, low: instant, high: new Date(Date.parse(instant) + 1).toISOString() }],
                },
              ],
            }),
          )
        ).total;
      expect(await count('ge', since)).toBe(1);
      expect(await count('lt', since)).toBe(0);
      expect(await count('lt', '2999-01-01T00:00:00.000Z')).toBe(1);
    });

    it('owes a document until it is acknowledged, and again when it changes', async () => {
      const patient = newPatient();
      const id = `${patient}-a`;
      const mine = async () => (await store.results.owed(1_000)).filter((owed) => owed.document.id === id);
      await store.results.save([observation(id, patient)]);
      expect(await mine()).toEqual([]);
      await store.results.save([observation(id, patient)], { owe: true });
      expect(await mine()).toHaveLength(1);
      await store.results.postpone([{ resourceType: 'Observation', id }], '2999-01-01T00:00:00Z', 'EHR is down');
      expect(await mine()).toEqual([]);
      await store.results.postpone([{ resourceType: 'Observation', id }], '2001-01-01T00:00:00Z', 'EHR is down');
      expect((await mine())[0]).toMatchObject({ attempts: 2, document: { id, meta: { versionId: '1' } } });
      await store.results.acknowledge([{ resourceType: 'Observation', id }]);
      await store.results.save([observation(id, patient)], { owe: true });
      expect(await mine()).toEqual([]);
      await store.results.save([observation(id, patient, { status: 'amended' })], { owe: true });
      expect((await mine())[0]).toMatchObject({ attempts: 0, document: { status: 'amended' } });
    });

    it('does not take the delivery of an old version for that of a new one', async () => {
      const patient = newPatient();
      const id = `${patient}-a`;
      await store.results.save([observation(id, patient)], { owe: true });
      await store.results.save([observation(id, patient, { status: 'amended' })], { owe: true });
      const owed = async () => (await store.results.owed(1_000)).some(({ document }) => document.id === id);
      await store.results.acknowledge([{ resourceType: 'Observation', id, versionId: '1' }]);
      expect(await owed()).toBe(true);
      await store.results.acknowledge([{ resourceType: 'Observation', id, versionId: '2' }]);
      expect(await owed()).toBe(false);
    });

    it('stores the same feedback once, newest first', async () => {
      const item = (card: string, comment?: string): CardFeedback => ({
        serviceId: 'liver-prognosis',
        client: 'https://ehr.example',
        card,
        outcome: comment ? 'overridden' : 'accepted',
        acceptedSuggestions: [],
        ...(comment && { overrideReason: { comment } }),
        outcomeTimestamp: '2026-01-01T00:00:00Z',
      });
      const card = newPatient();
      await store.feedback.record([item(`${card}-1`), item(`${card}-1`)]);
      await store.feedback.record([item(`${card}-1`)]);
      await new Promise((resolve) => setTimeout(resolve, 5));
      await store.feedback.record([item(`${card}-2`, 'done already')]);
      const recent = (await store.feedback.recent(50)).filter((each) => each.card.startsWith(card));
      expect(recent).toEqual([item(`${card}-2`, 'done already'), item(`${card}-1`)]);
      await store.feedback.shown([
        { serviceId: 'liver-prognosis', card: `${card}-1`, indicator: 'warning', at: '2026-01-01T00:00:00Z' },
      ]);
      expect(await store.feedback.recent(1)).toHaveLength(1);
    });

    it('counts cards since an instant, each answered one once, and an acceptance outweighs an override', async () => {
      const card = newPatient();
      const [indicator, other] = [`${card}-warning`, `${card}-info`];
      const at = '2031-01-01T00:00:00.000Z';
      const shown = (name: string, of: string, when = at) => ({
        ...{ serviceId: 'liver-prognosis', card: `${card}-${name}`, indicator: of, at: when },
      });
      await store.feedback.shown([
        shown('a', indicator),
        shown('b', indicator),
        shown('c', indicator),
        shown('d', other),
        shown('old', indicator, '2030-12-31T23:59:59.999Z'),
      ]);
      const item = (name: string, outcome: CardFeedback['outcome'], when: string): CardFeedback => ({
        ...{ serviceId: 'liver-prognosis', client: 'https://ehr.example', card: `${card}-${name}`, outcome },
        ...{ acceptedSuggestions: [], outcomeTimestamp: when },
      });
      await store.feedback.record([
        item('a', 'overridden', '2031-01-01T00:00:01Z'),
        item('a', 'accepted', '2031-01-01T00:00:02Z'),
        item('b', 'overridden', '2031-01-01T00:00:03Z'),
        item('old', 'accepted', '2031-01-01T00:00:04Z'),
        item('never-shown', 'accepted', '2031-01-01T00:00:05Z'),
      ]);
      const counts = (await store.feedback.counts(at)).filter((each) => each.indicator.startsWith(card));
      expect(counts).toEqual([
        { indicator: other, shown: 1, accepted: 0, overridden: 0 },
        { indicator, shown: 3, accepted: 1, overridden: 1 },
      ]);
    });

    it('lets a token id be claimed once until it expires', async () => {
      const key = newPatient();
      const soon = new Date(Date.now() + 60_000).toISOString();
      const claims = await Promise.all(Array.from({ length: 8 }, () => store.replay.claim(key, soon)));
      expect(claims.filter(Boolean)).toHaveLength(1);
      const past = new Date(Date.now() - 1).toISOString();
      expect(await store.replay.claim(`${key}-old`, past)).toBe(true);
      expect(await store.replay.claim(`${key}-old`, soon)).toBe(true);
      expect(await store.replay.claim(`${key}-old`, soon)).toBe(false);
    });

    it('answers the newest analysis of each study of a patient, newest study first', async () => {
      const patient = newPatient();
      const found = (id: string, uid: string, started: string | undefined, analysedAt: string) =>
        sampleFindings({ id: `${patient}-${id}`, patientId: patient, analysedAt, uid: `${patient}.${uid}`, started });
      const first = found('a', '1', '2024-01-05', '2026-01-01T00:00:00Z');
      const again = found('b', '1', '2024-01-05', '2026-01-02T00:00:00Z');
      const later = found('c', '2', '2025-06-01T10:00:00Z', '2026-01-01T00:00:00Z');
      const undated = found('d', '3', undefined, '2026-01-03T00:00:00Z');
      for (const each of [again, undated, first, later]) await store.findings.save(each, new Map());
      await store.findings.save({ ...later, id: `${patient}-x`, fhirServer: 'https://other.example' }, new Map());
      expect(await store.findings.ofPatient('https://ehr.example/fhir', patient)).toEqual([later, again, undated]);
      expect(await store.findings.ofPatient('https://ehr.example/fhir', `${patient}-none`)).toEqual([]);
      expect(await store.findings.read(first.id)).toEqual(first);
      expect(await store.findings.read(`${patient}-none`)).toBeUndefined();
    });

    it('says which studies were analysed with given settings', async () => {
      const patient = newPatient();
      const done = sampleFindings({ id: patient, patientId: patient, uid: `${patient}.1` });
      await store.findings.save(done, new Map());
      const asked = [`${patient}.1`, `${patient}.2`];
      const known = (settings: string, server = done.fhirServer) =>
        store.findings.analysedStudies(server, asked, settings);
      expect(await known(done.settingsVersion)).toEqual(new Set([`${patient}.1`]));
      expect(await known('other')).toEqual(new Set());
      expect(await known(done.settingsVersion, 'https://other.example')).toEqual(new Set());
    });

    it('replaces findings and their pictures, byte for byte, and keeps odd text', async () => {
      const patient = newPatient();
      const picture = (name: string) => ({ ...samplePicture, key: `${patient}-${name}` });
      const findings = sampleFindings({ id: patient, patientId: patient, uid: `${patient}.1` });
      const odd = { ...findings, warnings: ['a\0b "{}" \ud800 Ωμέγα'], pictures: [picture('one'), picture('two')] };
      const bytes = Uint8Array.from({ length: 70_000 }, (_, n) => n % 256);
      await store.findings.save(
        odd,
        new Map([
          [`${patient}-one`, bytes],
          [`${patient}-two`, Uint8Array.of(0, 255)],
          [`${patient}-unnamed`, Uint8Array.of(1)],
        ]),
      );
      expect(await store.findings.picture(`${patient}-one`)).toEqual(bytes);
      expect(await store.findings.picture(`${patient}-unnamed`)).toBeUndefined();
      expect(await store.findings.read(patient)).toEqual(odd);
      const fewer = { ...odd, pictures: [picture('two')] };
      await store.findings.save(fewer, new Map([[`${patient}-two`, Uint8Array.of(7)]]));
      expect(await store.findings.picture(`${patient}-one`)).toBeUndefined();
      expect(await store.findings.picture(`${patient}-two`)).toEqual(Uint8Array.of(7));
      expect(await store.findings.ofPatient(odd.fhirServer, patient)).toEqual([fewer]);
    });

    it('keeps volumes beside the pictures, replaces them, and takes neither for the other', async () => {
      const patient = newPatient();
      const findings = sampleFindings({ id: patient, patientId: patient, uid: `${patient}.1` });
      const volume = { ...sampleVolume, key: `${patient}-series` };
      const large = Uint8Array.from({ length: 3_000_000 }, (_, n) => (n * 7919) % 251);
      const with1 = { ...findings, volumes: [volume] };
      await store.findings.save(with1, new Map([[volume.key, large]]));
      expect(Buffer.compare(Buffer.from((await store.findings.volume(volume.key)) ?? []), Buffer.from(large))).toBe(0);
      expect(await store.findings.picture(volume.key)).toBeUndefined();
      expect(await store.findings.read(patient)).toEqual(with1);
      await store.findings.save(findings, new Map());
      expect(await store.findings.volume(volume.key)).toBeUndefined();
    });

    it('keeps what silent models said once a day and patient, newest first, beyond the reach of searches', async () => {
      const patient = newPatient();
      const entry = (patientId: string, asOf: string, probability: number): SilentEntry => ({
        model: `${patient}@1.0.0`,
        fhirServer: 'https://ehr.example/fhir',
        patientId,
        asOf,
        said: [{ model: `${patient}@1.0.0`, state: 'silent', role: 'prognosis', about: 'death', probability }],
        beside: [],
      });
      const morning = entry(patient, '2026-01-01T08:00:00Z', 0.1);
      const other = entry(`${patient}-b`, '2026-01-01T09:00:00Z', 0.2);
      const evening = entry(patient, '2026-01-01T20:00:00Z', 0.3);
      const later = entry(patient, '2026-01-02T08:00:00Z', 0.4);
      await store.silent.keep([morning, other]);
      expect(await store.silent.entries(morning.model, 10)).toEqual([other, morning]);
      await store.silent.keep([evening]);
      await store.silent.keep([later]);
      expect(await store.silent.entries(morning.model, 10)).toEqual([later, evening, other]);
      expect(await store.silent.entries(morning.model, 1)).toEqual([later]);
      expect(await store.silent.entries('none@1.0.0', 10)).toEqual([]);
      for (const resourceType of ['Observation', 'RiskAssessment', 'DiagnosticReport'])
        expect((await store.results.search({ ...query(patient), resourceType })).documents).toEqual([]);
    });

    it('keeps a bookmark', async () => {
      const name = newPatient();
      expect(await store.findings.bookmark(name)).toBeUndefined();
      await store.findings.setBookmark(name, '2026-01-01T00:00:00Z');
      await store.findings.setBookmark(name, '2026-01-02T00:00:00Z');
      expect(await store.findings.bookmark(name)).toBe('2026-01-02T00:00:00Z');
    });

    it('answers a ping', async () => {
      await expect(store.results.ping()).resolves.toBeUndefined();
    });
  });
}
