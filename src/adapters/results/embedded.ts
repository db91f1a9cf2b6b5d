import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { PglitePgConnection } from '@electric-sql/pglite/node-postgres';
import { sql } from 'kysely';
import pg from 'pg';
import { Failure } from '../../core/failure.ts';
import type { Store, StoreBackEnd } from '../../ports/results.ts';
import { lockDirectory } from '../database/directory-lock.ts';
import { namedWherePlanIsKept } from '../database/kept-plan.ts';
import { memoryReplayGuard } from '../database/memory-records.ts';
import { fileModelHistory } from '../database/model-history.ts';
import { openSqlStore } from '../database/open-database.ts';

/**
 * PostgreSQL inside this process (PGlite), in the folder DATA_DIR. What was answered survives `kill -9`; it may not
 * survive a power cut, because PGlite never forces its writes to the disk: use PostgreSQL where that matters.
 */
export default {
  id: 'embedded',
  async open({ dataDir, log }) {
    if (!dataDir) throw new Failure('invalid-configuration', 'DATA_DIR is needed for the embedded store.');
    try {
      await mkdir(dataDir, { recursive: true });
    } catch (cause) {
      throw new Failure('store-unavailable', 'The folder that DATA_DIR names cannot be made or written to.', { cause });
    }
    const lock = await lockDirectory(dataDir);
    let database: PGlite | undefined;
    try {
      database = new PGlite(join(dataDir, 'store'));
      await database.waitReady;
      const opened = database;
      const statistics = freshStatistics();
      const store = await openSqlStore(poolOver(opened), {
        // The lock makes this process the only writer, so its memory of what is stored is never wrong.
        trustMs: Number.POSITIVE_INFINITY,
        replay: memoryReplayGuard(),
        models: fileModelHistory(dataDir),
        onWritten: (db, count) => {
          if (statistics.isDue(count))
            sql`analyze document, worklist`
              .execute(db)
              .catch(() => log.warn({}, 'The statistics of the store were not renewed.'));
        },
      });
      return closingAll(store, opened, lock);
    } catch (cause) {
      await database?.close().catch(() => undefined);
      await lock.release();
      if (cause instanceof Failure) throw cause;
      throw new Failure(
        'store-unavailable',
        'The store in the folder that DATA_DIR names cannot be opened; it may come from another version or be damaged.',
        { cause },
      );
    }
  },
} satisfies StoreBackEnd;

/**
 * node-postgres over PGlite. One connection, because PGlite is one session. Each client makes a connection object of its
 * own: the pool discards a client after a connection error, and its connection with it.
 */
function poolOver(database: PGlite): pg.Pool {
  class EmbeddedClient extends pg.Client {
    readonly #names = new Map<string, string>();
    constructor() {
      const connection = new PglitePgConnection({ pglite: database });
      const config = { connection, user: 'postgres', password: 'none', host: 'localhost', database: 'postgres' };
      super(config as unknown as pg.ClientConfig);
      const ask = this.query.bind(this) as (query: unknown, values: unknown, done: unknown) => unknown;
      this.query = ((query: unknown, values: unknown, done: unknown) =>
        ask(namedWherePlanIsKept(this.#names, query, values), values, done)) as pg.Client['query'];
    }
  }
  return new pg.Pool({ Client: EmbeddedClient, max: 1, idleTimeoutMillis: 0 } as unknown as pg.PoolConfig);
}

/** PGlite has no autovacuum, so nobody else tells the planner how the table grows: when half as much again was added. */
function freshStatistics(): { isDue(written: number): boolean } {
  let known = 0;
  let added = 0;
  return {
    isDue(written) {
      added += written;
      if (added < Math.max(2_000, known / 2)) return false;
      known += added;
      added = 0;
      return true;
    },
  };
}

function closingAll(store: Store, database: PGlite, lock: { release(): Promise<void> }): Store {
  let closing: Promise<void> | undefined;
  const close = (): Promise<void> => {
    closing ??= (async () => {
      await store.close();
      await database.close();
      await lock.release();
    })();
    return closing;
  };
  return { ...store, results: { ...store.results, close }, close };
}
