import { Router } from 'express';
import { Failure } from '../../core/failure.ts';
import type { JobQueue, JobState } from '../../ports/jobs.ts';
import type { Administrators } from './administrators.ts';
import type { AppTools } from './app-routes.ts';
import { factsOf, outcomeOf } from './review-routes.ts';

const jobStates: readonly JobState[] = ['waiting', 'running', 'done', 'failed', 'dead', 'cancelled'];

/** The queue of analyses: for administrators only, because a job names a study. Keys and payloads stay inside. */
export function jobsRoutes(
  deps: { readonly queue?: JobQueue; readonly administrators: Administrators },
  { access, record }: AppTools,
): Router {
  const router = Router();
  const queueOf = (): JobQueue => {
    if (!deps.queue) throw new Failure('not-implemented', 'This store keeps no jobs.');
    return deps.queue;
  };
  router.get('/jobs', async (request, response) => {
    const call = access(request, response);
    const about = { ...factsOf(call), query: 'app/jobs' };
    try {
      deps.administrators.require(call);
      const given = call.query.get('state');
      const state = jobStates.find((one) => one === given);
      if (given !== null && state === undefined)
        throw new Failure('invalid-parameter', `"state" takes ${jobStates.join(', ')}.`, { at: 'state' });
      const queue = queueOf();
      const [counts, jobs] = await Promise.all([
        queue.counts(),
        queue.list({ limit: 200, ...(state === undefined ? {} : { state }) }),
      ]);
      await record({ action: 'search', outcome: 'success', ...about });
      response.json({ counts, jobs: jobs.map(({ key: _, ...job }) => job) });
    } catch (error) {
      await record({ action: 'search', outcome: outcomeOf(error), ...about });
      throw error;
    }
  });
  for (const what of ['retry', 'cancel'] as const) {
    router.post(`/jobs/:id/${what}`, async (request, response) => {
      const call = access(request, response);
      const id = request.params.id;
      const about = { ...factsOf(call), query: `app/jobs/${id}/${what}`.slice(0, 200) };
      try {
        deps.administrators.require(call);
        if (!/^[0-9a-f-]{36}$/i.test(id)) throw new Failure('not-found', 'There is no such job.');
        const done = await queueOf()[what](id);
        if (!done)
          throw new Failure(
            'not-found',
            `There is no job here that could be ${what === 'retry' ? 'retried' : 'cancelled'}.`,
          );
        await record({ action: 'job-change', outcome: 'success', ...about });
        response.status(204).end();
      } catch (error) {
        await record({ action: 'job-change', outcome: outcomeOf(error), ...about });
        throw error;
      }
    });
  }
  return router;
}
