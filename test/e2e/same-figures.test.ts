import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FhirResource, Observation, RiskAssessment } from 'fhir/r4.js';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunningService } from '../../src/compose.ts';
import type { ReviewData } from '../../src/core/review/review.ts';
import { buildPages } from '../../src/sandbox/build-pages.ts';
import { eventOf } from '../../src/sandbox/ehr/cds-client.ts';
import { chromiumPath, openBrowser, openPage } from '../support/browser.ts';
import { ehrOf, scenarios, startFibrocast } from '../support/hospital.ts';

// What the card, the stored resources, the page and the paper say of a patient is one set of figures, rounded.

interface Saying {
  readonly card: string;
  readonly page: string;
  readonly paper: string;
}
/** One figure of a patient: as it is stored, and where each text says it. */
interface Figure {
  readonly stored: number;
  /** In which the figure is the only group. A percentage is read as a share. */
  readonly card?: RegExp;
  readonly page: RegExp;
  readonly paper: RegExp;
}

/** Patients whose figures differ in kind: cirrhosis, a model with risks over time, severity, a diagnosis in doubt, hepatitis B. */
const scores = ['FIB-4', 'MELD 3.0', 'ALBI'];
const stages = ['P(≥F2)', 'P(≥F3)', 'P(F4)'];
const patients: readonly {
  readonly id: string;
  readonly figures: readonly string[];
  /** Those that its card says. */
  readonly card: readonly string[];
}[] = [
  { id: 'okafor-grace', figures: [...scores, ...stages], card: ['FIB-4', 'MELD 3.0', 'P(F4)'] },
  {
    id: 'delgado-carmen',
    figures: [...scores, ...stages, '1 year', '3 years', '5 years'],
    card: ['FIB-4', 'P(≥F3)', '5 years'],
  },
  { id: 'murphy-sean', figures: scores, card: ['MELD 3.0'] },
  { id: 'brown-olivia', figures: [...scores, ...stages], card: ['FIB-4', 'P(≥F3)'] },
  { id: 'nguyen-thi-lan', figures: [...scores, ...stages], card: ['FIB-4', 'MELD 3.0', 'P(≥F3)'] },
];

