import { answerParent } from './adapters/jobs/worker-child.ts';
import { jobHandlers } from './compose/pipeline.ts';
import { openLog } from './compose/store.ts';
import type { WorkerSettings } from './compose/workers.ts';
import type { ModelChange } from './core/models/registry.ts';

/** A worker process: started by `serve` and `work`, with their configuration; has neither store nor queue. */
answerParent(async (settings) => {
  const { config } = settings as WorkerSettings;
  const log = openLog(config);
  let changes: readonly ModelChange[] = [];
  const history = {
    read: async () => changes,
    append: () => Promise.reject(new Error('a worker changes no model')),
  };
  const handlers = await jobHandlers(config, log, history);
  return {
    log,
    handlers: handlers.map(({ kind, run }) => ({
      kind,
      // What the registry knows travels with each job: a model that was switched off is off from the next study on.
      run({ modelChanges, ...payload }, tools) {
        if (typeof modelChanges === 'string') changes = JSON.parse(modelChanges);
        return run(payload, tools);
      },
    })),
  };
});
