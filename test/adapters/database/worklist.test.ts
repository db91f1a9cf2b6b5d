import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import embedded from '../../../src/adapters/results/embedded.ts';
import memory from '../../../src/adapters/results/memory.ts';
import type { WorklistRow } from '../../../src/core/worklist/worklist.ts';
import type { Store } from '../../../src/ports/results.ts';
import { silentLog } from '../../support/silent-log.ts';

const fhirServer = 'https://ehr.example/fhir';
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

describe.each(['memory', 'embedded'])('the worklist, %s', (kind) => {
  let folder: string;
  let store: Store;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'fibrocast-worklist-'));
    store = await (kind === 'memory'
      ? memory.open({ log: silentLog })
      : embedded.open({ dataDir: folder, log: silentLog }));
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
    (await store.worklist.query({ fhirServer, sort: 'risk', count: 50, ...query })).rows.map(
      ({ patientId }) => patientId,
    );

  it('counts the patients of one EHR by level, since an instant', async () => {
    expect(await store.worklist.counts(fhirServer, '2026-05-01T10:00:00.000Z')).toEqual([
      { level: 'decompensated', patients: 1 },
      { level: 'high', patients: 2 },
      { level: 'low', patients: 1 },
    ]);
    expect(await store.worklist.counts(fhirServer, '2026-05-01T10:00:00.001Z')).toEqual([]);
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
    const first = await store.worklist.query({ fhirServer, sort: 'risk', count: 3 });
    expect([first.rows.length, first.total]).toEqual([3, 4]);
    const second = await store.worklist.query({ fhirServer, sort: 'risk', count: 3, after: first.next ?? '' });
    expect(second.rows.map(({ patientId }) => patientId)).toEqual(['low']);
    expect(second.next).toBeUndefined();
  });
  it('refuses a cursor that is none', async () => {
    await expect(async () => store.worklist.query({ fhirServer, sort: 'risk', count: 3, after: 'x' })).rejects.toThrow(
      /cursor/,
    );
  });
  it('remembers from which level a patient came until the level moves again, and ignores what is older', async () => {
    const about = { fhirServer, sort: 'change', count: 10, patientIds: ['moving'] } as const;
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
});
