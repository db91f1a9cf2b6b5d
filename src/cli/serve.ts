import { Command } from 'commander';
import { startService } from '../compose.ts';
import { readConfig } from '../config.ts';

/** `fibrocast serve`: the service, until SIGINT or SIGTERM; then running requests finish and the store is closed. */
export function serveCommand(): Command {
  return new Command('serve')
    .description('run the service (environment: deploy/env.example)')
    .option('--no-worker', 'HTTP only, no background work')
    .action(async (options: { worker: boolean }) => {
      const service = await startService(readConfig(process.env), { background: options.worker });
      process.stderr.write(`fibrocast is listening ${service.url}\n`);
      await stopSignal();
      process.stderr.write('fibrocast is stopping: running requests finish first\n');
      await service.stop();
    });
}

export function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
}
