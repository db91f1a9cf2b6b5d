import type { Log } from '../ports/log.ts';

/** Work in the background. A task does what is due and returns; when it runs again is the schedule's affair. */
export interface Task {
  /** Kebab-case, the file's name. */
  readonly id: string;
  /** Cron expression (five fields, or six with seconds), UTC. */
  readonly schedule: string;
  /** @throws anything: the schedule logs it and the task runs again at its next time. */
  run(tools: TaskTools): Promise<void>;
}

export interface TaskTools {
  /** Aborted when the process stops: finish what is begun, start nothing new. */
  readonly signal: AbortSignal;
  /** Bound to this run. */
  readonly log: Log;
}
