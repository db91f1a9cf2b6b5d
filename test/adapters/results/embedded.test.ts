import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import embedded from '../../../src/adapters/results/embedded.ts';
import { sampleObservation } from '../../support/sample-observations.ts';
import { silentLog } from '../../support/silent-log.ts';
import { storeSuite } from './store-suite.ts';

const root = await mkdtemp(join(tmpdir(), 'fibrocast-embedded-'));
afterAll(() => rm(root, { recursive: true, force: true }));

storeSuite('the embedded store', () => embedded.open({ dataDir: join(root, 'suite'), log: silentLog }));

it('keeps everything over a restart, and refuses a second opening in the meantime', async () => {
  const dataDir = join(root, 'restart');
  const first = await embedded.open({ dataDir, log: silentLog });
  await first.results.save([sampleObservation(1)], { owe: true });
  await expect(embedded.open({ dataDir, log: silentLog })).rejects.toMatchObject({
    kind: 'store-in-use',
    message: expect.stringMatching(/DATA_DIR.*DATABASE_URL/),
  });
  await first.close();
  const second = await embedded.open({ dataDir, log: silentLog });
  expect((await second.results.read('Observation', 'o-1'))?.meta?.versionId).toBe('1');
  expect(await second.results.save([sampleObservation(1)])).toEqual({ written: 0, unchanged: 1 });
  expect(await second.results.owed(10)).toHaveLength(1);
  await second.close();
  await expect(second.results.ping()).rejects.toMatchObject({ kind: 'store-unavailable' });
}, 60_000);
