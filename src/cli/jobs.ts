import { Command, InvalidArgumentError } from 'commander';
import { Failure } from '../core/failure.ts';
import type { JobQueue, JobRecord, JobState } from '../ports/jobs.ts';

const states: readonly JobState[] = ['waiting', 'running', 'done', 'failed', 'dead', 'cancelled'];

export interface JobsCommandDeps {
  open(): Promise<{ readonly queue: JobQueue; close(): Promise<void> }>;
  readonly out: { write(text: string): unknown };
}

/** `fibrocast jobs list | retry <id> | cancel <id>`: on PostgreSQL beside the running service, on the embedded store while it is stopped. */
export function jobsCommand(deps: JobsCommandDeps): Command {
  const withQueue = async (work: (queue: JobQueue) => Promise<void>): Promise<void> => {
    const { queue, close } = await deps.open();
    try {
      await work(queue);
    } finally {
      await close();
    }
  };
  const act = (name: 'retry' | 'cancel', description: string, nothing: string) =>
    new Command(name)
      .description(description)
      .argument('<id>', 'as `fibrocast jobs list` prints it')
      .action((id: string) =>
        withQueue(async (queue) => {
          if (!(await queue[name](id))) throw new Failure('not-found', nothing);
        }),
      );
  return new Command('jobs')
    .description('background jobs: list, retry, cancel')
    .addCommand(
      new Command('list')
        .description('the newest jobs')
        .option('--state <state>', states.join(', '), readState)
        .option('--limit <n>', 'jobs at most', readLimit, 50)
        .option('--json', 'as JSON')
        .action((options: { state?: JobState; limit: number; json?: boolean }) =>
          withQueue(async (queue) => {
            const jobs = await queue.list({ limit: options.limit, ...(options.state ? { state: options.state } : {}) });
            deps.out.write(options.json ? `${JSON.stringify(jobs, null, 2)}\n` : jobs.map(lineOf).join(''));
          }),
        )
        .exitOverride(),
    )
    .addCommand(
      act(
        'retry',
        'run a dead or cancelled job once more',
        'There is no dead or cancelled job with this id.',
      ).exitOverride(),
    )
    .addCommand(
      act(
        'cancel',
        'stop a job, also a running one',
        'There is no waiting or running job with this id.',
      ).exitOverride(),
    );
}

function lineOf(job: JobRecord): string {
  const progress = job.state === 'running' && job.progress ? `${Math.round(job.progress.share * 100)} %` : '';
  const told = [job.id, job.state.padEnd(9), job.kind, `attempt ${job.attempts}`, job.createdAt, progress, job.problem];
  return `${told.filter((each) => each).join('  ')}\n`;
}

function readState(given: string): JobState {
  const state = states.find((each) => each === given);
  if (!state) throw new InvalidArgumentError(`One of ${states.join(', ')}.`);
  return state;
}

function readLimit(given: string): number {
  const limit = Number(given);
  if (!Number.isInteger(limit) || limit < 1) throw new InvalidArgumentError('A whole number from 1.');
  return limit;
}
