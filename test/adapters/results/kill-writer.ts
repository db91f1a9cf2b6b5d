import embedded from '../../../src/adapters/results/embedded.ts';
import type { StoredDocument } from '../../../src/ports/results.ts';
import { silentLog } from '../../support/silent-log.ts';

/**
 * Run as a process of its own by kill.test.ts: saves batches without end, several at a time, and prints the number of a
 * batch once it is acknowledged. Arguments: folder, round.
 */
const [, , dataDir = '', round = ''] = process.argv;
const batchSize = 20;

function batch(number: number): StoredDocument[] {
  return Array.from({ length: batchSize }, (_, n) => ({
    resourceType: 'Observation',
    id: `r${round}-b${number}-${n}`,
    status: 'final',
    identifier: [{ system: 'urn:batch', value: `r${round}-b${number}` }],
    code: { text: 'x'.repeat(300) },
    subject: { reference: `Patient/p${n}` },
  }));
}

const store = await embedded.open({ dataDir, log: silentLog });
process.stdout.write('open\n');
let next = 0;
async function writer(): Promise<void> {
  for (;;) {
    const number = next++;
    await store.results.save(batch(number), { owe: number % 3 === 0 });
    process.stdout.write(`${number}\n`);
    // Every fifth batch is changed as well: an update must not tear either.
    if (number % 5 === 0) await store.results.save(batch(number).map((each) => ({ ...each, status: 'amended' })));
  }
}
await Promise.all([writer(), writer(), writer()]);
