import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Observation } from 'fhir/r4.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openCdsClient } from '../../src/sandbox/ehr/cds-client.ts';
import { ehrOf, fireEverything, searchAll, startFibrocast, total, totals } from '../support/hospital.ts';
import { patientViewBody } from '../support/patient-view-body.ts';
import { findPostgres, type TestPostgres } from '../support/postgresql.ts';
import { type Served, serveFibrocast } from '../support/processes.ts';
import { issuer, newSigner, tokenFor } from '../support/tokens.ts';

// Two processes, one PostgreSQL: what a hospital runs behind a load balancer.

const postgres: TestPostgres | undefined = await findPostgres();
const sandbox = {
  FIBROCAST_SANDBOX: '1',
  FIBROCAST_SYNTHETIC: '1',
  FIBROCAST_WORKERS: '0',
  FIBROCAST_PREFETCH_BUDGET_MS: '8000',
};

describe.skipIf(postgres === undefined)('two processes on one PostgreSQL database', { timeout: 240_000 }, () => {
  let folder: string;
  const database = () => postgres?.newDatabase() ?? Promise.reject(new Error('no PostgreSQL'));
  const two = (env: Readonly<Record<string, string>>): Promise<readonly [Served, Served]> =>
    Promise.all([serveFibrocast(join(folder, 'a'), env), serveFibrocast(join(folder, 'b'), env)]);
  const ask = (served: Served, seed: number) =>
    fetch(`${served.url}/cds-services/liver-prognosis`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: patientViewBody({ seed, labs: 45 }),
    });

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'fibrocast-two-'));
  });
  afterAll(async () => {
    await postgres?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it('start at the same moment on an empty database, and store together what one stores embedded', async () => {
    const [first, second] = await two({ ...sandbox, DATABASE_URL: await database() });
    const embedded = await startFibrocast(join(folder, 'embedded'));
    try {
      // Both see the charts of one hospital, and both get every hook, at the same time.
      const client = ehrOf(first.url);
      const throughBoth = async () => {
        const other = openCdsClient({ serviceUrl: second.url, fhirUrl: `${first.url}/sandbox/fhir` });
        const [one, two_] = await Promise.all([fireEverything(client), fireEverything(other)]);
        return [...one, ...two_];
      };
      const exchanges = await throughBoth();
      expect(exchanges.filter(({ problems }) => problems.length > 0)).toEqual([]);
      const half = exchanges.length / 2;
      const summaries = exchanges.map(({ service, patientId, cards }) => [
        service,
        patientId,
        ...cards.map((card) => card.summary),
      ]);
      expect(summaries.slice(half)).toEqual(summaries.slice(0, half));

      await fireEverything(ehrOf(embedded.url));
      const alone = await totals(embedded.url);
      expect(await totals(first.url)).toEqual({ ...alone, Device: await total(first.url, 'Device') });
      expect(await totals(second.url)).toEqual(await totals(first.url));
      expect(alone.Observation).toBeGreaterThan(400);

      const facts = async (url: string) =>
        (await searchAll<Observation>(`${url}/fhir/Observation?_count=500`))
          .map(({ subject, code, valueQuantity, effectiveDateTime }) =>
            [subject?.reference, code.coding?.at(-1)?.code, valueQuantity?.value, effectiveDateTime].join(' '),
          )
          .sort();
      expect(await facts(second.url)).toEqual(await facts(embedded.url));
    } finally {
      await Promise.all([first.stop(), second.stop(), embedded.stop()]);
    }
  });

  it('take a token once, whichever of them it comes to', async () => {
    const signer = newSigner('ES384');
    const clients = join(folder, 'clients.json');
    const audience = 'https://cds.example';
    await writeFile(clients, JSON.stringify([{ issuer, keys: [signer.jwk], audience: [audience] }]));
    const served = await two({
      DATABASE_URL: await database(),
      FIBROCAST_AUTH: 'required',
      FIBROCAST_CDS_CLIENTS: clients,
    });
    try {
      const call = async ({ url }: Served, token: string) => {
        const response = await fetch(`${url}/cds-services`, { headers: { authorization: `Bearer ${token}` } });
        await response.arrayBuffer();
        return response.status;
      };
      for (const [here, there] of [served, [served[1], served[0]]] as const) {
        const token = tokenFor(signer, audience);
        expect([await call(here, token), await call(there, token), await call(here, token)]).toEqual([200, 401, 401]);
      }
      for (let round = 0; round < 10; round += 1) {
        const token = tokenFor(signer, audience);
        const both = await Promise.all(served.flatMap((each) => [call(each, token), call(each, token)]));
        expect(both.sort()).toEqual([200, 401, 401, 401]);
      }
    } finally {
      await Promise.all(served.map((each) => each.stop()));
    }
  });

  it('lose nothing that was answered when one is killed under load, and the other goes on', async () => {
    const [doomed, other] = await two({ DATABASE_URL: await database() });
    try {
      const answered: { seed: number; by: Served }[] = [];
      const failures: number[] = [];
      let running = true;
      const clients = [doomed, other, doomed, other].map(async (served, client) => {
        for (let count = 0; running; count += 1) {
          const seed = client * 10_000 + count;
          const status = await ask(served, seed).then(
            (response) => response.text().then(() => response.status),
            () => 0,
          );
          if (status === 200) answered.push({ seed, by: served });
          else if (served === other) failures.push(status);
          else if (status === 0) return;
        }
      });
      const countBy = (served: Served) => answered.filter(({ by }) => by === served).length;
      const until = async (holds: () => boolean) => {
        for (let waits = 0; !holds() && waits < 600; waits += 1)
          await new Promise((resolve) => setTimeout(resolve, 100));
      };
      await until(() => countBy(doomed) > 10);
      await doomed.kill();
      const atTheKill = countBy(other);
      await until(() => countBy(other) > atTheKill + 10);
      running = false;
      await Promise.all(clients);
      expect(failures).toEqual([]);
      expect(countBy(doomed)).toBeGreaterThan(10);
      expect(countBy(other)).toBeGreaterThan(atTheKill + 10);
      const lost: number[] = [];
      for (const { seed } of answered) {
        if ((await total(other.url, `DiagnosticReport?patient=bench-${seed}`)) !== 1) lost.push(seed);
      }
      expect(lost).toEqual([]);
      // No half-written assessment either: each report's results are there.
      const reports = await total(other.url, 'DiagnosticReport');
      expect(await total(other.url, 'Provenance')).toBe(reports);
    } finally {
      await Promise.all([doomed.stop(), other.stop()]);
    }
  });
});
