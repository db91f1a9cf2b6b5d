import { fileURLToPath } from 'node:url';
import { findingsPublisher } from '../../fhir-resources/write/publisher.ts';
import { pgBossQueue } from '../adapters/jobs/pg-boss-queue.ts';
import { openWorkerProcesses } from '../adapters/jobs/worker-processes.ts';
import { loadCatalogue } from '../catalogue.ts';
import type { Config } from '../config.ts';
import { Failure } from '../core/failure.ts';
import { type JobOutcome, startWorker } from '../jobs/worker.ts';
import type { JobQueue, JobTools } from '../ports/jobs.ts';
import type { Log } from '../ports/log.ts';
import type { ModelHistory } from '../ports/models.ts';
import type { Store } from '../ports/results.ts';
import { version } from '../version.ts';
import { jobKinds } from './pipeline.ts';
import { openLog, openStore } from './store.ts';

/** What a worker process is told at its start. */
export interface WorkerSettings {
  readonly config: Config;
}

/** Findings to the store, then their FHIR resources: what can be found as an Observation can be followed to its findings. */
export function savingFindings(config: Config, store: Store, baseUrl = config.publicUrl): JobTools['saveFindings'] {
  const publisher = findingsPublisher(store.results, {
    serviceVersion: version,
    baseUrl,
    allowSynthetic: config.synthetic,
    owe: config.writeBack === 'ehr',
  });
  return async (findings, files) => {
    await store.findings.save(findings, files);
    await publisher.publishFindings(findings);
  };
}

export interface RunningWorkers {
  /** Processes that are alive. */
  alive(): number;
  /** Takes no new jobs; running ones may end within `graceMs`, then they are given back and their processes ended. */
  stop(graceMs: number): Promise<void>;
}

/**
 * Runs jobs of these kinds in worker processes: this process keeps queue and store, they compute. The one way in which `serve` and
 * `work` run jobs, on either store.
 */
export async function startWorkers(options: {
  readonly queue: JobQueue;
  readonly kinds: readonly string[];
  readonly count: number;
  readonly memoryMb: number;
  readonly settings: unknown;
  /** What is known of the models; sent along with each job. */
  readonly models?: ModelHistory;
  readonly save: JobTools['saveFindings'];
  readonly log: Log;
  /** Default: src/worker.ts. */
  readonly entry?: string;
  ended?(kind: string, outcome: JobOutcome, seconds: number): void;
}): Promise<RunningWorkers> {
  const { queue, kinds, count, models, ended } = options;
  const processes = openWorkerProcesses({
    ...options,
    entry: options.entry ?? fileURLToPath(new URL(`../worker${sourceExtension}`, import.meta.url)),
    execArgv: workerExecArgv(),
  });
  const run: typeof processes.run = async (kind, job) => {
    if (!models) return processes.run(kind, job);
    const modelChanges = JSON.stringify(await models.read());
    return processes.run(kind, { ...job, payload: { ...job.payload, modelChanges } });
  };
  await startWorker({ queue, kinds, concurrency: count, run, ...(ended ? { ended } : {}) });
  return {
    alive: processes.alive,
    async stop(graceMs) {
      await queue.stop(graceMs);
      await processes.close();
    },
  };
}

const sourceExtension = import.meta.url.endsWith('.ts') ? '.ts' : '.js';
/** From source, workers need the loader that this process has (or, under a test runner, has not). */
function workerExecArgv(): string[] {
  if (sourceExtension === '.js') return [];
  const own = process.execArgv.filter((each) => !/^--(inspect|max-old-space-size)/.test(each));
  return own.some((each) => each.includes('tsx')) ? own : ['--import', 'tsx'];
}

/** Orchestrators kill after ten seconds; what does not end before is given back. */
export const stopGraceMs = 6000;

/** `fibrocast work`: analyses only, beside any number of other processes on the same PostgreSQL. @throws Failure */
export async function startWork(config: Config): Promise<{ stop(): Promise<void> }> {
  if (config.databaseUrl === undefined)
    throw new Failure(
      'invalid-configuration',
      'The embedded store belongs to one process: `fibrocast serve` runs the analyses itself. For `fibrocast work` set DATABASE_URL to the PostgreSQL database that the service uses.',
    );
  if (config.dicomwebUrl === undefined)
    throw new Failure('invalid-configuration', 'FIBROCAST_DICOMWEB_URL must name the archive that keeps the images.');
  const log = openLog(config);
  const store = await openStore(config, await loadCatalogue(), log);
  try {
    const queue = openQueue(store, log);
    if (!queue) throw new Failure('invalid-catalogue', 'This store keeps no jobs.');
    const { workers: count, workerMemoryMb: memoryMb } = config;
    const settings: WorkerSettings = { config };
    const workers = await startWorkers({
      queue,
      kinds: jobKinds,
      count,
      memoryMb,
      settings,
      models: store.models,
      save: savingFindings(config, store),
      log,
    });
    log.info({ workers: count }, 'working');
    return {
      async stop() {
        await workers.stop(stopGraceMs);
        await store.close();
      },
    };
  } catch (error) {
    await store.close();
    throw error;
  }
}

/** The job queue beside the store; none in memory. */
export const openQueue = (store: Store, log: Log): JobQueue | undefined => store.sql && pgBossQueue(store.sql, { log });
