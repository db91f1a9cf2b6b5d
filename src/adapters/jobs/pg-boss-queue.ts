import { createHash } from 'node:crypto';
import PgBoss from 'pg-boss';
import { Failure, type FailureKind } from '../../core/failure.ts';
import type { JobPayload, JobQueue, JobRecord, JobState, NewJob, RunningJob } from '../../ports/jobs.ts';
import type { Log } from '../../ports/log.ts';
import type { SqlDoor, SqlQuery } from '../../ports/results.ts';
import { databaseFailure } from '../database/database-failure.ts';
import { type JobLoop, startLoop } from './job-loop.ts';
import * as statements from './job-sql.ts';

export interface PgBossQueueOptions {
  readonly log: Log;
  /** First wait before a failed job is tried again; doubles with each attempt. Whole seconds, at least 1. Default 15. */
  readonly retryDelaySeconds?: number;
  /** A worker that gave no sign of life for so long has died; its jobs go to others. Default 20. */
  readonly silentSeconds?: number;
  /** How often an idle worker looks for jobs that other processes added. Default 1000. */
  readonly pollMs?: number;
}

/** Years: pg-boss removes what waits longer than this. */
const keepDays = 365;
const hourMs = 3_600_000;

/** Trying again changes nothing: the input is at fault. */
const final: ReadonlySet<FailureKind> = new Set(['invalid-input', 'not-implemented']);

/**
 * The queue on pg-boss, in the database of the store: the same on PostgreSQL (shared by processes) and on the embedded store.
 * pg-boss adds, orders, starts, retries and archives; around it each start, end and sign of life is one transaction that is fenced by
 * the number of the attempt, so that a worker that was thought dead changes nothing when it comes back.
 * Opens pg-boss at its first use.
 */
