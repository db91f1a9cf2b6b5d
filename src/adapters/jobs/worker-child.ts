import { setPriority } from 'node:os';
import { Failure } from '../../core/failure.ts';
import type { JobHandler, JobPayload } from '../../ports/jobs.ts';
import type { Log } from '../../ports/log.ts';
import type { FromWorker, ToWorker } from './worker-messages.ts';

/** Whoever waits for a clinician's answer goes first. */
const niceness = 10;
const memoryCheckMs = 1000;

export interface WorkerSide {
  readonly handlers: readonly JobHandler[];
  readonly log: Log;
}

/**
 * The worker's side: runs one job after the other as the parent asks, without store and queue. Ends when the parent is gone or says
 * nothing more. Signals of the terminal are the parent's affair: it drains and then aborts us.
 * @param open makes the handlers of the settings that the parent sends.
 */
export function answerParent(open: (settings: unknown) => Promise<WorkerSide>): void {
  if (!process.send) throw new Failure('invalid-request', 'A worker process is started by the service, not by hand.');
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => undefined);
  process.once('disconnect', () => process.exit(0));
  // The parent may be gone before this program was loaded.
  if (!process.connected) process.exit(0);
  try {
    setPriority(niceness);
  } catch {
    // Not allowed here: it works at the usual priority.
  }
  const running = new Map<string, AbortController>();
  const saving = new Map<number, { readonly resolve: () => void; readonly reject: (error: Failure) => void }>();
  let side: Promise<WorkerSide> | undefined;
  let calls = 0;
  const say = (message: FromWorker): void => void process.send?.(message, undefined, undefined, () => undefined);

  async function run(id: string, kind: string, payload: JobPayload): Promise<void> {
    const controller = new AbortController();
    running.set(id, controller);
    try {
      const { handlers, log } = await (side ?? Promise.reject(new Error('not started')));
      const handler = handlers.find((each) => each.kind === kind);
      if (!handler) throw new Failure('not-implemented', 'This worker does not know this kind of job.');
      await handler.run(payload, {
        signal: controller.signal,
        log: log.child({ job: id, kind }),
        progress: (share, doing) => say({ type: 'progress', id, share, doing }),
        saveFindings: (findings, files) =>
          new Promise((resolve, reject) => {
            const call = calls++;
            saving.set(call, { resolve, reject });
            say({ type: 'save', id, call, findings, files });
          }),
      });
      say({ type: 'done', id });
    } catch (error) {
      if (!(error instanceof Failure) && side) {
        const name = error instanceof Error ? error.name : 'unknown';
        await side.then(
          ({ log }) => log.error({ job: id, error: name }, 'a job ended with an error of its own'),
          () => undefined,
        );
      }
      say({
        type: 'failed',
        id,
        kind: error instanceof Failure ? error.kind : 'internal',
        sentence: error instanceof Failure ? error.message : 'The job ended with an error of its own.',
      });
    } finally {
      running.delete(id);
    }
  }

  process.on('message', (message: ToWorker) => {
    if (message.type === 'start') {
      side = open(message.settings);
      // What makes every start fail must end in a crash that the parent sees, not in silence.
      side.catch((error: unknown) => {
        process.stderr.write(`worker: ${error instanceof Failure ? error.message : 'could not be started'}\n`);
        process.exit(1);
      });
      limitMemory(message.memoryMb);
    } else if (message.type === 'run') void run(message.id, message.kind, message.payload);
    else if (message.type === 'abort') running.get(message.id)?.abort();
    else {
      const call = saving.get(message.call);
      saving.delete(message.call);
      if (message.type === 'saved') call?.resolve();
      else call?.reject(new Failure(message.kind, message.sentence));
    }
  });
  say({ type: 'hello' });
}

/** Volumes lie outside the heap that `--max-old-space-size` limits: the process looks at itself and ends when it is too large. */
function limitMemory(memoryMb: number): void {
  setInterval(() => {
    if (process.memoryUsage.rss() <= memoryMb * 1024 * 1024) return;
    process.stderr.write(`worker: needs more than ${memoryMb} MB (FIBROCAST_WORKER_MEMORY_MB) and ends\n`);
    process.exit(1);
  }, memoryCheckMs).unref();
}
