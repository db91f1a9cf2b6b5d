import { afterAll, describe, expect, it } from 'vitest';
import postgresql from '../../../src/adapters/results/postgresql.ts';
import { findPostgres } from '../../support/postgresql.ts';
import { sampleObservation } from '../../support/sample-observations.ts';
import { silentLog } from '../../support/silent-log.ts';
import { storeSuite } from './store-suite.ts';

const server = await findPostgres();
afterAll(() => server?.stop());

describe.skipIf(!server)('PostgreSQL (needs FIBROCAST_TEST_POSTGRES_URL or an installed PostgreSQL)', () => {
  const newDatabase = (): Promise<string> => server?.newDatabase() ?? Promise.reject(new Error('skipped'));

  storeSuite('the postgresql store', async () => postgresql.open({ url: await newDatabase(), log: silentLog }));

  it('migrates once when several processes start together', async () => {
    const url = await newDatabase();
    const stores = await Promise.all(Array.from({ length: 5 }, () => postgresql.open({ url, log: silentLog })));
    const documents = Array.from({ length: 30 }, (_, n) => sampleObservation(n));
    const reports = await Promise.all(stores.map((store) => store.results.save(documents)));
    expect(reports.reduce((sum, report) => sum + report.written, 0)).toBe(30);
    await Promise.all(stores.map((store) => store.close()));
  });

  it('says store-unavailable when nothing answers there', async () => {
    await expect(
      postgresql.open({ url: 'postgresql://nobody@127.0.0.1:1/none', log: silentLog }),
    ).rejects.toMatchObject({ kind: 'store-unavailable' });
  });

  it('shares claimed token ids between processes', async () => {
    const url = await newDatabase();
    const [a, b] = await Promise.all([
      postgresql.open({ url, log: silentLog }),
      postgresql.open({ url, log: silentLog }),
    ]);
    const soon = new Date(Date.now() + 60_000).toISOString();
    expect(await a.replay.claim('jti-1', soon)).toBe(true);
    expect(await b.replay.claim('jti-1', soon)).toBe(false);
    await Promise.all([a.close(), b.close()]);
  });
});
