import { PGlite } from '@electric-sql/pglite';
import { PglitePgConnection } from '@electric-sql/pglite/node-postgres';
import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import { describe, expect, it } from 'vitest';
import { migrate } from '../../../src/adapters/database/migrations.ts';
import { keptEntries, memorySilentLog, sqlSilentLog } from '../../../src/adapters/database/silent-log.ts';
import type { Tables } from '../../../src/adapters/database/tables.ts';
import type { SilentEntry } from '../../../src/core/models/compare-silent.ts';

const entry = (n: number, model = 'm@1.0.0'): SilentEntry => ({
  model,
  fhirServer: 'https://ehr.example/fhir',
  patientId: `p${n}`,
  asOf: '2026-01-01T00:00:00Z',
  said: [],
  beside: [],
});

describe('what is kept of silent models', () => {
  it('is bounded for each model: the oldest go first', async () => {
    const log = memorySilentLog(3);
    for (let n = 0; n < 5; n++) await log.keep([entry(n), entry(n, 'other@1.0.0')]);
    expect((await log.entries('m@1.0.0', 10)).map(({ patientId }) => patientId)).toEqual(['p4', 'p3', 'p2']);
    expect(await log.entries('other@1.0.0', 10)).toHaveLength(3);
    expect(keptEntries).toBe(10_000);
  });

  it('is bounded in the database too', async () => {
    const pglite = new PGlite();
    class Client extends pg.Client {
      constructor() {
        super({ connection: new PglitePgConnection({ pglite }), user: 'postgres' } as unknown as pg.ClientConfig);
      }
    }
    const pool = new pg.Pool({ Client, max: 1 } as unknown as pg.PoolConfig);
    const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
    await migrate(db);
    const log = sqlSilentLog(db, 3, 2);
    for (let n = 0; n < 6; n++) await log.keep([entry(n)]);
    expect((await log.entries('m@1.0.0', 10)).map(({ patientId }) => patientId)).toEqual(['p5', 'p4', 'p3']);
    await db.destroy();
    await pglite.close();
  }, 60_000);
});