describe.skipIf(chromiumPath === undefined)('the figures of a patient', () => {
  let folder: string;
  let service: RunningService;
  let browser: Browser;
  beforeAll(async () => {
    await buildPages();
    folder = await mkdtemp(join(tmpdir(), 'fibrocast-figures-'));
    service = await startFibrocast(folder);
    browser = await openBrowser();
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await service?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it.each(patients)(
    'are the same on the card, in the store, on the page and on paper: $id',
    { timeout: 60_000 },
    async ({ id, figures: expected, card: saidOnCard }) => {
      const scenario = scenarios().find((one) => one.id === id);
      const view = scenario?.fires.find(({ hook }) => hook === 'patient-view');
      if (!scenario || !view) throw new Error(`No patient-view of ${id}`);
      const cards = (await ehrOf(service.url).fire(eventOf(scenario, view)))
        .filter((answer) => answer.service === 'liver-prognosis')
        .flatMap((answer) => answer.cards);
      const [link] = cards.flatMap(({ links = [] }) => links.flatMap((one) => (one.type === 'smart' ? [one] : [])));

      const { page, context } = await openPage(browser, service.url);
      try {
        await context.addInitScript(() => {
          if (location.pathname === '/app/') localStorage.setItem('fibrocast.units', 'si');
        });
        const query = new URLSearchParams({ app: link?.url ?? '', patient: id, appContext: link?.appContext ?? '' });
        await page.goto(`${service.url}/sandbox/auth/open?${query}`);
        await page.locator('#scores tbody').waitFor();
        const answer = await context.request.get(`${service.url}/app/api/review`);
        const review = (await answer.json()) as ReviewData;
        // The link names the assessment of the card: the page has made the same one again.
        expect(review.openedFrom?.same).toBe(true);

        const stored = await Promise.all(
          review.resources.map(async (reference) => {
            const response = await fetch(`${service.url}/fhir/${reference}`);
            return (await response.json()) as FhirResource;
          }),
        );
        // The model's risk of death leads on request.
        const death = page.locator('#risk').getByRole('button', { name: /^Death by/ });
        if ((await death.count()) > 0) await death.click();
        const says: Saying = {
          card: plain(cards.map(({ summary, detail }) => `${summary}\n${detail ?? ''}`).join('\n')),
          page: plain(await page.locator('.screen main').innerText()),
          paper: plain(await paperText(page, folder)),
        };
        const figures = figuresOf(stored);
        expect([...figures.keys()]).toEqual(expected);
        const onCard: string[] = [];
        for (const [name, { stored: value, ...where }] of figures) {
          for (const place of ['card', 'page', 'paper'] as const) {
            const written = where[place]?.exec(says[place])?.[1];
            if (place === 'card') {
              if (written === undefined) continue;
              onCard.push(name);
            }
            expect(agrees(written, value), `${name} is ${value}; ${place}: ${written ?? 'not there'}`).toBe(true);
          }
        }
        expect(onCard).toEqual(saidOnCard);
      } finally {
        await context.close();
      }
    },
  );

  it('would not pass with another figure', () => {
    expect(agrees('5.16', 5.155)).toBe(true);
    expect(agrees('5.15', 5.165)).toBe(false);
    expect(agrees('69%', 0.694)).toBe(true);
    expect(agrees('70%', 0.694)).toBe(false);
    expect(agrees('25 %', 0.249)).toBe(true);
    expect(agrees('<1%', 0.02)).toBe(false);
    expect(agrees('−2.29', -2.286)).toBe(true);
    expect(agrees(undefined, 1)).toBe(false);
  });
});

/** Figures that the stored resources state, by name, in a fixed order. */
function figuresOf(stored: readonly FhirResource[]): ReadonlyMap<string, Figure> {
  const observation = (code: string) =>
    stored.find(
      (one): one is Observation =>
        one.resourceType === 'Observation' && (one.code.coding ?? []).some((coding) => coding.code === code),
    );
  const figures = new Map<string, Figure>();
  const score = (name: string, code: string, title: string) => {
    const value = observation(code)?.valueQuantity?.value;
    const said = (text: string) => new RegExp(`${text.replaceAll('.', '\\.')}\\s+([−-]?[\\d.]+)`);
    if (value !== undefined)
      figures.set(name, { stored: value, card: said(title), page: said(title), paper: said(title) });
  };
  score('FIB-4', 'fib4', 'FIB-4 index');
  score('MELD 3.0', 'meld3', 'MELD 3.0');
  score('ALBI', 'albi', 'ALBI grade');

  const parts = observation('stage-distribution')?.component;
  const p = (stage: number) =>
    parts?.find(({ code }) => code.coding?.some((coding) => coding.code === `p-f${stage}`))?.valueQuantity?.value ?? 0;
  if (parts)
    for (const [name, least] of [
      ['P(≥F2)', 2],
      ['P(≥F3)', 3],
      ['P(F4)', 4],
    ] as const) {
      const escaped = name.replaceAll(/[()]/g, '\\$&');
      const share = '([<>]?[\\d.]+ ?%)';
      figures.set(name, {
        stored: [0, 1, 2, 3, 4].filter((stage) => stage >= least).reduce((sum, stage) => sum + p(stage), 0),
        card: new RegExp(`${escaped} ([\\d.]+)`),
        page: new RegExp(`${escaped} [a-z ]+${share}`),
        paper: new RegExp(`${escaped} ${share}`),
      });
    }

  // Death without transplant in primary biliary cholangitis: the model that states a course over years.
  const risks = stored.filter((one): one is RiskAssessment => one.resourceType === 'RiskAssessment');
  const death = risks
    .filter(({ code }) => code?.text?.includes('primary biliary'))
    .flatMap(({ prediction = [] }) => prediction)
    .filter(({ outcome }) => outcome?.coding?.some(({ code }) => code === 'death'));
  for (const { probabilityDecimal, whenRange } of death) {
    const years = whenRange?.high?.value;
    if (probabilityDecimal === undefined || years === undefined) continue;
    const name = years === 1 ? '1 year' : `${years} years`;
    figures.set(name, {
      // FHIR R4 lets a probability be a percentage; ours are.
      stored: probabilityDecimal / 100,
      card: new RegExp(`${years}-year risk of death without transplant ([\\d.]+ ?%)`),
      page: new RegExp(`in ${name} ([<>]?[\\d.]+ ?%)`),
      paper: new RegExp(`Death [^;]*?${name} ([<>]?[\\d.]+ ?%)`),
    });
  }
  return figures;
}

/** Whether a figure as written is the stored one to its last digit. */
function agrees(written: string | undefined, stored: number): boolean {
  const [, bound, digits = '', percent] = /^([<>]?)([−-]?[\d.]+) ?(%?)$/.exec(written ?? '') ?? [];
  if (digits === '') return false;
  const shown = Number(digits.replace('−', '-'));
  const value = percent ? 100 * stored : stored;
  if (bound) return bound === '<' ? value < shown : value > shown;
  const decimals = digits.split('.')[1]?.length ?? 0;
  // Stored values are rounded themselves, to ten significant digits.
  return Math.abs(value - shown) <= 0.5 * 10 ** -decimals + 1e-6;
}

const plain = (text: string) =>
  text
    .normalize('NFKC')
    .replaceAll('**', '')
    .replaceAll(/[\s\u00a0]+/g, ' ');

/** The text of the PDF where poppler can read it, else that of the page as it is printed. */
async function paperText(page: Page, folder: string): Promise<string> {
  const file = join(folder, 'sheet.pdf');
  await writeFile(file, await page.pdf({ preferCSSPageSize: true, printBackground: true }));
  try {
    return execFileSync('pdftotext', ['-raw', file, '-'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  } catch {
    await page.emulateMedia({ media: 'print' });
    return page.locator('.sheet').innerText();
  }
}
