import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunningService } from '../../../src/compose.ts';
import { smallestCell, type UsageFigures } from '../../../src/core/value/usage.ts';
import { eventOf } from '../../../src/sandbox/ehr/cds-client.ts';
import { appBrowser, launchFromChart } from '../../support/app-browser.ts';
import { eventually } from '../../support/eventually.ts';
import { ehrOf, scenarios, startFibrocast } from '../../support/hospital.ts';

describe('the counts of the service', () => {
  let folder: string;
  let service: RunningService;
  let url: string;
  let shown = 0;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'fibrocast-value-'));
    service = await startFibrocast(folder);
    url = service.url;
    const client = ehrOf(url);
    for (const scenario of scenarios().slice(0, 12)) {
      const firing = scenario.fires.find(({ hook }) => hook === 'patient-view');
      if (!firing) continue;
      for (const { service: id, cards } of await client.fire(eventOf(scenario, firing))) {
        shown += cards.length;
        for (const { uuid } of cards)
          await fetch(`${url}/cds-services/${id}/feedback`, {
            method: 'POST',
            headers: { 'content-type': 'application/json' },
            body: JSON.stringify({ feedback: [{ card: uuid, outcome: 'accepted' }] }),
          });
      }
    }
  }, 240_000);
  afterAll(async () => {
    await service?.stop();
    await rm(folder, { recursive: true, force: true });
  });
  const forUser = async () => {
    const browser = appBrowser(url);
    await browser.open(`${url}/app/launch?for=worklist`);
    return browser;
  };

  it('say what was assessed, shown and followed, with no cell of a few and no patient', async () => {
    const browser = await forUser();
    const read = async (query = '') =>
      (await (await browser.get(`${url}/app/api/value${query}`)).json()) as UsageFigures;
    await eventually(async () => expect((await read()).patients.total).toBeGreaterThanOrEqual(10));
    const figures = await read('?days=30');
    expect(figures.days).toBe(30);
    expect(figures.assessments).toBeGreaterThanOrEqual(10);
    expect(shown).toBeGreaterThanOrEqual(smallestCell);
    expect(figures.cards.shown.total).toBe(shown);
    expect(figures.cards).toMatchObject({ accepted: shown, overridden: 0, followedShare: 1 });
    for (const { count } of [...figures.patients.cells, ...figures.cards.shown.cells])
      expect(count === 'few' || count === 0 || count >= smallestCell).toBe(true);
    for (const { id } of scenarios()) expect(JSON.stringify(figures)).not.toContain(id);
  });

  it('take one of three periods', async () => {
    const browser = await forUser();
    expect((await browser.get(`${url}/app/api/value?days=7`)).status).toBe(400);
    expect((await browser.get(`${url}/app/api/value?days=365`)).status).toBe(200);
  });

  it('need a launch for all patients of a user, and a session', async () => {
    const browser = appBrowser(url);
    await launchFromChart(browser, url, { patient: 'okafor-grace' });
    expect((await browser.get(`${url}/app/api/value`)).status).toBe(403);
    expect((await fetch(`${url}/app/api/value`)).status).toBe(401);
  });
});
