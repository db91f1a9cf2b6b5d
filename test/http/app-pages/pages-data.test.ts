import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Observation } from 'fhir/r4.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunningService } from '../../../src/compose.ts';
import type { ReviewData } from '../../../src/core/review/review.ts';
import { eventOf } from '../../../src/sandbox/ehr/cds-client.ts';
import { appBrowser, launchFromChart } from '../../support/app-browser.ts';
import { ehrOf, scenarios, searchAll, startFibrocast } from '../../support/hospital.ts';

describe('the data of the pages', () => {
  let folder: string;
  let service: RunningService;
  let url: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'fibrocast-pages-'));
    service = await startFibrocast(folder);
    url = service.url;
    const client = ehrOf(url);
    for (const scenario of scenarios()) {
      const firing = scenario.fires.find(({ hook }) => hook === 'patient-view');
      if (firing) await client.fire(eventOf(scenario, firing));
    }
  }, 240_000);
  afterAll(async () => {
    await service?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const forWorklist = async () => {
    const browser = appBrowser(url);
    const visit = await browser.open(`${url}/app/launch?for=worklist`);
    return { browser, visit };
  };

  it('say the same numbers as the card and the stored Observations', { timeout: 120_000 }, async () => {
    let compared = 0;
    for (const scenario of scenarios().slice(0, 8)) {
      const firing = scenario.fires.find(({ hook }) => hook === 'patient-view');
      if (!firing) continue;
      const exchanges = await ehrOf(url).fire(eventOf(scenario, firing));
      const texts = exchanges.flatMap(({ cards }) => cards.map(({ summary, detail }) => `${summary} ${detail ?? ''}`));
      const appContext = exchanges
        .flatMap(({ cards }) => cards.flatMap(({ links }) => links ?? []))
        .flatMap((link) => (link.type === 'smart' ? [link.appContext] : []))[0];
      const browser = appBrowser(url);
      await launchFromChart(browser, url, { patient: scenario.id, ...(appContext ? { appContext } : {}) });
      const review = (await (await browser.get(`${url}/app/api/review`)).json()) as ReviewData;
      if (appContext) {
        // The chart has not changed since the card: it is the very same assessment.
        expect(review.openedFrom).toMatchObject({ same: true, assessmentId: review.assessment.id });
        expect(JSON.parse(appContext)).toEqual({ assessment: review.assessment.id });
      }
      const observations = await searchAll<Observation>(`${url}/fhir/Observation?patient=${scenario.id}&_count=200`);
      for (const score of review.assessment.scores) {
        if (score.status !== 'ok') continue;
        const stored = observations.filter(({ code }) => code.coding?.some(({ code: each }) => each === score.scoreId));
        // FHIR quantities carry ten significant digits.
        const digits = Number(score.value.toPrecision(10));
        expect(stored.map(({ valueQuantity }) => valueQuantity?.value)).toContain(digits);
        const line = review.course.find(({ id }) => id === score.scoreId);
        if (line) {
          expect(line.points.at(-1)?.value).toBe(score.value);
          expect(line.points.at(-1)?.reference).toMatch(/^Observation\//);
        }
        if (score.scoreId === 'fib4' && texts.some((text) => text.includes('FIB-4'))) {
          const shown = /FIB-4(?: index)?[^0-9]{0,20}([0-9.]+)/.exec(texts.join(' '))?.[1];
          if (shown !== undefined) {
            expect(Number(shown)).toBeCloseTo(score.value, (shown.split('.')[1] ?? '').length - 0.01);
            compared += 1;
          }
        }
      }
    }
    expect(compared).toBeGreaterThan(2);
  });

  it('open a chart from the worklist with the rights of the user, pictures and volumes only of charts that were opened', async () => {
    const { browser } = await forWorklist();
    expect((await browser.get(`${url}/app/api/review`)).status).toBe(403);
    expect((await browser.get(`${url}/app/api/pictures/x?patient=okafor-grace`)).status).toBe(403);
    expect((await browser.get(`${url}/app/api/volumes/x?patient=okafor-grace`)).status).toBe(403);
    expect((await browser.get(`${url}/app/api/review?patient=okafor-grace`)).status).toBe(200);
  });

  it('show jobs to administrators and let nobody else touch them', async () => {
    const { browser } = await forWorklist();
    const jobs = await browser.get(`${url}/app/api/jobs`);
    expect(await jobs.json()).toMatchObject({ counts: { waiting: expect.any(Number) }, jobs: expect.any(Array) });
    const none = '00000000-0000-4000-8000-000000000000';
    expect((await browser.post(`${url}/app/api/jobs/${none}/retry`)).status).toBe(404);
    const another = appBrowser(url);
    await another.open(
      `${url}/sandbox/auth/open?${new URLSearchParams({ app: `${url}/app/launch`, patient: 'okafor-grace', user: 'Practitioner/dr-jonas-keller' })}`,
    );
    expect((await another.get(`${url}/app/api/jobs`)).status).toBe(403);
    expect((await another.post(`${url}/app/api/jobs/${none}/retry`)).status).toBe(403);
  });
});
