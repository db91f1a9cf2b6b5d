import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { predictFile } from '../../src/cli/predict.ts';
import { trainModel } from '../../src/cli/train.ts';
import { openTabularModel, training } from '../../src/compose/models.ts';
import { historyColumns as columns, hospitalHistory, python, trainable } from '../support/hospital-history.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fibrocast-train-'));
});
afterAll(() => rm(folder, { recursive: true }));

const quiet = { write: () => true };
const parts = { ...training, environment: { ...process.env, FIBROCAST_PYTHON: python }, notices: quiet };

describe.skipIf(!trainable)('training on a table of its own (Python with requirements-tabular.txt)', () => {
  it("walks a hospital's first training: train twice alike, put into place, predict", async () => {
    const cohort = join(folder, 'history.csv');
    await writeFile(cohort, hospitalHistory(360));
    const options = {
      cohort,
      columns,
      site: 'Made-up hospital, 2010 to 2020',
      modelVersion: '0.1.0',
      replicates: '10',
      repeats: '1',
    };
    const [first, second] = [join(folder, 'a', 'our-pbc'), join(folder, 'b', 'our-pbc')];
    const trained = await trainModel('pbc-prognosis', { ...options, out: first }, parts);
    expect(trained).toEqual({ id: 'our-pbc', version: '0.1.0' });
    await trainModel('pbc-prognosis', { ...options, out: second }, parts);
    for (const file of ['golden.json', 'model.onnx', 'reference.json', 'manifest.json'])
      expect((await readFile(join(second, file))).equals(await readFile(join(first, file))), file).toBe(true);

    const validation = JSON.parse(await readFile(join(first, 'validation.json'), 'utf8'));
    const c = validation.figures['death-transplant'].death.all['C (Harrell, other causes censored)'].value;
    expect(c).toBeGreaterThan(0.65);
    expect(await readFile(join(first, 'model-card.md'), 'utf8')).toContain('Made-up hospital, 2010 to 2020');

    const [to, table] = [join(folder, 'risk.csv'), join(folder, 'new.csv')];
    await writeFile(table, 'id,age_y,bili_mg_dl,albumin_g_dl\nlow,45,0.8,4.2\nhigh,70,6,3\n');
    const summary = await predictFile(
      { in: table, out: to, model: 'our-pbc' },
      { openModel: (id) => openTabularModel(id, { FIBROCAST_MODELS: join(folder, 'a') }), notices: quiet },
    );
    expect(summary.model).toBe('our-pbc@0.1.0');
    const lines: Record<string, string>[] = parse(await readFile(to, 'utf8'), { columns: true });
    const risk = (id: string) =>
      Number(lines.find((line) => line.id === id && line.outcome === 'death' && line.horizon_y === '5')?.probability);
    expect(risk('high')).toBeGreaterThan(risk('low'));
  }, 400_000);

  it('tells in a sentence what is wrong with a table, and leaves the model that was there', async () => {
    const cohort = join(folder, 'bad.csv');
    await writeFile(cohort, 'id,age_y,tbil,albumin_g_l,time_d,status\n1,50,20,40,100,2\n');
    const out = join(folder, 'kept');
    await mkdir(out);
    await writeFile(join(out, 'manifest.json'), '{}');
    const attempt = trainModel('pbc-prognosis', { cohort, columns: 'bilirubinUmolPerL=tbil', out }, parts);
    await expect(attempt).rejects.toThrow('needs its unit at the end of its name');
    expect(await readFile(join(out, 'manifest.json'), 'utf8')).toBe('{}');
  }, 120_000);
});

describe('fibrocast train', () => {
  it('says how to make the environment when there is none', async () => {
    const bare = { ...parts, packageFolder: join(folder, 'nowhere'), environment: {} };
    const attempt = trainModel('pbc-prognosis', { out: join(folder, 'x'), data: folder }, bare);
    await expect(attempt).rejects.toThrow('make-environment.sh');
    expect(existsSync(join(folder, 'x'))).toBe(false);
  });
  it('replaces nothing that is no model', async () => {
    const out = join(folder, 'papers');
    await mkdir(out);
    await writeFile(join(out, 'notes.txt'), 'mine');
    await expect(trainModel('pbc-prognosis', { out, data: folder }, parts)).rejects.toThrow('no model');
    expect(await readFile(join(out, 'notes.txt'), 'utf8')).toBe('mine');
  });
});
