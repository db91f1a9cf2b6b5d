import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import embedded from '../../src/adapters/results/embedded.ts';
import postgresql from '../../src/adapters/results/postgresql.ts';
import { findPostgres } from '../support/postgresql.ts';
import { silentLog } from '../support/silent-log.ts';
import { type FaultReport, runFaults } from './fault-run.ts';

/** `npm run faults [-- jobs]`: exit 1 when anything was lost or doubled, or not all was done. */
const jobs = Number(process.argv[2] ?? 80);
const load = { jobs, shortestMs: 200, longestMs: 2000, patienceMs: 120_000 + jobs * 4000, random: Math.random };
let passed = true;

function print(store: string, report: FaultReport): void {
  const good = report.lost.length === 0 && report.doubled.length === 0 && report.done === jobs;
  passed &&= good;
  process.stdout.write(
    [
      `${store}: ${good ? 'ok' : 'FAILED'} in ${report.seconds.toFixed(0)} s`,
      `  killed with SIGKILL: service ${report.serviceKills} times, a worker ${report.workerKills} times`,
      `  added ${report.added}, done ${report.done}, lost ${report.lost.length}, doubled ${report.doubled.length}, stored again over the same result ${report.savedAgain}`,
      ...[...report.lost, ...report.doubled].map((key) => `  ${key}`),
      '',
    ].join('\n'),
  );
}

const dataDir = await mkdtemp(join(tmpdir(), 'fibrocast-faults-'));
try {
  const open = () => embedded.open({ dataDir, log: silentLog });
  const kills = { serviceKills: 10, workerKills: 10 };
  print(
    'embedded store',
    await runFaults({ ...load, ...kills, store: 'embedded', where: dataDir, open, processes: 1 }),
  );
} finally {
  await rm(dataDir, { recursive: true, force: true });
}

const server = await findPostgres();
if (server) {
  try {
    const where = await server.newDatabase();
    const open = () => postgresql.open({ url: where, log: silentLog });
    const kills = { serviceKills: 10, workerKills: 10 };
    print(
      'PostgreSQL, two processes',
      await runFaults({ ...load, ...kills, store: 'postgresql', where, open, processes: 2 }),
    );
  } finally {
    await server.stop();
  }
} else process.stdout.write('PostgreSQL: skipped, neither FIBROCAST_TEST_POSTGRES_URL nor an installed PostgreSQL\n');
process.exitCode = passed ? 0 : 1;
