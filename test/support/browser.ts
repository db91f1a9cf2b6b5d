import { existsSync } from 'node:fs';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';

const candidates = [
  process.env.FIBROCAST_TEST_CHROMIUM ?? '',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
];
/** An installed Chromium; undefined where there is none: the suite is then skipped by name. */
export const chromiumPath: string | undefined = candidates.find((path) => path !== '' && existsSync(path));

/** Without a sandbox of its own (containers), software rendering, and no traffic of the browser itself. */
export const openBrowser = (): Promise<Browser> =>
  chromium.launch({
    executablePath: chromiumPath ?? '',
    args: [
      '--no-sandbox',
      '--use-gl=angle',
      '--use-angle=swiftshader',
      '--enable-unsafe-swiftshader',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
      '--disable-quic',
    ],
  });

export interface WatchedPage {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Console errors, exceptions, failed requests, violations of the content security policy, requests to other hosts. */
  readonly complaints: readonly string[];
}

export async function openPage(
  browser: Browser,
  origin: string,
  options: { readonly width?: number; readonly height?: number; readonly colorScheme?: 'light' | 'dark' } = {},
): Promise<WatchedPage> {
  const { width = 1440, height = 900, colorScheme = 'light' } = options;
  const context = await browser.newContext({ viewport: { width, height }, colorScheme });
  const complaints: string[] = [];
  context.on('console', (message) => {
    if (message.type() === 'error' || /content security policy/i.test(message.text())) complaints.push(message.text());
  });
  context.on('weberror', (error) => complaints.push(String(error.error())));
  context.on('request', (request) => {
    if (!request.url().startsWith(origin) && !/^(data|blob|about):/.test(request.url())) {
      complaints.push(`asked ${request.url()}`);
    }
  });
  context.on('response', (response) => {
    if (response.status() >= 400) complaints.push(`${response.status()} for ${response.url()}`);
  });
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  return { page, context, complaints };
}
