import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import embedded from '../../src/adapters/results/embedded.ts';
import postgresql from '../../src/adapters/results/postgresql.ts';
import { findPostgres } from '../support/postgresql.ts';
import { silentLog } from '../support/silent-log.ts';
import { runFaults } from './fault-run.ts';

const root = await mkdtemp(join(tmpdir(), 'fibrocast-faults-'));
const server = await findPostgres();
afterAll(async () => {
  await rm(root, { recursive: true, force: true });
  await server?.stop();
});
const load = {
  jobs: 24,
  shortestMs: 100,
  longestMs: 800,
  serviceKills: 1,
  workerKills: 1,
  patienceMs: 280_000,
  random: Math.random,
};

describe('kill -9 at random moments', () => {
  it('loses and doubles nothing on the embedded store', async () => {
    const open = () => embedded.open({ dataDir: root, log: silentLog });
    const report = await runFaults({ ...load, store: 'embedded', where: root, open, processes: 1 });
    expect(report).toMatchObject({ added: 24, done: 24, lost: [], doubled: [] });
    expect(report.serviceKills + report.workerKills).toBeGreaterThan(0);
  }, 300_000);

  it.skipIf(!server)(
    'loses and doubles nothing with two processes on PostgreSQL (needs one)',
    async () => {
      const where = (await server?.newDatabase()) ?? '';
      const open = () => postgresql.open({ url: where, log: silentLog });
      const report = await runFaults({ ...load, store: 'postgresql', where, open, processes: 2 });
      expect(report).toMatchObject({ added: 24, done: 24, lost: [], doubled: [] });
      expect(report.serviceKills + report.workerKills).toBeGreaterThan(0);
    },
    300_000,
  );
});
