import { Failure } from '../../core/failure.ts';
import type { Tensors } from '../../ports/inference.ts';
import { type Answer, type ModelProcess, type ProcessOptions, startProcess, type Work } from './model-process.ts';

export interface PoolOptions extends ProcessOptions {
  /** Processes at most; they are started when there is work for them. */
  readonly size: number;
  /** What each new process loads before its first work. */
  readonly preload: readonly Work[];
  /** More waiting work than this is refused at once. */
  readonly mostWaiting: number;
}
export interface RunOptions {
  readonly deadlineMs: number;
  readonly signal?: AbortSignal;
}

/** Processes of one kind with one queue, first come first served. */
export interface ProcessPool {
  /**
   * The deadline counts from the call, the time in the queue included.
   * @throws Failure `model-timeout`, `model-unavailable`, `invalid-input`, or the reason of the signal.
   */
  run(work: Work, options: RunOptions): Promise<{ readonly outputs: Tensors; readonly provider: string }>;
  /** Pids of the living processes. */
  pids(): readonly number[];
  close(): Promise<void>;
}

interface Waiting {
  readonly work: Work;
  readonly finish: (outcome: Answer | 'ended' | Error) => void;
  over: boolean;
}

export function processPool(options: PoolOptions): ProcessPool {
  const queue: Waiting[] = [];
  const seats: { process: ModelProcess | undefined; busy: Waiting | undefined; ready: Promise<void> }[] = Array.from(
    { length: options.size },
    () => ({ process: undefined, busy: undefined, ready: Promise.resolve() }),
  );
  type Seat = (typeof seats)[number];
  const ending = new Set<Promise<void>>();
  let closed = false;

  const start = (seat: Seat) => {
    const started = startProcess(options);
    seat.process = started;
    seat.ready = (async () => {
      for (const work of options.preload) if ((await started.do(work)) === 'ended') return;
    })();
  };
  const discard = (seat: Seat) => {
    const old = seat.process;
    seat.process = undefined;
    if (old === undefined || old.gone) return;
    const end = old.kill();
    ending.add(end);
    void end.finally(() => ending.delete(end));
  };
  const next = () => {
    for (const seat of seats) {
      if (seat.busy !== undefined) continue;
      let job = queue.shift();
      while (job?.over) job = queue.shift();
      if (job === undefined) return;
      void serve(seat, job);
    }
  };
  const serve = async (seat: Seat, job: Waiting) => {
    seat.busy = job;
    if (seat.process === undefined || seat.process.gone) start(seat);
    const mine = seat.process;
    await seat.ready;
    // the wait for a new process may have outlived the work
    const answer = job.over ? undefined : await mine?.do(job.work);
    if (answer !== undefined) job.finish(answer);
    if (seat.process === mine && mine?.gone) seat.process = undefined;
    if (seat.busy === job) seat.busy = undefined;
    next();
  };

  return {
    run: (work, { deadlineMs, signal }) =>
      new Promise((resolve, reject) => {
        const name = work.key;
        if (closed) return reject(new Failure('model-unavailable', 'The models are being closed.'));
        if (signal?.aborted) return reject(reasonOf(signal));
        if (queue.length >= options.mostWaiting)
          return reject(new Failure('model-unavailable', `Too much work is waiting for the model ${name}. Try later.`));
        const giveUp = (error: Error) => {
          const seat = seats.find(({ busy }) => busy === job);
          job.finish(error);
          if (seat === undefined) return;
          // it cannot be asked to stop: it is replaced
          seat.busy = undefined;
          discard(seat);
          if (!closed) start(seat);
          next();
        };
        const onAbort = () => giveUp(reasonOf(signal));
        const timer = setTimeout(
          () =>
            giveUp(
              new Failure('model-timeout', `The model ${name} did not answer within ${deadlineMs} ms and was stopped.`),
            ),
          deadlineMs,
        );
        const job: Waiting = {
          work,
          over: false,
          finish: (outcome) => {
            if (job.over) return;
            job.over = true;
            clearTimeout(timer);
            signal?.removeEventListener('abort', onAbort);
            if (outcome instanceof Error) reject(outcome);
            else if (outcome === 'ended')
              reject(
                new Failure('model-unavailable', `The process of the model ${name} broke down. It is started again.`),
              );
            else if (!outcome.ok) reject(failureOf(name, outcome));
            else resolve({ outputs: outcome.outputs ?? {}, provider: outcome.provider });
          },
        };
        signal?.addEventListener('abort', onAbort, { once: true });
        queue.push(job);
        next();
      }),
    pids: () => seats.flatMap(({ process }) => (process?.pid === undefined || process.gone ? [] : [process.pid])),
    close: async () => {
      closed = true;
      const stopped = new Failure('model-unavailable', 'The models are being closed.');
      for (const job of queue.splice(0)) job.finish(stopped);
      for (const seat of seats) {
        seat.busy?.finish(stopped);
        discard(seat);
      }
      await Promise.all(ending);
    },
  };
}

const reasonOf = (signal: AbortSignal | undefined): Error =>
  signal?.reason instanceof Error ? signal.reason : new Error('The run was aborted.');

/** What the runtime says when the tensors do not fit its graph. */
const badInput = /invalid dimensions|invalid rank|input data type|missing|shape mismatch|dimension/i;

function failureOf(name: string, { stage, message }: Answer & { ok: false }): Failure {
  const cause = new Error(message);
  if (stage === 'load')
    return new Failure('model-unavailable', `The graph of the model ${name} cannot be opened.`, { cause });
  if (stage === 'input' || badInput.test(message))
    return new Failure('invalid-input', `The model ${name} does not take tensors of these names and shapes.`, {
      cause,
    });
  return new Failure('model-unavailable', `The model ${name} failed while it ran.`, { cause });
}
