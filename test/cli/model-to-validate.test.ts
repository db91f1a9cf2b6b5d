import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { modelToValidate } from '../../src/cli/model-to-validate.ts';
import { validateCommand } from '../../src/cli/validate.ts';
import type { ValidationReport } from '../../src/core/validation/validation-report.ts';
import { validationPage } from '../../src/http/pages/validation/validation-page.ts';

const cohorts = join(process.cwd(), '../shared/data/cohorts');
const recorded: string[][] = [];
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fibrocast-run-validate-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function validated(...options: string[]) {
  const out = join(folder, 'report');
  await validateCommand({
    openModel: (id) => modelToValidate(id),
    page: validationPage,
    record: async (...given) => {
      recorded.push(given);
      return 'recorded';
    },
    version: '1.2.3',
    now: () => '2026-01-02T03:04:05Z',
    out: { write: () => true },
    notices: { write: () => true },
  }).parseAsync([...options, '--out', out, '--bootstrap', '2'], { from: 'user' });
  const report = JSON.parse(await readFile(join(out, 'report.json'), 'utf8')) as ValidationReport;
  return { report, page: await readFile(join(out, 'report.html'), 'utf8') };
}

/** Forty made-up patients: the worse the bilirubin, the sooner the end. */
const madeUp = Array.from({ length: 40 }, (_, n) => {
  const status = n % 3 === 0 ? 2 : n % 7 === 0 ? 1 : 0;
  return [`p${n}`, 40 + (n % 30), 0.5 + n / 8, 4.2 - n / 40, 4000 - n * 80, status];
});
const table = (rows: readonly (readonly (string | number)[])[]) => `${rows.map((row) => row.join(',')).join('\n')}\n`;

describe('a model that is here', () => {
  it('is run over the cohort, judges what its manifest says was observed, and the report is recorded', async () => {
    const cohort = join(folder, 'made-up.csv');
    await writeFile(cohort, table([['id', 'age_y', 'bili_mg_dl', 'albumin_g_dl', 'time_d', 'status'], ...madeUp]));
    const { report, page } = await validated('--cohort', cohort, '--model', 'pbc-prognosis', '--record');
    expect(report.outcomes.map(({ outcome, n, events, horizonsYears }) => [outcome, n, events, horizonsYears])).toEqual(
      [
        ['death', 40, 14, [1, 2, 3, 4, 5]],
        ['transplant', 40, 4, [1, 2, 3, 4, 5]],
      ],
    );
    expect(report.outcomes[0]?.scoreIs).toBe('linear-predictor');
    expect(report.apparent).toBeUndefined();
    expect(page).not.toContain('apparent performance');
    expect(recorded.at(-1)).toEqual([
      'pbc-prognosis',
      expect.stringMatching(/^[0-9a-f]{64}$/),
      'validated on 40 subjects',
    ]);
  }, 30_000);

  it('takes the columns of one outcome from one table, and never shows the second to the model', async () => {
    const [cohort, outcomes] = [join(folder, 'labs.csv'), join(folder, 'events.csv')];
    await writeFile(cohort, table([['id', 'age_y', 'bili_mg_dl', 'albumin_g_dl', 'time_d', 'status'], ...madeUp]));
    await writeFile(
      outcomes,
      table([
        ['id', 'ascites_at_baseline', 'ascites_time_d', 'ascites_event', 'status', 'ascites', 'bili_mg_dl'],
        ...madeUp.slice(0, 30).map(([id], n) => [String(id), n === 0 ? 1 : 0, 300 + 40 * n, n % 4, 0, 1, 40]),
      ]),
    );
    const alone = await validated('--cohort', cohort, '--model', 'pbc-prognosis');
    const { report } = await validated('--cohort', cohort, '--outcomes', outcomes, '--model', 'pbc-prognosis');
    const [death, , ascites] = report.outcomes;
    expect(death?.measures).toEqual(alone.report.outcomes[0]?.measures);
    expect(ascites).toMatchObject({
      outcome: 'first-ascites',
      n: 29,
      unobserved: [
        { reason: 'ascites_event missing', count: 10 },
        { reason: 'excluded: ascites_at_baseline is 1', count: 1 },
      ],
    });
  }, 30_000);

  it('is absent when there is no such model: its predictions must be given', async () => {
    expect(await modelToValidate('no-such-model')).toBeUndefined();
  });

  it.skipIf(!existsSync(cohorts))(
    'says on the page that figures on the training data are apparent (shared cohorts)',
    async () => {
      const { report, page } = await validated(
        '--cohort',
        join(cohorts, 'pbc_train.csv'),
        '--outcomes',
        join(cohorts, 'pbc_events_train.csv'),
        '--model',
        'pbc-prognosis',
      );
      expect(report.apparent).toBe(true);
      expect(page).toContain('Training data: apparent performance');
      expect(report.outcomes.map(({ outcome, events }) => [outcome, events])).toEqual([
        ['death', 124],
        ['transplant', 14],
        ['first-ascites', 62],
      ]);
    },
    60_000,
  );
});
