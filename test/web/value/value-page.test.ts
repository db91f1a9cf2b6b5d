import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seededRandom } from '../../../src/core/seeded-random.ts';
import { estimateValue } from '../../../src/core/value/estimate-value.ts';
import type { UsageFigures } from '../../../src/core/value/usage.ts';
import { givenInputs, movedRange } from '../../../src/core/value/value-inputs.ts';
import { buildPages, repositoryRoot } from '../../../src/sandbox/build-pages.ts';
import { chromiumPath, openBrowser, openPage, type WatchedPage } from '../../support/browser.ts';
import { graveFindings, oneA4, printed } from '../../support/page-checks.ts';
import { type SitePageServer, serveSitePage, signedIn } from '../../support/site-page-server.ts';

// Pictures to be looked at:
//   FIBROCAST_SCREENSHOTS=/tmp/pictures npx vitest run test/web/value/value-page.test.ts

const folder = join(repositoryRoot(), 'dist/web/value');
const pictures = process.env.FIBROCAST_SCREENSHOTS;

const figures = (days: number): UsageFigures => ({
  from: '2026-08-30T00:00:00.000Z',
  to: '2026-11-28T00:00:00.000Z',
  days,
  assessments: days * 13,
  patients: {
    cells: [
      { id: 'decompensated', count: 'few' },
      { id: 'high', count: 84 },
      { id: 'indeterminate', count: 312 },
      { id: 'low', count: 540 },
      { id: 'not-assessable', count: 'few' },
    ],
    total: 962,
  },
  cards: {
    shown: {
      cells: [
        { id: 'critical', count: 21 },
        { id: 'warning', count: 344 },
        { id: 'info', count: 602 },
      ],
      total: 967,
    },
    accepted: 61,
    overridden: 102,
    followedShare: 61 / 163,
  },
});

