import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, it } from 'vitest';
import embedded from '../../../src/adapters/results/embedded.ts';
import type { Store } from '../../../src/ports/results.ts';
import { silentLog } from '../../support/silent-log.ts';

const rounds = Number(process.env.FIBROCAST_TEST_KILLS ?? 8);
const dataDir = await mkdtemp(join(tmpdir(), 'fibrocast-kill-'));
afterAll(() => rm(dataDir, { recursive: true, force: true }));

/** Starts a writer, lets it work for a random time, kills it with SIGKILL; the batches it had acknowledged. */
async function killedWriter(round: number): Promise<number[]> {
  const script = fileURLToPath(new URL('./kill-writer.ts', import.meta.url));
  const child: ChildProcess = spawn(process.execPath, ['--import', 'tsx', script, dataDir, String(round)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines: string[] = [];
  let rest = '';
  const acknowledging = new Promise<void>((resolve) => {
    child.stdout?.on('data', (chunk: Buffer) => {
      const parts = (rest + chunk.toString()).split('\n');
      rest = parts.pop() ?? '';
      lines.push(...parts);
      if (lines.length > 1) resolve();
    });
  });
  const exit = once(child, 'exit');
  await Promise.race([acknowledging, exit]);
  await new Promise((resolve) => setTimeout(resolve, Math.random() * 400));
  child.kill('SIGKILL');
  await exit;
  return lines.filter((line) => line !== 'open').map(Number);
}

async function countOf(store: Store, round: number, batch: number, status?: string): Promise<number | undefined> {
  const criteria = [
    { kind: 'token' as const, parameter: 'identifier', any: [{ system: 'urn:batch', code: `r${round}-b${batch}` }] },
    ...(status ? [{ kind: 'token' as const, parameter: 'status', any: [{ code: status }] }] : []),
  ];
  return (await store.results.search({ resourceType: 'Observation', criteria, sort: [], count: 0, total: 'accurate' }))
    .total;
}

it(`loses nothing that was acknowledged and tears no batch in ${rounds} kills`, async () => {
  const acknowledged: number[][] = [];
  for (let round = 0; round < rounds; round++) {
    acknowledged.push(await killedWriter(round));
    // The dead process's lock is taken over, and the folder opens.
    const store = await embedded.open({ dataDir, log: silentLog });
    for (const [earlier, batches] of acknowledged.entries()) {
      const present = earlier === round ? batches : batches.slice(-2);
      for (const batch of present)
        expect(await countOf(store, earlier, batch), `round ${earlier} batch ${batch}`).toBe(20);
    }
    const last = Math.max(...(acknowledged[round] ?? []));
    for (let batch = 0; batch <= last + 6; batch++) {
      expect([0, 20]).toContain(await countOf(store, round, batch));
      if (batch % 5 === 0) expect([0, 20]).toContain(await countOf(store, round, batch, 'amended'));
    }
    await store.close();
  }
  const counts = acknowledged.map((batches) => batches.length);
  expect(Math.min(...counts)).toBeGreaterThan(0);
  console.info(
    `kill -9: ${rounds} rounds, ${counts.reduce((a, b) => a + b, 0)} batches of 20 acknowledged, none missing`,
  );
}, 240_000);
