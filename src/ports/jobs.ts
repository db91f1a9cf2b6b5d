/** The queue of background work, shared by all processes on one store. */
export interface JobQueue {
  /**
   * Adds a job unless one with this key is waiting, running or done with it. Resolves when durable.
   * @returns the job's id, or undefined when the key is known already.
   */
  add<P extends JobPayload>(job: NewJob<P>): Promise<string | undefined>;
  /** Runs `handle` for each job of a kind until `stop`; at most `concurrency` at once in this process. */
  work<P extends JobPayload>(
    kind: string,
    options: { readonly concurrency: number },
    handle: (job: RunningJob<P>) => Promise<void>,
  ): Promise<void>;
  /** Raises the priority of a job that waits; nothing when it runs or is done. */
  hurry(key: string, priority: number): Promise<void>;
  /** A waiting job never starts; a running one sees its signal aborted. */
  cancel(id: string): Promise<boolean>;
  /** Runs a dead letter again. */
  retry(id: string): Promise<boolean>;
  list(query: { readonly state?: JobState; readonly limit: number }): Promise<readonly JobRecord[]>;
  counts(): Promise<Readonly<Record<JobState, number>>>;
  /** No new jobs are taken; resolves when the running ones have ended or `graceMs` has passed (then they are given back). */
  stop(graceMs: number): Promise<void>;
}

/** References only: identifiers and addresses, no clinical content and no token. */
export type JobPayload = Readonly<Record<string, string | number | boolean | undefined>>;
export type JobState = 'waiting' | 'running' | 'done' | 'failed' | 'dead' | 'cancelled';

export interface NewJob<P extends JobPayload> {
  readonly kind: string;
  /** What makes it the same job: study and settings version. */
  readonly key: string;
  readonly payload: P;
  /** Higher runs first; 0 is routine, 10 a chart that is open. */
  readonly priority?: number;
  readonly attempts?: number;
  /** After so long without an end the job is taken for lost and given to another worker. */
  readonly expireSeconds?: number;
}
export interface RunningJob<P extends JobPayload> {
  readonly id: string;
  readonly key: string;
  readonly payload: P;
  readonly attempt: number;
  /** Aborted by cancellation and by `stop` after its grace. */
  readonly signal: AbortSignal;
  /** 0..1 and what is being done, in a few words without patient data. */
  progress(share: number, doing: string): void;
}
export interface JobRecord {
  readonly id: string;
  readonly kind: string;
  readonly key: string;
  readonly state: JobState;
  readonly priority: number;
  readonly attempts: number;
  readonly createdAt: string;
  readonly startedAt?: string;
  readonly endedAt?: string;
  readonly progress?: { readonly share: number; readonly doing: string };
  /** Kind of the Failure of the last attempt and its sentence. */
  readonly problem?: string;
}
