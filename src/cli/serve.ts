import { Command } from 'commander';
import { loadCatalogue } from '../catalogue.ts';
import { openLog, openStore } from '../compose/store.ts';
import { openQueue } from '../compose/workers.ts';
import { startService } from '../compose.ts';
import { readConfig } from '../config.ts';
import { Failure } from '../core/failure.ts';
import type { JobQueue } from '../ports/jobs.ts';
import type { Store } from '../ports/results.ts';
import type { StartService } from './demo.ts';

/** `fibrocast serve`: the service, until SIGINT or SIGTERM; then running requests finish and the store is closed. */
export function serveCommand(): Command {
  return new Command('serve')
    .description('run the service (environment: deploy/env.example)')
    .option('--no-worker', 'HTTP only: no analyses, no scheduled work')
    .action(async (options: { worker: boolean }) => {
      const service = await startService(readConfig(process.env), { background: options.worker });
      process.stderr.write(`fibrocast is listening ${service.url}\n`);
      await stopSignal();
      process.stderr.write('fibrocast is stopping: running requests finish first\n');
      await service.stop();
    });
}

/** The service as the demo wants it: sandbox on, loopback, quiet log. */
export const demoService: StartService = async ({ port, dataDir, load }) => {
  const config = readConfig({
    LOG_LEVEL: process.env.LOG_LEVEL ?? 'error',
    HOST: '127.0.0.1',
    PORT: String(port),
    DATA_DIR: dataDir,
    DATABASE_URL: process.env.DATABASE_URL,
    FIBROCAST_WORKERS: process.env.FIBROCAST_WORKERS ?? '2',
    FIBROCAST_SANDBOX: '1',
    FIBROCAST_SYNTHETIC: '1',
  });
  const service = await startService(config, { background: true, sandboxLoad: load });
  return {
    url: service.url,
    ready: Promise.resolve(),
    ...(service.analyseSandbox ? { analyse: service.analyseSandbox } : {}),
    stop: service.stop,
  };
};

/** The store that the environment names, for commands that read it beside the service (PostgreSQL) or without it (embedded). */
export async function configuredStore(): Promise<Store> {
  const config = readConfig({ FIBROCAST_AUTH: 'off', ...process.env });
  return openStore(config, await loadCatalogue(), openLog(config));
}

/** The job queue of that store, and how to close both. */
export async function configuredQueue(): Promise<{ queue: JobQueue; close(): Promise<void> }> {
  const config = readConfig({ FIBROCAST_AUTH: 'off', ...process.env });
  const log = openLog(config);
  const store = await openStore(config, await loadCatalogue(), log);
  const queue = openQueue(store, log);
  if (!queue) throw new Failure('invalid-catalogue', 'This store keeps no jobs.');
  return { queue, close: () => queue.stop(0).then(() => store.close()) };
}

/** Resolves at SIGINT or SIGTERM. */
export function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
}
