import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { pgBossQueue } from '../../../src/adapters/jobs/pg-boss-queue.ts';
import { Failure } from '../../../src/core/failure.ts';
import type { JobQueue, JobRecord, RunningJob } from '../../../src/ports/jobs.ts';
import type { SqlDoor, Store } from '../../../src/ports/results.ts';
import { eventually } from '../../support/eventually.ts';
import { silentLog } from '../../support/silent-log.ts';

type Payload = { readonly n: number };
let counter = 0;
/** Every test has a kind of its own, so that all can share one opened store. */
const newKind = (): string => `kind-${process.pid}-${counter++}`;
const at = async <T>(value: T | undefined): Promise<T> => value ?? Promise.reject(new Error('absent'));

/** The behaviour of the queue on every store with a database. */
export function queueSuite(name: string, open: () => Promise<Store>): void {
  describe(name, () => {
    let store: Store;
    let sql: SqlDoor;
    const queues: JobQueue[] = [];
    /** A queue as a process of its own would have it; impatient. */
    const newQueue = (door: SqlDoor = sql): JobQueue => {
      const queue = pgBossQueue(door, { log: silentLog, retryDelaySeconds: 1, silentSeconds: 2, pollMs: 50 });
      queues.push(queue);
      return queue;
    };
    const recordOf = async (queue: JobQueue, id: string): Promise<JobRecord> =>
      at((await queue.list({ limit: 500 })).find((job) => job.id === id));
    const stateBecomes = (queue: JobQueue, id: string, state: string) =>
      eventually(async () => expect((await recordOf(queue, id)).state).toBe(state));
    beforeAll(async () => {
      store = await open();
      sql = await at(store.sql);
    }, 120_000);
    afterEach(async () => {
      await Promise.all(queues.splice(0).map((queue) => queue.stop(0)));
    });
    afterAll(() => store?.close());

    it('runs a job once with its payload and remembers its key', async () => {
      const [queue, kind] = [newQueue(), newKind()];
      const seen: RunningJob<Payload>[] = [];
      const id = await at(await queue.add({ kind, key: 'a', payload: { n: 7 } }));
      expect((await recordOf(queue, id)).state).toBe('waiting');
      expect(await queue.add({ kind, key: 'a', payload: { n: 8 } })).toBeUndefined();
      await queue.work<Payload>(kind, { concurrency: 1 }, async (job) => void seen.push(job));
      await stateBecomes(queue, id, 'done');
      expect(seen.map(({ payload, key, attempt }) => [payload, key, attempt])).toEqual([[{ n: 7 }, 'a', 1]]);
      expect(await queue.add({ kind, key: 'a', payload: { n: 9 } })).toBeUndefined();
      expect(await queue.add({ kind: newKind(), key: 'a', payload: { n: 9 } })).toBeDefined();
    });

    it('adds one job when many ask for the same at once', async () => {
      const [queue, other, kind] = [newQueue(), newQueue(), newKind()];
      const added = await Promise.all(
        Array.from({ length: 20 }, (_, n) => (n % 2 ? queue : other).add({ kind, key: 'a', payload: { n } })),
      );
      expect(added.filter((id) => id !== undefined)).toHaveLength(1);
    });

    it('runs the highest priority first, equal ones in their order, also when a waiting job is hurried', async () => {
      const [queue, kind] = [newQueue(), newKind()];
      const order: string[] = [];
      for (const [key, priority] of [
        ['routine-1', 0],
        ['routine-2', 0],
        ['hurried', 0],
        ['open', 10],
      ] as const)
        await queue.add({ kind, key: `${kind}-${key}`, payload: { n: 0 }, priority });
      await queue.hurry(`${kind}-hurried`, 20);
      await queue.hurry(`${kind}-open`, 5);
      await queue.work<Payload>(
        kind,
        { concurrency: 1 },
        async (job) => void order.push(job.key.slice(kind.length + 1)),
      );
      await eventually(() => expect(order).toEqual(['hurried', 'open', 'routine-1', 'routine-2']));
    });

    it('tries a failed job again, and it is dead after its last attempt until it is retried', async () => {
      const [queue, kind] = [newQueue(), newKind()];
      const attempts: number[] = [];
      let broken = true;
      const id = await at(await queue.add({ kind, key: 'a', payload: { n: 0 }, attempts: 2 }));
      await queue.work<Payload>(kind, { concurrency: 1 }, async (job) => {
        attempts.push(job.attempt);
        if (broken) throw new Failure('upstream-unreachable', 'The archive does not answer.');
      });
      await stateBecomes(queue, id, 'failed');
      expect((await recordOf(queue, id)).problem).toBe('upstream-unreachable: The archive does not answer.');
      await stateBecomes(queue, id, 'dead');
      expect(attempts).toEqual([1, 2]);
      expect(await queue.list({ state: 'dead', limit: 500 })).toContainEqual(
        expect.objectContaining({ id, attempts: 2, problem: 'upstream-unreachable: The archive does not answer.' }),
      );
      expect(await queue.add({ kind, key: 'a', payload: { n: 0 } })).toBeUndefined();
      broken = false;
      expect(await queue.retry(id)).toBe(true);
      await stateBecomes(queue, id, 'done');
      expect(attempts).toEqual([1, 2, 3]);
      expect(await queue.retry(id)).toBe(false);
    });

    it('does not try again when the input is at fault, and keeps foreign error text out', async () => {
      const [queue, kind] = [newQueue(), newKind()];
      const bad = await at(await queue.add({ kind, key: 'bad', payload: { n: 0 } }));
      const odd = await at(await queue.add({ kind, key: 'odd', payload: { n: 1 }, attempts: 1 }));
      await queue.work<Payload>(kind, { concurrency: 1 }, async (job) => {
        throw job.payload.n === 0 ? new Failure('invalid-input', 'This is no image.') : new Error('Jane Doe');
      });
      await stateBecomes(queue, bad, 'dead');
      await stateBecomes(queue, odd, 'dead');
      expect((await recordOf(queue, bad)).attempts).toBe(1);
      expect((await recordOf(queue, odd)).problem).not.toContain('Jane');
    });

    it('shows progress, and cancels a running job, from this process or another', async () => {
      const [queue, other, kind] = [newQueue(), newQueue(), newKind()];
      const aborted: string[] = [];
      await queue.work<Payload>(kind, { concurrency: 2 }, async (job) => {
        job.progress(0.4, 'decoding');
        await new Promise<void>((resolve) => job.signal.addEventListener('abort', () => resolve()));
        aborted.push(job.key);
      });
      const here = await at(await queue.add({ kind, key: 'here', payload: { n: 0 } }));
      const there = await at(await queue.add({ kind, key: 'there', payload: { n: 0 } }));
      await eventually(async () =>
        expect((await recordOf(other, there)).progress).toEqual({ share: 0.4, doing: 'decoding' }),
      );
      expect(await queue.cancel(here)).toBe(true);
      expect(await other.cancel(there)).toBe(true);
      await eventually(() => expect([...aborted].sort()).toEqual(['here', 'there']));
      expect((await recordOf(queue, here)).state).toBe('cancelled');
      expect((await recordOf(queue, there)).state).toBe('cancelled');
      expect(await queue.cancel(here)).toBe(false);
      expect(await queue.cancel('00000000-0000-0000-0000-000000000000')).toBe(false);
      expect(await queue.cancel('no id')).toBe(false);
    });

    it('never starts a job that was cancelled while it waited, until it is retried', async () => {
      const [queue, kind] = [newQueue(), newKind()];
      const seen: string[] = [];
      const id = await at(await queue.add({ kind, key: 'a', payload: { n: 0 } }));
      const next = await at(await queue.add({ kind, key: 'b', payload: { n: 0 } }));
      expect(await queue.cancel(id)).toBe(true);
      await queue.work<Payload>(kind, { concurrency: 1 }, async (job) => void seen.push(job.key));
      await stateBecomes(queue, next, 'done');
      expect(seen).toEqual(['b']);
      expect(await queue.retry(id)).toBe(true);
      await stateBecomes(queue, id, 'done');
    });

    it('ends an attempt that hangs when its time is up, and tries again', async () => {
      const [queue, kind] = [newQueue(), newKind()];
      let attempts = 0;
      const id = await at(await queue.add({ kind, key: 'a', payload: { n: 0 }, expireSeconds: 1, attempts: 2 }));
      await queue.work<Payload>(kind, { concurrency: 1 }, () => {
        attempts += 1;
        return attempts === 1 ? new Promise<void>(() => undefined) : Promise.resolve();
      });
      await stateBecomes(queue, id, 'done');
      expect(attempts).toBe(2);
    }, 20_000);

    it('gives a running job back on stop without counting an attempt, after those that end in time', async () => {
      const [queue, kind] = [newQueue(), newKind()];
      const started: string[] = [];
      const quick = await at(await queue.add({ kind, key: 'quick', payload: { n: 0 } }));
      const slow = await at(await queue.add({ kind, key: 'slow', payload: { n: 0 } }));
      const waiting = await at(await queue.add({ kind, key: 'waiting', payload: { n: 0 } }));
      await queue.work<Payload>(kind, { concurrency: 2 }, async (job) => {
        started.push(job.key);
        if (job.key === 'quick') await new Promise((resolve) => setTimeout(resolve, 300));
        else await new Promise<void>((resolve) => job.signal.addEventListener('abort', () => resolve()));
      });
      await eventually(() => expect([...started].sort()).toEqual(['quick', 'slow']));
      await queue.stop(1000);
      const other = newQueue();
      expect((await recordOf(other, quick)).state).toBe('done');
      expect((await recordOf(other, slow)).state).toBe('waiting');
      expect((await recordOf(other, waiting)).state).toBe('waiting');
      expect(started).not.toContain('waiting');
      const attempts = new Map<string, number>();
      await other.work<Payload>(kind, { concurrency: 1 }, async (job) => void attempts.set(job.key, job.attempt));
      await stateBecomes(other, slow, 'done');
      expect(attempts.get('slow')).toBe(1);
    });

    it('gives the job of a silent worker to another, and the silent one changes nothing when it comes back', async () => {
      let paused = false;
      // As a process that is stopped for a while: nothing it asks for arrives.
      const mute: SqlDoor = {
        query: (text, values) => (paused ? Promise.reject(new Error('paused')) : sql.query(text, values)),
        transaction: (work) => sql.transaction(work),
      };
      const [silent, other, kind] = [newQueue(mute), newQueue(), newKind()];
      const gate = () => {
        let open: () => void = () => undefined;
        const opened = new Promise<void>((resolve) => {
          open = resolve;
        });
        return { open, opened };
      };
      const [back, finish] = [gate(), gate()];
      const id = await at(await silent.add({ kind, key: 'a', payload: { n: 0 } }));
      await silent.work<Payload>(kind, { concurrency: 1 }, () => back.opened);
      await stateBecomes(other, id, 'running');
      paused = true;
      const attempts: number[] = [];
      await other.work<Payload>(kind, { concurrency: 1 }, async (job) => {
        attempts.push(job.attempt);
        await finish.opened;
      });
      await eventually(() => expect(attempts).toEqual([2]));
      back.open();
      await silent.stop(5000);
      expect((await recordOf(other, id)).state).toBe('running');
      finish.open();
      await stateBecomes(other, id, 'done');
      expect(attempts).toEqual([2]);
    });

    it('counts jobs by state', async () => {
      const [queue, kind] = [newQueue(), newKind()];
      const before = await queue.counts();
      const ids = await Promise.all(
        ['a', 'b', 'c'].map(async (key, n) => at(await queue.add({ kind, key, payload: { n }, attempts: 1 }))),
      );
      await queue.cancel(await at(ids[2]));
      expect(await queue.counts()).toEqual({
        ...before,
        waiting: before.waiting + 2,
        cancelled: before.cancelled + 1,
      });
      await queue.work<Payload>(kind, { concurrency: 1 }, async (job) => {
        if (job.payload.n === 0) throw new Error('no');
      });
      await stateBecomes(queue, await at(ids[0]), 'dead');
      await stateBecomes(queue, await at(ids[1]), 'done');
      expect(await queue.counts()).toEqual({
        ...before,
        done: before.done + 1,
        dead: before.dead + 1,
        cancelled: before.cancelled + 1,
      });
    });

    it('never runs more at once than it may, and each of many jobs once over two workers', async () => {
      const [queue, other, kind] = [newQueue(), newQueue(), newKind()];
      const runs = new Map<string, number>();
      let most = 0;
      const under = [0, 0];
      const handler = (worker: number) => async (job: RunningJob<Payload>) => {
        under[worker] = (under[worker] ?? 0) + 1;
        most = Math.max(most, under[worker] ?? 0);
        runs.set(job.key, (runs.get(job.key) ?? 0) + 1);
        await new Promise((resolve) => setTimeout(resolve, 5));
        under[worker] = (under[worker] ?? 0) - 1;
      };
      await queue.work<Payload>(kind, { concurrency: 2 }, handler(0));
      await other.work<Payload>(kind, { concurrency: 2 }, handler(1));
      await Promise.all(Array.from({ length: 60 }, (_, n) => queue.add({ kind, key: `j${n}`, payload: { n } })));
      await eventually(() => expect(runs.size).toBe(60));
      expect([...runs.values()].every((count) => count === 1)).toBe(true);
      expect(most).toBe(2);
    });
  });
}
