import { Failure } from '../core/failure.ts';
import type { JobPayload, JobQueue, RunningJob } from '../ports/jobs.ts';

export type JobOutcome = 'done' | 'failed' | 'aborted';

export interface WorkerDeps {
  readonly queue: JobQueue;
  /** Kinds of jobs that are run here. */
  readonly kinds: readonly string[];
  /** Jobs of one kind at once. */
  readonly concurrency: number;
  /** Does one job, somewhere else than in this process. */
  run(kind: string, job: RunningJob<JobPayload>): Promise<void>;
  /** For the metrics: after each attempt. */
  ended?(kind: string, outcome: JobOutcome, seconds: number): void;
}

/** Takes jobs from the queue until the queue is stopped. @throws Failure `store-unavailable` */
export async function startWorker(deps: WorkerDeps): Promise<void> {
  for (const kind of deps.kinds) {
    await deps.queue.work(kind, { concurrency: deps.concurrency }, async (job) => {
      const started = performance.now();
      const ended = (outcome: JobOutcome) => deps.ended?.(kind, outcome, (performance.now() - started) / 1000);
      try {
        await deps.run(kind, job);
        // A job that was taken away and ended well all the same is not this attempt's success.
        if (job.signal.aborted) throw new Failure('internal', 'The job was taken away.');
        ended('done');
      } catch (error) {
        ended(job.signal.aborted ? 'aborted' : 'failed');
        throw error;
      }
    });
  }
}
