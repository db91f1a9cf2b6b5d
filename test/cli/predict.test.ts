import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { predictFile } from '../../src/cli/predict.ts';
import type { OpenTabularModel } from '../../src/cli/predict-rows.ts';
import { openTabularModel } from '../../src/compose/models.ts';

type Line = Record<string, string>;
let folder: string;
const open = new Map<string, OpenTabularModel>();
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fibrocast-predict-'));
  for (const id of ['pbc-prognosis', 'nhanes-stiffness', 'other-cause-mortality'])
    open.set(id, await openTabularModel(id));
});
afterAll(async () => {
  for (const model of open.values()) await model.close();
  await rm(folder, { recursive: true });
});

async function run(table: string, model: string, more: { site?: string; level?: string } = {}) {
  const [from, to] = [join(folder, 'in.csv'), join(folder, 'out.csv')];
  await writeFile(from, table);
  const opened = open.get(model);
  if (!opened) throw new Error(`${model} is not open`);
  const summary = await predictFile(
    { in: from, out: to, model, ...more },
    {
      openModel: async () => ({ ...opened, close: async () => {} }),
      notices: { write: () => true },
      now: () => '2026-06-01T00:00:00Z',
    },
  );
  const lines: Line[] = parse(await readFile(to, 'utf8'), { columns: true });
  return { summary, lines };
}
const of = (lines: readonly Line[], id: string, outcome: string, year = '') =>
  lines.find((line) => line.id === id && line.outcome === outcome && line.horizon_y === year);

