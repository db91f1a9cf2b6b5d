import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lockDirectory } from '../../../src/adapters/database/directory-lock.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fibrocast-lock-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const leave = (holder: object) =>
  writeFile(
    join(folder, 'store.lock'),
    JSON.stringify({ hold: 'h', host: hostname(), pid: process.pid, started: '', ...holder }),
  );

describe('the lock of a folder', () => {
  it('refuses a second holder with the way out, and no path', async () => {
    const lock = await lockDirectory(folder);
    const refusal = await lockDirectory(folder).catch((error: unknown) => error);
    expect(refusal).toMatchObject({ kind: 'store-in-use' });
    expect(String(refusal)).toMatch(/pid \d+.*DATA_DIR.*DATABASE_URL/);
    expect(String(refusal)).not.toContain(folder);
    await lock.release();
    await (await lockDirectory(folder)).release();
    expect(await readdir(folder)).toEqual([]);
  });
  it('takes over from a process that is gone', async () => {
    await leave({ pid: 2 ** 22 - 3 });
    await (await lockDirectory(folder)).release();
  });
  it('takes over when the pid was given to another process since', async () => {
    await leave({ pid: process.ppid, started: 'another-boot 17' });
    await (await lockDirectory(folder)).release();
  });
  it('takes over from a lock that cannot be read', async () => {
    await writeFile(join(folder, 'store.lock'), 'half a lo');
    await (await lockDirectory(folder)).release();
  });
  it('waits for the silence of a holder on another host', async () => {
    await leave({ host: 'another-container', pid: 1 });
    await expect(lockDirectory(folder)).rejects.toMatchObject({ kind: 'store-in-use' });
    const minuteAgo = new Date(Date.now() - 60_000);
    await utimes(join(folder, 'store.lock'), minuteAgo, minuteAgo);
    await (await lockDirectory(folder)).release();
  });
  it('is given to one of many that come at once, also over a dead holder', async () => {
    for (const dead of [false, true]) {
      if (dead) await leave({ pid: 2 ** 22 - 3 });
      const tries = await Promise.allSettled(Array.from({ length: 12 }, () => lockDirectory(folder)));
      const won = tries.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
      expect(won).toHaveLength(1);
      await won[0]?.release();
    }
  });
  it('does not remove a lock that another has taken over', async () => {
    const lock = await lockDirectory(folder);
    await leave({ hold: 'somebody else' });
    await lock.release();
    expect(await readdir(folder)).toEqual(['store.lock']);
  });
});
