import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { memoryWorklist } from '../../src/adapters/database/memory-worklist.ts';
import { etiologies } from '../../src/core/etiology.ts';
import type { WorklistGap, WorklistRow } from '../../src/core/worklist/worklist.ts';
import { worklistQuery } from '../../src/http/app-pages/worklist-query.ts';
import type { JobRecord } from '../../src/ports/jobs.ts';
import type { WorklistStore } from '../../src/ports/worklist.ts';
import { listening, sendBuilt, sendJson, stopped, underPolicy } from './built-page.ts';

const fhirServer = 'https://ehr.example/fhir';
export const fakeToday = '2026-11-28';

export interface WorklistServer {
  readonly url: string;
  /** Paths with queries of what was asked, and bodies of what was sent. */
  readonly asked: string[];
  readonly sent: unknown[];
  /** Status in place of an answer to everything under /app/api; 0: none. */
  refuse: number;
  namesUnavailable: boolean;
  jobs: {
    readonly counts: Readonly<Record<JobRecord['state'], number>>;
    readonly jobs: readonly Omit<JobRecord, 'key'>[];
  };
  readonly worklist: WorklistStore;
  stop(): Promise<void>;
}

/** The built pages with an interface of made-up patients behind it, on the loopback. @param folder `dist/web` */
export async function serveWorklist(folder: string, rows: readonly WorklistRow[]): Promise<WorklistServer> {
  const worklist = memoryWorklist();
  for (const row of rows) await worklist.note(row);
  const names = new Map(rows.map(({ patientId }, index) => [patientId, madeUpName(index)]));
  const server = createServer((request, response) => void answer(request, response));
  const self: WorklistServer = {
    url: '',
    asked: [],
    sent: [],
    refuse: 0,
    namesUnavailable: false,
    jobs: { counts: { waiting: 0, running: 0, done: 0, failed: 0, dead: 0, cancelled: 0 }, jobs: [] },
    worklist,
    stop: () => stopped(server),
  };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://page');
    underPolicy(response);
    const json = (body: object) => sendJson(response, body);
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const sent = chunks.length > 0 ? (JSON.parse(Buffer.concat(chunks).toString()) as Record<string, unknown>) : {};
    if (pathname.startsWith('/app/api/')) {
      const path = pathname.slice('/app/api/'.length);
      self.asked.push(`${path}${searchParams.size > 0 ? `?${searchParams}` : ''}`);
      if (request.method === 'POST') self.sent.push(sent);
      if (self.refuse > 0) return void response.writeHead(self.refuse).end();
      if (path === 'session')
        return json({ user: 'Practitioner/dr-a', expiresAt: new Date(Date.now() + 3_600_000).toISOString() });
      if (path === 'jobs') return json(self.jobs);
      if (path.startsWith('jobs/')) return void response.writeHead(204).end();
      const about = { fhirServer, today: fakeToday };
      if (path === 'worklist/marks') {
        const given = sent as { patients: string[]; mark: { kind: 'reviewed'; note?: string } | null };
        const mark = given.mark
          ? { ...given.mark, by: 'Practitioner/dr-a', at: `${fakeToday}T10:00:00.000Z` }
          : undefined;
        return json({ marked: await worklist.mark({ ...about, patientIds: given.patients }, mark) });
      }
      if (path === 'worklist/csv') {
        const file = { 'Content-Type': 'text/csv', 'Content-Disposition': 'attachment; filename="worklist.csv"' };
        return void response.writeHead(200, file).end('patient_id\r\np000001\r\n');
      }
      if (!['worklist', 'worklist/search', 'worklist/counts'].includes(path)) return void response.writeHead(404).end();
      const wanted = typeof sent.name === 'string' ? sent.name.toLowerCase() : undefined;
      const patientIds = [...names].flatMap(([id, name]) =>
        wanted !== undefined && name.toLowerCase().includes(wanted) ? [id] : [],
      );
      const query = worklistQuery(searchParams, { ...about, ...(wanted === undefined ? {} : { patientIds }) });
      if (path === 'worklist/counts') return json(await worklist.counts(query));
      const page = await worklist.query(query);
      return json(
        self.namesUnavailable
          ? { ...page, namesUnavailable: true }
          : { ...page, rows: page.rows.map((row) => ({ ...row, name: names.get(row.patientId) })) },
      );
    }
    const file = pathname.replace(/^\/app\//, '').replace(/\/$/, '/index.html');
    return sendBuilt(response, folder, file);
  }

  return Object.assign(self, { url: await listening(server) });
}

