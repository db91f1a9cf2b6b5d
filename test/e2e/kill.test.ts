import { describe, expect, it } from 'vitest';
import { patientViewBody } from '../support/patient-view-body.ts';
import { type Served, serve, serveFibrocast, withFolder } from '../support/processes.ts';

const ask = (served: Served, seed: number) =>
  fetch(`${served.url}/cds-services/liver-prognosis`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: patientViewBody({ seed, labs: 45 }),
  });

describe('a service killed at any moment', () => {
  it('has kept every assessment that it answered', { timeout: 240_000 }, async () => {
    await withFolder(async (folder) => {
      const answered: number[] = [];
      for (let round = 0; round < 5; round += 1) {
        const served = await serveFibrocast(folder);
        let alive = true;
        const clients = Array.from({ length: 4 }, async (_, client) => {
          for (let call = 0; alive; call += 1) {
            const seed = round * 10_000 + client * 1000 + call;
            const status = await ask(served, seed).then(
              (response) => response.text().then(() => response.status),
              () => 0,
            );
            if (status === 200) answered.push(seed);
          }
        });
        // At another moment in each round, and not before the service is at work: a busy machine takes its time.
        const enough = answered.length + 12 + round * 5;
        const patience = Date.now() + 30_000;
        while (answered.length < enough && Date.now() < patience) {
          await new Promise((resolve) => setTimeout(resolve, 7));
        }
        await served.kill();
        alive = false;
        await Promise.all(clients);
      }
      expect(answered.length).toBeGreaterThan(50);

      const served = await serveFibrocast(folder);
      try {
        const lost = [];
        for (const seed of answered) {
          const response = await fetch(`${served.url}/fhir/DiagnosticReport?patient=bench-${seed}&_summary=count`);
          const bundle = (await response.json()) as { total?: number };
          if (bundle.total !== 1) lost.push([seed, bundle.total]);
        }
        expect(lost).toEqual([]);
      } finally {
        await served.stop();
      }
    });
  });

  it('refuses a second process on the same folder with a sentence', { timeout: 120_000 }, async () => {
    await withFolder(async (folder) => {
      const first = await serveFibrocast(folder);
      try {
        await expect(
          serve(['src/main.ts', 'serve'], { PORT: '0', FIBROCAST_AUTH: 'off', DATA_DIR: folder }),
        ).rejects.toThrow(/ended with 1 .*(in use|another process)/is);
      } finally {
        await first.stop();
      }
    });
  });
});
