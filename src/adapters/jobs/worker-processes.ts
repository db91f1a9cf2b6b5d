import { type ChildProcess, fork } from 'node:child_process';
import { Failure } from '../../core/failure.ts';
import type { JobPayload, JobTools, RunningJob } from '../../ports/jobs.ts';
import type { Log } from '../../ports/log.ts';
import type { FromWorker, ToWorker } from './worker-messages.ts';

export interface WorkerProcessesOptions {
  /** The program of a worker: calls `answerParent`. */
  readonly entry: string;
  readonly execArgv: readonly string[];
  /** Processes at most; each does one job at a time. They are started when a job comes. */
  readonly count: number;
  /** Resident memory of one, megabytes; a worker beyond it ends and its job failed. */
  readonly memoryMb: number;
  /** Sent to each at its start: how to make its handlers. Plain data; goes through the IPC channel only. */
  readonly settings: unknown;
  readonly save: JobTools['saveFindings'];
  readonly log: Log;
}

export interface WorkerProcesses {
  /**
   * Runs one job in a process of its own. When the job's signal is aborted the worker is asked to end it, and killed when it does not.
   * @throws Failure of the job; `internal` when the process ended under it.
   */
  run(kind: string, job: RunningJob<JobPayload>): Promise<void>;
  /** Processes that are alive. */
  alive(): number;
  /** Ends all of them, also in the middle of a job. */
  close(): Promise<void>;
}

/** After an abort a worker has so long to notice. */
const killAfterMs = 1500;
const firstBackOffMs = 500;
const longestBackOffMs = 30_000;

interface Worker {
  readonly child: ChildProcess;
  /** It listens and knows its settings. */
  readonly ready: Promise<void>;
}
interface Slot {
  worker: Worker | undefined;
  busy: boolean;
  /** Ends in a row that nobody asked for: the next start waits longer each time. */
  crashes: number;
  notBefore: number;
}

export function openWorkerProcesses(options: WorkerProcessesOptions): WorkerProcesses {
  const slots: Slot[] = Array.from({ length: options.count }, () => ({
    worker: undefined,
    busy: false,
    crashes: 0,
    notBefore: 0,
  }));
  const waiting: (() => void)[] = [];
  let closed = false;

  async function takeSlot(signal: AbortSignal): Promise<Slot> {
    for (;;) {
      const free = slots.filter((slot) => !slot.busy).sort((a, b) => a.notBefore - b.notBefore)[0];
      if (closed || signal.aborted) throw new Failure('internal', 'The job was aborted before it started.');
      if (free) {
        free.busy = true;
        return free;
      }
      await Promise.race([new Promise<void>((resolve) => waiting.push(resolve)), aborted(signal)]);
    }
  }

  function start(slot: Slot): Worker {
    const child = fork(options.entry, ['worker'], {
      execArgv: [...options.execArgv, `--max-old-space-size=${Math.round(options.memoryMb * 0.75)}`],
      serialization: 'advanced',
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    // A message to a process that has just ended: its exit is handled, the message is moot.
    child.on('error', () => undefined);
    const ready = new Promise<void>((resolve) => {
      child.on('message', (message: FromWorker) => {
        if (message.type !== 'hello') return;
        tell(child, { type: 'start', settings: options.settings, memoryMb: options.memoryMb });
        resolve();
      });
    });
    const worker = { child, ready };
    child.once('exit', () => {
      if (slot.worker === worker) slot.worker = undefined;
    });
    slot.worker = worker;
    return worker;
  }

  return {
    async run(kind, job) {
      const slot = await takeSlot(job.signal);
      try {
        await Promise.race([pause(slot.notBefore - Date.now()), aborted(job.signal)]);
        if (closed || job.signal.aborted) throw new Failure('internal', 'The job was aborted before it started.');
        await converse(slot.worker ?? start(slot), kind, job, options);
        slot.crashes = 0;
      } catch (error) {
        if (error instanceof WorkerEnded && !job.signal.aborted && !closed) {
          slot.notBefore = Date.now() + Math.min(longestBackOffMs, firstBackOffMs * 2 ** slot.crashes);
          slot.crashes += 1;
          options.log.warn({ job: job.id, kind, how: error.how }, 'a worker process ended under its job');
        }
        throw error;
      } finally {
        slot.busy = false;
        waiting.shift()?.();
      }
    },
    alive: () => slots.filter(({ worker }) => worker !== undefined).length,
    async close() {
      closed = true;
      for (const wake of waiting.splice(0)) wake();
      await Promise.all(
        slots.map(({ worker }) => {
          const child = worker?.child;
          if (!child || child.exitCode !== null || child.signalCode !== null) return undefined;
          const gone = new Promise((resolve) => child.once('exit', resolve));
          child.kill('SIGKILL');
          return gone;
        }),
      );
    },
  };
}

class WorkerEnded extends Failure {
  constructor(readonly how: string) {
    super('internal', `The worker process ended under the job (${how}).`);
  }
}

/** One job with one worker, from `run` to its end. */
function converse(
  { child, ready }: Worker,
  kind: string,
  job: RunningJob<JobPayload>,
  options: Pick<WorkerProcessesOptions, 'save'>,
): Promise<void> {
  return new Promise<void>((resolve, reject) => {
    let killer: NodeJS.Timeout | undefined;
    const over = (): void => {
      clearTimeout(killer);
      child.off('message', hear);
      child.off('exit', ended);
      job.signal.removeEventListener('abort', abort);
    };
    const ended = (code: number | null, signal: NodeJS.Signals | null): void => {
      over();
      reject(new WorkerEnded(signal ?? `code ${code}`));
    };
    const abort = (): void => {
      tell(child, { type: 'abort', id: job.id });
      killer = setTimeout(() => child.kill('SIGKILL'), killAfterMs);
    };
    const hear = (message: FromWorker): void => {
      if (message.type === 'hello' || message.id !== job.id) return;
      if (message.type === 'progress') job.progress(message.share, message.doing);
      else if (message.type === 'save') save(message);
      else if (message.type === 'done') {
        over();
        resolve();
      } else {
        over();
        reject(new Failure(message.kind, message.sentence));
      }
    };
    const save = ({ call, findings, files }: Extract<FromWorker, { type: 'save' }>): void => {
      // An attempt that was taken away saves nothing any more.
      const saving = job.signal.aborted
        ? Promise.reject(new Failure('internal', 'The job was taken away.'))
        : options.save(findings, files);
      saving.then(
        () => tell(child, { type: 'saved', call }),
        (error: unknown) =>
          tell(child, {
            type: 'not-saved',
            call,
            kind: error instanceof Failure ? error.kind : 'internal',
            sentence: error instanceof Failure ? error.message : 'The findings could not be stored.',
          }),
      );
    };
    child.on('message', hear);
    child.on('exit', ended);
    job.signal.addEventListener('abort', abort);
    void ready.then(() => tell(child, { type: 'run', id: job.id, kind, payload: job.payload }));
    if (job.signal.aborted) abort();
  });
}

function tell(child: ChildProcess, message: ToWorker): void {
  if (child.connected) child.send(message, () => undefined);
}

const pause = (ms: number): Promise<void> =>
  ms <= 0 ? Promise.resolve() : new Promise((resolve) => setTimeout(resolve, ms).unref());

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