const families = [
  'Okafor',
  'Nwosu',
  'Keller',
  'Silva',
  'Tanaka',
  'Haddad',
  'Lindqvist',
  'Moreau',
  'Petrov',
  'Achterberg-van der Linden',
];
const givens = ['Grace', 'Amara', 'Jonas', 'Inês', 'Haruto', 'Layla', 'Astrid', 'Camille', 'Nikolai', 'Wilhelmina'];
export const madeUpName = (index: number): string =>
  `${families[index % families.length]}, ${givens[Math.floor(index / 10) % givens.length]} ${index}`;

/** Patients of every kind; the same number gives the same patient. */
export function madeUpRow(index: number): WorklistRow {
  const pick = <const T>(values: readonly T[], salt = 1): T => values[(index * 7 + salt * 13) % values.length] as T;
  const level = pick([
    'low',
    'low',
    'indeterminate',
    'low',
    'high',
    'indeterminate',
    'low',
    'high',
    'decompensated',
    'not-assessable',
    'low',
  ] as const);
  const f3 = { low: 0.06, indeterminate: 0.44, high: 0.87, decompensated: 0.97, 'not-assessable': 0 }[level];
  const overdue: WorklistGap = {
    kind: 'surveillance',
    what: 'HCC surveillance (ultrasound)',
    overdue: true,
    dueBy: '2026-08-03',
  };
  const gaps: readonly WorklistGap[] = [
    ...(level === 'high' && index % 3 === 0 ? [overdue] : []),
    ...(level === 'decompensated' ? [{ kind: 'surveillance', what: 'Variceal screening (endoscopy)' } as const] : []),
    ...(index % 11 === 0 ? [{ kind: 'imaging', what: 'CT of 2026-05-02' } as const] : []),
    ...(index % 2 === 0 ? [{ kind: 'data', what: 'AST' } as const, { kind: 'data', what: 'platelets' } as const] : []),
  ];
  const state = {
    low: 'no-advanced-fibrosis',
    indeterminate: 'indeterminate',
    high: index % 4 === 0 ? 'advanced-fibrosis' : 'cACLD',
    decompensated: 'dACLD',
    'not-assessable': 'not-assessed',
  } as const;
  const headline = {
    low: { kind: 'stage', range: 'F0-F1', strength: 'likely', words: 'F0–F1 likely' },
    indeterminate: { kind: 'abstention', why: 'indeterminate', words: 'tests do not settle the stage, none is named' },
    high: { kind: 'stage', range: 'F3-F4', strength: 'likely', words: 'F3–F4 likely' },
    decompensated: { kind: 'stage', range: 'F4', strength: 'likely', words: 'F4 likely' },
  } as const;
  const evidence = pick(['established', 'research', 'synthetic'] as const, 2);
  return {
    fhirServer,
    patientId: `p${String(index).padStart(6, '0')}`,
    assessmentId: `a${index}`,
    seenAt: new Date(Date.parse('2026-11-27T18:00:00Z') - index * 3_600_000).toISOString(),
    ...(index % 13 === 0 ? {} : { ageYears: 30 + ((index * 17) % 55), sex: index % 2 === 0 ? 'female' : 'male' }),
    etiology: pick(etiologies, 3),
    state: state[level],
    level,
    because: 'FIB-4 2.9 lies above the rule-in limit',
    ...(level === 'not-assessable' ? {} : { stage: { headline: headline[level], f3OrMore: f3, f4: f3 / 2, evidence } }),
    ...(level === 'high' || level === 'indeterminate'
      ? {
          risk: {
            ...{ outcome: 'decompensation', title: 'Decompensation', horizonYears: pick([1, 3, 5], 4) },
            ...{ probability: ((index * 31) % 400) / 1000 + 0.004, by: 'compensated-events@1.2.0', evidence },
          },
        }
      : {}),
    gaps,
  };
}

/** So many rows; every seventh had another level before. */
export function madeUpRows(count: number): WorklistRow[] {
  const rows = Array.from({ length: count }, (_, index) => madeUpRow(index));
  const before = rows
    .filter((_, index) => index % 7 === 0)
    .map(
      (row): WorklistRow => ({
        ...row,
        level: row.level === 'high' || row.level === 'decompensated' ? 'low' : 'high',
        seenAt: '2020-01-01T08:00:00.000Z',
      }),
    );
  return [...before, ...rows];
}
