import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ReviewData } from '../../../src/core/review/review.ts';
import { buildPages, repositoryRoot } from '../../../src/sandbox/build-pages.ts';
import { chromiumPath, openBrowser, openPage, type WatchedPage } from '../../support/browser.ts';
import { graveFindings, oneA4, printed } from '../../support/page-checks.ts';
import { type ReviewServer, serveReview } from '../../support/review-server.ts';
import { type ReviewName, reviews } from '../../support/reviews.ts';

// The built page as a clinician has it, in a real browser under the policy of the service. Pictures of every state, to be looked at, with
//   FIBROCAST_SCREENSHOTS=/tmp/pictures npx vitest run test/web/review/review-page.test.ts

const folder = join(repositoryRoot(), 'dist/web/review');
const names = Object.keys(reviews) as ReviewName[];
const pictures = process.env.FIBROCAST_SCREENSHOTS;

describe.skipIf(chromiumPath === undefined)('the review page in Chromium', () => {
  let browser: Browser;
  beforeAll(async () => {
    await buildPages();
    browser = await openBrowser();
  });
  afterAll(() => browser?.close());

  type Options = Parameters<typeof openPage>[2] & { readonly query?: string; readonly expected?: RegExp };
  type Opened = WatchedPage & { readonly server: ReviewServer };
  /** Fails on any console error, exception, refused request or breach of the policy, but for what is `expected`. */
  async function withReview(
    data: ReviewData,
    work: (opened: Opened) => Promise<void>,
    { query = '?lang=en', expected, ...options }: Options = {},
    prepare: (server: ReviewServer) => void = () => undefined,
  ): Promise<void> {
    const server = await serveReview(folder, data);
    prepare(server);
    const watched = await openPage(browser, server.url, options);
    try {
      await watched.context.addInitScript(() => {
        try {
          if (localStorage.getItem('fibrocast.units') === null) localStorage.setItem('fibrocast.units', 'si');
        } catch {
          // axe opens a blank page of its own, which has no storage
        }
      });
      await watched.page.goto(`${server.url}/app/${query}`);
      await watched.page.getByRole('heading', { level: 1 }).waitFor();
      await work({ ...watched, server });
      expect(watched.complaints.filter((one) => !expected?.test(one))).toEqual([]);
    } finally {
      await watched.context.close();
      await server.stop();
    }
  }
  const region = (page: Page, name: string) => page.getByRole('region', { name, exact: true });

  it.each(names)(
    'shows %s without an error or a gap in its text, light and dark, wide and on a tablet',
    { timeout: 120_000 },
    (name) =>
      withReview(reviews[name], async ({ page }) => {
        for (const width of [1440, 834])
          for (const colorScheme of ['light', 'dark'] as const) {
            await page.setViewportSize({ width, height: 900 });
            await page.emulateMedia({ colorScheme });
            expect(await page.locator('.screen').innerText()).not.toMatch(
              /\bNaN\b|undefined|\[object|\bnull\b|\{\w*\}/,
            );
            expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
            if (pictures)
              await page.screenshot({ path: join(pictures, `${name}-${width}-${colorScheme}.png`), fullPage: true });
          }
      }),
  );

  it.each(names.flatMap((name) => (['light', 'dark'] as const).map((scheme) => [name, scheme] as const)))(
    'has no serious finding of axe: %s, %s',
    { timeout: 120_000 },
    (name, colorScheme) =>
      withReview(
        reviews[name],
        async ({ page }) => {
          for (const summary of await page.locator('details > summary').all()) await summary.click();
          const [disclosure] = await page.locator('.disclosure').all();
          await disclosure?.click();
          expect(await graveFindings(page)).toEqual([]);
        },
        { colorScheme },
      ),
  );

  it('says stage, how sure, the risk with its interval and what competes', () =>
    withReview(reviews.rich, async ({ page }) => {
      const { stage } = reviews.rich.assessment;
      expect(await page.locator('.headline').innerText()).toBe('F4 more likely than not');
      const tiles = await region(page, 'Fibrosis stage').locator('.tile dd').allInnerTexts();
      expect(tiles).toEqual(
        [stage?.atLeastF2, stage?.atLeastF3, stage?.f4].map((p) => `${Math.round(100 * (p ?? 0))}%`),
      );
      const risk = region(page, 'Risk over time');
      expect(await risk.locator('.tile').allInnerTexts()).toEqual([
        expect.stringContaining('2.6%'),
        expect.stringContaining('8.9%'),
        expect.stringContaining('16%'),
      ]);
      expect(await risk.innerText()).toContain('10%–23%');
      expect(await risk.innerText()).toContain('Competing: death of other causes');
      await risk.getByRole('button', { name: /Decompensation/ }).click();
      expect(await risk.locator('.risk-outcome').innerText()).toContain('Decompensation');
    }));

  it('names no stage where the tests contradict each other, says why, and leaves what comes next to the guideline', () =>
    withReview(reviews.abstention, async ({ page }) => {
      const panel = await region(page, 'Fibrosis stage').innerText();
      expect(panel).toContain('No stage is named');
      expect(panel).toContain('The tests contradict each other.');
      expect(panel).not.toContain('would settle it');
      expect(panel).toContain('Not to be relied on.');
      expect(panel).not.toMatch(/F4 (more )?likely|90% of the probability/);
      expect(await region(page, 'What to distrust').getByRole('listitem').first().innerText()).toContain(
        'Contradiction',
      );
    }));

  it('leads with decompensation, its severity and its events, and states no first-event risk', () =>
    withReview(reviews.decompensated, async ({ page }) => {
      expect(await page.locator('.headline').innerText()).toBe('Decompensated cirrhosis');
      const risk = await region(page, 'Risk over time').innerText();
      expect(risk).toMatch(/MELD 3.0\s+23/);
      expect(risk).toContain('9 points');
      expect(risk).toContain('ascites (1 Mar 2026)');
      expect(risk).toContain('No event risk is stated');
    }));

  it('says of a patient of whom nothing is known what is missing and what could not be read', () =>
    withReview(reviews.poor, async ({ page }) => {
      expect(await page.getByRole('heading', { level: 1 }).innerText()).toBe('Name not on the chart');
      expect(await page.locator('.headline').innerText()).toBe('No stage can be stated');
      expect(await region(page, 'What to distrust').innerText()).toContain('conditions');
      expect(await region(page, 'Published scores').innerText()).toContain('INR is older than 180 days');
    }));

  it('labels what is synthetic in words', () =>
    withReview(reviews.synthetic, async ({ page }) => {
      expect(await region(page, 'Fibrosis stage').innerText()).toContain('synthetic, demonstration only');
      expect(await region(page, 'What to distrust').innerText()).toContain('simulated patients only');
    }));

  it('explains with values, dates and the name of the scale, and says that it is not causal', () =>
    withReview(reviews.rich, async ({ page }) => {
      const why = await region(page, 'Why').innerText();
      for (const part of [
        'Scale: log-odds',
        'Scale: log-hazard',
        'not causal',
        '38 µmol/L, 2 May 2026',
        'MRE 4.1 kPa, 11 Feb 2026',
        'Edema',
      ])
        expect(why.replaceAll('\u00a0', ' ')).toContain(part);
      expect(await region(page, 'How much one value weighs').innerText()).toContain('Not causal');
    }));

  it('opens the inputs of a score with their dates', () =>
    withReview(reviews.rich, async ({ page }) => {
      const scores = region(page, 'Published scores');
      await scores.getByRole('button', { name: 'Show inputs of FIB-4 index' }).click();
      const inputs = await page.locator('#inputs-fib4').innerText();
      expect(inputs).toMatch(/AST\s+80.U\/L\s*2 May 2026/);
      expect(inputs).toContain('Sterling 2006');
      await scores.getByText('5 scores not computable').click();
      expect(await scores.innerText()).toContain('built for hepatitis B');
    }));

  it('gives every plot a name and its numbers as a table', () =>
    withReview(reviews.rich, async ({ page }) => {
      const unnamed = await page.evaluate(() =>
        [...document.querySelectorAll('.screen svg')]
          .filter((svg) => svg.getAttribute('aria-hidden') !== 'true' && !svg.getAttribute('aria-label'))
          .map((svg) => svg.outerHTML.slice(0, 100)),
      );
      expect(unnamed).toEqual([]);
      await region(page, 'Course').getByText('As a table').click();
      const table = await region(page, 'Course').getByRole('table').innerText();
      expect(table.replaceAll('\u00a0', ' ')).toMatch(/20 May 2026\s+Liver stiffness, VCTE\s+17.3 kPa/);
      expect(table).toContain('Admission: pruritus, jaundice');
    }));

  it('shows pictures of the newest study and of the one before, with who drew the region', () =>
    withReview(reviews.rich, async ({ page }) => {
      const imaging = region(page, 'Imaging');
      await imaging.scrollIntoViewIfNeeded();
      await page.waitForFunction(() =>
        [...document.querySelectorAll<HTMLImageElement>('.pictures img')].every((image) => image.naturalWidth === 256),
      );
      expect(await imaging.getByRole('img').count()).toBe(4);
      expect(await imaging.getByRole('img').first().getAttribute('alt')).toMatch(
        /Region: Liver in the largest slice. CT, 11 May 2026/,
      );
      const text = (await imaging.innerText()).replaceAll('\u00a0', ' ');
      expect(text).toContain('Liver drawn by model liver-segmentation-ct 1.0.0');
      expect(text).toMatch(/Spleen volume[\s\S]*420 mL\s+310 mL\s+\+110/);
    }));

  it('shows analyses under way with how far they are', () =>
    withReview(reviews.pending, async ({ page }) => {
      const imaging = region(page, 'Imaging');
      expect(await imaging.innerText()).toMatch(/CT of 2026-05-30[\s\S]*40% done[\s\S]*MR of 2026-05-31[\s\S]*waiting/);
    }));

  it('has the model card one click away', () =>
    withReview(reviews.rich, async ({ page }) => {
      const link = region(page, 'Models').getByRole('link', { name: 'Model card' }).first();
      expect(await link.getAttribute('href')).toBe('/models/pbc-prognosis');
    }));

  it('says at which site, from how many patients and when a model was re-anchored', () =>
    withReview(reviews.abstention, async ({ page }) => {
      const text = (await region(page, 'Models').innerText()).replaceAll('\u00a0', ' ');
      expect(text).toMatch(/Re-anchored\s+North Hospital: Death; 420 patients, 1 Feb 2026/);
    }));

  it('changes its language and units at once, keeps them, and moves the lang of the document along', () =>
    withReview(reviews.rich, async ({ page, server }) => {
      const why = async () => (await page.locator('#why').innerText()).replaceAll('\u00a0', ' ');
      expect(await why()).toContain('38 µmol/L');
      await page.getByRole('radio', { name: 'US', exact: true }).check();
      expect(await why()).toContain('2.2 mg/dL');
      await page.getByRole('radio', { name: 'Deutsch' }).check();
      expect(await page.locator('html').getAttribute('lang')).toBe('de');
      expect(await page.locator('.headline').innerText()).toBe('F4 eher wahrscheinlich');
      expect(await why()).toContain('2,2 mg/dL, 2. Mai 2026');
      await page.goto(`${server.url}/app/`);
      await page.locator('.headline').waitFor();
      expect(await page.locator('.headline').innerText()).toBe('F4 eher wahrscheinlich');
      expect(await page.getByRole('radio', { name: 'US', exact: true }).isChecked()).toBe(true);
      // Sentences of the service are German too; free text stays English and says so to a screen reader.
      const actions = page.locator('.action span');
      expect(await actions.nth(1).innerText()).toBe('Endoskopisch nach Varizen suchen');
      expect(await actions.nth(1).getAttribute('lang')).toBeNull();
      expect(await actions.first().getAttribute('lang')).toBe('en');
    }));

  it('says by the steps when what is repeated falls due, and lists the rest of surveillance, the most pressing first', () =>
    withReview(reviews.rich, async ({ page }) => {
      const next = region(page, 'What the guidelines say next');
      expect(await next.locator('.steps .due').allInnerTexts()).toEqual(['overdue since 2 Oct 2025, last 2 Apr 2025']);
      expect((await next.locator('.surveillance li').allInnerTexts()).map((one) => one.replaceAll('\n', ' '))).toEqual([
        'Hepatitis A vaccine due, none on the chart',
        'Influenza vaccine this part of the chart could not be read',
        'HCC surveillance, AFP due by 2 Nov 2026, last 2 May 2026',
      ]);
    }));

  it('shows one explanation a model, with its outcomes to choose from', () =>
    withReview(reviews.rich, async ({ page }) => {
      const why = region(page, 'Why');
      const groups = why.getByRole('group');
      expect(await groups.count()).toBeGreaterThan(0);
      const first = groups.first();
      const before = await why.getByRole('table').count();
      const caption = why.getByRole('table').nth(1).locator('caption');
      const was = await caption.innerText();
      await first.getByRole('radio').nth(1).check();
      expect(await caption.innerText()).not.toBe(was);
      expect(await why.getByRole('table').count()).toBe(before);
    }));

  it('signs out: the session is ended and nothing of the patient is left', () =>
    withReview(
      reviews.rich,
      async ({ page, server }) => {
        await page.getByRole('button', { name: 'Sign out' }).click();
        await page.getByRole('heading', { level: 1, name: 'You are signed out' }).waitFor();
        expect(server.signedOut).toEqual(['abc']);
        expect(await page.locator('body').innerText()).not.toContain('Okafor');
        expect(await page.title()).not.toContain('Okafor');
      },
      { query: '?lang=en&launch=abc' },
    ));

  it('shows by itself how far an analysis is and what came of it, and keeps what is being typed and where', () =>
    withReview(reviews.pending, async ({ page, server }) => {
      await page.clock.install();
      await page.reload();
      const text = page.getByLabel('Reason or note');
      await text.fill('Wait for the CT');
      await text.press('Home');
      const { pending, imaging } = reviews.pending;
      server.answers.pending = {
        pending: pending.map((one) => ({ ...one, share: 0.8 })),
        analysed: imaging.length,
      };
      await page.clock.runFor(11_000);
      await region(page, 'Imaging').getByText('80% done').first().waitFor();
      server.answers.pending = { pending: [], analysed: reviews.rich.imaging.length };
      server.answers.review = { ...reviews.pending, pending: [], imaging: reviews.rich.imaging };
      await page.clock.runFor(11_000);
      await region(page, 'Imaging').getByText('Newest: 11 May 2026').waitFor();
      expect(await text.inputValue()).toBe('Wait for the CT');
      expect(await text.evaluate((area) => area === document.activeElement)).toBe(true);
      expect(await text.evaluate((area) => (area as HTMLTextAreaElement).selectionStart)).toBe(0);
    }));

  it('leads back to the worklist of its launch where the launch is for all patients of a user, and nowhere otherwise', async () => {
    const query = `?lang=en&patient=${reviews.rich.patient.id}&launch=abc`;
    await withReview(
      reviews.rich,
      async ({ page }) => {
        const back = page.getByRole('link', { name: 'Worklist' });
        expect(new URL((await back.getAttribute('href')) ?? '', page.url())).toMatchObject({
          pathname: '/app/worklist/',
          search: '?launch=abc',
        });
      },
      { query },
    );
    await withReview(reviews.rich, async ({ page }) => {
      expect(await page.getByRole('link', { name: 'Worklist' }).count()).toBe(0);
    });
  });

  it('copies the text for the letter', () =>
    withReview(reviews.rich, async ({ page, context, server }) => {
      await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: server.url });
      await page.getByRole('button', { name: 'Copy for the letter' }).click();
      await page.getByText('Copied. Paste it into the letter.').waitFor();
      const copied = await page.evaluate(() => navigator.clipboard.readText());
      expect(copied).toContain('Liver fibrosis assessment of 1 Jun 2026: Okafor, Grace');
    }));

  it('shows the text to copy by hand where the clipboard is closed', () =>
    withReview(reviews.rich, async ({ page }) => {
      await page.evaluate(() => {
        navigator.clipboard.writeText = () => Promise.reject(new Error('closed'));
      });
      await page.getByRole('button', { name: 'Copy for the letter' }).click();
      const dialog = page.getByRole('dialog');
      expect(await dialog.getByRole('textbox').inputValue()).toContain('Okafor, Grace');
      await page.keyboard.press('Escape');
      await dialog.waitFor({ state: 'hidden' });
      await page.getByRole('button', { name: 'Copy for the letter' }).click();
      await dialog.waitFor();
    }));

  it('keeps an opinion, asks for the reason of a disagreement, and shows it among the earlier ones', () =>
    withReview(reviews.rich, async ({ page, server }) => {
      const panel = region(page, 'Your opinion');
      await panel.getByRole('button', { name: 'Save opinion' }).click();
      await panel.getByText('Choose one.').waitFor();
      await panel.getByRole('radio', { name: 'Disagree' }).check();
      await panel.getByRole('button', { name: 'Save opinion' }).click();
      await panel.getByText('Say why in a few words.').waitFor();
      await panel.getByLabel('Reason or note').fill('Ascites on ultrasound');
      await panel.getByRole('button', { name: 'Save opinion' }).click();
      await panel.getByText('Saved in the record.').waitFor();
      expect(server.opinions).toEqual([
        { verdict: 'disagree', text: 'Ascites on ultrasound', assessmentId: reviews.rich.assessment.id },
      ]);
      expect(await panel.getByRole('listitem').first().innerText()).toContain('Ascites on ultrasound');
      expect(await panel.getByLabel('Reason or note').inputValue()).toBe('');
    }));

  it('keeps the text of an opinion that could not be stored', () =>
    withReview(
      reviews.rich,
      async ({ page, server }) => {
        server.answers.opinion = 503;
        const panel = region(page, 'Your opinion');
        await panel.getByRole('radio', { name: 'Note only' }).check();
        await panel.getByLabel('Reason or note').fill('Call the ward');
        await panel.getByRole('button', { name: 'Save opinion' }).click();
        await panel.getByText(/Not saved/).waitFor();
        expect(await panel.getByLabel('Reason or note').inputValue()).toBe('Call the ward');
      },
      { expected: /503/ },
    ));

  it('is reachable by keyboard alone, in the order of the page, and what has the focus is seen and not covered', () =>
    withReview(reviews.rich, async ({ page }) => {
      await page.keyboard.press('Tab');
      expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Skip to the assessment');
      const seen: string[] = [];
      for (let step = 0; step < 120; step += 1) {
        await page.keyboard.press('Tab');
        const at = await page.evaluate(() => {
          const element = document.activeElement;
          if (!element || element === document.body) return undefined;
          const shown = element instanceof HTMLInputElement ? (element.closest('label') ?? element) : element;
          const { top, bottom, height } = shown.getBoundingClientRect();
          const banner = element.closest('.banner')
            ? 0
            : (document.querySelector('.banner')?.getBoundingClientRect().bottom ?? 0);
          const outline = [element, shown].some((one) => getComputedStyle(one).outlineStyle !== 'none');
          return {
            name: element.closest('section.panel')?.id ?? 'frame',
            outline,
            covered: bottom - Math.min(height, 12) < banner || top > innerHeight,
          };
        });
        if (at === undefined) break;
        expect(at).toMatchObject({ outline: true, covered: false });
        if (seen.at(-1) !== at.name) seen.push(at.name);
      }
      expect(seen).toEqual(
        [
          'frame',
          'stage',
          'risk',
          'next',
          'why',
          'tests',
          'course',
          'scores',
          'models',
          'sensitivity',
          'opinions',
        ].filter((id) => seen.includes(id)),
      );
      expect(seen.at(-1)).toBe('opinions');
    }));

  it('fits at 200 % zoom and in a narrow frame without scrolling sideways', () =>
    withReview(
      reviews.rich,
      async ({ page }) => {
        for (const width of [720, 417, 320]) {
          await page.setViewportSize({ width, height: 450 });
          expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
          await page.mouse.wheel(0, 3000);
          // Whose chart it is stays in sight and leaves room for the rest; everything else can be reached.
          const who = await page.locator('.who').boundingBox();
          expect(who?.y).toBe(0);
          expect(who?.height).toBeLessThan(150);
          await page.getByRole('button', { name: 'Print or PDF' }).scrollIntoViewIfNeeded();
          expect(await page.getByRole('button', { name: 'Print or PDF' }).isVisible()).toBe(true);
        }
      },
      { width: 720, height: 450 },
    ));

  it('reserves the room of what is loading: nothing jumps when the plots are drawn', () =>
    withReview(reviews.rich, async ({ page }) => {
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

  it.each(names)('prints %s on one A4 page, in either language', { timeout: 60_000 }, (name) =>
    withReview(
      reviews[name],
      async ({ page }) => {
        for (const language of ['English', 'Deutsch']) {
          await page.getByRole('radio', { name: language }).check();
          expect(await printed(page)).toEqual(oneA4);
        }
      },
      { colorScheme: 'dark' },
    ),
  );

  it('prints the same figures as it shows', () =>
    withReview(reviews.rich, async ({ page }) => {
      const shown = await page.locator('#stage .tile dd').allInnerTexts();
      const risks = await page.locator('#risk .tile dd:not(.interval)').allInnerTexts();
      await page.emulateMedia({ media: 'print' });
      const sheet = await page.locator('.sheet').innerText();
      for (const figure of [...shown, ...risks]) expect(sheet).toContain(figure);
      expect(sheet).toContain('Okafor, Grace');
      expect(await page.locator('.screen').isVisible()).toBe(false);
    }));

  it.each([
    [401, 'This session has ended'],
    [403, 'This chart may not be shown'],
    [503, 'The assessment could not be read'],
  ])('shows nothing of the patient on %i, and says what to do', (status, title) =>
    withReview(
      reviews.rich,
      async ({ page, server }) => {
        expect(await page.getByRole('heading', { level: 1 }).innerText()).toBe(title);
        expect(await page.locator('body').innerText()).not.toContain('Okafor');
        if (status !== 503) return;
        server.answers.review = reviews.rich;
        await page.getByRole('button', { name: 'Try again' }).click();
        await page.getByRole('heading', { level: 1, name: 'Okafor, Grace' }).waitFor();
      },
      { expected: new RegExp(String(status)) },
      ({ answers }) => {
        answers.review = status;
      },
    ),
  );

  it('goes blank when the session has come to belong to another patient', () =>
    withReview(reviews.rich, async ({ page, server }) => {
      server.answers.session = { patient: 'somebody-else', expiresAt: new Date(Date.now() + 60_000).toISOString() };
      await page.evaluate(() => window.dispatchEvent(new Event('focus')));
      await page.getByRole('heading', { name: 'Another patient has been opened' }).waitFor();
      expect(await page.locator('body').innerText()).not.toContain('Okafor');
    }));

  it('does not show a review of another patient than the session is for', () =>
    withReview(
      reviews.rich,
      async ({ page }) => {
        expect(await page.getByRole('heading', { level: 1 }).innerText()).toBe('Another patient has been opened');
      },
      {},
      ({ answers }) => {
        answers.session = { patient: 'somebody-else', expiresAt: new Date(Date.now() + 60_000).toISOString() };
      },
    ));

  it('says before the session ends, and shows nothing of the patient after', { timeout: 60_000 }, () =>
    withReview(
      reviews.rich,
      async ({ page }) => {
        await page.getByText(/This session ends at/).waitFor();
        await page.getByRole('heading', { name: 'This session has ended' }).waitFor();
      },
      {},
      ({ answers }) => {
        answers.session = { patient: 'p-17', expiresAt: new Date(Date.now() + 4000).toISOString() };
      },
    ),
  );

  it('says that it is loading while it waits', () =>
    withReview(reviews.rich, async ({ page, server }) => {
      await page.route('**/app/api/review*', async (route) => {
        await new Promise((resolve) => setTimeout(resolve, 400));
        await route.continue();
      });
      await page.goto(`${server.url}/app/?lang=en`);
      await page.getByText('Reading the chart and assessing').waitFor();
      await page.getByRole('heading', { level: 1, name: 'Okafor, Grace' }).waitFor();
    }));

  it('sends the handle of its launch with every request', () =>
    withReview(reviews.rich, async ({ page, server }) => {
      // What the page without a launch has still to ask is not asked by this one.
      await page.goto('about:blank');
      const asked: string[] = [];
      page.on('request', (request) => asked.push(`${request.url()} ${request.headers()['x-fibrocast-launch'] ?? ''}`));
      await page.goto(`${server.url}/app/?launch=abc`);
      await page.locator('.pictures img').first().waitFor();
      await expect.poll(() => asked.some((one) => one.includes('/api/pictures/'))).toBe(true);
      const data = asked.filter((one) => one.includes('/app/api/'));
      expect(data.filter((one) => !/ abc$|[?&]launch=abc/.test(one))).toEqual([]);
    }));

  it('loads less than 350 kB of script, gzipped, and nothing inline', async () => {
    const assets = join(folder, 'assets');
    const scripts = (await readdir(assets)).filter((file) => file.endsWith('.js'));
    const sizes = await Promise.all(scripts.map(async (file) => gzipSync(await readFile(join(assets, file))).length));
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(350_000);
    const page = await readFile(join(folder, 'index.html'), 'utf8');
    expect(page).not.toMatch(/<style|style=|<script(?![^>]*src=)/);
  });
});
