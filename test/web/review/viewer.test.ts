import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ReviewData } from '../../../src/core/review/review.ts';
import { buildPages, repositoryRoot } from '../../../src/sandbox/build-pages.ts';
import { chromiumPath, openBrowser, openPage, type WatchedPage } from '../../support/browser.ts';
import { type ReviewServer, serveReview } from '../../support/review-server.ts';
import { reviews } from '../../support/reviews.ts';
import { viewerVolumes } from '../../support/viewer-volumes.ts';

// The viewer of the review page in a real browser under the policy of the service. Pictures to be looked at, with
//   FIBROCAST_SCREENSHOTS=/tmp/pictures npx vitest run test/web/review/viewer.test.ts

const folder = join(repositoryRoot(), 'dist/web/review');
const pictures = process.env.FIBROCAST_SCREENSHOTS;

describe.skipIf(chromiumPath === undefined)('the viewer of the review page in Chromium', () => {
  let browser: Browser;
  let review: ReviewData;
  let files: ReadonlyMap<string, Uint8Array>;
  beforeAll(async () => {
    await buildPages();
    browser = await openBrowser();
    const [newest, previous] = reviews.rich.imaging;
    if (!newest || !previous) throw new Error('the rich patient has two studies');
    const now = await viewerVolumes('f2', { grown: 1 });
    const before = await viewerVolumes('f1', { tableMm: 35 });
    review = {
      ...reviews.rich,
      imaging: [
        { ...newest, volumes: now.findings },
        { ...previous, volumes: before.findings },
      ],
    };
    files = new Map([...now.bytes, ...before.bytes]);
  }, 60_000);
  afterAll(() => browser?.close());

  type Opened = WatchedPage & { readonly server: ReviewServer; readonly imaging: Locator };
  interface Options extends NonNullable<Parameters<typeof openPage>[2]> {
    readonly language?: 'en' | 'de';
    readonly expected?: RegExp;
    readonly data?: ReviewData;
  }
  async function withReview(work: (opened: Opened) => Promise<void>, options: Options = {}): Promise<void> {
    const { language = 'en', expected, data = review, ...rest } = options;
    const server = await serveReview(folder, data, files);
    const watched = await openPage(browser, server.url, rest);
    try {
      await watched.page.goto(`${server.url}/app/?lang=${language}`);
      await watched.page.getByRole('heading', { level: 1 }).waitFor();
      await work({ ...watched, server, imaging: watched.page.locator('#imaging') });
      expect(watched.complaints.filter((one) => !expected?.test(one))).toEqual([]);
    } finally {
      await watched.context.close();
      await server.stop();
    }
  }
  const withViewer = (work: (opened: Opened) => Promise<void>, options: Options = {}) =>
    withReview(async (opened) => {
      await opened.imaging
        .getByRole('button', { name: options.language === 'de' ? 'Serie öffnen' : 'Open the series' })
        .click();
      await stage(opened.imaging).waitFor();
      await work(opened);
    }, options);
  const stage = (imaging: Locator, nth = 0) => imaging.getByRole('application').nth(nth);

  it.skipIf(!pictures)('is photographed', { timeout: 240_000 }, async () => {
    for (const width of [1440, 834])
      for (const colorScheme of ['light', 'dark'] as const)
        await withViewer(
          async ({ imaging, page }) => {
            const shot = async (name: string) => {
              await page.waitForTimeout(150);
              await imaging.screenshot({ path: join(pictures ?? '', `viewer-${name}-${width}-${colorScheme}.png`) });
            };
            await shot('single');
            await imaging.getByLabel(/Side by side with/).check();
            await stage(imaging, 1).waitFor();
            await shot('beside');
            if (colorScheme === 'dark') return;
            await imaging.getByText('coronal', { exact: true }).click();
            await imaging.getByLabel('Window').selectOption('bone');
            await shot('coronal');
          },
          { width, height: 1100, colorScheme },
        );
    await withReview(async ({ imaging }) => {
      await imaging.screenshot({ path: join(pictures ?? '', 'viewer-closed.png') });
    });
    await withViewer(
      async ({ imaging }) =>
        imaging.screenshot({ path: join(pictures ?? '', 'viewer-german.png') }).then(() => undefined),
      { language: 'de', width: 1100 },
    );
  });
});
