import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import express from 'express';
import { describe, expect, it } from 'vitest';
import { runCohort } from '../../src/cli/demo-cohort.ts';
import { openCdsClient } from '../../src/sandbox/ehr/cds-client.ts';
import { ehrFhirRoutes } from '../../src/sandbox/ehr/fhir-routes.ts';
import { fakeCdsRoutes } from '../support/fake-cds-service.ts';
import { whileListening } from '../support/listening.ts';
import { openPlainStore, plainSearch } from '../support/plain-store.ts';

const table = 'id,age_y,sex,ast_u_l\n1,50,f,40\n2,61,m,55\n3,70,f,\n4,44,m,38\n';

/** A service whose fake advice also stores one Observation per patient, but for those in `forgets`. */
async function run(forgets: readonly string[], json = false) {
  const folder = await mkdtemp(join(tmpdir(), 'demo-cohort-'));
  const file = join(folder, 'small.csv');
  await writeFile(file, table);
  const results = openPlainStore();
  const fhir = { search: plainSearch, newId: () => 'x', searchParameters: () => [], types: [], today: '2026-03-15' };
  const app = express();
  const fake = fakeCdsRoutes({
    cardsFor: ({ body }) => {
      const patientId = String(body.context.patientId);
      const subject = { reference: `Patient/${patientId}` };
      const code = { coding: [{ system: 'http://loinc.org', code: '98488-0' }], text: 'FIB-4' };
      if (!forgets.includes(patientId))
        void results.save([{ resourceType: 'Observation', id: patientId, subject, code }]);
      return [];
    },
  });
  app.use('/cds-services', fake.router);
  app.use('/sandbox/fhir', ehrFhirRoutes({ ...fhir, store: openPlainStore() }));
  app.use('/fhir', ehrFhirRoutes({ ...fhir, store: results }));
  const written: string[] = [];
  const terminal = { width: 90, colour: false, rewrites: false, write: (text: string) => void written.push(text) };
  try {
    return await whileListening(app, async (url) => {
      const client = openCdsClient({ serviceUrl: url, fhirUrl: `${url}/sandbox/fhir` });
      const say = (text = '') => void (json || written.push(`${text}\n`));
      const code = await runCohort({ client, url, file, json, terminal, say });
      return { code, text: written.join('') };
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

describe('the demo with a cohort table', () => {
  it('assesses everybody, lists what was dropped, finds them by code, and returns 0', async () => {
    const { code, text } = await run([]);
    expect(code).toBe(0);
    expect(text).toContain('3 of 3 patients assessed, each with Observations (3 in all)');
    expect(text).toContain('1 × no measurement has a value');
    expect(text).toContain('FIB-4: total 3, 3 with a value, 0 not computable');
  });

  it('returns 1 and names the patient that has no Observation', async () => {
    const { code, text } = await run(['small-2']);
    expect(code).toBe(1);
    expect(text).toContain('no Observations: small-2');
  });

  it('prints one JSON document with --json', async () => {
    const { code, text } = await run([], true);
    expect(code).toBe(0);
    expect(JSON.parse(text)).toMatchObject({ patients: 3, assessed: 3, dropped: [{ id: '3' }], search: { found: 3 } });
  });
});
