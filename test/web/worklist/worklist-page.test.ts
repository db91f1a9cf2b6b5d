import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { WorklistRow } from '../../../src/core/worklist/worklist.ts';
import { buildPages, repositoryRoot } from '../../../src/sandbox/build-pages.ts';
import { chromiumPath, openBrowser, openPage, type WatchedPage } from '../../support/browser.ts';
import { graveFindings } from '../../support/page-checks.ts';
import { madeUpRow, madeUpRows, serveWorklist, type WorklistServer } from '../../support/worklist-server.ts';

// The built page in a real browser under the policy of the service. Pictures of it, to be looked at, with
//   FIBROCAST_SCREENSHOTS=/tmp/pictures npx vitest run test/web/worklist/worklist-page.test.ts

const folder = join(repositoryRoot(), 'dist/web');
const pictures = process.env.FIBROCAST_SCREENSHOTS;
const few = madeUpRows(120);

describe.skipIf(chromiumPath === undefined)('the worklist in Chromium', () => {
  let browser: Browser;
  beforeAll(async () => {
    await buildPages();
    browser = await openBrowser();
  });
  afterAll(() => browser?.close());

  type Opened = WatchedPage & { readonly server: WorklistServer };
  type Options = Parameters<typeof openPage>[2] & {
    readonly query?: string;
    readonly expected?: RegExp;
    readonly prepare?: (server: WorklistServer) => void;
  };
  /** Fails on any console error, exception, refused request or breach of the policy, but for what is `expected`. */
  async function withList(
    rows: readonly WorklistRow[],
    work: (opened: Opened) => Promise<void>,
    { query = '?lang=en', expected, prepare, ...options }: Options = {},
  ): Promise<void> {
    const server = await serveWorklist(folder, rows);
    prepare?.(server);
    const watched = await openPage(browser, server.url, options);
    try {
      await watched.page.goto(`${server.url}/app/worklist/${query}`);
      await work({ ...watched, server });
      expect(watched.complaints.filter((one) => !expected?.test(one))).toEqual([]);
    } finally {
      await watched.context.close();
      await server.stop();
    }
  }
  const rowsOf = (page: Page) => page.locator('.body [role=row]');
  const found = (page: Page, text: string | RegExp) => page.locator('.found').getByText(text).waitFor();
  const firstName = (page: Page) => page.locator('.body [role=row] a').first().innerText();
  const status = (page: Page) => page.locator('.actions [role=status]').innerText();

  it(
    'holds 50,000 patients with few rows in the document, from the top over the middle to the end',
    {
      timeout: 120_000,
    },
    () =>
      withList(
        madeUpRows(50_000),
        async ({ page, server }) => {
          await found(page, '50,000 patients');
          await rowsOf(page).locator('a').first().waitFor();
          const grid = page.getByRole('grid');
          expect(await grid.getAttribute('aria-rowcount')).toBe('50001');
          const scrollTo = (share: number) =>
            grid.evaluate((element, at) => {
              element.scrollTop = at * (element.scrollHeight - element.clientHeight);
            }, share);
          for (const share of [0.5, 1, 0.25]) {
            await scrollTo(share);
            const middle = page.locator('.body [role=row] a');
            await page.waitForFunction(() => document.querySelectorAll('.body [role=row] .ghost').length === 0);
            expect(await middle.count()).toBeGreaterThan(8);
            expect(await rowsOf(page).count()).toBeLessThan(60);
          }
          await scrollTo(1);
          await page.locator('[aria-rowindex="50001"] a').waitFor();
          // Jumped, not walked: a few pages were asked for, and the names of their rows alone.
          const pagesAsked = server.asked.filter((one) => one.startsWith('worklist?')).length;
          expect(pagesAsked).toBeLessThan(20);
          expect(await page.evaluate(() => document.querySelectorAll('*').length)).toBeLessThan(1600);
        },
        { query: '?lang=en&mark=all' },
      ),
  );

  it('keeps the filters in the address, and takes them from it', () =>
    withList(few, async ({ page, server }) => {
      await found(page, '120 patients');
      await page.getByRole('button', { name: /^\d+ high$/ }).click();
      const high = few.slice(-120).filter(({ level }) => level === 'high').length;
      await found(page, `${high} patients`);
      await page.getByRole('button', { name: 'Gaps', exact: true }).click();
      await page.locator('summary', { hasText: 'Cause' }).click();
      await page.getByRole('checkbox', { name: 'MASLD' }).check();
      await page.keyboard.press('Escape');
      await page.waitForURL(/sort=gaps&level=high&etiology=masld/);
      expect(new URL(page.url()).searchParams.toString()).toBe('lang=en&sort=gaps&level=high&etiology=masld');
      const masld = few.slice(-120).filter((row) => row.level === 'high' && row.etiology === 'masld').length;
      await found(page, masld === 1 ? '1 patient' : `${masld} patients`);
      const shown = await page.locator('.found').innerText();
      await page.reload();
      await found(page, masld === 1 ? '1 patient' : `${masld} patients`);
      expect(await page.locator('.found').innerText()).toContain(shown.split(' as of')[0] ?? '');
      expect(await page.getByRole('columnheader', { name: 'Gaps' }).getAttribute('aria-sort')).toBe('descending');
      await page.getByRole('button', { name: 'Clear the filters' }).click();
      await found(page, '120 patients');
      expect(server.asked.some((one) => one.includes('sort=gaps&mark=open&level=high&etiology=masld'))).toBe(true);
    }));

  it('searches a name that stands in no address', () =>
    withList(few, async ({ page, server }) => {
      await found(page, '120 patients');
      await page.getByRole('searchbox').fill('tanaka, haruto');
      await found(page, /^\d patients?/);
      expect(await firstName(page)).toContain('Tanaka, Haruto');
      expect(server.sent).toContainEqual({ name: 'tanaka, haruto' });
      expect([page.url(), ...server.asked].join(' ').toLowerCase()).not.toContain('tanaka');
      expect(await page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }))).not.toMatch(/tanaka/i);
      await page.getByRole('searchbox').fill('');
      await found(page, '120 patients');
    }));

  it('says of each patient level, stage, risk, change and gaps in words', () =>
    withList([{ ...madeUpRow(4), level: 'low', seenAt: '2020-01-01T00:00:00Z' }, madeUpRow(4)], async ({ page }) => {
      await found(page, '1 patient');
      const text = (await rowsOf(page).first().innerText()).replace(/\s+/g, ' ');
      const { level, risk, stage, ageYears } = madeUpRow(4);
      expect(text).toContain(`${level}`);
      expect(text).toContain(`${ageYears} y`);
      if (stage && risk) {
        expect(text).toContain(`≥F3 ${Math.round(stage.f3OrMore * 100)}%`);
        expect(text).toContain(risk.by);
        expect(text).toMatch(/Decompensation/);
      }
      expect(text).toContain('Missing: AST, platelets');
    }));

  it('opens the review of a patient in the same launch', () =>
    withList(
      few,
      async ({ page }) => {
        await found(page, '120 patients');
        const link = rowsOf(page).locator('a').first();
        const row = await link.getAttribute('href');
        expect(row).toMatch(/^\/app\/review\/\?patient=p\d{6}&launch=abc$/);
        await link.click();
        await page.waitForURL(/\/app\/review\/\?patient=p\d{6}&launch=abc$/);
      },
      // The review page asks for what only the whole service has.
      { query: '?lang=en&launch=abc', expected: /400 for|404 for|status of 40/ },
    ));

  it('is worked with the keyboard alone: move, choose, mark, undo', () =>
    withList(few, async ({ page, server }) => {
      await found(page, '120 patients');
      await rowsOf(page).locator('a').first().waitFor();
      await rowsOf(page).first().focus();
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press(' ');
      await page.keyboard.press('Shift+ArrowDown');
      expect(await status(page)).toBe('2 patients chosen');
      const focused = () => page.evaluate(() => document.activeElement?.getAttribute('aria-rowindex'));
      expect(await focused()).toBe('4');
      await page.keyboard.press('End');
      await page.locator('[aria-rowindex="121"]:focus').waitFor();
      await page.keyboard.press('Home');
      await page.locator('[aria-rowindex="2"]:focus').waitFor();
      await page.getByRole('button', { name: 'Mark as reviewed' }).focus();
      await page.keyboard.press('Enter');
      const dialog = page.getByRole('dialog');
      expect(await dialog.getByRole('heading').innerText()).toBe('Mark 2 patients as reviewed');
      await dialog.getByLabel('Note (optional)').fill('Booked.');
      await dialog.getByRole('button', { name: 'Save' }).focus();
      await page.keyboard.press('Enter');
      await found(page, '118 patients');
      expect(await status(page)).toBe('2 patients marked as reviewed.');
      await page.locator('[data-row]:focus').waitFor();
      expect(server.sent.at(-1)).toMatchObject({ mark: { kind: 'reviewed', note: 'Booked.' } });
      await page.getByRole('radio', { name: 'Reviewed' }).check({ force: true });
      await found(page, '2 patients');
      expect(await rowsOf(page).first().innerText()).toContain('reviewed 28 Nov 2026');
      await page.getByRole('button', { name: 'Undo' }).click();
      await found(page, '0 patients');
      await page.getByText('No patient has this mark.').waitFor();
    }));

  it('takes a reminder for a day to come only', () =>
    withList(few, async ({ page, server }) => {
      await found(page, '120 patients');
      await rowsOf(page).getByRole('checkbox').first().check();
      await page.getByRole('button', { name: /^Remind again/ }).click();
      const dialog = page.getByRole('dialog');
      const before = server.sent.length;
      await dialog.locator('input[type=date]').fill('2020-01-01');
      await dialog.locator('input[type=date]').press('Enter');
      expect(await dialog.innerText()).toContain('Choose a day after today');
      expect(server.sent.length).toBe(before);
      await dialog.getByRole('button', { name: '3 months' }).click();
      await dialog.getByRole('button', { name: 'Save' }).click();
      await found(page, '119 patients');
      expect(server.sent.at(-1)).toMatchObject({ mark: { kind: 'snoozed', until: expect.stringMatching(/^\d{4}-/) } });
    }));

  it('chooses all where they are not too many, and gives them as a file', () =>
    withList(few, async ({ page }) => {
      await found(page, '120 patients');
      await page.getByRole('checkbox', { name: 'Choose all 120 patients' }).check();
      await page.getByText('120 patients chosen').waitFor();
      const download = page.waitForEvent('download');
      await page.getByRole('button', { name: /as CSV/ }).click();
      expect((await download).suggestedFilename()).toBe('worklist.csv');
    }));

  it('says when the EHR gives no names, when nobody is there, and when the session has ended', async () => {
    const prepare = (server: WorklistServer) => {
      server.namesUnavailable = true;
    };
    await withList(
      few,
      async ({ page }) => {
        await page.getByText('does not give the names just now').waitFor();
        expect(await firstName(page)).toMatch(/^Patient p\d+/);
      },
      { prepare },
    );
    await withList([], async ({ page }) => {
      await page.getByText('Nobody waits to be reviewed.').waitFor();
      await page.getByRole('radio', { name: 'All' }).check({ force: true });
      await page.getByText('No patient has been assessed for this EHR yet.').waitFor();
    });
    await withList(
      few,
      async ({ page, server }) => {
        await found(page, '120 patients');
        server.refuse = 401;
        await page.getByRole('button', { name: 'Refresh' }).click();
        await page.getByRole('alert').getByText('The session has ended').waitFor();
        expect(await page.locator('body').innerText()).not.toContain('Tanaka');
      },
      { expected: /401/ },
    );
    await withList(
      few,
      async ({ page, server }) => {
        await found(page, '120 patients');
        server.refuse = 503;
        await page.getByRole('button', { name: 'Refresh' }).click();
        await page.getByText('What is shown may be old').waitFor();
        expect(await rowsOf(page).locator('a').count()).toBeGreaterThan(5);
        server.refuse = 0;
        await page.getByRole('button', { name: 'Try again' }).click();
        await page.getByText('What is shown may be old').waitFor({ state: 'detached' });
      },
      { expected: /503/ },
    );
  });

  it.each(['en', 'de'])('has no gap in its text and does not run over, wide and on a tablet: %s', (language) =>
    withList(
      few,
      async ({ page }) => {
        await rowsOf(page).locator('a').first().waitFor();
        for (const width of [1440, 834, 640, 360])
          for (const colorScheme of ['light', 'dark'] as const) {
            await page.setViewportSize({ width, height: 900 });
            await page.emulateMedia({ colorScheme });
            expect(await page.locator('#app').innerText()).not.toMatch(/\bNaN\b|undefined|\[object|\bnull\b|\{\w*\}/);
            expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
            if (pictures)
              await page.screenshot({ path: join(pictures, `worklist-${language}-${width}-${colorScheme}.png`) });
          }
      },
      { query: `?lang=${language}` },
    ),
  );

  it.each(['light', 'dark'] as const)('has no serious finding of axe: %s', { timeout: 120_000 }, (colorScheme) =>
    withList(
      few,
      async ({ page }) => {
        await rowsOf(page).locator('a').first().waitFor();
        await page.getByRole('button', { name: /^\d+ high$/ }).click();
        await rowsOf(page).getByRole('checkbox').first().check();
        expect(await graveFindings(page)).toEqual([]);
        await page.locator('summary', { hasText: 'Cause' }).click();
        expect(await graveFindings(page)).toEqual([]);
        await page.keyboard.press('Escape');
        await page.getByRole('button', { name: /^Remind again/ }).click();
        expect(await graveFindings(page)).toEqual([]);
      },
      { colorScheme },
    ),
  );
});
