import { addressOf, ask, tell } from '../design/api.ts';

export const jobStates = ['running', 'waiting', 'failed', 'dead', 'done', 'cancelled'] as const;
export type JobState = (typeof jobStates)[number];

/** A job as the service gives it: no key and no payload, so nothing of a patient. */
export interface Job {
  readonly id: string;
  readonly kind: string;
  readonly state: JobState;
  readonly priority: number;
  readonly attempts: number;
  readonly createdAt: string;
  readonly startedAt?: string;
  readonly endedAt?: string;
  readonly progress?: { readonly share: number; readonly doing: string };
  readonly problem?: string;
}
export interface JobList {
  readonly counts: Readonly<Record<JobState, number>>;
  /** The newest, at most `mostJobs`. */
  readonly jobs: readonly Job[];
}
export const mostJobs = 200;

export const readJobs = (state: JobState | undefined): Promise<JobList> =>
  ask(addressOf('jobs', new URLSearchParams(state === undefined ? {} : { state })));
export const changeJob = (id: string, what: 'retry' | 'cancel'): Promise<void> =>
  tell(addressOf(`jobs/${encodeURIComponent(id)}/${what}`), {});

/** What can still be done about it. */
export const actionOf = (state: JobState): 'retry' | 'cancel' | undefined =>
  state === 'dead' || state === 'cancelled' ? 'retry' : state === 'done' ? undefined : 'cancel';
