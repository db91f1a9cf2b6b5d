import { readFileSync } from 'node:fs';
import autocannon from 'autocannon';
import { patientViewBody } from '../support/patient-view-body.ts';
import { serveFibrocast, withFolder } from '../support/processes.ts';
import { type BenchRow, round } from './row.ts';

/** Resident memory of the service over many calls: after a first tenth, the rest must not grow with the number of calls. */
export const benchMemory = (calls = 100_000): Promise<BenchRow[]> => withFolder((dataDir) => measure(dataDir, calls));

async function measure(dataDir: string, calls: number): Promise<BenchRow[]> {
  const bodies = Array.from({ length: 200 }, (_, seed) => patientViewBody({ seed, labs: 30 }));
  const served = await serveFibrocast(dataDir);
  const megabytes = () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${served.pid}/status`, 'utf8'))?.[1]) / 1024;
  const samples: number[] = [];
  const errors = { refused: 0, broken: 0 };
  try {
    for (let tenth = 0; tenth < 10; tenth += 1) {
      const result = await autocannon({
        url: `${served.url}/cds-services/liver-prognosis`,
        connections: 8,
        amount: calls / 10,
        requests: bodies.map((body) => ({
          method: 'POST' as const,
          headers: { 'content-type': 'application/json' },
          body,
        })),
      });
      errors.refused += result.non2xx;
      errors.broken += result.errors;
      samples.push(megabytes());
    }
  } finally {
    await served.stop();
  }
  const [first = 0, last = 0] = [samples[1], samples.at(-1)];
  return [
    {
      name: `resident memory over ${calls} calls`,
      metrics: {
        'after each tenth MB': samples.map((value) => Math.round(value)).join(' '),
        'growth of the last 80 % MB': round(last - first),
        ...errors,
      },
    },
  ];
}
