import { afterAll, describe } from 'vitest';
import postgresql from '../../../src/adapters/results/postgresql.ts';
import { findPostgres } from '../../support/postgresql.ts';
import { silentLog } from '../../support/silent-log.ts';
import { queueSuite } from './queue-suite.ts';

const server = await findPostgres();
afterAll(() => server?.stop());

describe.skipIf(!server)('PostgreSQL (needs FIBROCAST_TEST_POSTGRES_URL or an installed PostgreSQL)', () => {
  queueSuite('the job queue on PostgreSQL', async () =>
    postgresql.open({
      url: await (server?.newDatabase() ?? Promise.reject(new Error('skipped'))),
      log: silentLog,
    }),
  );
});
