import { Router } from 'express';
import { Failure } from '../core/failure.ts';
import type { RefusedModel } from '../ports/models.ts';

/** Something without which this process should get no traffic. */
export interface ReadinessCheck {
  /** One word for the operators: `store`. */
  readonly name: string;
  /** Rejects when it is not ready. */
  check(): Promise<void>;
}

const patienceMs = 2000;

/** What readiness says besides; none of it makes the service unready. */
export interface ReadinessFacts {
  /** Processes for background jobs that are alive now; they start when a job comes, so 0 is no fault. */
  readonly workers?: (() => number) | undefined;
  readonly refusedModels?: (() => readonly RefusedModel[]) | undefined;
}

/** `live`: the process answers. `ready`: all it needs answers too; 503 and the names of what does not otherwise. */
export function healthRoutes(
  checks: readonly ReadinessCheck[],
  version: string,
  { workers, refusedModels }: ReadinessFacts = {},
): Router {
  return Router()
    .get('/health/live', (_request, response) => {
      response.json({ status: 'live', version });
    })
    .get('/health/ready', async (_request, response) => {
      const states = await Promise.all(checks.map(async ({ name, check }) => ({ name, ok: await passes(check) })));
      const down = states.filter((state) => !state.ok).map((state) => state.name);
      if (down.length > 0) throw new Failure('store-unavailable', `Not ready: ${down.join(', ')}.`);
      response.json({
        status: 'ready',
        version,
        checks: states.map((state) => state.name),
        ...(workers ? { workers: workers() } : {}),
        ...refusals(refusedModels?.() ?? []),
      });
    });
}

/** Models that take no part; the service goes on without them. */
const refusals = (refused: readonly RefusedModel[]) => (refused.length > 0 ? { refusedModels: refused } : {});

async function passes(check: () => Promise<void>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(resolve, patienceMs, false);
  });
  const done = check().then(
    () => true,
    () => false,
  );
  const passed = await Promise.race([done, late]);
  clearTimeout(timer);
  return passed;
}
