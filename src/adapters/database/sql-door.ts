import type pg from 'pg';
import type { SqlDoor, SqlQuery } from '../../ports/results.ts';
import { guarded } from './database-failure.ts';

/** Plain SQL on the pool that the store uses. */
export function sqlDoor(pool: pg.Pool): SqlDoor {
  async function withClient<T>(work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
    const client = await pool.connect();
    try {
      return await work(client);
    } catch (error) {
      // A text with a transaction of its own may have broken off in it; the embedded store would keep that session.
      await client.query('rollback').catch(() => undefined);
      throw error;
    } finally {
      client.release();
    }
  }
  const queryOf =
    (client: pg.PoolClient): SqlQuery =>
    async (text, values) => {
      const result = await client.query(text, values === undefined ? undefined : [...values]);
      return { rows: result.rows ?? [] };
    };
  return {
    query: (text, values) => guarded(() => withClient((client) => queryOf(client)(text, values))),
    transaction: (work) =>
      guarded(() =>
        withClient(async (client) => {
          await client.query('begin');
          const result = await work(queryOf(client));
          await client.query('commit');
          return result;
        }),
      ),
  };
}
