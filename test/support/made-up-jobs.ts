import type { JobRecord } from '../../src/ports/jobs.ts';
import type { WorklistServer } from './worklist-server.ts';

const id = (n: number) => `${String(n).padStart(8, '0')}-0000-4000-8000-000000000000`;
const base = { kind: 'analyse-study', priority: 0, attempts: 1, createdAt: '2026-11-28T08:12:00.000Z' };

/** One of each state and a second that runs. */
export const madeUpJobs: readonly Omit<JobRecord, 'key'>[] = [
  { ...base, id: id(1), state: 'done', startedAt: '2026-11-28T08:12:05.000Z', endedAt: '2026-11-28T08:13:41.000Z' },
  { ...base, id: id(2), state: 'waiting', attempts: 0, priority: 10, createdAt: '2026-11-28T08:20:00.000Z' },
  {
    ...base,
    id: id(3),
    state: 'running',
    startedAt: '2026-11-28T08:21:00.000Z',
    progress: { share: 0.62, doing: 'radiomics of the liver' },
  },
  {
    ...base,
    id: id(4),
    state: 'dead',
    attempts: 3,
    startedAt: '2026-11-28T07:00:00.000Z',
    endedAt: '2026-11-28T07:31:00.000Z',
    problem: 'archive-unreachable: The archive does not answer; the study stays where it is and can be tried again.',
  },
  {
    ...base,
    id: id(5),
    state: 'failed',
    attempts: 2,
    startedAt: '2026-11-28T08:01:00.000Z',
    endedAt: '2026-11-28T08:02:00.000Z',
    problem: 'invalid-input: No series of this study shows the liver.',
  },
  { ...base, id: id(6), state: 'cancelled', endedAt: '2026-11-28T08:05:00.000Z' },
  {
    ...base,
    id: id(7),
    state: 'running',
    startedAt: '2026-11-28T08:21:30.000Z',
    progress: { share: 0.05, doing: 'reading the series' },
  },
];

export function jobListOf(jobs: readonly Omit<JobRecord, 'key'>[]): WorklistServer['jobs'] {
  const count = (state: JobRecord['state']) => jobs.filter((job) => job.state === state).length;
  return {
    jobs,
    counts: {
      ...{ waiting: count('waiting'), running: count('running'), done: count('done') },
      ...{ failed: count('failed'), dead: count('dead'), cancelled: count('cancelled') },
    },
  };
}
