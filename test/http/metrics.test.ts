import { expect, it } from 'vitest';
import { createMetrics } from '../../src/http/metrics.ts';

it('counts jobs by state at each scrape and times their attempts, and answers without a store', async () => {
  let counts: Promise<Record<string, number>> = Promise.resolve({ waiting: 3, dead: 1 });
  const metrics = createMetrics({ process: false, jobs: () => counts });
  metrics.jobEnded('analyse-study', 'done', 42);
  const text = await metrics.registry.metrics();
  expect(text).toContain('fibrocast_jobs{state="waiting"} 3');
  expect(text).toContain('fibrocast_jobs{state="dead"} 1');
  expect(text).toContain('fibrocast_job_seconds_bucket{le="50",kind="analyse-study",outcome="done"} 1');
  counts = Promise.reject(new Error('no store'));
  expect(await metrics.registry.metrics()).not.toContain('fibrocast_jobs{');
});
