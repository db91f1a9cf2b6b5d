import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { pgBossQueue } from '../../src/adapters/jobs/pg-boss-queue.ts';
import type { Store } from '../../src/ports/results.ts';
import { silentLog } from '../support/silent-log.ts';

export interface FaultRun {
  readonly store: 'embedded' | 'postgresql';
  /** Folder or URL. */
  readonly where: string;
  open(): Promise<Store>;
  readonly jobs: number;
  readonly shortestMs: number;
  readonly longestMs: number;
  /** Processes with queue and workers: one on the embedded store. */
  readonly processes: number;
  readonly serviceKills: number;
  readonly workerKills: number;
  /** The run ends then, whatever is left. */
  readonly patienceMs: number;
  readonly random: () => number;
}

export interface FaultReport {
  readonly added: number;
  readonly done: number;
  /** Jobs that were acknowledged and are not done, or done without findings. */
  readonly lost: readonly string[];
  /** Studies with more than one result. */
  readonly doubled: readonly string[];
  /** Results that were stored again by a later attempt, over the same row: harmless. */
  readonly savedAgain: number;
  readonly serviceKills: number;
  readonly workerKills: number;
  readonly seconds: number;
}

/** Adds jobs to a service that works on them, and kills it and its workers with SIGKILL at random moments; then counts what is there. */
export async function runFaults(run: FaultRun): Promise<FaultReport> {
  const started = Date.now();
  const added = new Set<string>();
  const saves = new Map<string, number>();
  const services = Array.from({ length: run.processes }, (_, own) => startService(run, own, added, saves));
  let [serviceKills, workerKills] = [0, 0];
  const finished = () => added.size >= run.jobs && saves.size >= run.jobs;
  while (Date.now() - started < run.patienceMs) {
    // Once all is done there is nothing left to lose, whatever was to be killed yet.
    if (finished()) break;
    const killsDone = serviceKills >= run.serviceKills && workerKills >= run.workerKills;
    await pause(200 + run.random() * 1200);
    const service = services[Math.floor(run.random() * services.length)];
    if (!service || killsDone) continue;
    const worker = service.worker();
    if (workerKills < run.workerKills && worker !== undefined && run.random() < 0.5) {
      if (kill(worker)) workerKills += 1;
    } else if (serviceKills < run.serviceKills && (await service.restart())) serviceKills += 1;
  }
  // The last attempts may have saved and not yet said that they are done: the drain of SIGTERM lets them.
  await pause(500);
  await Promise.all(services.map((service) => service.stop()));
  return {
    ...(await count(run, added)),
    savedAgain: againOf(saves),
    serviceKills,
    workerKills,
    seconds: (Date.now() - started) / 1000,
  };
}

function startService(run: FaultRun, own: number, added: Set<string>, saves: Map<string, number>) {
  let worker: number | undefined;
  let open = false;
  const hear = (line: string): void => {
    const [word = '', value = ''] = line.split(' ');
    if (word === 'open') open = true;
    else if (word === 'added') added.add(value);
    else if (word === 'saved') saves.set(value, (saves.get(value) ?? 0) + 1);
    else if (word === 'worker') worker = Number(value);
  };
  const start = (): ChildProcess => {
    const parts = [run.store, run.where, run.jobs, run.shortestMs, run.longestMs, own, run.processes].map(String);
    const child = spawn(process.execPath, ['--import', 'tsx', 'test/faults/service.ts', ...parts], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let rest = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      const lines = (rest + chunk.toString()).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) hear(line);
    });
    return child;
  };
  let child = start();
  const ended = () => child.exitCode !== null || child.signalCode !== null;
  return {
    worker: () => worker,
    /** False while it is still starting: a kill then would only test the start, again and again. */
    async restart(): Promise<boolean> {
      if (!open || ended()) return false;
      const exit = once(child, 'exit');
      child.kill('SIGKILL');
      await exit;
      [open, worker] = [false, undefined];
      child = start();
      return true;
    },
    async stop(): Promise<void> {
      if (ended()) return;
      const exit = once(child, 'exit');
      child.kill('SIGTERM');
      const hard = setTimeout(() => child.kill('SIGKILL'), 20_000);
      await exit;
      clearTimeout(hard);
    },
  };
}

async function count(
  run: FaultRun,
  added: ReadonlySet<string>,
): Promise<Pick<FaultReport, 'added' | 'done' | 'lost' | 'doubled'>> {
  const store = await run.open();
  try {
    if (!store.sql) throw new Error('a store with a database is needed');
    const queue = pgBossQueue(store.sql, { log: silentLog });
    const records = await queue.list({ limit: run.jobs * 2 });
    await queue.stop(0);
    const { rows } = await store.sql.query(
      'select study_uid, count(*)::int as results from finding group by study_uid',
    );
    const results = new Map(
      (rows as { study_uid: string; results: number }[]).map((row) => [row.study_uid, row.results]),
    );
    const done = new Set(records.filter(({ state }) => state === 'done').map(({ key }) => key));
    const doubledJobs = records.length - new Set(records.map(({ key }) => key)).size;
    return {
      added: added.size,
      done: done.size,
      lost: [...added]
        .filter((key) => !done.has(key) || !results.has(key))
        .map((key) => {
          const record = records.find((each) => each.key === key);
          return `${key}: ${record?.state}, attempt ${record?.attempts}, ${record?.problem ?? 'no problem noted'}`;
        }),
      doubled: [
        ...[...results].filter(([, number]) => number > 1).map(([key]) => key),
        ...Array.from({ length: doubledJobs }, () => 'a job that is there twice'),
      ],
    };
  } finally {
    await store.close();
  }
}

const againOf = (saves: ReadonlyMap<string, number>) => [...saves.values()].reduce((sum, times) => sum + times - 1, 0);

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

function kill(pid: number): boolean {
  try {
    return process.kill(pid, 'SIGKILL');
  } catch {
    return false;
  }
}
