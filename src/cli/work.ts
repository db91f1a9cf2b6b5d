import { Command } from 'commander';
import { startWork } from '../compose/workers.ts';
import { readConfig } from '../config.ts';
import { stopSignal } from './serve.ts';

/** `fibrocast work`: analyses until SIGINT or SIGTERM; then running ones may end for some seconds, and are given back. */
export function workCommand(): Command {
  return new Command('work')
    .description('run analyses beside the service, on the PostgreSQL that both use (environment: deploy/env.example)')
    .action(async () => {
      const work = await startWork(readConfig({ FIBROCAST_AUTH: 'off', ...process.env }));
      process.stderr.write('fibrocast is working\n');
      await stopSignal();
      process.stderr.write('fibrocast is stopping: analyses that do not end soon are given back\n');
      await work.stop();
    });
}
