import { Kysely, PostgresDialect } from 'kysely';
import type pg from 'pg';
import type { ModelHistory } from '../../ports/models.ts';
import type { ReplayGuard, Store } from '../../ports/results.ts';
import { databaseFailure } from './database-failure.ts';
import { migrate } from './migrations.ts';
import { sqlModelHistory } from './model-history.ts';
import { sqlSilentLog } from './silent-log.ts';
import { sqlDoor } from './sql-door.ts';
import { sqlFindings } from './sql-findings.ts';
import { sqlFeedback, sqlReplayGuard } from './sql-records.ts';
import { sqlResults } from './sql-results.ts';
import { sqlSave } from './sql-save.ts';
import { sqlWorklist } from './sql-worklist.ts';
import type { Tables } from './tables.ts';

/**
 * A store over a connection pool, schema brought up to date. `replay`: by default claims are kept in the database.
 * The pool is ended by `close` of the store, also when opening fails.
 */
export async function openSqlStore(
  pool: pg.Pool,
  options: {
    trustMs: number;
    replay?: ReplayGuard;
    models?: ModelHistory;
    onWritten?(db: Kysely<Tables>, count: number): void;
  },
): Promise<Store> {
  const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
  try {
    await migrate(db);
  } catch (error) {
    await db.destroy();
    throw databaseFailure(error);
  }
  const writer = sqlSave(db, { trustMs: options.trustMs, onWritten: (count) => options.onWritten?.(db, count) });
  const results = sqlResults(db, writer);
  let closing: Promise<void> | undefined;
  const close = (): Promise<void> => {
    closing ??= writer.idle().then(() => db.destroy());
    return closing;
  };
  return {
    results: { ...results, close },
    feedback: sqlFeedback(db),
    replay: options.replay ?? sqlReplayGuard(db),
    findings: sqlFindings(db),
    worklist: sqlWorklist(db),
    sql: sqlDoor(pool),
    models: options.models ?? sqlModelHistory(db),
    silent: sqlSilentLog(db),
    close,
  };
}
