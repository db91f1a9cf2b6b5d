import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import express from 'express';
import type { Bundle } from 'fhir/r4.js';
import { describe, expect, it } from 'vitest';
import memory from '../../src/adapters/results/memory.ts';
import type { Log } from '../../src/ports/log.ts';
import { createSandbox } from '../../src/sandbox/sandbox.ts';
import { whileListening } from '../support/listening.ts';

const quiet: Log = { debug() {}, info() {}, warn() {}, error() {}, child: () => quiet };

async function withSandbox(load: 'scenarios' | 'none', use: (url: string) => Promise<void>): Promise<void> {
  const pagesDir = await mkdtemp(join(tmpdir(), 'pages-'));
  const store = await memory.open({ log: quiet });
  try {
    if (load === 'scenarios') await writeFile(join(pagesDir, 'index.html'), '<!doctype html><title>EHR</title>');
    const sandbox = await createSandbox({
      store: store.results,
      feedback: store.feedback,
      today: '2026-03-15',
      pagesDir,
      log: quiet,
      load,
    });
    expect(sandbox.patientCount).toBe(load === 'scenarios' ? 34 : 0);
    await whileListening(express().use('/sandbox', sandbox.router), use);
  } finally {
    await store.close();
    await rm(pagesDir, { recursive: true, force: true });
  }
}
const getJson = async <T>(address: string): Promise<T> => (await (await fetch(address)).json()) as T;

describe('the sandbox on the memory store and the real search', () => {
  it('serves every patient, and finds observations by patient, code and category', () =>
    withSandbox('scenarios', async (url) => {
      const total = async (query: string) => (await getJson<Bundle>(`${url}/sandbox/fhir/${query}`)).total;
      expect(await total('Patient?_summary=count')).toBe(34);
      expect(await total('Observation?patient=al-sayed-fatima&code=http://loinc.org|77615-3&_summary=count')).toBe(3);
      expect(await total('Condition?patient=Patient/murphy-sean&_summary=count')).toBe(5);
      expect(await total('MedicationRequest?patient=murphy-sean&status=active&_summary=count')).toBe(4);
    }));

  it('follows pages to the end without losing or doubling anything', () =>
    withSandbox('scenarios', async (url) => {
      const ids: string[] = [];
      let address: string | undefined = `${url}/sandbox/fhir/Observation?patient=murphy-sean&_count=7`;
      while (address) {
        const page: Bundle = await getJson<Bundle>(address);
        ids.push(...(page.entry ?? []).map(({ resource }) => resource?.id ?? ''));
        address = page.link?.find(({ relation }) => relation === 'next')?.url;
      }
      expect(ids).toHaveLength(new Set(ids).size);
      const all = await getJson<Bundle>(`${url}/sandbox/fhir/Observation?patient=murphy-sean&_summary=count`);
      expect(ids).toHaveLength(all.total ?? -1);
    }));

  it('takes deleted resources out of the total of a search', () =>
    withSandbox('scenarios', async (url) => {
      await fetch(`${url}/sandbox/fhir/Condition/murphy-sean-condition-5`, { method: 'DELETE' });
      const filtered = await getJson<Bundle>(`${url}/sandbox/fhir/Condition?patient=murphy-sean`);
      expect([filtered.total, filtered.entry?.length]).toEqual([4, 4]);
      const byId = await getJson<Bundle>(`${url}/sandbox/fhir/Condition?_id=murphy-sean-condition-5`);
      expect([byId.total, byId.entry ?? []]).toEqual([0, []]);
    }));

  it('tells the page its scenarios, catalogue and feedback, and serves it under a strict policy', () =>
    withSandbox('scenarios', async (url) => {
      const { scenarios } = await getJson<{ scenarios: { id: string; tryOrders: string[] }[] }>(
        `${url}/sandbox/ehr/api/scenarios`,
      );
      expect(scenarios.find(({ id }) => id === 'murphy-sean')?.tryOrders).toEqual([
        'Ibuprofen 400 mg tablet',
        'Diazepam 5 mg tablet',
      ]);
      expect(await getJson(`${url}/sandbox/ehr/api/feedback`)).toEqual({ feedback: [] });
      const page = await fetch(`${url}/sandbox/ehr/`);
      expect([page.status, page.headers.get('content-security-policy')]).toEqual([
        200,
        expect.stringMatching(/^default-src 'self';/),
      ]);
    }));

  it('starts empty for a cohort, and says so when the page is not built', () =>
    withSandbox('none', async (url) => {
      expect((await getJson<Bundle>(`${url}/sandbox/fhir/Patient`)).total).toBe(0);
      expect((await getJson<Bundle>(`${url}/sandbox/fhir/Practitioner`)).total).toBe(3);
      expect((await fetch(`${url}/sandbox/ehr/`)).status).toBe(503);
    }));
});
