import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { answerSearch } from '../../fhir-resources/search/answer.ts';
import embedded from '../../src/adapters/results/embedded.ts';
import postgresql from '../../src/adapters/results/postgresql.ts';
import type { Store } from '../../src/ports/results.ts';
import { sampleObservation } from '../support/sample-observations.ts';
import { silentLog } from '../support/silent-log.ts';

export interface BenchRow {
  readonly name: string;
  readonly metrics: Record<string, number | string>;
}

/** Documents of one assessment. */
const assessmentSize = 45;

/** Searches as quality teams and pages send them; `n` varies the patient. */
const searches: Readonly<Record<string, (n: number) => string>> = {
  'by patient, newest 25': (n) => `patient=p${n % 1000}&_sort=-date&_count=25&_total=none`,
  'by patient and code': (n) => `patient=p${n % 1000}&code=fib4&_sort=-date&_total=none`,
  'by code, newest 50': () => 'code=https://fibrocast.example/CodeSystem/score|meld&_sort=-date&_count=50&_total=none',
  'by code, newest 50, with total': () => 'code=meld&_sort=-date&_count=50',
  'by code and date range, with total': () => 'code=albi&date=ge2020-01&date=lt2020-07&_sort=date&_count=50',
  'by code and value, with total': () => 'code=fib4&value-quantity=gt8&_count=50',
  'last stored 50': () => '_sort=-_lastUpdated&_count=50&_total=none',
  'rare reference (derived-from)': (n) => `derived-from=Observation/p${n % 1000}-ast-${n % 7}&_total=none`,
};

/**
 * Latency of saving and of FHIR search at growing numbers of Observations, all in this process (HTTP not included).
 * Embedded by default; PostgreSQL when a URL is given.
 */
export async function benchStore(
  options: { sizes?: readonly number[]; repeats?: number; postgresUrl?: string; log?: (line: string) => void } = {},
): Promise<BenchRow[]> {
  const { sizes = [1_000, 10_000, 100_000], repeats = 60, log = () => undefined } = options;
  const where = options.postgresUrl === undefined ? 'embedded' : 'postgresql';
  const dataDir = await mkdtemp(join(tmpdir(), 'fibrocast-bench-'));
  const rows: BenchRow[] = [];
  const add = (name: string, metrics: BenchRow['metrics']): void => {
    rows.push({ name: `${where}: ${name}`, metrics });
    log(`${where}: ${name} ${JSON.stringify(metrics)}`);
  };
  const store =
    options.postgresUrl === undefined
      ? await embedded.open({ dataDir, log: silentLog })
      : await postgresql.open({ url: options.postgresUrl, log: silentLog });
  try {
    let stored = 0;
    for (const size of sizes) {
      const started = performance.now();
      const from = stored;
      for (; stored < size - 40 * assessmentSize && stored < size; stored += 500)
        await store.results.save(observations(stored, Math.min(500, size - stored)));
      const seconds = (performance.now() - started) / 1_000;
      if (stored > from) add(`load ${stored - from}`, { 'documents/s': Math.round((stored - from) / seconds) });
      add(`save an assessment of ${assessmentSize} at ${size}`, await timeSaves(store, stored));
      stored += 40 * assessmentSize;
      for (const [name, search] of Object.entries(searches))
        add(`${name}, at ${size}`, await timeSearch(store, search, repeats));
    }
    add('save the same assessment again', await timeRepeatedSave(store));
    add('8 assessments saved at once', await timeConcurrentSaves(store, stored));
    return rows;
  } finally {
    await store.close();
    await rm(dataDir, { recursive: true, force: true });
  }
}

const observations = (from: number, count: number) =>
  Array.from({ length: count }, (_, n) => sampleObservation(from + n));

async function timeSaves(store: Store, from: number): Promise<BenchRow['metrics']> {
  const times: number[] = [];
  const cpu = process.cpuUsage();
  for (let n = 0; n < 40; n++) {
    const documents = observations(from + n * assessmentSize, assessmentSize);
    const started = performance.now();
    await store.results.save(documents);
    times.push(performance.now() - started);
  }
  return { ...percentiles(times), ...cpuSince(cpu, times.length) };
}

/** CPU time of this process per operation: what a neighbour on the same cores cannot inflate much. */
function cpuSince(before: NodeJS.CpuUsage, operations: number): Record<string, number> {
  const { user, system } = process.cpuUsage(before);
  return { 'cpu ms': Number(((user + system) / 1_000 / operations).toFixed(2)) };
}

async function timeRepeatedSave(store: Store): Promise<BenchRow['metrics']> {
  const documents = observations(0, assessmentSize);
  await store.results.save(documents);
  const times: number[] = [];
  for (let n = 0; n < 200; n++) {
    const started = performance.now();
    await store.results.save(documents);
    times.push(performance.now() - started);
  }
  return percentiles(times);
}

async function timeConcurrentSaves(store: Store, from: number): Promise<BenchRow['metrics']> {
  const times: number[] = [];
  for (let n = 0; n < 10; n++) {
    const batches = Array.from({ length: 8 }, (_, k) =>
      observations(from + (n * 8 + k) * assessmentSize, assessmentSize),
    );
    const started = performance.now();
    await Promise.all(batches.map((documents) => store.results.save(documents)));
    times.push((performance.now() - started) / batches.length);
  }
  return { ...percentiles(times), unit: 'ms per assessment' };
}

async function timeSearch(store: Store, search: (n: number) => string, repeats: number): Promise<BenchRow['metrics']> {
  const times: number[] = [];
  let total: number | undefined;
  let entries = 0;
  const cpu = process.cpuUsage();
  for (let n = 0; n < repeats; n++) {
    const parameters = new URLSearchParams(search(n * 13));
    const started = performance.now();
    const bundle = await answerSearch(store.results, {
      type: 'Observation',
      parameters,
      baseUrl: 'http://localhost/fhir',
      handling: 'strict',
    });
    times.push(performance.now() - started);
    entries = bundle.entry?.length ?? 0;
    total = bundle.total;
  }
  return { ...percentiles(times), ...cpuSince(cpu, times.length), entries, ...(total !== undefined && { total }) };
}

function percentiles(times: readonly number[]): Record<string, number> {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (share: number): number =>
    Number((sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0).toFixed(2));
  return { 'p50 ms': at(0.5), 'p95 ms': at(0.95), 'p99 ms': at(0.99) };
}
