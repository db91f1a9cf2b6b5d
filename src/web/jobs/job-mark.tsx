import type { JobState } from './api.ts';

const shapes: Readonly<Record<JobState, string>> = {
  running: 'M3.5 2.2 9.8 6 3.5 9.8Z',
  waiting: 'M6 1.5a4.5 4.5 0 1 0 .01 0M6 3.6V6l1.8 1.2',
  failed: 'M10.2 6a4.2 4.2 0 1 1-1.3-3M9.2 1v2.3H6.9',
  dead: 'M6 1.4 11.2 10.6H.8ZM6 4.6v2.7M6 8.6v.6',
  done: 'M1.8 6.4 4.7 9.3l5.5-6.6',
  cancelled: 'M2.5 2.5l7 7M9.5 2.5l-7 7',
};

/** Shape and word together. */
export const JobWord = ({ state, children }: { state: JobState; children: string }) => (
  <span class={`job-word ${state}`}>
    <svg class="mark" viewBox="0 0 12 12" aria-hidden="true">
      <path class="outline" d={shapes[state]} />
    </svg>
    {children}
  </span>
);
