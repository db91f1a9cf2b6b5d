import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Browser, Locator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ReviewData } from '../../../src/core/review/review.ts';
import { buildPages, repositoryRoot } from '../../../src/sandbox/build-pages.ts';
import { chromiumPath, openBrowser, openPage, type WatchedPage } from '../../support/browser.ts';
import { graveFindings } from '../../support/page-checks.ts';
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

  /** Red, green and blue of a point of the picture, in shares of its width and height. */
  const pixel = (of: Locator, [x, y]: readonly [number, number]) =>
    of.locator('canvas').evaluate(
      (canvas: HTMLCanvasElement, [shareX = 0, shareY = 0]) => {
        const [left, top] = [Math.round(shareX * canvas.width), Math.round(shareY * canvas.height)];
        return [...(canvas.getContext('2d')?.getImageData(left, top, 1, 1).data.slice(0, 3) ?? [])];
      },
      [x, y],
    );
  /** All bytes of the picture, to tell two apart. */
  const drawn = (of: Locator) => of.locator('canvas').evaluate((canvas: HTMLCanvasElement) => canvas.toDataURL());
  const colourful = ([red = 0, green = 0, blue = 0]: readonly number[]) =>
    Math.max(red, green, blue) - Math.min(red, green, blue);
  const slide = async (slider: Locator, to: string) => {
    await slider.fill(to);
  };
  const text = async (of: Locator) => (await of.innerText()).replaceAll('\u00a0', ' ');
  const readout = (imaging: Locator, nth = 0) => imaging.locator('.viewer-readout').nth(nth);
  const sliceOf = async (imaging: Locator, nth = 0) =>
    Number(/Slice (\d+) of/.exec(await text(imaging.locator('.viewer-slice').nth(nth)))?.[1]);
  // In the front of the liver, at the right of the patient; in the spleen; in muscle.
  const [hotSpot, spleenSpot, muscle] = [
    [0.3, 0.32],
    [0.72, 0.53],
    [0.62, 0.3],
  ] as const;

  it('asks for the images only when they are wanted, with a script of its own that is small', () =>
    withReview(async ({ page, imaging }) => {
      const asked: string[] = [];
      page.on('request', (request) => asked.push(new URL(request.url()).pathname));
      expect(await text(imaging.locator('.open-series'))).toMatch(/Open the series\s+ct portal venous, 0\.\d MB/);
      expect(await imaging.getByRole('application').count()).toBe(0);
      await imaging.getByRole('button', { name: 'Open the series' }).click();
      await stage(imaging).waitFor();
      expect(asked.filter((path) => path.includes('/api/volumes/')).map((path) => path.split('/volumes/')[1])).toEqual([
        'f2/ct-portal-venous-series.nii.gz',
        'f2/ct-portal-venous-liver.nii.gz',
        'f2/ct-portal-venous-spleen.nii.gz',
        'f2/ct-portal-venous-activation-ct-stage-1.0.0.nii.gz',
      ]);
      const scripts = asked.filter((path) => path.endsWith('.js'));
      expect(scripts).toHaveLength(1);
      const assets = join(folder, 'assets');
      const entry = (await readFile(join(folder, 'index.html'), 'utf8')).match(/assets\/[^"]+\.js/g) ?? [];
      expect(entry.some((path) => path.includes('viewer'))).toBe(false);
      for (const file of (await readdir(assets)).filter((name) => name.startsWith('viewer') && name.endsWith('.js')))
        expect(gzipSync(await readFile(join(assets, file))).length).toBeLessThan(60_000);
    }));

  it('says what is looked at: series, date, plane, who drew the regions, what that is worth, and that it is no diagnosis', () =>
    withViewer(async ({ imaging }) => {
      const viewer = await text(imaging.locator('.viewer'));
      for (const part of [
        'Newest: 11 May 2026',
        'ct portal venous, axial, voxels 3.2 × 3.2 × 5 mm',
        'Liver drawn by model liver-segmentation-ct 1.0.0 synthetic',
        'Spleen drawn by DICOM segmentation of the archive established',
        'Where ct-stage 1.0.0 looked: 0.08 (dark) to 1.00 (bright) synthetic',
        'not for primary diagnosis',
      ])
        expect(viewer.replace(/\s+/g, ' ')).toContain(part);
      expect(await stage(imaging).getAttribute('aria-label')).toBe('Newest: 11 May 2026, ct portal venous, axial');
    }));

  it('lays regions and activation over the image as strongly as is chosen, and takes them away', () =>
    withViewer(async ({ imaging }) => {
      const picture = stage(imaging);
      expect(colourful(await pixel(picture, hotSpot))).toBeGreaterThan(60);
      expect(colourful(await pixel(picture, spleenSpot))).toBeGreaterThan(10);
      expect(colourful(await pixel(picture, muscle))).toBe(0);
      const strong = colourful(await pixel(picture, hotSpot));
      await slide(imaging.getByLabel('Activation'), '0.2');
      const weak = colourful(await pixel(picture, hotSpot));
      expect(weak).toBeLessThan(strong / 2);
      await slide(imaging.getByLabel('Activation'), '0');
      await slide(imaging.getByLabel('Regions'), '0');
      for (const spot of [hotSpot, spleenSpot, muscle]) expect(colourful(await pixel(picture, spot))).toBe(0);
      const coloured = await picture.locator('canvas').evaluate((canvas: HTMLCanvasElement) => {
        const data = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data ?? [];
        let count = 0;
        for (let at = 0; at < data.length; at += 4) if (data[at] !== data[at + 1]) count++;
        return count;
      });
      expect(coloured).toBe(0);
    }));

  it('changes the slice by keys, wheel and slider, says which, and stops at the ends', () =>
    withViewer(async ({ imaging, page }) => {
      const picture = stage(imaging);
      const first = await sliceOf(imaging);
      const before = await drawn(picture);
      // Without the focus the wheel scrolls the page.
      await picture.hover();
      await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
      await page.mouse.wheel(0, 100);
      expect(await sliceOf(imaging)).toBe(first);
      await picture.focus();
      await page.keyboard.press('ArrowDown');
      expect(await sliceOf(imaging)).toBe(first + 1);
      expect(await drawn(picture)).not.toBe(before);
      await page.keyboard.press('PageUp');
      expect(await sliceOf(imaging)).toBe(first - 9);
      await picture.hover();
      await page.mouse.wheel(0, 100);
      await expect.poll(() => sliceOf(imaging)).toBe(first - 7);
      await page.keyboard.press('End');
      const of = Number(await imaging.getByRole('slider', { name: /^Slice/ }).getAttribute('max'));
      expect(await sliceOf(imaging)).toBe(of);
      await page.keyboard.press('ArrowDown');
      expect(await sliceOf(imaging)).toBe(of);
      const slider = imaging.getByRole('slider', { name: 'Slice, Newest: 11 May 2026' });
      await slide(slider, '3');
      expect(await slider.getAttribute('aria-valuetext')).toBe(`Slice 3 of ${of}`);
      // Told as it changes, by the text that describes the picture.
      expect(await readout(imaging).getAttribute('aria-live')).toBe('polite');
      expect(await picture.getAttribute('aria-describedby')).toBe(await readout(imaging).getAttribute('id'));
      expect(await readout(imaging).textContent()).toContain(`Slice 3 of ${of}`);
    }));

  it('tells the value at the cross, the mean around it, and in which region it lies', () =>
    withViewer(async ({ imaging, page }) => {
      const of = readout(imaging);
      expect(await text(of)).toMatch(/At the cross\s+\d+ HU, Liver/);
      expect(await text(of)).toMatch(/mean 9\d HU, SD \d/);
      const picture = stage(imaging);
      const box = await picture.boundingBox();
      if (!box) throw new Error('no picture');
      await picture.click({ position: { x: box.width * spleenSpot[0], y: box.height * spleenSpot[1] } });
      expect(await text(of)).toMatch(/At the cross\s+1\d\d HU, Spleen/);
      expect(await text(of)).toMatch(/Activation\s+–/);
      await picture.click({ position: { x: 4, y: box.height - 4 } });
      // Beside the slice there is nothing to point at: the cross stays.
      expect(await text(of)).toMatch(/HU, Spleen/);
      const value = await text(of);
      await page.keyboard.press('Shift+ArrowRight');
      await page.keyboard.press('Shift+ArrowUp');
      expect(await text(of)).not.toBe(value);
    }));

  it('shows bone bright and the liver flat in the windows made for them', () =>
    withViewer(async ({ imaging }) => {
      const picture = stage(imaging);
      await slide(imaging.getByLabel('Activation'), '0');
      await slide(imaging.getByLabel('Regions'), '0');
      const level = async () => (await pixel(picture, spleenSpot))[0] ?? 0;
      const soft = await level();
      await imaging.getByLabel('Window').selectOption('bone');
      expect(await text(readout(imaging))).toContain('W 1,800, L 400');
      expect(await level()).toBeLessThan(soft - 40);
      await imaging.getByLabel('Window').selectOption('lung');
      expect(await level()).toBeGreaterThan(soft + 40);
      await imaging.getByLabel('Window').selectOption('liver');
      expect(await text(readout(imaging))).toMatch(/W 150, L (95|100)/);
    }));

  it('turns to other planes around the same place', () =>
    withViewer(async ({ imaging }) => {
      const at = async () => /At the cross\s+(\S+ HU)/.exec(await text(readout(imaging)))?.[1];
      const axial = await at();
      for (const plane of ['coronal', 'sagittal']) {
        await imaging.getByRole('radio', { name: plane }).check();
        expect(await text(imaging.locator('.viewer-what'))).toContain(plane);
        expect(await at()).toBe(axial);
      }
      expect(await imaging.getByRole('slider', { name: /^Slice/ }).getAttribute('max')).toBe('111');
    }));

  it('zooms by keys and buttons, and shows all again', () =>
    withViewer(async ({ imaging, page }) => {
      const picture = stage(imaging);
      const whole = await drawn(picture);
      await picture.focus();
      await page.keyboard.press('+');
      await page.keyboard.press('+');
      expect(await text(imaging.locator('.viewer-controls'))).toContain('156%');
      expect(await drawn(picture)).not.toBe(whole);
      await imaging.getByRole('button', { name: 'Smaller' }).click();
      await imaging.getByRole('button', { name: 'Smaller' }).click();
      expect(await drawn(picture)).toBe(whole);
    }));

  it('shows the study before beside it, slice by slice by the centre of the liver, until it is told not to', () =>
    withViewer(async ({ imaging, page }) => {
      await imaging.getByLabel('Side by side with 2 Apr 2025').check();
      await stage(imaging, 1).waitFor();
      const [one, other] = [imaging.getByRole('figure').nth(0), imaging.getByRole('figure').nth(1)];
      expect([await one.getAttribute('aria-label'), await other.getAttribute('aria-label')]).toEqual([
        'Newest: 11 May 2026',
        'Before: 2 Apr 2025',
      ]);
      // The table stood 35 mm higher; the slices through the middle of the liver stand side by side all the same.
      const slices = async () => [await sliceOf(imaging, 0), await sliceOf(imaging, 1)];
      const [first = 0] = await slices();
      expect(await slices()).toEqual([first, first]);
      expect(await text(readout(imaging, 1))).toMatch(/1\d\d HU, Liver|9\d HU, Liver/);
      await stage(imaging, 1).focus();
      await page.keyboard.press('ArrowDown');
      expect(await slices()).toEqual([first + 1, first + 1]);
      await imaging.getByLabel(/Scroll together/).uncheck();
      await page.keyboard.press('Tab');
      await stage(imaging, 1).focus();
      await page.keyboard.press('PageDown');
      expect(await slices()).toEqual([first + 1, first + 11]);
      await imaging.getByLabel(/Scroll together/).check();
      expect(await slices()).toEqual([first + 1, first + 1]);
      // The window and the opacities are for both.
      await slide(imaging.getByLabel('Activation'), '0');
      await slide(imaging.getByLabel('Regions'), '0');
      expect(colourful(await pixel(stage(imaging, 1), hotSpot))).toBe(0);
    }));

  it('can be used by keyboard alone: opened, passed through, closed, and the focus is where one would look for it', () =>
    withReview(async ({ imaging, page }) => {
      const button = imaging.getByRole('button', { name: 'Open the series' });
      await button.focus();
      await page.keyboard.press('Enter');
      await stage(imaging).waitFor();
      expect(await page.evaluate(() => document.activeElement?.id)).toBe('viewer-title');
      const passed: string[] = [];
      for (let step = 0; step < 12; step++) {
        await page.keyboard.press('Tab');
        const at = await page.evaluate(() => {
          const element = document.activeElement;
          const shown = element instanceof HTMLInputElement ? (element.closest('label') ?? element) : element;
          const outlined = [element, shown].some((one) => one && getComputedStyle(one).outlineStyle !== 'none');
          const label = element instanceof HTMLSelectElement ? element.labels[0]?.querySelector('span') : undefined;
          const name = element?.getAttribute('aria-label') ?? (label ?? shown)?.textContent?.trim() ?? '';
          return { inside: element?.closest('.viewer') !== null, name, outlined };
        });
        if (!at.inside) break;
        expect(at.outlined, at.name).toBe(true);
        passed.push(at.name);
      }
      expect(passed).toEqual([
        'Close the series',
        'axial',
        'Window',
        'Regions',
        'Activation',
        'Smaller',
        'Larger',
        'Side by side with 2 Apr 2025',
        'Newest: 11 May 2026, ct portal venous, axial',
        'Slice, Newest: 11 May 2026',
      ]);
      await imaging.getByRole('button', { name: 'Close the series' }).press('Enter');
      await expect.poll(() => button.evaluate((element) => element === document.activeElement)).toBe(true);
      expect(await imaging.getByRole('application').count()).toBe(0);
    }));

  it.each(['light', 'dark'] as const)('has no serious finding of axe, %s', (colorScheme) =>
    withViewer(
      async ({ imaging, page }) => {
        await imaging.getByLabel(/Side by side/).check();
        await stage(imaging, 1).waitFor();
        expect(await graveFindings(page, '#imaging')).toEqual([]);
      },
      { colorScheme },
    ),
  );

  it('fits a tablet, 200 % zoom and a narrow frame without scrolling sideways, in German too', () =>
    withViewer(
      async ({ imaging, page }) => {
        await imaging.getByLabel(/Neben der Untersuchung/).check();
        await stage(imaging, 1).waitFor();
        for (const width of [834, 720, 417, 320]) {
          await page.setViewportSize({ width, height: 800 });
          expect(
            await page.evaluate(() => document.documentElement.scrollWidth - innerWidth),
            `${width}`,
          ).toBeLessThanOrEqual(0);
          expect((await stage(imaging).boundingBox())?.width).toBeGreaterThan(width > 700 ? 300 : 200);
        }
        expect(await text(imaging.locator('.viewer'))).not.toMatch(/\{\w*\}|undefined|NaN/);
      },
      { language: 'de' },
    ));

  it('keeps the room of the image while it loads: nothing jumps when it comes', () =>
    withReview(async ({ imaging, page }) => {
      let release: () => void = () => undefined;
      const held = new Promise<void>((resolve) => {
        release = resolve;
      });
      await page.route('**/api/volumes/**', async (route) => {
        await held;
        await route.continue();
      });
      await imaging.getByRole('button', { name: 'Open the series' }).click();
      await imaging.getByText('Loading the series').waitFor();
      const place = () => imaging.locator('.viewer-stage').boundingBox();
      const before = await place();
      release();
      await stage(imaging).waitFor();
      const after = await place();
      expect([after?.width, after?.height]).toEqual([before?.width, before?.height]);
    }));

  it.each([
    [503, /could not be loaded/],
    [403, /may not be shown/],
    [401, /session has ended/i],
  ])('says on %i why there is no image; the pictures stay', (status, sentence) =>
    withReview(
      async ({ imaging, server }) => {
        server.answers.volume = status;
        await imaging.getByRole('button', { name: 'Open the series' }).click();
        await imaging.getByRole('alert').filter({ hasText: sentence }).waitFor();
        expect(await imaging.locator('.pictures img').count()).toBe(4);
        if (status !== 503) return;
        delete server.answers.volume;
        await imaging.getByRole('button', { name: 'Try again' }).click();
        await stage(imaging).waitFor();
      },
      { expected: new RegExp(String(status)) },
    ),
  );

  it('offers nothing to open where only pictures were kept, and says so', () =>
    withReview(
      async ({ imaging }) => {
        expect(await imaging.getByRole('button', { name: 'Open the series' }).count()).toBe(0);
        expect(await text(imaging)).toContain('Only pictures were kept of this study.');
      },
      { data: reviews.rich },
    ));

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
            await imaging.getByRole('radio', { name: 'coronal' }).check();
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
