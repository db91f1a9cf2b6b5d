import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { validateCommand } from '../../src/cli/validate.ts';
import type { ValidationReport } from '../../src/core/validation/validation-report.ts';
import { validationPage } from '../../src/http/pages/validation/validation-page.ts';

// 60 subjects whose distribution leans towards the reference stage, and one that the model refuses.

let folder: string;
const at = (name: string) => join(folder, name);
const stageOf = (k: number) => (k * 7) % 5;
function distributionOf(k: number): number[] {
  const centre = stageOf(k) + ((k % 3) - 1) * 0.8;
  const weights = [0, 1, 2, 3, 4].map((stage) => Math.exp(-0.6 * (stage - centre) ** 2));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => Number((weight / sum).toFixed(5)));
}
const numbers = Array.from({ length: 60 }, (_, k) => k);
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fibrocast-stages-'));
  const cohort = [
    'id,age_y,biopsy',
    ...numbers.map((k) => `s${k},${40 + (k % 40)},F${stageOf(k)}`),
    'x,50,F2',
    'y,50,',
  ];
  await writeFile(at('cohort.csv'), cohort.join('\n'));
  const rows = numbers.map((k) => `s${k},${distributionOf(k).join(',')},ok,`);
  await writeFile(
    at('stages.csv'),
    ['id,p_f0,p_f1,p_f2,p_f3,p_f4,status,reason', ...rows, 'x,,,,,,refused,no portal phase', 'y,1,0,0,0,0,ok,'].join(
      '\n',
    ),
  );
  for (const k of numbers) {
    await mkdir(at(`findings/s${k}`), { recursive: true });
    const model = {
      by: { id: 'their-stage', version: '1.0.0', sha256: 'a'.repeat(64) },
      quality: k === 0 ? 0 : 1,
      qualityReasons: k === 0 ? ['slices too thick'] : [],
      output: { kind: 'stage', probabilities: distributionOf(k) },
    };
    await writeFile(at(`findings/s${k}/findings.json`), JSON.stringify({ models: [model] }));
  }
});
afterAll(() => rm(folder, { recursive: true }));

async function run(...more: string[]) {
  let said = '';
  const command = validateCommand({
    openModel: async () => undefined,
    page: validationPage,
    record: async () => '',
    version: '0.0.0-test',
    now: () => '2026-06-01T00:00:00.000Z',
    out: { write: (text: string) => (said += text) },
    notices: { write: () => true },
  });
  const basics = ['--cohort', at('cohort.csv'), '--model', 'their-stage', '--out', at('out'), '--bootstrap', '20'];
  await command.parseAsync([...basics, '--stages', 'biopsy', ...more], { from: 'user' });
  const report = JSON.parse(await readFile(at('out/report.json'), 'utf8')) as ValidationReport;
  return { said, report, page: await readFile(at('out/report.html'), 'utf8') };
}

describe('fibrocast validate --stages', () => {
  it('measures all stages at once and each threshold, from a table of distributions', async () => {
    const { said, report, page } = await run('--predictions', at('stages.csv'));
    expect(report.stages).toMatchObject({ n: 60, counts: [12, 12, 12, 12, 12] });
    expect(said).toMatch(/^stage: n 60; ranked-probability-score 0\.\d+; .*weighted-kappa 0\.\d+/);
    expect(report.outcomes.map(({ outcome, n, events }) => [outcome, n, events])).toEqual([
      ['stage-ge-2', 60, 36],
      ['stage-ge-3', 60, 24],
      ['stage-ge-4', 60, 12],
    ]);
    for (const { measures, refused, unobserved } of report.outcomes) {
      const ids = measures.map(({ id }) => id);
      for (const id of ['auc', 'brier', 'observed-to-expected', 'calibration-slope']) expect(ids).toContain(id);
      expect(refused).toEqual([{ reason: 'no portal phase', count: 1 }]);
      expect(unobserved).toEqual([{ reason: 'biopsy missing or not a number', count: 1 }]);
    }
    expect(page).toContain('Stage F0 to F4');
    expect(page).toContain('Stage F3 or higher');
    expect(page).toContain('Weighted kappa');
  });
  it('reads the findings of analyses, and counts what has no quality as refused', async () => {
    const { report } = await run('--findings', at('findings'));
    expect(report.stages?.n).toBe(59);
    expect(report.outcomes[0]?.refused).toEqual([{ reason: 'slices too thick', count: 1 }]);
  });
  it.each([
    [['--predictions', 'cohort.csv'], 'lacks p_f0'],
    [[], '--stages needs the distributions'],
    [['--predictions', 'stages.csv', '--findings', 'findings'], '--stages needs the distributions'],
    [['--findings', 'nowhere'], 'holds no subject'],
    [['--predictions', 'odd.csv'], 'add up to 1'],
  ])('is told the way out with %j', async (words, sentence) => {
    await writeFile(at('odd.csv'), 'id,p_f0,p_f1,p_f2,p_f3,p_f4\ns1,0.5,0.5,0.5,0,0\n');
    const more = words.map((word) => (word.startsWith('--') ? word : at(word)));
    await expect(run(...more)).rejects.toThrow(sentence);
  });
  it('wants a column with stages', async () => {
    await expect(run('--predictions', at('stages.csv'), '--stages', 'age_y')).rejects.toThrow(
      'has a stage from 0 to 4',
    );
  });
});
