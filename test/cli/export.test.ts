import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import memory from '../../src/adapters/results/memory.ts';
import { exportCommand } from '../../src/cli/export.ts';
import { sampleObservation } from '../support/sample-observations.ts';
import { silentLog } from '../support/silent-log.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fibrocast-export-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function run(...words: string[]): Promise<{ out: string; closed: number }> {
  let out = '';
  let closed = 0;
  const command = exportCommand({
    async open() {
      const store = await memory.open({ log: silentLog });
      await store.results.save(Array.from({ length: 2_500 }, (_, n) => sampleObservation(n)));
      await store.results.save([{ resourceType: 'Device', id: 'd', status: 'active' }]);
      return { results: store.results, close: async () => void closed++ };
    },
    types: ['Observation', 'Device', 'Measure'],
    out: { write: (text) => (out += text) },
    progress: { write: () => undefined },
  });
  command.exitOverride();
  try {
    await command.parseAsync(words, { from: 'user' });
  } catch (error) {
    return Promise.reject(Object.assign(error as object, { closed }));
  }
  return { out, closed };
}

it('writes one complete NDJSON file per type that has something, and closes the store', async () => {
  const out = join(folder, 'all');
  const { out: text, closed } = await run('--out', out, '--json');
  expect(JSON.parse(text)).toEqual({
    total: 2_501,
    files: [
      { type: 'Observation', file: 'Observation.ndjson', count: 2_500 },
      { type: 'Device', file: 'Device.ndjson', count: 1 },
    ],
  });
  expect((await readdir(out)).sort()).toEqual(['Device.ndjson', 'Observation.ndjson']);
  const lines = (await readFile(join(out, 'Observation.ndjson'), 'utf8')).trimEnd().split('\n');
  expect(new Set(lines.map((line) => (JSON.parse(line) as { id: string }).id)).size).toBe(2_500);
  expect(closed).toBe(1);
});

it('narrows by type and time, and says when nothing matches', async () => {
  const out = join(folder, 'some');
  expect((await run('--type', 'Device', '--out', out)).out).toMatch(/Device +1 {2}Device\.ndjson\n1 resources written/);
  expect((await run('--since', '2999-01-01', '--out', out)).out).toMatch(/Nothing is stored that matches/);
});

it('refuses types and dates that make no sense before the store is opened', async () => {
  await expect(run('--type', 'Spaceship', '--out', folder)).rejects.toMatchObject({
    kind: 'invalid-parameter',
    closed: 0,
  });
  await expect(run('--since', 'yesterday', '--out', folder)).rejects.toMatchObject({ kind: 'invalid-parameter' });
});
