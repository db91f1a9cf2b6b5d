import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildPages, repositoryRoot } from '../../../src/sandbox/build-pages.ts';
import { chromiumPath, openBrowser, openPage, type WatchedPage } from '../../support/browser.ts';
import { jobListOf, madeUpJobs } from '../../support/made-up-jobs.ts';
import { graveFindings } from '../../support/page-checks.ts';
import { serveWorklist, type WorklistServer } from '../../support/worklist-server.ts';

const folder = join(repositoryRoot(), 'dist/web');

describe.skipIf(chromiumPath === undefined)('the list of analyses in Chromium', () => {
  let browser: Browser;
  beforeAll(async () => {
    await buildPages();
    browser = await openBrowser();
  });
  afterAll(() => browser?.close());

  type Opened = WatchedPage & { readonly server: WorklistServer };
  /** Fails on any console error, exception, refused request or breach of the policy, but for what is `expected`. */
  async function withJobs(
    work: (opened: Opened) => Promise<void>,
    {
      language = 'en',
      expected,
      prepare,
      ...options
    }: Parameters<typeof openPage>[2] & {
      readonly language?: string;
      readonly expected?: RegExp;
      readonly prepare?: (server: WorklistServer) => void;
    } = {},
  ): Promise<void> {
    const server = await serveWorklist(folder, []);
    server.jobs = jobListOf(madeUpJobs);
    prepare?.(server);
    const watched = await openPage(browser, server.url, options);
    try {
      await watched.page.clock.install();
      await watched.page.goto(`${server.url}/app/jobs/?lang=${language}`);
      await work({ ...watched, server });
      expect(watched.complaints.filter((one) => !expected?.test(one))).toEqual([]);
    } finally {
      await watched.context.close();
      await server.stop();
    }
  }
  const rows = (page: Page) => page.locator('tbody tr');
  const asks = ({ asked }: WorklistServer) => asked.filter((one) => one.startsWith('jobs')).length;

  it('shows what runs and what was given up before what goes by itself, with progress and reason', () =>
    withJobs(async ({ page }) => {
      await rows(page).first().waitFor();
      const texts = (await rows(page).allInnerTexts()).map((text) => text.replace(/\s+/g, ' '));
      const states = ['running', 'running', 'given up', 'to be tried again', 'waiting', 'cancelled', 'done'];
      expect(texts.map((text) => states.find((state) => text.includes(state)))).toEqual(states);
      expect(texts[0]).toContain('62% radiomics of the liver');
      expect(texts[2]).toContain('archive-unreachable: The archive does not answer');
      expect(await rows(page).getByRole('progressbar').first().getAttribute('value')).toBe('0.62');
      expect(await page.getByRole('group', { name: 'State' }).getByRole('button').allInnerTexts()).toContain(
        '2\nrunning',
      );
    }));

  it('filters by state', () =>
    withJobs(async ({ page, server }) => {
      await page.getByRole('button', { name: /given up$/ }).click();
      await page.waitForFunction(() => document.querySelector('[aria-pressed="true"]') !== null);
      await expect.poll(() => server.asked).toContain('jobs?state=dead');
    }));

  it('asks again by itself until it is paused, and leaves the focus where it is', () =>
    withJobs(async ({ page, server }) => {
      await rows(page).first().waitFor();
      const cancel = page.getByRole('button', { name: 'Cancel: Imaging study 00000003' });
      await cancel.focus();
      const before = asks(server);
      await page.clock.runFor(5100);
      await expect.poll(() => asks(server)).toBe(before + 1);
      expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toContain('00000003');
      // The job has ended meanwhile: its button goes, the focus stays in the table.
      server.jobs = jobListOf(madeUpJobs.filter(({ id }) => !id.startsWith('00000003')));
      await page.clock.runFor(5100);
      await cancel.waitFor({ state: 'detached' });
      expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe('Analyses');
      await page.getByRole('button', { name: 'Pause' }).click();
      const paused = asks(server);
      await page.clock.runFor(20_000);
      expect(asks(server)).toBe(paused);
      expect(await page.locator('.as-of').innerText()).toContain('paused');
    }));

  it('tries a dead letter again and cancels what waits', () =>
    withJobs(async ({ page, server }) => {
      await page.getByRole('button', { name: 'Try again: Imaging study 00000004' }).click();
      await page.getByRole('status').getByText('Imaging study 00000004 is queued again.').waitFor();
      await page.getByRole('button', { name: 'Cancel: Imaging study 00000002' }).click();
      await page.getByRole('status').getByText('Imaging study 00000002 is cancelled.').waitFor();
      expect(server.asked.filter((one) => one.startsWith('jobs/'))).toEqual([
        'jobs/00000004-0000-4000-8000-000000000000/retry',
        'jobs/00000002-0000-4000-8000-000000000000/cancel',
      ]);
    }));

  it('says that it is not for everybody, that there is nothing, and that the service does not answer', async () => {
    const refusing = (server: WorklistServer) => {
      server.refuse = 403;
    };
    await withJobs(
      async ({ page }) => {
        await page.getByRole('alert').getByText('Not allowed').waitFor();
        expect(await rows(page).count()).toBe(0);
      },
      { prepare: refusing, expected: /403/ },
    );
    await withJobs(
      async ({ page }) => {
        await page.getByText('No study has been queued yet.').waitFor();
      },
      { prepare: (server) => Object.assign(server, { jobs: jobListOf([]) }) },
    );
    await withJobs(
      async ({ page, server }) => {
        await rows(page).first().waitFor();
        server.refuse = 503;
        await page.getByRole('button', { name: 'Refresh' }).click();
        await page.getByRole('alert').getByText('may be old').waitFor();
        expect(await rows(page).count()).toBe(7);
      },
      { expected: /503/ },
    );
  });

  it.each([
    ['light', 'en'],
    ['dark', 'de'],
  ] as const)('has no serious finding of axe, no gap in its text and does not run over: %s', (colorScheme, language) =>
    withJobs(
      async ({ page }) => {
        await rows(page).first().waitFor();
        for (const width of [1440, 834, 360]) {
          await page.setViewportSize({ width, height: 900 });
          expect(await page.locator('#app').innerText()).not.toMatch(/\bNaN\b|undefined|\[object|\bnull\b|\{\w*\}/);
          expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
        }
        await page.setViewportSize({ width: 1440, height: 900 });
        await page.clock.resume();
        expect(await graveFindings(page)).toEqual([]);
      },
      { colorScheme, language },
    ),
  );
});
