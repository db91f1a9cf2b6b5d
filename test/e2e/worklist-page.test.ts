import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunningService } from '../../src/compose.ts';
import { buildPages } from '../../src/sandbox/build-pages.ts';
import { eventOf } from '../../src/sandbox/ehr/cds-client.ts';
import { chromiumPath, openBrowser, openPage } from '../support/browser.ts';
import { ehrOf, scenarios, startFibrocast } from '../support/hospital.ts';

const pictures = process.env.FIBROCAST_SCREENSHOTS;

describe.skipIf(chromiumPath === undefined)('the worklist of the sandbox hospital in Chromium', () => {
  let folder: string;
  let service: RunningService;
  let browser: Browser;

  beforeAll(async () => {
    await buildPages();
    folder = await mkdtemp(join(tmpdir(), 'fibrocast-list-'));
    service = await startFibrocast(folder);
    const client = ehrOf(service.url);
    for (const scenario of scenarios()) {
      const firing = scenario.fires.find(({ hook }) => hook === 'patient-view');
      if (firing) await client.fire(eventOf(scenario, firing));
    }
    browser = await openBrowser();
  }, 240_000);
  afterAll(async () => {
    await browser?.close();
    await service?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it('is launched for a user, filtered, searched, marked, written to a file, and opens a patient of its launch', {
    timeout: 120_000,
  }, async () => {
    const { page, context, complaints } = await openPage(browser, service.url);
    const rows = page.locator('.body [role=row]');
    const total = async () => Number(/^(\d+) patient/.exec(await page.locator('.found').innerText())?.[1]);
    try {
      await page.goto(`${service.url}/app/launch?for=worklist`);
      await page.waitForURL(/\/app\/worklist\/\?launch=/);
      await rows.locator('a').first().waitFor();
      expect(await page.locator('.site-user').innerText()).toBe('Practitioner/dr-amara-nwosu');
      // Rows are written behind the answers to the hooks.
      await expect
        .poll(
          async () => {
            await page.getByRole('button', { name: 'Refresh' }).click();
            return total();
          },
          { timeout: 20_000 },
        )
        .toBeGreaterThanOrEqual(20);
      const everybody = await total();
      expect(await rows.first().innerText()).toContain('decompensated');
      if (pictures) await page.screenshot({ path: join(pictures, 'worklist-hospital.png') });

      await page.getByRole('button', { name: /surveillance due$/ }).click();
      await expect.poll(total).toBeLessThan(everybody);
      expect(await rows.first().innerText()).toMatch(/Due: |Overdue: /);
      expect(new URL(page.url()).searchParams.get('gap')).toBe('surveillance');
      await page.getByRole('button', { name: 'Clear the filters' }).click();
      await expect.poll(total).toBe(everybody);

      await page.getByRole('searchbox').fill('okafor');
      await expect.poll(total).toBe(1);
      const okafor = page.getByRole('link', { name: /^Okafor, Grace/ });
      expect(page.url()).not.toContain('kafor');
      await rows.getByRole('checkbox').check();
      await page.getByRole('button', { name: 'Mark as reviewed' }).click();
      await page.getByLabel('Note (optional)').fill('Ultrasound is booked.');
      await page.getByRole('button', { name: 'Save' }).click();
      await page.getByText('1 patient marked as reviewed.').waitFor();
      await page.getByRole('radio', { name: 'Reviewed' }).check({ force: true });
      await okafor.waitFor();
      expect(await rows.first().innerText()).toContain('reviewed ');

      const download = page.waitForEvent('download');
      await page.getByRole('button', { name: /as CSV/ }).click();
      const file = await download;
      expect(file.suggestedFilename()).toMatch(/^worklist-\d{4}-\d\d-\d\d\.csv$/);
      const table = parse(await readFile(await file.path(), 'utf8'), { columns: true, bom: true });
      expect(table).toEqual([
        expect.objectContaining({ patient_id: 'okafor-grace', mark: 'reviewed', mark_note: 'Ultrasound is booked.' }),
      ]);

      expect(complaints).toEqual([]);

      const { launch } = Object.fromEntries(new URL(page.url()).searchParams);
      await okafor.click();
      await page.waitForURL(/\/app\/review\//);
      const opened = Object.fromEntries(new URL(page.url()).searchParams);
      expect(opened).toEqual({ patient: 'okafor-grace', launch });
      await page.getByRole('heading', { level: 1, name: /^Okafor, Grace/ }).waitFor();

      await page.goBack();
      await page.getByRole('radio', { name: 'Reviewed' }).waitFor();
      expect(new URL(page.url()).searchParams.get('mark')).toBe('reviewed');
      await okafor.waitFor();
      await rows.getByRole('checkbox').check();
      await page.getByRole('button', { name: 'Take the mark back' }).click();
      await page.getByText('The mark of 1 patient is taken back.').waitFor();

      await page.getByRole('link', { name: 'Analyses' }).click();
      await page.waitForURL(/\/app\/jobs\/\?launch=/);
      await page.getByRole('group', { name: 'State' }).waitFor();
      await page.getByText('as of').waitFor();
      expect(complaints).toEqual([]);
    } finally {
      await context.close();
    }
  });

  it('is refused in words to a launch for one patient', async () => {
    const { page, context } = await openPage(browser, service.url);
    try {
      const about = new URLSearchParams({ app: `${service.url}/app/launch`, patient: 'okafor-grace' });
      await page.goto(`${service.url}/sandbox/auth/open?${about}`);
      await page.waitForURL(/\/app\/\?launch=/);
      const { launch = '' } = Object.fromEntries(new URL(page.url()).searchParams);
      await page.goto(`${service.url}/app/worklist/?launch=${launch}`);
      await page.getByRole('alert').getByText('Not allowed').waitFor();
      expect(await page.getByRole('alert').innerText()).toContain('user/*.rs');
      expect(await page.locator('.body [role=row]').count()).toBe(0);
    } finally {
      await context.close();
    }
  });
});
