import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AuditEvent } from 'fhir/r4.js';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunningService } from '../../../src/compose.ts';
import type { ModelDetails } from '../../../src/core/models/model-overview.ts';
import { buildPages } from '../../../src/sandbox/build-pages.ts';
import { chromiumPath, openBrowser, openPage } from '../../support/browser.ts';
import { searchAll, startFibrocast } from '../../support/hospital.ts';
import { temporaryModels, writeModelFolder } from '../../support/model-folders.ts';
import { graveFindings } from '../../support/page-checks.ts';

// The built page, signed in at the sandbox hospital, over the service as it is started. Pictures to be looked at:
//   FIBROCAST_SCREENSHOTS=/tmp/pictures npx vitest run test/web/models/models-page.test.ts

const pictures = process.env.FIBROCAST_SCREENSHOTS;
const made = 'made-up-stiffness@1.0.0';
const stiffness = 'nhanes-stiffness@1.0.0';
const other = 'Practitioner/dr-jonas-keller';

/** As if it had been silent beside another: what only weeks of use would bring. */
const compared: ModelDetails['silent'] = {
  model: stiffness,
  entries: 412,
  patients: 388,
  from: '2026-09-01T08:00:00.000Z',
  to: '2026-11-20T08:00:00.000Z',
  riskLimits: [0.1, 0.3],
  pairings: [8, 12].map((kPa) => ({
    live: 'nhanes-stiffness@0.9.0',
    about: `lsm-ge-${kPa}`,
    n: 380,
    difference: {
      mean: -0.021,
      quantiles: [0.05, 0.25, 0.5, 0.75, 0.95].map((share) => ({ share, value: share / 10 - 0.07 })),
    },
    agreement: { n: 351, share: 351 / 380 },
  })),
};

