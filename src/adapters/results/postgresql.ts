import pg from 'pg';
import { Failure } from '../../core/failure.ts';
import type { StoreBackEnd } from '../../ports/results.ts';
import { openSqlStore } from '../database/open-database.ts';

/** A PostgreSQL database (15 or newer) that any number of processes share. */
export default {
  id: 'postgresql',
  async open({ url, log }) {
    if (!url) throw new Failure('invalid-configuration', 'DATABASE_URL is needed for the PostgreSQL store.');
    const pool = new pg.Pool({
      connectionString: url,
      max: 10,
      application_name: 'fibrocast',
      connectionTimeoutMillis: 5_000,
      // A search that takes longer than a minute is ended by the server; nobody waits for it any more.
      statement_timeout: 60_000,
    });
    // Without a listener an idle connection that breaks would end the process; the pool replaces it by itself.
    pool.on('error', () => log.warn({}, 'A connection to the result store broke; a new one is made when needed.'));
    return openSqlStore(pool, { trustMs: 30_000 });
  },
} satisfies StoreBackEnd;
