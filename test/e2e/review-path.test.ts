import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Observation } from 'fhir/r4.js';
import type { Browser, Frame, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { RunningService } from '../../src/compose.ts';
import type { ReviewData } from '../../src/core/review/review.ts';
import { buildPages } from '../../src/sandbox/build-pages.ts';
import { appBrowser, launchFromChart } from '../support/app-browser.ts';
import { chromiumPath, openBrowser, openPage, type WatchedPage } from '../support/browser.ts';
import { searchAll, startFibrocast } from '../support/hospital.ts';
import { oneA4, printed } from '../support/page-checks.ts';

// The way of a clinician through the real service, in a real browser: chart, card, link, sign-in, review, picture, opinion, paper.
// Pictures of every station, to be looked at, with  FIBROCAST_SCREENSHOTS=/tmp/pictures npx vitest run test/e2e/review-path.test.ts

const pictures = process.env.FIBROCAST_SCREENSHOTS;
async function picture(page: Page, name: string): Promise<void> {
  if (pictures === undefined) return;
  await mkdir(pictures, { recursive: true });
  await page.screenshot({ path: join(pictures, `path-${name}.png`) });
}

/** One CT, analysed in a few seconds by the real worker. */
const imaged = { id: 'rossi-marco', family: 'Rossi' };
const other = { id: 'okafor-grace', family: 'Okafor' };

describe.skipIf(chromiumPath === undefined)('the path from the chart to the review in Chromium', () => {
  let folder: string;
  let service: RunningService;
  let browser: Browser;
  let ehr: { readonly origin: string; stop(): Promise<void> };

  beforeAll(async () => {
    await buildPages();
    folder = await mkdtemp(join(tmpdir(), 'fibrocast-path-'));
    ehr = await framingEhr();
    service = await startFibrocast(folder, { FIBROCAST_WORKERS: '1', FIBROCAST_SMART_FRAME_ORIGINS: ehr.origin });
    browser = await openBrowser();
    await analysed(service.url, imaged.id);
  }, 180_000);
  afterAll(async () => {
    vi.useRealTimers();
    await browser?.close();
    await service?.stop();
    await ehr?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  async function withPage(
    work: (watched: WatchedPage) => Promise<void>,
    { expected, origin = service.url }: { readonly expected?: RegExp; readonly origin?: string } = {},
  ): Promise<void> {
    const watched = await openPage(browser, origin);
    try {
      await work(watched);
      expect(watched.complaints.filter((one) => !expected?.test(one))).toEqual([]);
    } finally {
      await watched.context.close();
    }
  }
  /** As the EHR opens the app for a patient. @returns the page of the review */
  const launch = (page: Page, patient: string) =>
    page.goto(`${service.url}/sandbox/auth/open?${new URLSearchParams({ app: `${service.url}/app/launch`, patient })}`);
  const shows = (at: Page | Frame, family: string) =>
    at.getByRole('heading', { level: 1, name: new RegExp(family) }).waitFor();
  const text = (at: Page | Frame) => at.locator('body').innerText();

  it(
    'leads from the chart by the link of the card to the page: picture, opinion in the record, one sheet of paper',
    {
      timeout: 120_000,
    },
    () =>
      withPage(async ({ page, context }) => {
        await page.goto(`${service.url}/sandbox/ehr/`);
        await page.getByRole('navigation', { name: 'Patients' }).getByRole('button', { name: imaged.family }).click();
        await page.locator('.advice-group.answered').first().waitFor();
        const card = page.getByRole('complementary', { name: 'Decision support' }).getByRole('article').first();
        await picture(page, 'chart');
        const [review] = await Promise.all([
          context.waitForEvent('page'),
          card.getByRole('link', { name: /full assessment/ }).click(),
        ]);
        review.setDefaultTimeout(15_000);
        await shows(review, imaged.family);
        expect(new URL(review.url()).pathname).toBe('/app/');
        expect([...new URL(review.url()).searchParams.keys()]).toEqual(['launch']);
        await picture(review, 'review');

        const image = review.locator('img[src*="/app/api/pictures/"]').first();
        await image.scrollIntoViewIfNeeded();
        await expect.poll(() => image.evaluate(looksLike), { timeout: 10_000 }).toMatchObject({ loaded: true });
        const look = await image.evaluate(looksLike);
        // A slice has many shades; what is drawn over it is coloured.
        expect(look.shades).toBeGreaterThan(40);
        expect(look.coloured).toBeGreaterThan(0.002);
        await picture(review, 'picture');

        const panel = review.getByRole('region', { name: 'Your opinion' });
        await panel.getByRole('radio', { name: 'Disagree' }).check();
        await panel.getByLabel('Reason or note').fill('Nodular surface by CT, yet FIB-4 is low: biopsy is planned.');
        await panel.getByRole('button', { name: 'Save opinion' }).click();
        await panel.getByText('Saved in the record.').waitFor();
        const [stored] = await searchAll<Observation>(
          `${service.url}/fhir/Observation?code=review-opinion&patient=${imaged.id}`,
        );
        expect(JSON.stringify(stored)).toContain('biopsy is planned');
        expect(stored?.performer?.[0]?.reference).toMatch(/Practitioner\/dr-jonas-keller$/);

        expect(await printed(review)).toEqual(oneA4);
      }),
  );

  it('lets a clinician choose the patient in a standalone launch', () =>
    withPage(async ({ page }) => {
      await page.goto(`${service.url}/app/launch?iss=${encodeURIComponent(`${service.url}/sandbox/fhir`)}`);
      await picture(page, 'choose');
      await page.getByRole('link', { name: new RegExp(other.family) }).click();
      await shows(page, other.family);
    }));

  it('shows nothing when a launch for one patient asks for another', () =>
    withPage(
      async ({ page }) => {
        await launch(page, other.id);
        await shows(page, other.family);
        await page.goto(`${page.url()}&patient=${imaged.id}`);
        await page.getByRole('heading', { level: 1, name: 'This chart may not be shown' }).waitFor();
        await picture(page, 'wrong-patient');
        expect(await text(page)).not.toMatch(new RegExp(`${imaged.family}|${other.family}`));
      },
      { expected: /403/ },
    ));

  it('renews a token that runs out and goes blank when the session has ended', () =>
    withPage(
      async ({ page }) => {
        await launch(page, other.id);
        await shows(page, other.family);
        const later = (minutes: number) => vi.setSystemTime(Date.now() + minutes * 60_000);
        vi.useFakeTimers({ toFake: ['Date'] });
        try {
          // The EHR's token lives for an hour, and a session that is in use outlives it.
          later(40);
          await page.evaluate(() => window.dispatchEvent(new Event('focus')));
          await page.waitForResponse(/api\/session/);
          later(25);
          await page.reload();
          await shows(page, other.family);
          later(61);
          await page.evaluate(() => window.dispatchEvent(new Event('focus')));
          await page.getByRole('heading', { level: 1, name: 'This session has ended' }).waitFor();
        } finally {
          vi.useRealTimers();
        }
        await picture(page, 'ended');
        expect(await text(page)).not.toContain(other.family);
      },
      { expected: /401/ },
    ));

  it('says that the session has ended when the EHR has taken its token back', () =>
    withPage(
      async ({ page }) => {
        await launch(page, other.id);
        await shows(page, other.family);
        service.sandbox?.revokeTokens();
        await page.reload();
        await page.getByRole('heading', { level: 1, name: 'This session has ended' }).waitFor();
        expect(await text(page)).not.toContain(other.family);
      },
      { expected: /401/ },
    ));

  /** The address that the EHR opens the app with, for a frame that its page has made. */
  async function addressForFrame(patient: string): Promise<string> {
    const query = new URLSearchParams({ app: `${service.url}/app/launch`, patient });
    const opened = await fetch(`${service.url}/sandbox/auth/open?${query}`, { redirect: 'manual' });
    return opened.headers.get('location') ?? '';
  }

  it('works inside the frame of an EHR page of an allowed origin, at its width', () =>
    withPage(
      async ({ page }) => {
        await page.setViewportSize({ width: 1240, height: 860 });
        await page.goto(`${ehr.origin}/?app=${encodeURIComponent(await addressForFrame(other.id))}`);
        const frame = await frameOf(page);
        await shows(frame, other.family);
        await frame.getByText('F4 more likely than not').first().waitFor();
        expect(await frame.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
        await picture(page, 'framed');
        await frame.getByRole('radio', { name: 'Agree', exact: true }).check();
        await frame.getByRole('button', { name: 'Save opinion' }).click();
        await frame.getByText('Saved in the record.').waitFor();
      },
      { origin: 'http://127.0.0.1' },
    ));

  it('is not shown in the frame of anybody else', () =>
    withPage(
      async ({ page }) => {
        const stranger = ehr.origin.replace('127.0.0.1', 'localhost');
        await page.goto(`${stranger}/?app=${encodeURIComponent(`${service.url}/app/`)}`);
        const frame = await frameOf(page);
        await expect.poll(() => frame.url()).toMatch(/^chrome-error:/);
      },
      { origin: 'http://', expected: /frame-ancestors/ },
    ));
});

/** Resolves when the pictures of the patient's study are there. */
async function analysed(url: string, patient: string): Promise<void> {
  const visitor = appBrowser(url);
  await launchFromChart(visitor, url, { patient });
  for (let asked = 0; asked < 120; asked += 1) {
    const { imaging } = (await (await visitor.get(`${url}/app/api/review`)).json()) as ReviewData;
    if (imaging.some((study) => study.pictures.length > 0)) return;
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
  throw new Error('The study was not analysed within two minutes.');
}

/** A page of another origin with a frame of 900 pixels: what an EHR puts an app into. */
async function framingEhr() {
  const server = createServer((request, response) => {
    const app = new URL(request.url ?? '/', 'http://x').searchParams.get('app') ?? '';
    const quoted = app.replaceAll('&', '&amp;').replaceAll('"', '&quot;');
    response
      .writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' })
      .end(
        `<!doctype html><html lang="en"><title>Chart</title><link rel="icon" href="data:,"><body style="margin:0;display:flex;font:14px sans-serif"><nav style="width:300px;padding:20px">Another EHR</nav><iframe title="Review" src="${quoted}" style="width:900px;height:860px;border:0"></iframe>`,
      );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function frameOf(page: Page): Promise<Frame> {
  const frame = await (await page.locator('iframe').elementHandle())?.contentFrame();
  if (!frame) throw new Error('The page has no frame.');
  return frame;
}

/** In the page: how many grey levels a picture has and which share of it is coloured. */
function looksLike(element: Element): { loaded: boolean; shades: number; coloured: number } {
  const image = element as HTMLImageElement;
  const { naturalWidth: width, naturalHeight: height } = image;
  if (!image.complete || width === 0) return { loaded: false, shades: 0, coloured: 0 };
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext('2d');
  context?.drawImage(image, 0, 0);
  const { data } = context?.getImageData(0, 0, width, height) ?? { data: new Uint8ClampedArray() };
  const shades = new Set<number>();
  let coloured = 0;
  for (let at = 0; at < data.length; at += 4) {
    const [red = 0, green = 0, blue = 0] = data.slice(at, at + 3);
    shades.add(green);
    if (Math.max(red, green, blue) - Math.min(red, green, blue) > 24) coloured += 1;
  }
  return { loaded: true, shades: shades.size, coloured: coloured / (width * height) };
}
