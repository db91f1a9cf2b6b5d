import { afterAll, describe, expect, it } from 'vitest';
import { pgBossQueue } from '../../../src/adapters/jobs/pg-boss-queue.ts';
import postgresql from '../../../src/adapters/results/postgresql.ts';
import { eventually } from '../../support/eventually.ts';
import { findPostgres } from '../../support/postgresql.ts';
import { silentLog } from '../../support/silent-log.ts';
import { queueSuite } from './queue-suite.ts';

const server = await findPostgres();
afterAll(() => server?.stop());

describe.skipIf(!server)('PostgreSQL (needs FIBROCAST_TEST_POSTGRES_URL or an installed PostgreSQL)', () => {
  const newDatabase = (): Promise<string> => server?.newDatabase() ?? Promise.reject(new Error('skipped'));

  it('makes its tables once when several processes start together, and runs each job once between them', async () => {
    const url = await newDatabase();
    const stores = await Promise.all(Array.from({ length: 5 }, () => postgresql.open({ url, log: silentLog })));
    const queues = stores.flatMap(({ sql }) => (sql ? [pgBossQueue(sql, { log: silentLog, pollMs: 50 })] : []));
    const runs: string[] = [];
    await Promise.all(
      queues.map((queue) => queue.work('together', { concurrency: 1 }, async ({ key }) => void runs.push(key))),
    );
    const keys = Array.from({ length: 40 }, (_, n) => `job-${n}`);
    const added = await Promise.all(
      queues.flatMap((queue) => keys.map((key) => queue.add({ kind: 'together', key, payload: {} }))),
    );
    expect(added.filter((id) => id !== undefined)).toHaveLength(40);
    await eventually(async () => expect((await queues[0]?.counts())?.done).toBe(40));
    expect([...runs].sort()).toEqual([...keys].sort());
    await Promise.all(queues.map((queue) => queue.stop(0)));
    await Promise.all(stores.map((store) => store.close()));
  });

  queueSuite('the job queue on PostgreSQL', async () => postgresql.open({ url: await newDatabase(), log: silentLog }));
});
