import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import type { AuditEvent } from 'fhir/r4.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunningService } from '../../../src/compose.ts';
import type { WorklistCounts, WorklistPage } from '../../../src/ports/worklist.ts';
import { eventOf } from '../../../src/sandbox/ehr/cds-client.ts';
import { type AppBrowser, appBrowser, launchFromChart } from '../../support/app-browser.ts';
import { eventually } from '../../support/eventually.ts';
import { ehrOf, scenarios, searchAll, startFibrocast } from '../../support/hospital.ts';

describe('the worklist of a launch for a user', () => {
  let folder: string;
  let service: RunningService;
  let api: string;
  let browser: AppBrowser;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'fibrocast-worklist-'));
    service = await startFibrocast(folder);
    api = `${service.url}/app/api`;
    const client = ehrOf(service.url);
    for (const scenario of scenarios()) {
      const firing = scenario.fires.find(({ hook }) => hook === 'patient-view');
      if (firing) await client.fire(eventOf(scenario, firing));
    }
    browser = appBrowser(service.url);
    const visit = await browser.open(`${service.url}/app/launch?for=worklist`);
    expect(new URL(visit.url).pathname).toBe('/app/worklist/');
    // Rows are written behind the answers to the hooks.
    await eventually(async () => expect((await list('count=100')).total).toBeGreaterThanOrEqual(20));
  }, 240_000);
  afterAll(async () => {
    await service?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const list = async (query = ''): Promise<WorklistPage> =>
    (await (await browser.get(`${api}/worklist?${query}`)).json()) as WorklistPage;
  const idsOf = ({ rows }: WorklistPage) => rows.map(({ patientId }) => patientId);
  const mark = (body: unknown) => browser.post(`${api}/worklist/marks`, body);

  it('lists every assessed patient by level, with the name that the EHR gives', async () => {
    expect((await list('count=100')).rows[0]).toMatchObject({
      level: 'decompensated',
      name: expect.stringMatching(/, /),
    });
    const overdue = await list('gap=surveillance&sort=gaps');
    expect(overdue.total).toBeGreaterThan(0);
    expect(overdue.rows.every(({ gaps }) => gaps.some(({ kind }) => kind === 'surveillance'))).toBe(true);
  });

  it('jumps to a row by its number, and goes on by the cursor', async () => {
    const all = idsOf(await list('count=100'));
    expect(idsOf(await list('count=3&skip=10'))).toEqual(all.slice(10, 13));
    const first = await list('count=4');
    expect(idsOf(await list(`count=4&after=${first.next}`))).toEqual(all.slice(4, 8));
  });

  it('counts what a filter would leave', async () => {
    const counts = (await (await browser.get(`${api}/worklist/counts`)).json()) as WorklistCounts;
    const { total } = await list();
    expect(Object.values(counts.levels).reduce((sum, count) => sum + count)).toBe(total);
    expect(counts.levels.high).toBe((await list('level=high')).total);
    expect(counts.gaps.surveillance).toBe((await list('gap=surveillance')).total);
  });

  it('searches a name in the body of a request, never in an address', async () => {
    const named = await browser.post(`${api}/worklist/search?count=20`, { name: 'okafor' });
    expect(idsOf((await named.json()) as WorklistPage)).toEqual(['okafor-grace']);
    expect((await browser.post(`${api}/worklist/search`, { name: 'x' })).status).toBe(400);
    expect((await browser.get(`${api}/worklist?q=okafor`)).status).toBe(400);
    const events = await searchAll<AuditEvent>(`${service.url}/fhir/AuditEvent?_count=200`);
    expect(JSON.stringify(events)).not.toContain('"okafor"');
  });

  it('refuses values that it does not know', async () => {
    for (const query of ['level=purple', 'mark=seen', 'skip=-1', 'count=1000', 'after=x', 'sort=name'])
      expect([query, (await browser.get(`${api}/worklist?${query}`)).status]).toEqual([query, 400]);
  });

  it('marks patients for everybody, with who and when, and audits each', async () => {
    const answer = await mark({
      patients: ['okafor-grace', 'nobody-at-all'],
      mark: { kind: 'reviewed', note: ' Ultrasound is booked. ' },
    });
    expect(await answer.json()).toMatchObject({ marked: ['okafor-grace'] });
    const { rows } = await list('mark=reviewed');
    expect(rows).toHaveLength(1);
    expect(rows[0]?.mark).toEqual({
      kind: 'reviewed',
      note: 'Ultrasound is booked.',
      by: 'Practitioner/dr-amara-nwosu',
      at: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
    });
    expect(idsOf(await list('mark=open&count=100'))).not.toContain('okafor-grace');
    const events = await searchAll<AuditEvent>(`${service.url}/fhir/AuditEvent?patient=okafor-grace&_count=200`);
    expect(events.map(({ subtype }) => subtype?.at(-1)?.code)).toContain('worklist-mark');

    await mark({ patients: ['okafor-grace'], mark: { kind: 'snoozed', until: '2030-01-31' } });
    expect((await list('mark=snoozed')).rows[0]?.mark).toMatchObject({ kind: 'snoozed', until: '2030-01-31' });
    await mark({ patients: ['okafor-grace'], mark: null });
    expect(idsOf(await list('mark=open&count=100'))).toContain('okafor-grace');
  });

  it('refuses a mark from another site, of nobody, or with a reminder for a day that has come', async () => {
    const patients = ['okafor-grace'];
    const from = await browser.post(
      `${api}/worklist/marks`,
      { patients, mark: { kind: 'reviewed' } },
      { origin: 'https://evil.example' },
    );
    expect(from.status).toBe(403);
    for (const body of [
      { patients: [], mark: null },
      { patients: ['../x'], mark: null },
      { patients },
      { patients, mark: { kind: 'reviewed', until: '2030-01-01' } },
      { patients, mark: { kind: 'snoozed', until: '2020-01-01' } },
      { patients, mark: { kind: 'snoozed', until: new Date().toISOString().slice(0, 10) } },
      { patients, mark: { kind: 'snoozed', until: '2030-02-31' } },
    ])
      expect([body, (await mark(body)).status]).toEqual([body, 400]);
  });

  it('gives what the filters leave as CSV, with names, and audits it as an export', async () => {
    await mark({ patients: ['okafor-grace'], mark: { kind: 'reviewed', note: '=HYPERLINK("https://evil.example")' } });
    const answer = await browser.post(`${api}/worklist/csv?sort=seen`, {});
    expect(answer.headers.get('content-disposition')).toMatch(/^attachment; filename="worklist-\d{4}-\d\d-\d\d\.csv"$/);
    const text = await answer.text();
    const rows = parse(text, { columns: true, bom: true }) as Record<string, string>[];
    expect(rows).toHaveLength((await list()).total);
    const okafor = rows.find(({ patient_id }) => patient_id === 'okafor-grace');
    expect(okafor).toMatchObject({
      name: expect.stringMatching(/^Okafor, /),
      mark_by: 'Practitioner/dr-amara-nwosu',
      mark_note: '\'=HYPERLINK("https://evil.example")',
    });
    const named = await browser.post(`${api}/worklist/csv?level=${okafor?.level}`, { name: 'okafor' });
    expect(parse(await named.text(), { columns: true, bom: true })).toHaveLength(1);
    await mark({ patients: ['okafor-grace'], mark: null });
    const events = await searchAll<AuditEvent>(`${service.url}/fhir/AuditEvent?_count=200`);
    expect(events.map(({ subtype }) => subtype?.at(-1)?.code)).toContain('export');
  });

  it('is refused to a launch for one patient, marks and CSV too', async () => {
    const another = appBrowser(service.url);
    await launchFromChart(another, service.url, { patient: 'okafor-grace' });
    expect((await another.get(`${api}/worklist`)).status).toBe(403);
    expect((await another.get(`${api}/worklist/counts`)).status).toBe(403);
    expect((await another.post(`${api}/worklist/csv`, {})).status).toBe(403);
    expect((await another.post(`${api}/worklist/marks`, { patients: ['okafor-grace'], mark: null })).status).toBe(403);
  });
});
