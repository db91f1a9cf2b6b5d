import { Router } from 'express';
import { Failure } from '../../core/failure.ts';
import type { JobQueue, JobState } from '../../ports/jobs.ts';
import type { Administrators } from './administrators.ts';
import type { AppTools } from './app-routes.ts';

const jobStates: readonly JobState[] = ['waiting', 'running', 'done', 'failed', 'dead', 'cancelled'];

/** The queue of analyses: for administrators only, because a job names a study. Keys and payloads stay inside. */
export function jobsRoutes(
  deps: { readonly queue?: JobQueue; readonly administrators: Administrators },
  { access, recorded }: AppTools,
): Router {
  const router = Router();
  const queueOf = (): JobQueue => {
    if (!deps.queue) throw new Failure('not-implemented', 'This store keeps no jobs.');
    return deps.queue;
  };
  router.get('/jobs', async (request, response) => {
    const call = access(request, response);
    const listed = await recorded(call, { action: 'search', query: 'app/jobs' }, async () => {
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
      return { counts, jobs: jobs.map(({ key: _, ...job }) => job) };
    });
    response.json(listed);
  });
  for (const what of ['retry', 'cancel'] as const) {
    router.post(`/jobs/:id/${what}`, async (request, response) => {
      const call = access(request, response);
      const id = request.params.id;
      await recorded(call, { action: 'job-change', query: `app/jobs/${id}/${what}` }, async () => {
        deps.administrators.require(call);
        if (!/^[0-9a-f-]{36}$/i.test(id)) throw new Failure('not-found', 'There is no such job.');
        const done = await queueOf()[what](id);
        if (!done)
          throw new Failure(
            'not-found',
            `There is no job here that could be ${what === 'retry' ? 'retried' : 'cancelled'}.`,
          );
      });
      response.status(204).end();
    });
  }
  return router;
}