export function pgBossQueue(sql: SqlDoor, options: PgBossQueueOptions): JobQueue {
  const { log, retryDelaySeconds = 15, silentSeconds = 20, pollMs = 1000 } = options;
  const loops = new Set<JobLoop>();
  const kinds = new Map<string, Promise<void>>();
  let opening: Promise<PgBoss> | undefined;
  let stopping: Promise<void> | undefined;
  let sweeper: NodeJS.Timeout | undefined;
  let nextArchive = Date.now() + hourMs;

  const open = (): Promise<PgBoss> => {
    opening ??= openBoss(sql, log).catch((error: unknown) => {
      opening = undefined;
      throw error;
    });
    return opening;
  };
  const ofKind = async (kind: string): Promise<PgBoss> => {
    const boss = await open();
    const known = kinds.get(kind) ?? persistently(() => boss.createQueue(kind));
    kinds.set(kind, known);
    await known.catch((error: unknown) => {
      kinds.delete(kind);
      throw error;
    });
    return boss;
  };

  /** Ends an attempt with a problem; nothing when the attempt is over already. */
  async function fail(kind: string, id: string, attempt: number, problem: string, isFinal: boolean): Promise<void> {
    const boss = await open();
    await sql.transaction(async (query) => {
      const held = (await query(statements.holdAttempt, [kind, id, attempt])).rows[0] as { last: boolean } | undefined;
      if (!held) return;
      if (isFinal) await query(statements.makeLast, [kind, id]);
      await boss.fail(kind, id, { problem }, { db: bossDb(query) });
      if (held.last || isFinal) await query(statements.endNote, [id, 'dead', problem]);
      else await query(statements.problemOfNote, [id, problem]);
    });
  }

  async function sweep(): Promise<void> {
    const boss = await open();
    const { rows } = await sql.query(statements.lostAttempts, [silentSeconds]);
    for (const lost of rows as { kind: string; id: string; attempt: number; expired: boolean }[]) {
      const problem = lost.expired
        ? 'internal: The attempt took longer than it may.'
        : 'internal: The process that worked on it ended.';
      await fail(lost.kind, lost.id, lost.attempt, problem, false);
      log.warn({ job: lost.id, kind: lost.kind, attempt: lost.attempt + 1, expired: lost.expired }, 'job was lost');
    }
    if (Date.now() >= nextArchive) {
      nextArchive = Date.now() + hourMs;
      await boss.maintain();
      await sql.query(statements.adoptDead);
    }
  }

  function startSweeping(): void {
    let sweeping = false;
    const everyMs = Math.max(250, (silentSeconds * 1000) / 4);
    sweeper ??= setInterval(() => {
      if (sweeping) return;
      sweeping = true;
      sweep()
        .catch(() => log.warn({}, 'The job queue did not answer; it is asked again.'))
        .finally(() => {
          sweeping = false;
        });
    }, everyMs);
    sweeper.unref();
  }

  return {
    async add<P extends JobPayload>(job: NewJob<P>) {
      const boss = await ofKind(job.kind);
      const id = jobId(job.kind, job.key);
      const added = await sql.transaction(async (query) => {
        if ((await query(statements.noteJob, [id, job.kind, job.key])).rows.length === 0) return undefined;
        return boss.send(job.kind, job.payload, {
          id,
          singletonKey: job.key,
          priority: job.priority ?? 0,
          retryLimit: (job.attempts ?? 3) - 1,
          retryDelay: retryDelaySeconds,
          retryBackoff: true,
          expireInSeconds: job.expireSeconds ?? 1800,
          retentionDays: keepDays,
          db: bossDb(query),
        });
      });
      if (added === null) throw new Failure('internal', 'The job queue did not take the job.');
      if (added !== undefined) for (const loop of loops) loop.wake(job.kind);
      return added;
    },

    async work<P extends JobPayload>(
      kind: string,
      { concurrency }: { readonly concurrency: number },
      handle: (job: RunningJob<P>) => Promise<void>,
    ) {
      if (stopping) throw new Failure('internal', 'The job queue is stopping.');
      const boss = await ofKind(kind);
      startSweeping();
      loops.add(
        startLoop({
          kind,
          concurrency,
          pollMs,
          beatMs: Math.min(2000, (silentSeconds * 1000) / 4),
          log,
          // Taking and the first sign of life are one transaction: there is no running job without one.
          take: () =>
            sql.transaction(async (query) => {
              const db = bossDb(query);
              const [job] = await boss.fetch<P>(kind, { includeMetadata: true, batchSize: 1, db });
              if (!job) return undefined;
              await query(statements.startNote, [job.id]);
              const expireSeconds = Number(job.expireInSeconds);
              return {
                id: job.id,
                key: job.singletonKey ?? '',
                payload: job.data,
                attempt: job.retryCount,
                expireSeconds,
              };
            }),
          beat: async (job, share, doing) =>
            (await sql.query(statements.beat, [kind, job.id, job.attempt, share ?? null, doing ?? null])).rows.length >
            0,
          complete: (job) =>
            sql.transaction(async (query) => {
              if ((await query(statements.holdAttempt, [kind, job.id, job.attempt])).rows.length === 0) return;
              await boss.complete(kind, job.id, {}, { db: bossDb(query) });
              await query(statements.endNote, [job.id, 'done', null]);
            }),
          fail: (job, error) =>
            fail(kind, job.id, job.attempt, problemOf(error), error instanceof Failure && final.has(error.kind)),
          giveBack: async (job) => void (await sql.query(statements.giveBack, [kind, job.id, job.attempt])),
          handle,
        }),
      );
    },

    async hurry(key, priority) {
      await open();
      await sql.query(statements.hurry, [key, priority]);
    },

    async cancel(id) {
      const boss = await open();
      const cancelled = await sql.transaction(async (query) => {
        const kind = await kindOf(query, id);
        if (kind === undefined) return false;
        const answer: unknown = await boss.cancel(kind, id, { db: bossDb(query) });
        if (affected(answer) === 0) return false;
        await query(statements.endNote, [id, 'cancelled', null]);
        return true;
      });
      if (cancelled) for (const loop of loops) loop.abort(id);
      return cancelled;
    },

    async retry(id) {
      const boss = await open();
      const retried = await sql.transaction(async (query) => {
        const kind = await kindOf(query, id);
        if (kind === undefined) return undefined;
        const db = bossDb(query);
        const dead: unknown = await boss.retry(kind, id, { db });
        const found = affected(dead) > 0 || affected(await boss.resume(kind, id, { db })) > 0;
        if (found) await query(statements.reopenNote, [id]);
        return found ? kind : undefined;
      });
      if (retried !== undefined) for (const loop of loops) loop.wake(retried);
      return retried !== undefined;
    },

    async list({ state, limit }) {
      await open();
      const { rows } = await sql.query(statements.listJobs, [state ?? null, limit]);
      return (rows as JobRow[]).map(recordOf);
    },

    async counts() {
      await open();
      const counts = { waiting: 0, running: 0, done: 0, failed: 0, dead: 0, cancelled: 0 };
      for (const statement of [statements.countOpen, statements.countEnded]) {
        const { rows } = await sql.query(statement);
        for (const { state, count } of rows as { state: JobState; count: number }[]) counts[state] += count;
      }
      return counts;
    },

    stop(graceMs) {
      stopping ??= (async () => {
        clearInterval(sweeper);
        await Promise.all([...loops].map((loop) => loop.stop(graceMs)));
        const boss = await opening?.catch(() => undefined);
        await boss?.stop({ graceful: false });
      })();
      return stopping;
    },
  };
}