describe.skipIf(chromiumPath === undefined)('the model page in Chromium', () => {
  const place = temporaryModels();
  let folder: string;
  let service: RunningService;
  let browser: Browser;
  let url: string;

  beforeAll(async () => {
    await buildPages();
    writeModelFolder(place.path);
    writeModelFolder(place.path, {
      folder: 'broken-model',
      manifest: {
        id: 'broken-model',
        sha256: { 'model.onnx': '0'.repeat(64), 'golden.json': '0'.repeat(64), 'model-card.md': '0'.repeat(64) },
      },
    });
    folder = await mkdtemp(join(tmpdir(), 'fibrocast-model-page-'));
    service = await startFibrocast(folder, { FIBROCAST_MODELS: place.path });
    url = service.url;
    browser = await openBrowser();
  }, 180_000);
  afterAll(async () => {
    await browser?.close();
    await service?.stop();
    place.remove();
    await rm(folder, { recursive: true, force: true });
  });

  type Options = Parameters<typeof openPage>[2] & {
    readonly user?: string;
    readonly expected?: RegExp;
    readonly prepare?: (page: Page) => Promise<void>;
  };
  async function withPage(
    work: (page: Page, context: BrowserContext) => Promise<void>,
    { user, expected, prepare, ...options }: Options = {},
  ): Promise<void> {
    const { page, context, complaints } = await openPage(browser, url, options);
    try {
      const launch = new URLSearchParams({
        app: `${url}/app/launch`,
        patient: 'okafor-grace',
        ...(user ? { user } : {}),
      });
      await context.request.get(`${url}/sandbox/auth/open?${launch}`);
      await prepare?.(page);
      await page.goto(`${url}/app/models/?lang=en`);
      await page.getByRole('heading', { level: 1, name: 'Models' }).waitFor();
      await page.locator('.model-line').first().waitFor();
      await work(page, context);
      expect(complaints.filter((one) => !expected?.test(one))).toEqual([]);
    } finally {
      await context.close();
    }
  }
  const rowOf = (page: Page, model: string) =>
    page.locator('li.model').filter({ has: page.getByText(model, { exact: true }) });
  const rich = async (page: Page): Promise<void> => {
    await page.route(`**/app/api/models/${encodeURIComponent(stiffness)}`, async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, json: { ...(await response.json()), silent: compared } });
    });
  };

  it('shows every version with evidence, state and proofs, and refused folders with the reason', () =>
    withPage(async (page) => {
      const row = await rowOf(page, 'pbc-prognosis@1.0.0').innerText();
      for (const part of [
        'Live',
        'shown to clinicians, as shipped',
        'Research',
        'Golden run passed',
        'Validation recorded',
      ])
        expect(row).toContain(part);
      expect(await rowOf(page, made).innerText()).toMatch(/Registered[\s\S]*No validation/);
      expect(await rowOf(page, 'ct-stage@1.0.0').innerText()).toContain('Golden run: not in this process');
      const refused = page.getByRole('region', { name: 'Refused models' });
      expect(await refused.innerText()).toContain('broken-model');
    }));

  it('filters by state', () =>
    withPage(async (page) => {
      const all = await page.locator('li.model').count();
      await page.getByText('Registered', { exact: false }).first().click();
      expect(await page.locator('li.model').count()).toBe(1);
      await page.getByRole('radio', { name: /^Retired/ }).check();
      await page.getByText('No model in this state.').waitFor();
      await page.getByRole('radio', { name: /^All/ }).check();
      expect(await page.locator('li.model').count()).toBe(all);
    }));

  it('opens what a model accepts, its figures, silent comparison, and 31 source attributes by group, with its card and report', () =>
    withPage(
      async (page, context) => {
        const row = rowOf(page, stiffness);
        await row.getByRole('button', { name: /Details/ }).click();
        await row.getByRole('heading', { name: 'Source attributes' }).waitFor();
        const text = await row.innerText();
        for (const part of [
          'any chronic liver disease',
          'Says nothing with',
          '388 patients on 412 patient-days',
          '92%',
        ])
          expect(text).toContain(part);
        expect(await row.locator('.attributes > details').count()).toBe(9);
        expect(await row.locator('.attributes dt').count()).toBe(31);
        const report = await row.getByRole('link', { name: 'Validation report (JSON)' }).getAttribute('href');
        expect((await context.request.get(new URL(report ?? '', url).href)).status()).toBe(200);
        const card = await row.getByRole('link', { name: 'Model card' }).getAttribute('href');
        expect((await context.request.get(new URL(card ?? '', url).href)).status()).toBe(200);
      },
      { prepare: rich },
    ));

  it(
    'promotes with a reason, says the refusal of the service, switches off, and shows and audits who did what',
    {
      timeout: 60_000,
    },
    () =>
      withPage(
        async (page) => {
          const row = rowOf(page, made);
          const dialog = page.getByRole('dialog');
          await row.getByRole('button', { name: /^Make silent/ }).click();
          expect(await dialog.innerText()).toContain('Clinicians see nothing of it');
          await dialog.getByRole('button', { name: 'Make silent' }).click();
          await dialog.getByText('Say why in at least three characters.').waitFor();
          await dialog.getByLabel('Reason').fill('Trial on our patients');
          await dialog.getByRole('button', { name: 'Make silent' }).click();
          await page.getByText(`${made}: became silent.`).waitFor();
          expect(await row.innerText()).toMatch(/Silent[\s\S]*never shown, since/);
          // The button that was pressed is gone: the keyboard goes on in the same row.
          await expect
            .poll(() => page.evaluate(() => document.activeElement?.id))
            .toBe('toggle-made-up-stiffness-1-0-0');

          await row.getByRole('button', { name: /^Make live/ }).click();
          await dialog.getByLabel('Reason').fill('It looks good');
          await dialog.getByRole('button', { name: 'Make live' }).click();
          const problem = dialog.getByRole('alert');
          await problem.getByText('has no validation report').waitFor();
          expect(await dialog.getByLabel('Reason').inputValue()).toBe('It looks good');
          await page.keyboard.press('Escape');
          await dialog.waitFor({ state: 'hidden' });

          await row.getByRole('button', { name: /^Switch off/ }).click();
          await dialog.getByLabel('Reason').fill('A look at outliers');
          await dialog.getByRole('button', { name: 'Switch off' }).click();
          await page.getByText(`${made}: switched off.`).waitFor();
          expect(await row.innerText()).toMatch(/switched off[\s\S]*does not run until it is switched on/);
          await row.getByRole('button', { name: /Details/ }).click();
          const history = row.locator('.history li');
          await history.first().waitFor();
          expect(await history.allInnerTexts()).toEqual([
            expect.stringMatching(/switched off by Practitioner\/dr-amara-nwosu\s+A look at outliers/),
            expect.stringMatching(/became silent by Practitioner\/dr-amara-nwosu\s+Trial on our patients/),
          ]);
          const events = await searchAll<AuditEvent>(`${url}/fhir/AuditEvent?_count=200`);
          const done = events.filter(
            ({ outcome, entity }) => outcome === '0' && entity?.some(({ what }) => what?.identifier?.value === made),
          );
          expect(done).toHaveLength(2);
        },
        { expected: /400/ },
      ),
  );

  it('gives somebody else no way to change anything', () =>
    withPage(
      async (page) => {
        await page.getByText('You read only').waitFor();
        expect(await page.locator('.model-steps .step').count()).toBe(0);
      },
      { user: other },
    ));

  it(
    'shows everything without a gap in its text, light and dark, wide and on a tablet, in both languages',
    {
      timeout: 120_000,
    },
    () =>
      withPage(
        async (page) => {
          const row = rowOf(page, stiffness);
          await row.getByRole('button', { name: /Details/ }).click();
          await row.locator('.attributes').waitFor();
          await row.locator('.attributes summary').nth(1).click();
          for (const language of ['English', 'Deutsch'])
            for (const width of [1440, 834, 360])
              for (const colorScheme of ['light', 'dark'] as const) {
                await page.setViewportSize({ width, height: 900 });
                await page.emulateMedia({ colorScheme });
                await page.getByRole('radio', { name: language }).check();
                expect(await page.locator('body').innerText()).not.toMatch(
                  /\bNaN\b|undefined|\[object|\bnull\b|\{\w*\}/,
                );
                expect(
                  await page.evaluate(() => document.documentElement.scrollWidth - innerWidth),
                ).toBeLessThanOrEqual(0);
                if (pictures) {
                  const name = `models-${language.slice(0, 2).toLowerCase()}-${width}-${colorScheme}.png`;
                  await page.screenshot({ path: join(pictures, name), fullPage: true });
                }
              }
          await page.setViewportSize({ width: 1440, height: 900 });
          await page.getByRole('radio', { name: 'English' }).check();
          await page.locator('.model-steps .step').first().click();
          await page.getByRole('dialog').waitFor();
          if (pictures) await page.screenshot({ path: join(pictures, 'models-dialog.png') });
        },
        { prepare: rich },
      ),
  );

  it.each(['light', 'dark'] as const)('has no serious finding of axe: %s', { timeout: 120_000 }, (colorScheme) =>
    withPage(
      async (page) => {
        const row = rowOf(page, stiffness);
        await row.getByRole('button', { name: /Details/ }).click();
        await row.locator('.attributes').waitFor();
        for (const summary of await row.locator('.attributes summary').all()) await summary.click();
        expect(await graveFindings(page)).toEqual([]);
        await row.getByRole('button', { name: /^Switch off/ }).click();
        await page.getByRole('dialog').waitFor();
        expect(await graveFindings(page)).toEqual([]);
      },
      { colorScheme, prepare: rich },
    ),
  );

  it('is worked by keyboard alone: focus is seen, the dialog keeps it and gives it back', () =>
    withPage(async (page) => {
      await page.keyboard.press('Tab');
      expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Skip to the content');
      const button = rowOf(page, stiffness).getByRole('button', { name: /^Switch off/ });
      for (let step = 0; step < 60; step += 1) {
        await page.keyboard.press('Tab');
        if (await button.evaluate((element) => element === document.activeElement)) break;
      }
      expect(await button.evaluate((element) => getComputedStyle(element).outlineStyle)).not.toBe('none');
      await page.keyboard.press('Enter');
      await page.getByRole('dialog').waitFor();
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'hidden' });
      await expect.poll(() => button.evaluate((element) => element === document.activeElement)).toBe(true);
    }));

  it('shows only the way out to a browser without a session', async () => {
    const { page, context } = await openPage(browser, url);
    await page.goto(`${url}/app/models/?lang=en`);
    await page.getByRole('heading', { name: 'The session has ended' }).waitFor();
    expect(await page.locator('li.model').count()).toBe(0);
    await context.close();
  });
});
