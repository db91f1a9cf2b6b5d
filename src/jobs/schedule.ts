import { createTask, type ScheduledTask, validate } from 'node-cron';
import { Failure } from '../core/failure.ts';
import type { Log } from '../ports/log.ts';
import type { Task } from './task.ts';

export interface Schedule {
  /** Runs a task now, unless it is running: then it waits for that run instead. For tests, commands and a wake-up after a hook. */
  runNow(id: string): Promise<void>;
  /** No new runs; resolves when the running ones have ended. */
  stop(): Promise<void>;
}

/**
 * Runs each task at its times, never twice at once in this process (other processes: the tasks themselves are safe to run twice).
 * A run that fails is logged and does not end the schedule.
 * @throws Failure `invalid-configuration` for a cron expression that is none, or an id used twice
 */
export function startSchedule(tasks: readonly Task[], log: Log): Schedule {
  const controller = new AbortController();
  const running = new Map<string, Promise<void>>();
  const byId = new Map<string, Task>();
  for (const task of tasks) {
    if (byId.has(task.id)) throw new Failure('invalid-configuration', `The task "${task.id}" is scheduled twice.`);
    if (!validate(task.schedule))
      throw new Failure('invalid-configuration', `The task "${task.id}" has no valid schedule: ${task.schedule}`);
    byId.set(task.id, task);
  }

  function runOnce(task: Task): Promise<void> {
    const current = running.get(task.id);
    if (current) return current;
    const bound = log.child({ task: task.id });
    const run = task
      .run({ signal: controller.signal, log: bound })
      .catch((error: unknown) => {
        // The message may hold foreign text; the kind of a Failure is ours.
        bound.error({ kind: error instanceof Failure ? error.kind : 'internal' }, 'task failed');
      })
      .finally(() => running.delete(task.id));
    running.set(task.id, run);
    return run;
  }

  const timers: ScheduledTask[] = [...byId.values()].map((task) =>
    createTask(task.schedule, () => runOnce(task), { name: task.id, noOverlap: true, timezone: 'UTC' }),
  );
  for (const timer of timers) timer.start();

  return {
    async runNow(id) {
      const task = byId.get(id);
      if (!task) throw new Failure('not-found', `There is no task "${id}".`);
      if (!controller.signal.aborted) await runOnce(task);
    },
    async stop() {
      controller.abort();
      for (const timer of timers) await timer.destroy();
      await Promise.allSettled(running.values());
    },
  };
}