/**
 * Processes that start together trip over each other, down to deadlocks, while pg-boss makes its tables and the table of a queue; the next
 * try finds them made.
 */
async function persistently<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (attempt === mostAttempts) throw databaseFailure(error);
      await new Promise((resolve) => setTimeout(resolve, 50 * 2 ** attempt * Math.random()));
    }
  }
}
const mostAttempts = 6;

const openBoss = (sql: SqlDoor, log: Log): Promise<PgBoss> =>
  persistently(async () => {
    // An instance that failed to start does not start again.
    const boss = new PgBoss({
      db: bossDb(sql.query),
      schema: statements.schema,
      // Ours: schedules (node-cron), signs of life and expiry (sweep).
      schedule: false,
      supervise: false,
      archiveCompletedAfterSeconds: 24 * 3600,
      archiveFailedAfterSeconds: 90 * 24 * 3600,
      deleteAfterDays: 1,
    });
    boss.on('error', () => log.warn({}, 'The job queue reported an error.'));
    await boss.start();
    return boss;
  });

/** The same key of a kind is the same id, so that the primary key keeps it unique. A name-based UUID (RFC 9562, version 8). */
function jobId(kind: string, key: string): string {
  const hex = createHash('sha256')
    .update(JSON.stringify([kind, key]))
    .digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

function bossDb(query: SqlQuery): PgBoss.Db {
  return {
    // biome-ignore lint/suspicious/noExplicitAny: pg-boss says so
    executeSql: async (text, values) => ({ rows: [...(await query(text, values)).rows] as any[] }),
  };
}

async function kindOf(query: SqlQuery, id: string): Promise<string | undefined> {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id)) return undefined;
  return ((await query(statements.kindOf, [id])).rows[0] as { kind: string } | undefined)?.kind;
}

/** pg-boss answers how many rows it changed; its types say nothing. */
function affected(answer: unknown): number {
  return typeof answer === 'object' && answer !== null && 'affected' in answer ? Number(answer.affected) : 0;
}

/** A Failure's sentence is ours; the text of any other error is foreign and stays out. */
function problemOf(error: unknown): string {
  return error instanceof Failure
    ? `${error.kind}: ${error.message}`
    : 'internal: The job ended with an error of its own.';
}

interface JobRow {
  readonly id: string;
  readonly kind: string;
  readonly key: string;
  readonly state: JobState;
  readonly priority: number;
  readonly attempts: number;
  readonly created_at: Date;
  readonly started_on: Date | null;
  readonly ended_at: Date | null;
  readonly share: number | null;
  readonly doing: string | null;
  readonly problem: string | null;
}
function recordOf(row: JobRow): JobRecord {
  return {
    id: row.id,
    kind: row.kind,
    key: row.key,
    state: row.state,
    priority: row.priority,
    attempts: row.attempts,
    createdAt: row.created_at.toISOString(),
    ...(row.started_on ? { startedAt: row.started_on.toISOString() } : {}),
    ...(row.ended_at ? { endedAt: row.ended_at.toISOString() } : {}),
    ...(row.share === null ? {} : { progress: { share: row.share, doing: row.doing ?? '' } }),
    ...(row.problem === null ? {} : { problem: row.problem }),
  };
}
