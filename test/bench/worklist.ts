import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import embedded from '../../src/adapters/results/embedded.ts';
import type { WorklistQuery } from '../../src/ports/worklist.ts';
import { silentLog } from '../support/silent-log.ts';
import { madeUpRow } from '../support/worklist-server.ts';
import { type BenchRow, quantile, round } from './row.ts';

const patients = 50_000;
const pageRows = 50;
const repeats = 20;
const today = '2026-11-28';

/**
 * Pages of the worklist with 50,000 patients in the embedded store, HTTP and names not included, against a plain `select … limit` of as
 * many rows in the same run. A sample of a thousand patients is noted one by one, as assessments do; the rest are copies made in SQL.
 */
export async function benchWorklist(): Promise<readonly BenchRow[]> {
  const dataDir = await mkdtemp(join(tmpdir(), 'fibrocast-bench-'));
  const store = await embedded.open({ dataDir, log: silentLog });
  try {
    const { worklist, sql } = store;
    if (!sql) throw new Error('the embedded store has no SQL');
    const sample = 1000;
    const started = performance.now();
    for (let index = 0; index < sample; index++) await worklist.note(madeUpRow(index));
    const noteMs = (performance.now() - started) / sample;
    const [shape] = (
      await sql.query(
        `select string_agg(quote_ident(column_name), ', ') as names from information_schema.columns
         where table_name = 'worklist' and column_name <> 'patient_id'`,
      )
    ).rows as { names: string }[];
    await sql.query(
      `insert into worklist (patient_id, ${shape?.names})
       select patient_id || '-' || n, ${shape?.names} from worklist, generate_series(2, ${patients / sample}) n`,
    );

    // As the embedded store does by itself after so many writes.
    await sql.query('analyze worklist');

    const about = { fhirServer: madeUpRow(0).fhirServer, today, count: pageRows } as const;
    const { next = '' } = await worklist.query({ ...about, sort: 'risk' });
    const pages: Readonly<Record<string, Partial<WorklistQuery>>> = {
      'by risk, first': {},
      'by risk, second': { after: next },
      'by risk, jump to the middle': { skip: patients / 2 },
      'by risk, jump to the end': { skip: patients - pageRows },
      'by gaps, high and open': { sort: 'gaps', levels: ['high'], marks: ['open'] },
      'by change, surveillance due': { sort: 'change', gaps: ['surveillance'] },
    };
    const rows: BenchRow[] = [];
    const add = async (name: string, work: () => Promise<{ readonly total?: number }>) => {
      const times: number[] = [];
      let total: number | undefined;
      for (let n = 0; n < repeats; n++) {
        const from = performance.now();
        total = (await work()).total;
        times.push(performance.now() - from);
      }
      times.sort((a, b) => a - b);
      rows.push({
        name: `worklist ${patients}: ${name}`,
        metrics: {
          'p50 ms': round(quantile(times, 0.5), 2),
          'p95 ms': round(quantile(times, 0.95), 2),
          ...(total === undefined ? {} : { total }),
        },
      });
    };
    for (const [name, query] of Object.entries(pages))
      await add(name, () => worklist.query({ ...about, sort: 'risk', ...query }));
    await add('counts of every filter', async () => {
      await worklist.counts({ ...about, marks: ['open'] });
      return {};
    });
    await add(`peer: select body … limit ${pageRows}`, async () => {
      await sql.query(`select body from worklist limit ${pageRows}`);
      return {};
    });
    rows.push({ name: `worklist: an assessment noted`, metrics: { 'ms each': round(noteMs, 2) } });
    return rows;
  } finally {
    await store.close();
    await rm(dataDir, { recursive: true, force: true });
  }
}
