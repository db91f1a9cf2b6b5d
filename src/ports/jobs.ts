import type { ImagingFindings } from '../core/findings.ts';
import type { Log } from './log.ts';

/** The queue of background work, shared by all processes on one store. */
export interface JobQueue {
  /**
   * Adds a job unless this kind has known its key before: waiting, running, done, dead or cancelled (`retry` is for the last two).
   * Resolves when durable.
   * @returns the job's id, or undefined when the key is known already.
   * @throws Failure `store-unavailable`
   */
  add<P extends JobPayload>(job: NewJob<P>): Promise<string | undefined>;
  /**
   * Runs `handle` for each job of a kind until `stop`; at most `concurrency` at once in this process. A handler that throws failed:
   * the job is tried again after a growing wait, and is dead after its last attempt, or at once when the Failure says that the input
   * is at fault (`invalid-input`, `not-implemented`). A process that dies loses its jobs to others within seconds; each loss is an attempt.
   */
  work<P extends JobPayload>(
    kind: string,
    options: { readonly concurrency: number },
    handle: (job: RunningJob<P>) => Promise<void>,
  ): Promise<void>;
  /** Raises the priority of a job that waits; nothing when it runs or is done, or has this priority already. */
  hurry(key: string, priority: number): Promise<void>;
  /** A waiting job never starts; a running one sees its signal aborted. */
  cancel(id: string): Promise<boolean>;
  /** Runs a dead letter, or a cancelled job, once more. False when there is no such job. */
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
  /** How often it is tried before it is dead (default 3). */
  readonly attempts?: number;
  /** An attempt that takes longer failed (default 1800). */
  readonly expireSeconds?: number;
}
export interface RunningJob<P extends JobPayload> {
  readonly id: string;
  readonly key: string;
  readonly payload: P;
  readonly attempt: number;
  /** Aborted by cancellation, by `stop` after its grace, when the time of the attempt is up, and when another worker has the job. */
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

/** What one kind of job does: a file in src/jobs/tasks. It runs in a process of its own, without the store. */
export interface JobHandler<P extends JobPayload = JobPayload> {
  /** The file's name. */
  readonly kind: string;
  run(payload: P, tools: JobTools): Promise<void>;
}
export interface JobTools {
  readonly signal: AbortSignal;
  readonly log: Log;
  progress(share: number, doing: string): void;
  /** Durable when resolved. Saving the same findings twice is saving them once. @param files bytes by the keys that the findings name */
  saveFindings(findings: ImagingFindings, files: ReadonlyMap<string, Uint8Array>): Promise<void>;
}
