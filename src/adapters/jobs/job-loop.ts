import { Failure } from '../../core/failure.ts';
import type { JobPayload, RunningJob } from '../../ports/jobs.ts';
import type { Log } from '../../ports/log.ts';

/** An attempt as it was taken from the queue. */
export interface TakenJob<P> {
  readonly id: string;
  readonly key: string;
  readonly payload: P;
  /** From 0. */
  readonly attempt: number;
  readonly expireSeconds: number;
}

export interface LoopOptions<P extends JobPayload> {
  readonly kind: string;
  readonly concurrency: number;
  readonly pollMs: number;
  readonly beatMs: number;
  readonly log: Log;
  take(): Promise<TakenJob<P> | undefined>;
  /** False: the attempt is no longer ours. */
  beat(job: TakenJob<P>, share: number | undefined, doing: string | undefined): Promise<boolean>;
  complete(job: TakenJob<P>): Promise<void>;
  fail(job: TakenJob<P>, error: unknown): Promise<void>;
  giveBack(job: TakenJob<P>): Promise<void>;
  handle(job: RunningJob<P>): Promise<void>;
}

export interface JobLoop {
  /** A job of this kind may be there. */
  wake(kind: string): void;
  /** Aborts the job when it runs here. */
  abort(id: string): void;
  stop(graceMs: number): Promise<void>;
}

/** After an abort a handler has so long to notice; then its attempt is ended without it. */
const noticeMs = 3000;

type Ended = 'returned' | 'lost' | 'stopped' | { readonly failed: unknown };

/** Takes jobs of one kind, `concurrency` at once, until it is stopped. */
export function startLoop<P extends JobPayload>(options: LoopOptions<P>): JobLoop {
  const running = new Map<string, { readonly end: (how: Ended) => void; readonly over: Promise<void> }>();
  let stopped = false;
  let awake: (() => void) | undefined;
  let woken = false;

  const wake = (): void => {
    woken = true;
    awake?.();
  };

  async function pause(): Promise<void> {
    if (woken || stopped) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, options.pollMs);
      awake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    awake = undefined;
  }

  async function loop(): Promise<void> {
    while (!stopped) {
      if (running.size >= options.concurrency) {
        await Promise.race([...[...running.values()].map(({ over }) => over), pause()]);
        woken = false;
        continue;
      }
      woken = false;
      const job = await options.take().catch(() => {
        options.log.warn({ kind: options.kind }, 'The job queue did not answer; it is asked again.');
        return undefined;
      });
      if (job) start(job);
      else await pause();
    }
  }

  function start(job: TakenJob<P>): void {
    let end: (how: Ended) => void = () => undefined;
    const ended = new Promise<Ended>((resolve) => {
      end = resolve;
    });
    const over = run(job, ended).finally(() => {
      running.delete(job.id);
      wake();
    });
    running.set(job.id, { end, over });
    // Stopped while the job was being taken: it goes back at once.
    if (stopped) end('stopped');
  }

  async function run(job: TakenJob<P>, ended: Promise<Ended>): Promise<void> {
    const controller = new AbortController();
    const log = options.log.child({ job: job.id, kind: options.kind, attempt: job.attempt + 1 });
    let share: number | undefined;
    let doing: string | undefined;
    let lose: () => void = () => undefined;
    const lost = new Promise<Ended>((resolve) => {
      lose = () => resolve('lost');
    });
    // An unanswered beat is no loss by itself: the sweep of another process decides, and then the next beat says so.
    const heart = setInterval(() => {
      options.beat(job, share, doing).then(
        (ours) => ours || lose(),
        () => undefined,
      );
    }, options.beatMs);
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<Ended>((resolve) => {
      const failed = new Failure('internal', 'The attempt took longer than it may.');
      timer = setTimeout(() => resolve({ failed }), job.expireSeconds * 1000);
    });
    const work = options
      .handle({
        id: job.id,
        key: job.key,
        payload: job.payload,
        attempt: job.attempt + 1,
        signal: controller.signal,
        progress: (now, what) => {
          share = Math.min(1, Math.max(0, now));
          doing = what;
        },
      })
      .then(
        (): Ended => 'returned',
        (failed: unknown): Ended => ({ failed }),
      );
    const how = await Promise.race([work, ended, lost, late]);
    clearTimeout(timer);
    if (how !== 'returned') {
      controller.abort();
      await Promise.race([work, new Promise((resolve) => setTimeout(resolve, noticeMs).unref())]);
    }
    clearInterval(heart);
    await conclude(job, how, log);
  }

  /** What cannot be written now is mended by the sweep: without beats the attempt counts as lost and the job runs again. */
  async function conclude(job: TakenJob<P>, how: Ended, log: Log): Promise<void> {
    try {
      if (how === 'returned') await options.complete(job);
      else if (how === 'stopped') await options.giveBack(job);
      else if (how === 'lost') log.info({}, 'job was taken away');
      else {
        log.warn({ problem: how.failed instanceof Failure ? how.failed.kind : 'internal' }, 'job failed');
        await options.fail(job, how.failed);
      }
    } catch {
      log.warn({}, 'The end of a job could not be stored; it will run again.');
    }
  }

  const looping = loop();
  return {
    wake: (kind) => kind === options.kind && wake(),
    abort: (id) => running.get(id)?.end('lost'),
    async stop(graceMs) {
      stopped = true;
      wake();
      await looping;
      const all = () => Promise.allSettled([...running.values()].map(({ over }) => over));
      let timer: NodeJS.Timeout | undefined;
      await Promise.race([all(), new Promise((resolve) => (timer = setTimeout(resolve, graceMs)))]);
      clearTimeout(timer);
      for (const { end } of running.values()) end('stopped');
      await all();
    },
  };
}
