import express from 'express';
import { describe, expect, it } from 'vitest';
import type { Card } from '../../src/cds/card.ts';
import { type DemoServiceOptions, runDemo, type StartService } from '../../src/cli/demo.ts';
import { quantile } from '../../src/cli/demo-summary.ts';
import type { Terminal } from '../../src/cli/terminal.ts';
import { ehrFhirRoutes } from '../../src/sandbox/ehr/fhir-routes.ts';
import { sandboxScenarios } from '../../src/sandbox/patients/all.ts';
import { fakeCdsRoutes } from '../support/fake-cds-service.ts';
import { openPlainStore, plainSearch } from '../support/plain-store.ts';

/** A service that starts on loopback with fake advice over the real sandbox EHR. */
function starter(cardsFor?: () => readonly Card[]) {
  const seen: { options?: DemoServiceOptions; stopped: number } = { stopped: 0 };
  const start: StartService = async (options) => {
    seen.options = options;
    const store = openPlainStore();
    const today = new Date().toISOString().slice(0, 10);
    await store.save(
      sandboxScenarios(today).flatMap(({ resources }) => resources.map((each) => ({ ...each, id: each.id ?? '' }))),
    );
    const app = express();
    app.use('/cds-services', fakeCdsRoutes(cardsFor ? { cardsFor } : {}).router);
    app.use(
      '/sandbox/fhir',
      ehrFhirRoutes({ store, search: plainSearch, newId: () => 'x', searchParameters: () => [], types: [], today }),
    );
    const server = app.listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    return {
      url: `http://127.0.0.1:${(server.address() as { port: number }).port}`,
      ready: Promise.resolve(),
      stop: async () => {
        seen.stopped += 1;
        server.closeAllConnections();
        await new Promise((resolve) => server.close(resolve));
      },
    };
  };
  return { start, seen };
}
function paper(): Terminal & { text(): string } {
  const written: string[] = [];
  return {
    width: 90,
    colour: false,
    rewrites: false,
    write: (text) => void written.push(text),
    text: () => written.join(''),
  };
}

describe('fibrocast demo', () => {
  it('prints cards, counts and addresses, stops the service and returns 0', async () => {
    const { start, seen } = starter();
    const terminal = paper();
    expect(await runDemo(start, { once: true, port: 0 }, terminal)).toBe(0);
    const text = terminal.text();
    expect(text).toContain('── Seán Murphy ──');
    expect(text).toContain('  ▌ CRITICAL Ibuprofen with ascites');
    expect(text).toMatch(/patient-view → liver-prognosis · \d+ ms · no advice/);
    expect(text).toMatch(/\d+ cards \(\d+ critical, \d+ warning, \d+ info\) from 6 services for 34 patients/);
    expect(text).toMatch(/0 failed; answered in p50 \d+ ms, p95 \d+ ms/);
    expect(text).toMatch(/Worklist {4}http:\/\/127\.0\.0\.1:\d+\/app\/launch\?for=worklist/);
    expect(text).toMatch(/EHR page {4}http:\/\/127\.0\.0\.1:\d+\/sandbox\/ehr\//);
    expect(seen).toMatchObject({ stopped: 1, options: { port: 0, load: 'scenarios' } });
  });

  it('returns 1 and says why when there are too few cards', async () => {
    const { start, seen } = starter(() => []);
    const terminal = paper();
    expect(await runDemo(start, { once: true, port: 0 }, terminal)).toBe(1);
    expect(terminal.text()).toContain('only 0 cards, at least 20 are expected');
    expect(seen.stopped).toBe(1);
  });

  it('prints one JSON document with --json', async () => {
    const terminal = paper();
    expect(await runDemo(starter().start, { once: true, json: true, port: 0 }, terminal)).toBe(0);
    const report = JSON.parse(terminal.text()) as {
      patients: number;
      summary: { cards: number };
      calls: { cards: unknown[] }[];
    };
    expect(report.patients).toBe(34);
    expect(report.calls.reduce((sum, { cards }) => sum + cards.length, 0)).toBe(report.summary.cards);
  });

  it('takes the nearest rank for quantiles', () => {
    expect(quantile([1, 2, 3, 4], 0.5)).toBe(2);
    expect(quantile([1, 2, 3, 4], 0.95)).toBe(4);
    expect(quantile([], 0.5)).toBeUndefined();
  });
});
