import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ValidateCommandParts, validateCommand } from '../../src/cli/validate.ts';
import type { ValidationReport } from '../../src/core/validation/validation-report.ts';
import { validationPage } from '../../src/http/pages/validation/validation-page.ts';
import { competingCohort, p1, p3, score } from '../core/survival/reference-cohort.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fibrocast-validate-'));
  const file = (name: string, lines: readonly string[]) => writeFile(join(folder, name), `${lines.join('\n')}\n`);
  await file('cohort.csv', [
    'id,time_d,status,sex',
    ...competingCohort.map(({ time, cause }, index) => `s${index},${time * 365.25},${cause},${index % 2 ? 'f' : 'm'}`),
  ]);
  await file('risk.csv', [
    'id,outcome,horizon_y,probability,lower,upper,linear_predictor,status,reason',
    ...competingCohort.flatMap((_, index) =>
      index === 3
        ? [`s3,death,,,,,,refused,albumin missing`]
        : [
            `s${index},death,1,${p1[index]},,,${score[index]},ok,`,
            `s${index},death,3,${p3[index]},,,${score[index]},ok,`,
            `s${index},transplant,1,0.01,,,0,ok,`,
          ],
    ),
  ]);
  await file('folds.csv', ['id,fold', ...competingCohort.map((_, index) => `s${index},${index % 3}`)]);
  await file('labs.csv', ['id,age_y', ...competingCohort.map((_, index) => `s${index},${30 + index}`)]);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

function run(parts: Partial<ValidateCommandParts> = {}) {
  const said = { out: '', notices: '' };
  const command = validateCommand({
    openModel: async () => undefined,
    page: validationPage,
    record: async () => '',
    version: '1.2.3',
    now: () => '2026-01-02T03:04:05Z',
    out: { write: (text: string) => (said.out += text) },
    notices: { write: (text: string) => (said.notices += text) },
    ...parts,
  });
  command.configureOutput({ writeErr: () => {} });
  return { command, said };
}
const at = (name: string) => join(folder, name);
const basics = () => [
  '--model',
  'made-up',
  '--out',
  at('report'),
  '--predictions',
  at('risk.csv'),
  '--bootstrap',
  '20',
];
const columns = ['--time', 'time_d', '--status', 'status', '--event', '1', '--competing', '2'];

async function reportOf(): Promise<ValidationReport> {
  return JSON.parse(await readFile(at('report/report.json'), 'utf8')) as ValidationReport;
}

