import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import embedded from '../../../src/adapters/results/embedded.ts';
import memory from '../../../src/adapters/results/memory.ts';
import postgresql from '../../../src/adapters/results/postgresql.ts';
import type { WorklistMark } from '../../../src/core/worklist/marks.ts';
import type { WorklistRow } from '../../../src/core/worklist/worklist.ts';
import type { Store } from '../../../src/ports/results.ts';
import { findPostgres } from '../../support/postgresql.ts';
import { silentLog } from '../../support/silent-log.ts';

const server = await findPostgres();
afterAll(() => server?.stop());

const fhirServer = 'https://ehr.example/fhir';
const today = '2026-05-10';
const row = (patientId: string, over: Partial<WorklistRow> = {}): WorklistRow => ({
  fhirServer,
  patientId,
  assessmentId: `a-${patientId}`,
  seenAt: '2026-05-01T10:00:00.000Z',
  etiology: 'masld',
  state: 'indeterminate',
  level: 'indeterminate',
  because: 'FIB-4 between the cut-offs',
  gaps: [],
  ...over,
});
const risk = (probability: number): WorklistRow['risk'] => ({
  ...{ outcome: 'ascites', title: 'Ascites', horizonYears: 3, probability },
  ...{ by: 'm@1', evidence: 'research' },
});