describe.skipIf(chromiumPath === undefined)('the value page in Chromium', () => {
  let browser: Browser;
  beforeAll(async () => {
    await buildPages();
    browser = await openBrowser();
  });
  afterAll(() => browser?.close());

  type Options = Parameters<typeof openPage>[2] & { readonly after?: string; readonly expected?: RegExp };
  async function withPage(
    work: (opened: WatchedPage & { readonly server: SitePageServer }) => Promise<void>,
    { after = '?lang=en', expected, ...options }: Options = {},
    prepare: (server: SitePageServer) => void = () => undefined,
  ): Promise<void> {
    const server = await serveSitePage(folder, 'value', {
      session: signedIn(),
      value: (_body, query) => figures(Number(query.get('days'))),
    });
    prepare(server);
    const watched = await openPage(browser, server.origin, options);
    try {
      await watched.page.goto(`${server.url}${after}`);
      await watched.page.getByRole('heading', { level: 1 }).waitFor();
      await work({ ...watched, server });
      expect(watched.complaints.filter((one) => !expected?.test(one))).toEqual([]);
    } finally {
      await watched.context.close();
      await server.stop();
    }
  }
  const region = (page: Page, name: string) => page.locator('.screen').getByRole('region', { name, exact: true });
  /** `€1,200`, `−€30` */
  const amountOf = (text: string) => Number(text.replace('\u2212', '-').replace(/[^\d.-]/g, ''));
  const shownSums = async (page: Page) => {
    const rows = await page.locator('#parts tbody tr').all();
    const amounts: number[] = [];
    for (const row of rows) amounts.push(amountOf((await row.locator('td').nth(1).textContent()) ?? ''));
    return { parts: amounts.slice(0, -1), net: amounts.at(-1) ?? Number.NaN };
  };
  const tile = async (page: Page, at: number) =>
    (
      await page
        .locator('#result .tile dd')
        .nth(at * 2)
        .innerText()
    ).trim();
  const sumOf = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0);

  it(
    'shows everything without an error or a gap in its text, light and dark, wide and on a tablet, in both languages',
    {
      timeout: 120_000,
    },
    () =>
      withPage(async ({ page }) => {
        for (const language of ['English', 'Deutsch'])
          for (const width of [1440, 834])
            for (const colorScheme of ['light', 'dark'] as const) {
              await page.setViewportSize({ width, height: 900 });
              await page.emulateMedia({ colorScheme });
              await page.getByRole('radio', { name: language }).check();
              await page.locator('table.usage').waitFor();
              expect(await page.locator('.screen').innerText()).not.toMatch(
                /\bNaN\b|undefined|\[object|\bnull\b|\{\w*\}/,
              );
              expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(
                0,
              );
              const cut = await page.evaluate(() =>
                [...document.querySelectorAll('.screen svg text')]
                  .filter((text) => {
                    const own = text.getBoundingClientRect();
                    const plot = (text.closest('svg') ?? text).getBoundingClientRect();
                    return own.left < plot.left - 1 || own.right > plot.right + 1;
                  })
                  .map((text) => text.textContent),
              );
              expect(cut).toEqual([]);
              if (pictures) {
                const name = `value-${language.slice(0, 2).toLowerCase()}-${width}-${colorScheme}.png`;
                await page.screenshot({ path: join(pictures, name), fullPage: true });
              }
            }
      }),
  );

  it('has the sums of the calculation, and a column that adds up to the figure above it', () =>
    withPage(async ({ page }) => {
      const estimate = estimateValue(givenInputs, seededRandom(20_261));
      const { parts, net } = await shownSums(page);
      expect(sumOf(parts)).toBe(net);
      expect(net).toBe(Math.round(estimate.perYear.net.value));
      expect(amountOf(await tile(page, 0))).toBe(net);
      expect(amountOf(await tile(page, 1))).toBe(Math.round(estimate.overHorizon.net.value));
      expect(await tile(page, 2)).toBe(`month ${estimate.breakEven.month}`);
      // The interval in two digits.
      const { low, high } = estimate.perYear.net;
      const [from, to] = [low, high].map((end) => Math.round(end / 1000) * 1000);
      const said = await page.locator('#result .tile dd.interval').first().innerText();
      expect(said.split(' to ').map(amountOf)).toEqual([from, to]);
    }));

  it('says that it is an estimate, marks every assumption, and gives the source of what is published', () =>
    withPage(async ({ page }) => {
      expect(await page.locator('.lead').innerText()).toContain('not a promise');
      expect(await page.locator('.source.assumption').count()).toBe(25);
      const published = page.locator('.source.published');
      expect(await published.count()).toBe(2);
      await published.first().locator('summary').click();
      expect(await published.first().getByRole('link').getAttribute('href')).toBe(
        'https://doi.org/10.1007/s10620-021-07089-w',
      );
    }));

  it('works out anew what is typed, takes the bounds along, keeps the numbers in the address and gives them back', () =>
    withPage(async ({ page, server }) => {
      await page.getByLabel('Liver biopsies for staging', { exact: true }).fill('400');
      const biopsies = movedRange('biopsiesPerYear', givenInputs.biopsiesPerYear, 400);
      if (!biopsies) throw new Error('not sound');
      const inputs = { ...givenInputs, biopsiesPerYear: biopsies };
      const estimate = estimateValue(inputs, seededRandom(20_261));
      await expect.poll(async () => (await shownSums(page)).net).toBe(Math.round(estimate.perYear.net.value));
      expect(new URL(page.url()).hash).toBe('#biopsiesPerYear=400,300,500');
      await page.getByLabel('Currency').selectOption('GBP');
      expect(await tile(page, 0)).toContain('£');
      const address = page.url();
      await page.goto('about:blank');
      await page.goto(address);
      await expect.poll(async () => (await shownSums(page)).net).toBe(Math.round(estimate.perYear.net.value));
      expect(await page.getByLabel('Liver biopsies for staging', { exact: true }).inputValue()).toBe('400');
      expect(await page.getByLabel('Currency').inputValue()).toBe('GBP');
      await page.locator('.skip').focus();
      await page.keyboard.press('Enter');
      await expect.poll(() => page.url()).toBe(address);
      await page.getByRole('button', { name: 'Reset all' }).click();
      expect(new URL(page.url()).hash).toBe('');
      expect(server.written).toEqual([]);
    }));

  it('says what a field takes, and goes on with the last sound number', () =>
    withPage(async ({ page }) => {
      const before = await tile(page, 0);
      const field = page.getByLabel('Advice that is followed', { exact: true });
      await field.fill('140');
      await page.getByText('A number from 0 to 100.').waitFor();
      expect(await field.getAttribute('aria-invalid')).toBe('true');
      expect(await tile(page, 0)).toBe(before);
      await field.blur();
      expect(await field.inputValue()).toBe('30');
    }));

  it('shows the counts of the service beside the assumptions, states no small cell, and takes them over when asked', () =>
    withPage(async ({ page }) => {
      const usage = region(page, 'Actual figures from the service');
      const text = (await usage.innerText()).replaceAll('\u00a0', ' ');
      expect(text).toMatch(/Assessments a year, at this rate\s+4,000\s+4,745/);
      expect(text).toMatch(/Decompensated\s+not stated/);
      expect(text).toMatch(/Followed, of the cards answered\s+30%\s+37%/);
      await usage.getByRole('button', { name: 'Use these figures' }).click();
      await usage.getByText('The inputs now hold the counted figures.').waitFor();
      expect(await page.getByLabel('Assessments by the service', { exact: true }).inputValue()).toBe('4745');
      await usage.getByText('365 days').click();
      await expect.poll(async () => await usage.innerText()).toContain('4,745');
    }));

  it('saves inputs and results as CSV', () =>
    withPage(async ({ page }) => {
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('button', { name: 'Save CSV' }).click(),
      ]);
      expect(download.suggestedFilename()).toBe('fibrocast-value.csv');
      const rows = parse(await readFile(await download.path(), 'utf8'), { columns: true }) as Record<string, string>[];
      expect(rows.filter(({ kind }) => kind === 'input')).toHaveLength(27);
      const money = rows.filter(({ kind, id }) => kind === 'result' && id?.endsWith('.money'));
      const net = money.find(({ id }) => id === 'net.money');
      const parts = money.filter((row) => row !== net).map(({ value }) => Number(value));
      expect(sumOf(parts)).toBeCloseTo(Number(net?.value), 4);
      expect(rows.find(({ id }) => id === 'admissionAfterBiopsyShare')).toMatchObject({
        ...{ value: '0.0065', source: 'Thomaides-Brears 2022 10.1007/s10620-021-07089-w' },
      });
    }));

  it('prints on one A4 page, in either language, with the same figures', { timeout: 60_000 }, () =>
    withPage(
      async ({ page }) => {
        await page.locator('table.usage').waitFor();
        const shown = await page.locator('#result .tile dd').allInnerTexts();
        for (const language of ['Deutsch', 'English']) {
          await page.getByRole('radio', { name: language }).check();
          expect(await printed(page)).toEqual(oneA4);
        }
        await page.emulateMedia({ media: 'print' });
        if (pictures) await page.screenshot({ path: join(pictures, 'value-print.png'), fullPage: true });
        const sheet = await page.locator('.sheet').innerText();
        for (const figure of shown) expect(sheet).toContain(figure);
        expect(await page.locator('.screen').isVisible()).toBe(false);
      },
      { colorScheme: 'dark' },
    ),
  );

  it.each(['light', 'dark'] as const)('has no serious finding of axe: %s', { timeout: 120_000 }, (colorScheme) =>
    withPage(
      async ({ page }) => {
        await page.locator('table.usage').waitFor();
        for (const summary of await page.locator('#parts summary, #course summary').all()) await summary.click();
        await page.locator('.source > summary').first().click();
        expect(await graveFindings(page)).toEqual([]);
      },
      { colorScheme },
    ),
  );

  it('is worked by keyboard alone, and what has the focus is seen', () =>
    withPage(async ({ page }) => {
      await page.keyboard.press('Tab');
      expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Skip to the content');
      const seen = new Set<string>();
      for (let step = 0; step < 160; step += 1) {
        await page.keyboard.press('Tab');
        const at = await page.evaluate(() => {
          const element = document.activeElement;
          if (!element || element === document.body) return undefined;
          const shown = element instanceof HTMLInputElement ? (element.closest('label') ?? element) : element;
          const { bottom, height } = shown.getBoundingClientRect();
          return {
            id: element.id,
            outline: [element, shown].some((one) => getComputedStyle(one).outlineStyle !== 'none'),
            inView: height > 0 && bottom > 0,
          };
        });
        if (at === undefined) break;
        expect(at).toMatchObject({ outline: true, inView: true });
        seen.add(at.id);
      }
      expect(seen.has('biopsyPrice')).toBe(true);
      expect(seen.has('discountPerYear')).toBe(true);
    }));

  it('fits at 200 % zoom and in a narrow window without scrolling sideways', () =>
    withPage(
      async ({ page }) => {
        for (const width of [720, 417, 320]) {
          await page.setViewportSize({ width, height: 450 });
          await page.locator('table.usage').waitFor();
          expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
        }
      },
      { width: 720, height: 450 },
    ));

  it('does without the counts where the launch does not open them, and says so', () =>
    withPage(
      async ({ page }) => {
        await page.getByText('The counts need a launch for all patients of a user.').waitFor();
        expect((await shownSums(page)).parts).toHaveLength(10);
      },
      { expected: /403/ },
      ({ answers }) => {
        answers.value = 403;
      },
    ));

  it('shows nothing but the way out when the session has ended', () =>
    withPage(
      async ({ page }) => {
        await page.getByRole('heading', { name: 'The session has ended' }).waitFor();
        expect(await page.locator('#result').count()).toBe(0);
      },
      { expected: /401/ },
      ({ answers }) => {
        answers.session = 401;
        answers.value = 401;
      },
    ));

  it('reserves the room of what is counted: nothing jumps', () =>
    withPage(async ({ page }) => {
      const shift = await page.evaluate(
        () =>
          new Promise<number>((resolve) => {
            let sum = 0;
            new PerformanceObserver((list) => {
              for (const entry of list.getEntries() as (PerformanceEntry & { value: number })[]) sum += entry.value;
            }).observe({ type: 'layout-shift', buffered: true });
            setTimeout(() => resolve(sum), 600);
          }),
      );
      expect(shift).toBeLessThan(0.1);
    }));
});
