import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import express from 'express';
import type { Browser, BrowserContext } from 'playwright-core';
import { pagePolicy, staticPages } from '../../src/http/app-pages/static-pages.ts';
import { startServer } from '../../src/http/server.ts';
import { buildPages, repositoryRoot } from '../../src/sandbox/build-pages.ts';
import { chromiumPath, openBrowser } from '../support/browser.ts';
import { startFibrocast } from '../support/hospital.ts';
import { type BenchRow, quantile, round } from './row.ts';

const runs = 9;
const patients = ['okafor-grace', 'delgado-carmen', 'murphy-sean'] as const;

interface Load {
  /** Milliseconds from the start of the navigation. */
  readonly firstPaint: number;
  /** The answer with the patient's data has come; 0 where none is asked for. */
  readonly data: number;
  /** The headline of the stage stands there: the first thing that is worth reading. */
  readonly headline: number;
  /** The headline stands there and no task of more than 50 ms is left. */
  readonly interactive: number;
  readonly scriptBytes: number;
}

/** The review page of the real service with an empty cache, beside an empty page of the same server in the same run. */
export async function benchReviewPage(): Promise<BenchRow[]> {
  if (chromiumPath === undefined) {
    console.log('  no Chromium here: skipped');
    return [];
  }
  await buildPages();
  const folder = await mkdtemp(join(tmpdir(), 'fibrocast-bench-page-'));
  const service = await startFibrocast(join(folder, 'data'));
  const empty = await emptyPage(join(folder, 'web'));
  const browser = await openBrowser();
  try {
    const rows: BenchRow[] = [
      rowOf('empty page of the same server', await loads(browser, async () => `${empty.url}/app/review/`, undefined)),
    ];
    for (const patient of patients) {
      const launched = (context: BrowserContext) => {
        const query = new URLSearchParams({ app: `${service.url}/app/launch`, patient });
        return context.request.get(`${service.url}/sandbox/auth/open?${query}`).then((response) => response.url());
      };
      rows.push(rowOf(`review page of ${patient}, empty cache`, await loads(browser, launched, '.headline')));
    }
    return [...rows, { name: 'first load of the review page, files', metrics: await fileSizes() }];
  } finally {
    await browser.close();
    await empty.close();
    await service.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

/** A context of its own each time has no cache; the launch before it is not part of the figure. The first is a warm-up. */
async function loads(
  browser: Browser,
  launched: (context: BrowserContext) => Promise<string>,
  awaited: string | undefined,
): Promise<readonly Load[]> {
  const found: Load[] = [];
  for (let run = 0; run <= runs; run++) {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
    const address = await launched(context);
    const page = await context.newPage();
    // The loader of this program names functions by a call of its own, which a page does not have.
    await page.addInitScript('globalThis.__name = (one) => one');
    await page.addInitScript(watch, awaited);
    await page.goto(address);
    if (awaited !== undefined) await page.locator(awaited).waitFor();
    // Long enough for what is still to be computed.
    await page.waitForTimeout(700);
    const load = await page.evaluate(() => (globalThis as unknown as { loadOf(): Load }).loadOf());
    if (run > 0) found.push(load);
    await context.close();
  }
  return found;
}

/** In the page, before anything else: notes paints, long tasks and when the awaited element stands there. */
function watch(awaited: string | undefined): void {
  let headline: number | undefined;
  let lastTaskEnd = 0;
  new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries()) lastTaskEnd = Math.max(lastTaskEnd, startTime + duration);
  }).observe({ type: 'longtask', buffered: true });
  const look = () => {
    if (headline === undefined && awaited !== undefined && document.querySelector(awaited))
      requestAnimationFrame(() => {
        headline ??= performance.now();
      });
  };
  new MutationObserver(look).observe(document, { childList: true, subtree: true });
  Object.assign(globalThis, {
    loadOf() {
      const firstPaint = performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0;
      const shown = awaited === undefined ? firstPaint : (headline ?? Number.NaN);
      const loaded = performance.getEntriesByType('resource') as PerformanceResourceTiming[];
      const answer = loaded.find(({ name }) => name.includes('/api/review'));
      return {
        firstPaint,
        data: answer?.responseEnd ?? 0,
        headline: shown,
        interactive: Math.max(shown, lastTaskEnd),
        scriptBytes: loaded
          .filter(({ initiatorType, name }) => initiatorType === 'script' || name.endsWith('.js'))
          .reduce((sum, { transferSize }) => sum + transferSize, 0),
      };
    },
  });
}

function rowOf(name: string, all: readonly Load[]): BenchRow {
  const at = (key: keyof Load, share: number) =>
    round(
      quantile(
        all.map((load) => load[key]).sort((a, b) => a - b),
        share,
      ),
      0,
    );
  return {
    name,
    metrics: {
      runs: all.length,
      'first paint, median ms': at('firstPaint', 0.5),
      'data there, median ms': at('data', 0.5),
      'meaningful paint, median ms': at('headline', 0.5),
      'meaningful paint, worst ms': at('headline', 1),
      'interactive, median ms': at('interactive', 0.5),
      'interactive, worst ms': at('interactive', 1),
      'script transferred, kB': round(at('scriptBytes', 0.5) / 1000, 1),
    },
  };
}

async function fileSizes(): Promise<BenchRow['metrics']> {
  const assets = join(repositoryRoot(), 'dist/web/review/assets');
  const page = await readFile(join(assets, '../index.html'), 'utf8');
  const sizes = { script: 0, 'script gzipped': 0, style: 0, 'style gzipped': 0 };
  for (const file of await readdir(assets)) {
    // What the page names is loaded first; the rest comes on demand.
    if (!page.includes(file)) continue;
    const bytes = await readFile(join(assets, file));
    const kind = file.endsWith('.js') ? 'script' : file.endsWith('.css') ? 'style' : undefined;
    if (!kind) continue;
    sizes[kind] += bytes.length;
    sizes[`${kind} gzipped`] += gzipSync(bytes).length;
  }
  return Object.fromEntries(Object.entries(sizes).map(([name, bytes]) => [`${name}, kB`, round(bytes / 1000, 1)]));
}

async function emptyPage(webFolder: string) {
  await mkdir(join(webFolder, 'review'), { recursive: true });
  await writeFile(
    join(webFolder, 'review/index.html'),
    '<!doctype html><html lang="en"><title>Empty</title><link rel="icon" href="data:,"><p>Empty</p>',
  );
  const app = express();
  app.use('/app', pagePolicy([]), staticPages(webFolder));
  return startServer(app, { host: '127.0.0.1', port: 0 });
}