const kinds = [
  ['memory', true],
  ['embedded', true],
  ['postgresql (needs FIBROCAST_TEST_POSTGRES_URL or an installed PostgreSQL)', server !== undefined],
] as const;
describe.each(kinds)('the worklist, %s', (kind, isThere) => {
  if (!isThere) {
    it.skip('is not installed here', () => undefined);
    return;
  }
  let folder: string;
  let store: Store;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'fibrocast-worklist-'));
    store = await (kind === 'memory'
      ? memory.open({ log: silentLog })
      : kind === 'embedded'
        ? embedded.open({ dataDir: folder, log: silentLog })
        : postgresql.open({ url: (await server?.newDatabase()) ?? '', log: silentLog }));
    for (const each of [
      row('low', { level: 'low', state: 'no-advanced-fibrosis', gaps: [{ kind: 'data', what: 'AST' }] }),
      row('high-a', { level: 'high', state: 'cACLD', risk: risk(0.2) }),
      row('high-b', { level: 'high', state: 'cACLD', etiology: 'hbv', risk: risk(0.4) }),
      row('decompensated', {
        ...{ level: 'decompensated', state: 'dACLD' },
        gaps: [{ kind: 'surveillance', what: 'HCC surveillance', overdue: true }],
      }),
      row('elsewhere', { fhirServer: 'https://other.example/fhir', level: 'decompensated' }),
    ])
      await store.worklist.note(each);
  });
  afterAll(async () => {
    await store?.close();
    await rm(folder, { recursive: true, force: true });
  });
  const ids = async (query: Partial<Parameters<Store['worklist']['query']>[0]> = {}) =>
    (await store.worklist.query({ fhirServer, sort: 'risk', today, count: 50, ...query })).rows.map(
      ({ patientId }) => patientId,
    );

  it('counts the patients of one EHR by level, since an instant', async () => {
    expect(await store.worklist.patientsByLevel(fhirServer, '2026-05-01T10:00:00.000Z')).toEqual([
      { level: 'decompensated', patients: 1 },
      { level: 'high', patients: 2 },
      { level: 'low', patients: 1 },
    ]);
    expect(await store.worklist.patientsByLevel(fhirServer, '2026-05-01T10:00:00.001Z')).toEqual([]);
  });
  it('sorts by level, then risk, of one EHR only', async () => {
    expect(await ids()).toEqual(['decompensated', 'high-b', 'high-a', 'low']);
  });
  it('puts overdue surveillance before missing values', async () => {
    expect(await ids({ sort: 'gaps' })).toEqual(['decompensated', 'low', 'high-a', 'high-b']);
  });
  it('filters by level, cause, gap and patient, all together', async () => {
    expect(await ids({ levels: ['high'] })).toEqual(['high-b', 'high-a']);
    expect(await ids({ levels: ['high'], etiologies: ['masld'] })).toEqual(['high-a']);
    expect(await ids({ gaps: ['data'] })).toEqual(['low']);
    expect(await ids({ patientIds: ['low', 'high-b'] })).toEqual(['high-b', 'low']);
    expect(await ids({ patientIds: [] })).toEqual([]);
    expect(await ids({ states: ['dACLD'] })).toEqual(['decompensated']);
  });
  it('goes on where a page ended, with the total of all', async () => {
    const first = await store.worklist.query({ fhirServer, sort: 'risk', today, count: 3 });
    expect([first.rows.length, first.total]).toEqual([3, 4]);
    const second = await store.worklist.query({ fhirServer, sort: 'risk', today, count: 3, after: first.next ?? '' });
    expect(second.rows.map(({ patientId }) => patientId)).toEqual(['low']);
    expect(second.next).toBeUndefined();
  });
  it('jumps over rows, from the top and from a cursor', async () => {
    expect(await ids({ skip: 2, count: 1 })).toEqual(['high-a']);
    expect(await ids({ skip: 3, count: 1 })).toEqual(['low']);
    expect(await ids({ skip: 3, count: 10 })).toEqual(['low']);
    const third = await store.worklist.query({ fhirServer, sort: 'gaps', today, skip: 2, count: 1 });
    expect(third.rows.map(({ patientId }) => patientId)).toEqual(['high-a']);
    expect(await ids({ sort: 'gaps', after: third.next ?? '' })).toEqual(['high-b']);
    const { next = '' } = await store.worklist.query({ fhirServer, sort: 'risk', today, count: 1 });
    expect(await ids({ after: next, skip: 1, count: 5 })).toEqual(['high-a', 'low']);
    expect(await ids({ skip: 50 })).toEqual([]);
  });
  it('jumps to the same rows as a walk finds, in every order', async () => {
    for (const sort of ['risk', 'change', 'gaps', 'seen'] as const) {
      const all = await ids({ sort });
      for (let skip = 0; skip <= all.length; skip++)
        for (const count of [1, 2, 3])
          expect([sort, skip, count, await ids({ sort, skip, count })]).toEqual([
            ...[sort, skip, count],
            all.slice(skip, skip + count),
          ]);
    }
  });
  it('counts what each filter would leave', async () => {
    const counts = await store.worklist.counts({ fhirServer, today });
    expect(counts.levels).toEqual({ decompensated: 1, high: 2, indeterminate: 0, low: 1, 'not-assessable': 0 });
    expect(counts.gaps).toEqual({ surveillance: 1, imaging: 0, data: 1 });
    expect(counts.changed).toEqual({ worse: 0, better: 0, other: 0 });
  });
  it('refuses a cursor that is none', async () => {
    await expect(async () =>
      store.worklist.query({ fhirServer, sort: 'risk', today, count: 3, after: 'x' }),
    ).rejects.toThrow(/cursor/);
  });
  it('remembers from which level a patient came until the level moves again, and ignores what is older', async () => {
    const about = { fhirServer, sort: 'change', today, count: 10, patientIds: ['moving'] } as const;
    const change = async () => (await store.worklist.query(about)).rows[0]?.change;
    await store.worklist.note(row('moving', { level: 'low' }));
    expect(await change()).toBeUndefined();
    const later = '2026-06-01T10:00:00.000Z';
    await store.worklist.note(row('moving', { level: 'high', seenAt: later }));
    expect(await change()).toEqual({ direction: 'worse', from: 'low', at: later });
    await store.worklist.note(row('moving', { level: 'high', seenAt: '2026-07-01T10:00:00.000Z' }));
    expect(await change()).toEqual({ direction: 'worse', from: 'low', at: later });
    await store.worklist.note(row('moving', { level: 'low', seenAt: '2026-01-01T10:00:00.000Z' }));
    expect((await store.worklist.query(about)).rows[0]?.level).toBe('high');
    expect(await ids({ changed: ['worse'] })).toEqual(['moving']);
  });

  describe('marks', () => {
    const by = 'Practitioner/dr-a';
    const at = '2026-05-10T09:00:00.000Z';
    const reviewed: WorklistMark = { kind: 'reviewed', by, at, note: 'Ultrasound is booked.' };
    const snoozed: WorklistMark = { kind: 'snoozed', by, at, until: '2026-08-01' };
    const about = (...patientIds: string[]) => ({ fhirServer, patientIds });
    const markOf = async (patientId: string) =>
      (await store.worklist.query({ fhirServer, sort: 'risk', today, count: 1, patientIds: [patientId] })).rows[0]
        ?.mark;
    const overdue = [{ kind: 'surveillance', what: 'HCC surveillance', overdue: true }] as const;

    beforeAll(async () => {
      for (const id of ['m1', 'm2', 'm3']) await store.worklist.note(row(id, { level: 'high', etiology: 'pbc' }));
    });

    it('take patients out of the open ones, and are counted apart', async () => {
      const only = { etiologies: ['pbc'] } as const;
      expect(await store.worklist.mark(about('m1'), reviewed)).toEqual(['m1']);
      await store.worklist.mark(about('m2'), snoozed);
      expect(await ids({ ...only, marks: ['open'] })).toEqual(['m3']);
      expect(await ids({ ...only, marks: ['reviewed'] })).toEqual(['m1']);
      expect(await ids({ ...only, marks: ['snoozed'] })).toEqual(['m2']);
      expect(await ids({ ...only, marks: ['open', 'reviewed', 'snoozed'] })).toEqual(['m1', 'm2', 'm3']);
      expect(await ids({ ...only, marks: [] })).toEqual([]);
      expect(await markOf('m1')).toEqual(reviewed);
      expect((await store.worklist.counts({ fhirServer, today, marks: ['reviewed'] })).levels.high).toBe(1);
    });
    it('are open again on the day of the reminder, and keep saying why', async () => {
      const open = (day: string) => ids({ etiologies: ['pbc'], marks: ['open'], today: day });
      expect(await open('2026-07-31')).toEqual(['m3']);
      expect(await open('2026-08-01')).toEqual(['m2', 'm3']);
      expect(await markOf('m2')).toEqual(snoozed);
    });
    it('are taken back, and put only on patients of the list', async () => {
      expect(await store.worklist.mark(about('m1', 'nobody', 'elsewhere'), undefined)).toEqual(['m1']);
      expect(await markOf('m1')).toBeUndefined();
    });
    it('stay while nothing gets worse, and end when the level rises', async () => {
      await store.worklist.mark(about('m1', 'm2'), reviewed);
      await store.worklist.note(row('m1', { level: 'low', etiology: 'pbc', seenAt: '2026-06-01T10:00:00.000Z' }));
      expect(await markOf('m1')).toEqual(reviewed);
      await store.worklist.note(row('m1', { level: 'high', etiology: 'pbc', seenAt: '2026-06-02T10:00:00.000Z' }));
      expect(await markOf('m1')).toBeUndefined();
    });
    it('end when an examination has become overdue since', async () => {
      await store.worklist.mark(about('m2'), reviewed);
      const later = (day: string) =>
        row('m2', { level: 'high', etiology: 'pbc', seenAt: `2026-06-${day}T10:00:00.000Z`, gaps: overdue });
      await store.worklist.note(later('01'));
      expect(await markOf('m2')).toBeUndefined();
      await store.worklist.mark(about('m2'), reviewed);
      await store.worklist.note(later('02'));
      expect(await markOf('m2')).toEqual(reviewed);
    });
  });
});
