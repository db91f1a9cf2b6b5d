import { Router } from 'express';
import { Failure } from '../core/failure.ts';

/** Something without which this process should get no traffic. */
export interface ReadinessCheck {
  /** One word for the operators: `store`. */
  readonly name: string;
  /** Rejects when it is not ready. */
  check(): Promise<void>;
}

const patienceMs = 2000;

/**
 * `live`: the process answers. `ready`: all it needs answers too; 503 and the names of what does not otherwise.
 * `workers`: processes for background jobs that are alive now; they start when a job comes, so 0 is no fault.
 */
export function healthRoutes(checks: readonly ReadinessCheck[], version: string, workers?: () => number): Router {
  return Router()
    .get('/health/live', (_request, response) => {
      response.json({ status: 'live', version });
    })
    .get('/health/ready', async (_request, response) => {
      const states = await Promise.all(checks.map(async ({ name, check }) => ({ name, ok: await passes(check) })));
      const down = states.filter((state) => !state.ok).map((state) => state.name);
      if (down.length > 0) throw new Failure('store-unavailable', `Not ready: ${down.join(', ')}.`);
      const checked = { status: 'ready', version, checks: states.map((state) => state.name) };
      response.json(workers ? { ...checked, workers: workers() } : checked);
    });
}

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
