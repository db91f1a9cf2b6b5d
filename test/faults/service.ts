import { pgBossQueue } from '../../src/adapters/jobs/pg-boss-queue.ts';
import { openWorkerProcesses } from '../../src/adapters/jobs/worker-processes.ts';
import embedded from '../../src/adapters/results/embedded.ts';
import postgresql from '../../src/adapters/results/postgresql.ts';
import { startWorker } from '../../src/jobs/worker.ts';
import { silentLog } from '../support/silent-log.ts';

/**
 * Queue, workers and store as `serve` and `work` put them together (startWorkers of compose.ts), with a made-up analysis; run and killed by fault-run.ts. Adds its share of the jobs while it
 * works, prints `added <key>` once a job is durable, `saved <key>` once its findings are.
 * Arguments: `embedded` or `postgresql`, folder or URL, number of jobs, shortest and longest job in milliseconds, this process, processes.
 */
const [, , kind = '', where = '', jobs = '0', shortest = '0', longest = '0', own = '0', processes = '1'] = process.argv;

const store =
  kind === 'embedded'
    ? await embedded.open({ dataDir: where, log: silentLog })
    : await postgresql.open({ url: where, log: silentLog });
if (!store.sql) throw new Error('a store with a database is needed');
const queue = pgBossQueue(store.sql, { log: silentLog, retryDelaySeconds: 1, silentSeconds: 3, pollMs: 200 });
const processesOfJobs = openWorkerProcesses({
  entry: 'test/support/fake-worker.ts',
  execArgv: ['--import', 'tsx'],
  count: 1,
  memoryMb: 1024,
  settings: { sayPid: true },
  log: silentLog,
  async save(findings, pictures) {
    await store.findings.save(findings, pictures);
    process.stdout.write(`saved ${findings.id}\n`);
  },
});
await startWorker({ queue, kinds: ['made-up'], concurrency: 1, run: processesOfJobs.run });
process.stdout.write('open\n');
let stopping = false;
process.once('SIGTERM', () => {
  stopping = true;
  void queue
    .stop(5000)
    .then(() => processesOfJobs.close())
    .then(() => store.close())
    .then(() => process.exit(0));
});

const span = Number(longest) - Number(shortest);
for (let n = Number(own); n < Number(jobs) && !stopping; n += Number(processes)) {
  const ms = Number(shortest) + ((n * 7919) % Math.max(1, span));
  await queue.add({ kind: 'made-up', key: `job-${n}`, payload: { id: `job-${n}`, how: 'save', ms }, attempts: 100 });
  process.stdout.write(`added job-${n}\n`);
}
