import type { Config } from './config.ts';
import type { JobHandler } from './ports/jobs.ts';
import type { Log } from './ports/log.ts';

/** How this build analyses studies; what `serve`, `work` and their worker processes agree on. */
export interface Analysis {
  /** Kinds of jobs that `open` makes handlers of. */
  readonly kinds: readonly string[];
  /** Part of a job's key: a study is analysed once with each. */
  readonly settingsVersion: string;
  /** Called in each worker process. */
  open(config: Config, log: Log): Promise<readonly JobHandler[]>;
}

/** Absent: this build has no imaging pipeline, and no study is queued. */
export const analysis: Analysis | undefined = undefined;