describe('fibrocast validate', () => {
  it('measures the predictions of a table against the columns named, and writes both files', async () => {
    const { command, said } = run();
    await command.parseAsync(['--cohort', at('cohort.csv'), ...basics(), ...columns, '--outcome', 'death'], {
      from: 'user',
    });
    const report = await reportOf();
    expect(report.model).toEqual({ id: 'made-up' });
    expect(report.cohort.sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(report.outcomes).toHaveLength(1);
    expect(report.outcomes[0]).toMatchObject({
      outcome: 'death',
      n: 47,
      horizonsYears: [1, 3],
      refused: [{ reason: 'albumin missing', count: 1 }],
    });
    expect(existsSync(at('report/report.html'))).toBe(true);
    expect(said.out).toContain('death: n 47, events 23; harrell-c 0.7');
    expect(said.notices).toBe('death: 47 subjects\n');
  });
  it('takes the way of observing from the manifest, for each outcome that was predicted', async () => {
    const followUp = (event: number, competing: number) =>
      ({
        kind: 'follow-up',
        time: 'time_d',
        timeUnit: 'd',
        status: 'status',
        codes: { censored: [0], event: [event], competing: [competing] },
      }) as const;
    const { command, said } = run({
      openModel: async (id) => ({
        manifest: {
          id,
          version: '2.0.0',
          title: 'Made up',
          evidence: 'synthetic',
          observed: { death: followUp(1, 2), transplant: followUp(2, 1), 'first-ascites': followUp(3, 1) },
        },
      }),
    });
    await command.parseAsync(['--cohort', at('cohort.csv'), ...basics(), '--json'], { from: 'user' });
    const headline = JSON.parse(said.out);
    expect(headline.model).toEqual({ id: 'made-up', version: '2.0.0', title: 'Made up', evidence: 'synthetic' });
    expect(
      headline.outcomes.map(({ outcome, events }: { outcome: string; events: number }) => [outcome, events]),
    ).toEqual([
      ['death', 23],
      ['transplant', 9],
    ]);
  });
  it('joins a second table of outcomes by id, and measures folds', async () => {
    const { command } = run();
    await command.parseAsync(
      [
        '--cohort',
        at('labs.csv'),
        '--outcomes',
        at('cohort.csv'),
        ...basics(),
        ...columns,
        '--outcome',
        'death',
        '--folds',
        at('folds.csv'),
      ],
      { from: 'user' },
    );
    const report = await reportOf();
    expect(report.predictions.crossValidated).toBe(true);
    expect(report.outcomes[0]?.folds.map(({ group, n }) => [group, n])).toEqual([
      ['0', 15],
      ['1', 16],
      ['2', 16],
    ]);
    expect(report.outcomes[0]?.subgroups.map(({ id }) => id)).toEqual(['sex', 'age']);
  });
  it.each([
    ['the observed columns are not known', [], /not known how outcomes are observed/],
    ['several outcomes were predicted and none is named', columns, /name one with --outcome/],
    ['status stands without event', ['--outcome', 'death', '--status', 'status'], /belong together/],
    ['the limit is no number', ['--outcome', 'death', '--value', 'lsm_kpa', '--at-least', 'x'], /limit is a number/],
    [
      'the time unit is unknown',
      [...columns, '--outcome', 'death', '--time-unit', 'w'],
      /must be d \(days\) or a \(years\)/,
    ],
    [
      'the number of samples is none',
      [...columns, '--outcome', 'death', '--bootstrap', '1'],
      /--bootstrap must be a whole number/,
    ],
  ])('is told the way out when %s', async (_, more, sentence) => {
    const { command } = run();
    const arguments_ = ['--cohort', at('cohort.csv'), ...basics(), ...more];
    await expect(command.parseAsync(arguments_, { from: 'user' })).rejects.toThrow(sentence);
  });
  it('writes a report on the training data, and does not record it', async () => {
    let recorded = 0;
    const trainedOn = {
      ...{ cohort: 'made up', n: 47, years: '2026', country: 'none', licence: 'none' },
      files: [{ name: 'cohort.csv', sha256: '0'.repeat(64) }],
    };
    const { command } = run({
      openModel: async () => ({
        manifest: { id: 'made-up', version: '1.0.0', title: 'Made up', evidence: 'research', trainedOn },
      }),
      record: async () => {
        recorded += 1;
        return '';
      },
    });
    const arguments_ = ['--cohort', at('cohort.csv'), ...basics(), ...columns, '--outcome', 'death', '--record'];
    await expect(command.parseAsync(arguments_, { from: 'user' })).rejects.toThrow('written and not recorded');
    expect((await reportOf()).apparent).toBe(true);
    expect(recorded).toBe(0);
  });
  it('knows the columns of a site by --columns, and refuses a name without its unit', async () => {
    const attempt = (list: string) => {
      const { command } = run();
      const words = ['--cohort', at('labs.csv'), '--outcomes', at('cohort.csv'), ...basics(), ...columns];
      return command.parseAsync([...words, '--outcome', 'death', '--columns', list], { from: 'user' });
    };
    await attempt('ageYears=age_y,time=time_d,status=status');
    await expect(attempt('bilirubinUmolPerL=tbil')).rejects.toThrow('needs its unit at the end of its name');
    await expect(attempt('albuminGPerL=alb_g_l')).rejects.toThrow('"alb_g_l" of --columns is not in the table');
    await expect(attempt('ageYears')).rejects.toThrow('input=column,input=column');
  });
  it('refuses a table that is not of fibrocast predict', async () => {
    const { command } = run();
    const arguments_ = ['--cohort', at('cohort.csv'), ...basics(), ...columns, '--predictions', at('cohort.csv')];
    await expect(command.parseAsync(arguments_, { from: 'user' })).rejects.toThrow(/lacks outcome, probability/);
  });
  it('refuses files that cannot be read, without their path', async () => {
    const { command } = run();
    const arguments_ = ['--cohort', at('absent.csv'), ...basics(), ...columns];
    await expect(command.parseAsync(arguments_, { from: 'user' })).rejects.toThrow(
      /^The file of --cohort cannot be read\.$/,
    );
  });
});
