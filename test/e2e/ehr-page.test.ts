import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunningService } from '../../src/compose.ts';
import { buildPages } from '../../src/sandbox/build-pages.ts';
import { chromiumPath, openBrowser, openPage, type WatchedPage } from '../support/browser.ts';
import { startFibrocast } from '../support/hospital.ts';

// The EHR page and the record page as a user has them, in a real browser. Pictures of every state, to be looked at, with
//   FIBROCAST_SCREENSHOTS=/tmp/pictures npx vitest run test/e2e/ehr-page.test.ts

const pictures = process.env.FIBROCAST_SCREENSHOTS;
async function picture(page: Page, name: string): Promise<void> {
  if (pictures === undefined) return;
  await mkdir(pictures, { recursive: true });
  await page.screenshot({ path: join(pictures, `${name}.png`) });
}

describe.skipIf(chromiumPath === undefined)('the sandbox EHR in Chromium', () => {
  let folder: string;
  let service: RunningService;
  let browser: Browser;

  beforeAll(async () => {
    await buildPages();
    folder = await mkdtemp(join(tmpdir(), 'fibrocast-page-'));
    service = await startFibrocast(folder);
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await service?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  type Options = Parameters<typeof openPage>[2];
  async function withPage(work: (watched: WatchedPage) => Promise<void>, options: Options = {}): Promise<void> {
    const watched = await openPage(browser, service.url, options);
    try {
      await work(watched);
      expect(watched.complaints).toEqual([]);
    } finally {
      await watched.context.close();
    }
  }
  async function openPatient(page: Page, family: string): Promise<void> {
    await page.goto(`${service.url}/sandbox/ehr/`);
    await page.getByRole('navigation', { name: 'Patients' }).getByRole('button', { name: family }).first().click();
    await page.getByRole('heading', { level: 1, name: family }).waitFor();
    await page.locator('.advice-group.answered').first().waitFor();
  }
  const cards = (page: Page) => page.getByRole('complementary', { name: 'Decision support' }).getByRole('article');
  async function draft(page: Page, label: string): Promise<void> {
    await page.getByRole('tab', { name: /Orders/ }).click();
    await page.getByRole('searchbox', { name: 'Search the order catalogue' }).fill(label);
    await page
      .locator('.catalogue button')
      .filter({ hasText: new RegExp(label, 'i') })
      .first()
      .click();
    await page.locator('.drafts li').first().waitFor();
    await page.locator('.advice-group.answered').first().waitFor();
  }
  const feedback = async () => {
    const response = await fetch(`${service.url}/sandbox/ehr/api/feedback`);
    return ((await response.json()) as { feedback: Record<string, unknown>[] }).feedback;
  };

  it('shows a card with its urgency in words, its summary and its source', () =>
    withPage(async ({ page }) => {
      await openPatient(page, 'Murphy');
      const card = cards(page).first();
      expect(await card.locator('.chip').innerText()).toBe('Warning');
      expect(await card.getByRole('heading').innerText()).toMatch(/^Decompensated liver disease .*ascites/);
      const source = card.locator('.source a');
      expect(await source.innerText()).toMatch(/\S/);
      expect(await source.getAttribute('href')).toContain('/guidelines#');
      await picture(page, 'chart-light');
      const named = await page.getByRole('navigation', { name: 'Patients' }).getByRole('button').all();
      expect(named.length).toBeGreaterThanOrEqual(25);
    }));

  it('draws every patient without an error', { timeout: 120_000 }, () =>
    withPage(async ({ page }) => {
      await page.goto(`${service.url}/sandbox/ehr/`);
      const list = page.getByRole('navigation', { name: 'Patients' }).getByRole('button');
      await list.first().waitFor();
      const count = await list.count();
      for (let index = 0; index < count; index += 1) {
        await list.nth(index).click();
        await page.locator('.advice-group.answered').first().waitFor();
        await page.locator('#record .panel, #record section').first().waitFor();
        expect(await page.locator('.problem').count()).toBe(0);
        expect(await page.locator('main').innerText()).not.toMatch(/\bNaN\b|undefined|\[object|\bnull\b/);
      }
    }),
  );

  it('holds the signature of an NSAID in ascites; taking the advice removes the draft and tells the service', () =>
    withPage(async ({ page }) => {
      await openPatient(page, 'Murphy');
      await draft(page, 'Ibuprofen');
      await picture(page, 'orders-drafted');
      await page.getByRole('button', { name: 'Sign order' }).click();
      const critical = cards(page)
        .filter({ has: page.locator('.chip.critical') })
        .first();
      await critical.waitFor();
      expect(await critical.locator('.chip').innerText()).toBe('Critical');
      expect(await critical.getByRole('heading').innerText()).toMatch(/^Do not give ibuprofen/);
      await page.getByText('Not signed yet').waitFor();
      await picture(page, 'orders-critical');
      await critical.getByRole('button', { name: /Take back ibuprofen/ }).click();
      await page.getByText('Feedback sent to the service.').waitFor();
      expect(await page.locator('.drafts li').count()).toBe(0);
      await picture(page, 'orders-accepted');
      const [newest] = await feedback();
      expect(newest).toMatchObject({ serviceId: 'liver-safety', outcome: 'accepted' });
      expect(newest?.acceptedSuggestions).toHaveLength(1);
    }));

  it('keeps the reason and the comment of an override', () =>
    withPage(async ({ page }) => {
      await openPatient(page, 'Martinelli');
      const card = cards(page).first();
      await card.getByRole('button', { name: /Override/ }).click();
      await card.getByLabel('Already done elsewhere').check();
      await card.getByLabel(/Comment/).fill('Ultrasound at the district hospital');
      await picture(page, 'override-form');
      await card.getByRole('button', { name: 'Override', exact: true }).click();
      await page.getByText('Feedback sent to the service.').waitFor();
      const [newest] = await feedback();
      expect(newest).toMatchObject({ serviceId: 'liver-prognosis', outcome: 'overridden' });
      expect(newest?.overrideReason).toMatchObject({
        code: 'done-elsewhere',
        comment: 'Ultrasound at the district hospital',
      });
      await page.getByRole('button', { name: 'Log', exact: true }).click();
      const log = page.getByRole('dialog', { name: 'Log' });
      await log.getByText('Ultrasound at the district hospital').waitFor();
      await log.locator('summary').first().click();
      await picture(page, 'log-drawer');
      await page.keyboard.press('Escape');
      await log.waitFor({ state: 'hidden' });
    }));

  it('opens the review from the card by a SMART launch, confined to the chart that was open', () =>
    withPage(async ({ page, context }) => {
      await openPatient(page, 'Okafor');
      const link = cards(page)
        .first()
        .getByRole('link', { name: /full assessment/ });
      const address = new URL((await link.getAttribute('href')) ?? '', service.url);
      const launched = await context.request.get(address.href, { headers: { 'sec-fetch-site': 'same-origin' } });
      expect(new URL(launched.url()).pathname).toBe('/app/');
      const session = (await (await context.request.get(`${service.url}/app/api/session`)).json()) as object;
      expect(session).toMatchObject({ patient: 'okafor-grace', user: 'Practitioner/dr-amara-nwosu' });
    }));

  it('shows the plain record of an assessment, with FIB-4 and its inputs', () =>
    withPage(async ({ page: record }) => {
      await openPatient(record, 'Okafor');
      const address = await cards(record)
        .first()
        .getByRole('link', { name: /full assessment/ })
        .getAttribute('href');
      const context = new URL(address ?? '', service.url).searchParams.get('appContext') ?? '{}';
      const { assessment } = JSON.parse(context) as { assessment: string };
      await record.goto(`${service.url}/records/${assessment}`);
      const text = await record.locator('main').innerText();
      for (const word of ['FIB-4', 'AST', 'Platelets', 'Age']) expect(text).toContain(word);
      expect(text).not.toMatch(/\bNaN\b|undefined|\{score\}|\[object/);
      await picture(record, 'record');
      await record.locator('a[href$="/models/fib4"]').first().click();
      await record.waitForURL(/\/models\/fib4/);
    }));

  it('is reachable by keyboard alone, from the list to the card and its override', () =>
    withPage(async ({ page }) => {
      await page.goto(`${service.url}/sandbox/ehr/`);
      await page.locator('.advice-group.answered').first().waitFor();
      const focused = () =>
        page.evaluate(() => {
          const at = document.activeElement;
          return { text: at?.textContent ?? '', inAdvice: at?.closest('.advice') !== null, className: at?.className };
        });
      await tabUntil(page, async () => (await focused()).text.includes('Martinelli'));
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { level: 1, name: 'Martinelli' }).waitFor();
      await page.locator('.advice-group.answered article').first().waitFor();
      await tabUntil(page, async () => (await focused()).inAdvice && /^Override/.test((await focused()).text));
      const outline = await page.evaluate(() => getComputedStyle(document.activeElement ?? document.body).outlineStyle);
      expect(outline).not.toBe('none');
      await page.keyboard.press('Enter');
      await page.getByText('Why is this advice not followed?').waitFor();
      await page.getByRole('tab', { name: 'Chart' }).focus();
      await page.keyboard.press('ArrowRight');
      expect(await page.getByRole('tab', { name: /Orders/ }).getAttribute('aria-selected')).toBe('true');
    }));

  it('names every control, and has one heading of the first level', () =>
    withPage(async ({ page }) => {
      await openPatient(page, 'Murphy');
      for (const tab of ['Chart', 'Orders']) {
        await page.getByRole('tab', { name: new RegExp(tab) }).click();
        expect(await page.evaluate(unnamedControls)).toEqual([]);
        expect(await page.locator('h1').count()).toBe(1);
      }
      expect(await page.evaluate(() => document.documentElement.lang)).toBe('en');
    }));

  it.each([
    ['light, desktop', { colorScheme: 'light', width: 1440, height: 900 }],
    ['dark, desktop', { colorScheme: 'dark', width: 1440, height: 900 }],
    ['light, tablet', { colorScheme: 'light', width: 1024, height: 768 }],
    ['light, narrow', { colorScheme: 'light', width: 700, height: 900 }],
  ] as const)('fits and is readable: %s', (name, options) =>
    withPage(async ({ page }) => {
      await page.goto(`${service.url}/sandbox/ehr/#okafor-grace`);
      await page.locator('.advice-group.answered article').first().waitFor();
      await picture(page, `ehr-${name.replaceAll(/\W+/g, '-')}`);
      const width = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect(width).toBeLessThanOrEqual(0);
      expect(await page.evaluate(weakText)).toEqual([]);
      await page.getByRole('tab', { name: /Orders/ }).click();
      await page.locator('.catalogue').waitFor();
      await picture(page, `orders-${name.replaceAll(/\W+/g, '-')}`);
      expect(await page.evaluate(weakText)).toEqual([]);
    }, options),
  );

  it.each(['/models', '/models/fib4', '/guidelines'])('shows %s without script, error or weak text', (path) =>
    withPage(async ({ page }) => {
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        const response = await page.goto(`${service.url}${path}`);
        expect(response?.status()).toBe(200);
        expect(await page.locator('script').count()).toBe(0);
        expect(await page.locator('main').innerText()).not.toMatch(/\bNaN\b|undefined|\[object/);
        expect(await page.evaluate(weakText)).toEqual([]);
        await picture(page, `page${path.replaceAll('/', '-')}-${colorScheme}`);
      }
    }),
  );
});

async function tabUntil(page: Page, arrived: () => Promise<boolean>): Promise<void> {
  for (let step = 0; step < 150; step += 1) {
    await page.keyboard.press('Tab');
    if (await arrived()) return;
  }
  throw new Error('150 tabs and not there');
}

/** In the page: buttons, links, inputs and images without a name. */
function unnamedControls(): string[] {
  const name = (element: Element): string =>
    [
      element.getAttribute('aria-label'),
      (element as HTMLElement).innerText,
      element.textContent,
      ...[...((element as HTMLInputElement).labels ?? [])].map((label) => label.textContent),
      element.getAttribute('alt'),
      document.getElementById(element.getAttribute('aria-labelledby') ?? '')?.textContent,
    ].join('');
  return [...document.querySelectorAll('button, a, input, select, textarea, img, [role=tab], dialog')]
    .filter((element) => name(element).trim() === '')
    .map((element) => element.outerHTML.slice(0, 120));
}

/** In the page: visible text under the contrast of WCAG AA (4.5 to 1; 3 to 1 from 24 px, or 18.66 px bold). */
function weakText(): string[] {
  const channel = (value: number) => {
    const part = value / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  };
  const canvas = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });
  const rgba = (color: string): number[] => {
    if (!canvas) return [0, 0, 0, 1];
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = color;
    canvas.fillRect(0, 0, 1, 1);
    const [red = 0, green = 0, blue = 0, alpha = 255] = canvas.getImageData(0, 0, 1, 1).data;
    return [red, green, blue, alpha / 255];
  };
  const luminance = ([red = 0, green = 0, blue = 0]: number[]) =>
    0.2126 * channel(red) + 0.7152 * channel(green) + 0.0722 * channel(blue);
  const over = (top: number[], below: number[]) =>
    [0, 1, 2].map((index) => (top[index] ?? 0) * (top[3] ?? 1) + (below[index] ?? 0) * (1 - (top[3] ?? 1)));
  const ground = (element: Element | null): number[] => {
    if (!element)
      return rgba(getComputedStyle(document.documentElement).colorScheme.startsWith('dark') ? '#000' : '#fff');
    const own = rgba(getComputedStyle(element).backgroundColor);
    return own[3] === 1 ? own : over(own, ground(element.parentElement));
  };
  const weak: string[] = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement;
    const text = node.textContent?.trim() ?? '';
    if (
      !element ||
      text === '' ||
      !element.checkVisibility() ||
      element.closest('.visually-hidden, :disabled, noscript')
    )
      continue;
    const style = getComputedStyle(element);
    const behind = ground(element);
    const light = luminance(over(rgba(style.color), behind));
    const dark = luminance(behind);
    const contrast = (Math.max(light, dark) + 0.05) / (Math.min(light, dark) + 0.05);
    const size = Number.parseFloat(style.fontSize);
    const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    if (contrast < (large ? 3 : 4.5)) weak.push(`${contrast.toFixed(2)} ${element.className} "${text.slice(0, 40)}"`);
  }
  return [...new Set(weak)];
}
