import autocannon from 'autocannon';
import { patientViewBody } from '../support/patient-view-body.ts';
import { type Served, serve, serveFibrocast, withFolder } from '../support/processes.ts';
import { type BenchRow, quantile, round } from './row.ts';

const path = '/cds-services/liver-prognosis';
const headers = { 'content-type': 'application/json' };

/** Hook latency at a fixed arrival rate (open loop) and throughput against a bare Express echo of the same bodies. */
export const benchHooks = (): Promise<BenchRow[]> => withFolder(measure);

async function measure(dataDir: string): Promise<BenchRow[]> {
  const patients = Array.from({ length: 50 }, (_, seed) => patientViewBody({ seed, labs: 1000 }));
  const fibrocast = await serveFibrocast(dataDir);
  const echo = await serve(['test/bench/express-echo.ts'], {});
  try {
    await warm(fibrocast.url + path, patients, 150);
    await warm(`${echo.url}/`, patients, 150);
    const rows = [
      {
        name: 'patient-view, 1 000 labs, 50 requests/s, results known',
        metrics: await latency(fibrocast, patients, 50, 30),
      },
      {
        name: 'patient-view, 1 000 labs, 10 requests/s, every patient new',
        metrics: await latency(fibrocast, newPatients(200), 10, 20),
      },
    ];
    const mine = await throughput(fibrocast.url + path, patients);
    const theirs = await throughput(`${echo.url}/`, patients);
    const again = await throughput(fibrocast.url + path, patients);
    const requestsPerSecond = (mine + again) / 2;
    rows.push({
      name: 'throughput, 1 000 labs, against a bare Express echo',
      metrics: {
        'requests/s': round(requestsPerSecond),
        'echo requests/s': round(theirs),
        ratio: round(requestsPerSecond / theirs, 3),
        'body kB': Math.round((patients[0]?.length ?? 0) / 1000),
      },
    });
    const small = Array.from({ length: 50 }, (_, seed) => patientViewBody({ seed: 5000 + seed, labs: 60 }));
    await warm(fibrocast.url + path, small, 150);
    rows.push({
      name: 'patient-view, 60 labs, 50 requests/s, results known',
      metrics: await latency(fibrocast, small, 50, 15),
    });
    return rows;
  } finally {
    await Promise.all([fibrocast.stop(), echo.stop()]);
  }
}

function* newPatients(count: number) {
  for (let seed = 0; seed < count; seed += 1) yield patientViewBody({ seed: 10_000 + seed, labs: 1000 });
}

async function post(url: string, body: string): Promise<string> {
  const response = await fetch(url, { method: 'POST', headers, body });
  const text = await response.text();
  if (response.status !== 200) throw new Error(`${url} answered ${response.status}: ${text.slice(0, 200)}`);
  return text;
}

async function warm(url: string, bodies: readonly string[], count: number) {
  for (let index = 0; index < count; index += 1) await post(url, bodies[index % bodies.length] ?? '');
}

/** Open loop: requests leave on the clock whatever the answers do; a late answer counts with its whole delay. */
async function latency(
  served: Served,
  bodies: Iterable<string>,
  perSecond: number,
  seconds: number,
): Promise<Record<string, number>> {
  const pool = [...bodies];
  const times: number[] = [];
  let cards = 0;
  const begin = performance.now();
  const pending: Promise<void>[] = [];
  for (let index = 0; index < perSecond * seconds; index += 1) {
    const due = begin + (index * 1000) / perSecond;
    const wait = due - performance.now();
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    pending.push(
      post(served.url + path, pool[index % pool.length] ?? '').then((text) => {
        times.push(performance.now() - due);
        cards += (JSON.parse(text) as { cards: unknown[] }).cards.length;
      }),
    );
  }
  await Promise.all(pending);
  times.sort((a, b) => a - b);
  return {
    calls: times.length,
    cards,
    'p50 ms': round(quantile(times, 0.5)),
    'p95 ms': round(quantile(times, 0.95)),
    'p99 ms': round(quantile(times, 0.99)),
    'max ms': round(times.at(-1) ?? Number.NaN),
  };
}

async function throughput(url: string, bodies: readonly string[]): Promise<number> {
  const result = await autocannon({
    url,
    connections: 4,
    duration: 15,
    requests: bodies.map((body) => ({ method: 'POST', headers, body })),
  });
  if (result.non2xx > 0 || result.errors > 0)
    throw new Error(`${url}: ${result.non2xx} refused, ${result.errors} errors`);
  return result.requests.average;
}
