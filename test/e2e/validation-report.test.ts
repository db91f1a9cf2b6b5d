import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { AxeBuilder } from '@axe-core/playwright';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { validationPage } from '../../src/http/pages/validation/validation-page.ts';
import { chromiumPath, openBrowser } from '../support/browser.ts';
import { madeUpReport } from '../support/made-up-report.ts';

describe.skipIf(chromiumPath === undefined)('the validation report in Chromium, opened as a file', () => {
  let folder: string;
  let browser: Browser;
  let address: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'fibrocast-report-'));
    await writeFile(join(folder, 'report.html'), validationPage(await madeUpReport()));
    address = pathToFileURL(join(folder, 'report.html')).href;
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await rm(folder, { recursive: true, force: true });
  });

  it.each(['light', 'dark'] as const)(
    'has its style, no complaint and no barrier in %s mode, also on a telephone',
    async (colorScheme) => {
      const context = await browser.newContext({ colorScheme, viewport: { width: 390, height: 844 } });
      const page = await context.newPage();
      const complaints: string[] = [];
      page.on('console', (message) => complaints.push(message.text()));
      await page.goto(address);
      const size = await page.locator('h1').evaluate((element) => element.ownerDocument.documentElement.scrollWidth);
      expect(size).toBe(390);
      // The style sheet is let through by the page's own policy.
      const display = await page
        .locator('.tiles')
        .evaluate((element) => element.ownerDocument.defaultView?.getComputedStyle(element).display);
      expect(display).toBe('grid');
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
      expect(complaints).toEqual([]);
      await context.close();
    },
    90_000,
  );
});