describe('fibrocast predict', () => {
  it('answers every row with every outcome for the years 1 to 5', async () => {
    const { lines, summary } = await run('id,age_y,bili_mg_dl,albumin_g_dl\na,55,2,3.5\nb,40,1,4\n', 'pbc-prognosis');
    expect(lines.map(({ id, outcome, horizon_y }) => `${id} ${outcome} ${horizon_y}`)).toEqual(
      ['a', 'b'].flatMap((id) =>
        ['death', 'transplant', 'first-ascites'].flatMap((outcome) =>
          [1, 2, 3, 4, 5].map((year) => `${id} ${outcome} ${year}`),
        ),
      ),
    );
    expect(lines.every(({ status }) => status === 'ok')).toBe(true);
    expect(summary).toMatchObject({ rows: 2, predicted: 30, refused: 0 });
    expect(Number(of(lines, 'a', 'death', '5')?.probability)).toBeGreaterThan(
      Number(of(lines, 'b', 'death', '5')?.probability),
    );
  });
  it('gives the same in SI and in US units', async () => {
    const us = await run('id,age_y,bili_mg_dl,albumin_g_dl,protime_s\n1,55,2,3.5,11\n', 'pbc-prognosis');
    const si = await run('id,age_y,bili_umol_l,albumin_g_l,protime_s\n1,55,34.208,35,11\n', 'pbc-prognosis');
    us.lines.forEach((line, k) => {
      expect(Number(si.lines[k]?.probability)).toBeCloseTo(Number(line.probability), 6);
    });
  });
  it('refuses row by row with the reason, and loses none', async () => {
    const table = [
      'id,age_y,bili_mg_dl,albumin_g_dl,platelet_1e9_l,ascites',
      'whole,55,2,3.5,200,0',
      'no-albumin,55,2,,200,0',
      'word,55,high,3.5,200,0',
      'implausible,55,2,35,200,0',
      'platelets,55,2,3.5,200000,0',
      'child,12,2,3.5,200,0',
      'ascites,55,2,3.5,200,1',
      'bound,55,<0.5,3.5,200,0',
    ].join('\n');
    const { lines } = await run(table, 'pbc-prognosis');
    expect(lines).toHaveLength(8 * 15);
    const reason = (id: string, outcome = 'death') => of(lines, id, outcome, '5')?.reason;
    expect(of(lines, 'whole', 'death', '5')?.status).toBe('ok');
    expect(reason('no-albumin')).toBe('Albumin is missing');
    expect(reason('word')).toContain('is not a number');
    expect(reason('implausible')).toContain('not plausible');
    expect(reason('platelets')).toContain('not plausible');
    expect(reason('child')).toContain('age 12 is outside');
    expect(reason('bound')).toContain('only a bound');
    expect(reason('ascites')).toBe('');
    expect(reason('ascites', 'first-ascites')).toBe('ascites is already present');
    expect(of(lines, 'no-albumin', 'death', '5')).toMatchObject({ status: 'refused', probability: '', lower: '' });
  });
  it('is wider without the optional inputs, and narrower at 80 %', async () => {
    const bare = 'id,age_y,bili_mg_dl,albumin_g_dl\n1,50,1.5,3.5\n';
    const full =
      'id,age_y,bili_mg_dl,albumin_g_dl,edema,protime_s,platelet_1e9_l,ast_u_l,histologic_stage\n1,50,1.5,3.5,0,10.6,255,110,3\n';
    const width = async (table: string, level?: string) => {
      const line = of((await run(table, 'pbc-prognosis', level ? { level } : {})).lines, '1', 'death', '5');
      return Number(line?.upper) - Number(line?.lower);
    };
    const [wide, narrow] = [await width(bare), await width(full)];
    expect(wide).toBeGreaterThan(narrow);
    expect(await width(full, '80')).toBeLessThan(narrow);
  });
  it('gives stiffness without a horizon, and never crossing', async () => {
    const { lines } = await run(
      'seqn,age_y,sex,bmi_kg_m2,ast_u_l,hdl_mg_dl,waist_cm\n7,60,m,36,40,38,121\n',
      'nhanes-stiffness',
    );
    expect(lines.map(({ id, outcome, horizon_y, status }) => [id, outcome, horizon_y, status])).toEqual(
      ['lsm-ge-8', 'lsm-ge-10', 'lsm-ge-12'].map((outcome) => ['7', outcome, '', 'ok']),
    );
    const [eight = 0, ten = 0, twelve = 0] = lines.map(({ probability }) => Number(probability));
    expect(eight).toBeGreaterThan(ten);
    expect(ten).toBeGreaterThan(twelve);
  });
  it('takes silence on a comorbidity for neither yes nor no', async () => {
    const table = 'id,age_y,male,hx_heart_failure\nyes,70,1,1\nno,70,1,0\nsilent,70,1,\n';
    const { lines } = await run(table, 'other-cause-mortality');
    const [yes, no, silent] = ['yes', 'no', 'silent'].map((id) =>
      Number(of(lines, id, 'other-cause-death', '5')?.probability),
    );
    expect(yes).toBeGreaterThan(silent ?? Number.NaN);
    expect(silent).toBeGreaterThan(no ?? Number.NaN);
  });
  it('reads a table of many rows in the order of the table', async () => {
    const rows = Array.from(
      { length: 600 },
      (_, k) => `${k},${30 + (k % 40)},${1 + (k % 7)},${k % 50 === 0 ? '' : 3.5}`,
    );
    const { lines } = await run(['id,age_y,bili_mg_dl,albumin_g_dl', ...rows].join('\n'), 'pbc-prognosis');
    expect([...new Set(lines.map(({ id }) => id))]).toEqual(rows.map((_, k) => String(k)));
    expect(of(lines, '550', 'death', '1')?.status).toBe('refused');
    const alike = [of(lines, '3', 'death', '5'), of(lines, '283', 'death', '5')].map((line) => line?.probability);
    expect(alike[0]).toBe(alike[1]);
  });
  it('refuses a table without any known column, a level it does not have, and a model that does not exist', async () => {
    await expect(run('id,colour\n1,red\n', 'pbc-prognosis')).rejects.toThrow('No column is known');
    await expect(run('id,age_y\n1,50\n', 'pbc-prognosis', { level: '90' })).rejects.toThrow('80 or 95');
    await expect(openTabularModel('no-such-model')).rejects.toThrow('pbc-prognosis@');
  });
});
