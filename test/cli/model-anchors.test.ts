import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { fileModelHistory } from '../../src/adapters/database/model-history.ts';
import { readModels } from '../../src/adapters/inference/model-folder.ts';
import { modelsCommand } from '../../src/cli/models.ts';
import { predictFile } from '../../src/cli/predict.ts';
import type { OpenTabularModel } from '../../src/cli/predict-rows.ts';
import { openTabularModel } from '../../src/compose/models.ts';
import { hazardsFromLogits } from '../../src/core/prognosis/cumulative-incidence.ts';
import { tabularPredictor } from '../../src/core/prognosis/tabular-predictor.ts';
import { seededRandom } from '../../src/core/seeded-random.ts';
import { modelRegistry } from '../../src/flows/model-registry.ts';
import type { AuditFact } from '../../src/ports/audit.ts';
import { linearLogits, shippedModelsFolder } from '../support/shipped-models.ts';

// A site where more people die than the model says: its hazards of death are those of the model times about 1.8.

let folder: string;
let model: OpenTabularModel;
let dataDir: string;
let facts: AuditFact[];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fibrocast-anchors-'));
  model = await openTabularModel('pbc-prognosis');
  await writeFile(join(folder, 'site.csv'), siteTable(500, 0.6));
  await writeFile(join(folder, 'few.csv'), siteTable(150, 0.6));
  await writeFile(join(folder, 'healthy.csv'), siteTable(260, -4));
});
afterAll(async () => {
  await model.close();
  await rm(folder, { recursive: true });
});
beforeEach(async () => {
  dataDir = await mkdtemp(join(folder, 'data-'));
  facts = [];
});

function siteTable(n: number, shift: number): string {
  const random = seededRandom(11);
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const predictor = tabularPredictor(model);
  const rows = Array.from({ length: n }, (_, k) => {
    const age = Math.min(85, Math.max(25, 55 + 10 * normal()));
    const bilirubin = Math.min(20, Math.exp(0.4 + 0.8 * normal()));
    const albumin = Math.min(4.6, Math.max(2.2, 3.5 + 0.4 * normal()));
    const given = {
      ageYears: { value: age, references: [] },
      bilirubinUmolPerL: { value: bilirubin * 17.104, references: [] },
      albuminGPerL: { value: albumin * 10, references: [] },
    };
    const prepared = predictor.prepare({ given, states: new Set() }, '2026-01-01T00:00:00Z');
    if (prepared.status === 'refused') throw new Error(prepared.reason);
    const data = linearLogits(model, prepared.patient).death_transplant_logits?.data ?? [];
    const followedDays = Math.round(365.25 * (1 + 7 * random()));
    let [days, status] = [followedDays, 0];
    for (let t = 0; t < 20; t++) {
      const [death = 0, transplant = 0] =
        hazardsFromLogits([[(data[2 * t] ?? 0) + shift, data[2 * t + 1] ?? 0]])[0] ?? [];
      const [chance, when] = [random(), Math.round(182.625 * (t + random()))];
      if (when >= followedDays) break;
      if (chance > death + transplant) continue;
      [days, status] = [Math.max(1, when), chance < death ? 2 : 1];
      break;
    }
    return [`p${k}`, age.toFixed(2), bilirubin.toFixed(3), albumin.toFixed(3), days, status].join(',');
  });
  return ['id,age_y,bili_mg_dl,albumin_g_dl,time_d,status', ...rows].join('\n');
}

async function run(...words: string[]) {
  let said = '';
  const registry = modelRegistry({
    folders: await readModels([shippedModelsFolder]),
    isBundled: () => true,
    history: fileModelHistory(dataDir),
    goldenRun: () => ({ passed: true, ms: 1, cases: 1, departure: 0, provider: 'cpu' }),
    switchedOff: [],
    synthetic: false,
    audit: { record: async (added) => void facts.push(...added) },
    clock: () => '2026-03-01T00:00:00.000Z',
  });
  await modelsCommand({
    open: async () => ({ registry, close: async () => undefined }),
    openModel: async () => ({ ...model, close: async () => {} }),
    now: () => '2026-03-01T00:00:00.000Z',
    operator: 'anna',
    out: { write: (text: string) => (said += text) },
  }).parseAsync(words, { from: 'user' });
  return said;
}

async function risks(site?: string) {
  const out = join(dataDir, 'risk.csv');
  let notices = '';
  await predictFile(
    { in: join(folder, 'site.csv'), out, model: 'pbc-prognosis', ...(site ? { site } : {}) },
    {
      openModel: async () => ({ ...model, close: async () => {} }),
      changes: () => fileModelHistory(dataDir).read(),
      notices: { write: (text: string) => (notices += text) },
    },
  );
  const text = await readFile(out, 'utf8');
  const lines: Record<string, string>[] = parse(text, { columns: true });
  return { text, lines, notices };
}
const deaths = ({ lines }: Awaited<ReturnType<typeof risks>>) =>
  lines.filter(({ outcome, horizon_y }) => outcome === 'death' && horizon_y === '5');
const anchorSite = (...more: string[]) =>
  run('anchor', 'pbc-prognosis', '--cohort', join(folder, 'site.csv'), '--site', 'north', ...more);

describe('fibrocast models anchor', () => {
  it('finds the constant of the site, shows the calibration before and after, and records it audited', async () => {
    const found = JSON.parse(await anchorSite('--reason', 'first year', '--json'));
    const death = found.outcomes.find(({ outcome }: { outcome: string }) => outcome === 'death');
    expect(death.result.intercept).toBeGreaterThan(0.4);
    expect(death.result.intercept).toBeLessThan(0.8);
    const last = (checks: { observedToExpected: number }[]) => checks.at(-1)?.observedToExpected ?? Number.NaN;
    expect(last(death.before)).toBeGreaterThan(1.25);
    expect(Math.abs(last(death.after) - 1)).toBeLessThan(0.08);
    expect(Math.abs(last(death.halves) - 1)).toBeLessThan(0.15);
    expect(found.recorded).toMatchObject({ site: 'north', version: 1, by: 'anna', reason: 'first year' });
    const sha256 = createHash('sha256')
      .update(await readFile(join(folder, 'site.csv')))
      .digest('hex');
    expect(found.recorded.cohortSha256).toBe(sha256);
    expect(facts.map(({ action, client, model: of }) => [action, client, of?.became])).toEqual([
      ['model-change', 'anna', 'anchored at north'],
    ]);
  });
  it('moves the risks of predict at that site alone, and not the order of patients', async () => {
    const before = await risks();
    await anchorSite();
    const [here, elsewhere] = [await risks('north'), await risks('south')];
    expect(elsewhere.text).toBe(before.text);
    expect(elsewhere.notices).toContain('not re-anchored at this site');
    const order = (all: readonly Record<string, string>[]) =>
      [...all].sort((a, b) => Number(a.linear_predictor) - Number(b.linear_predictor)).map(({ id }) => id);
    expect(order(deaths(here))).toEqual(order(deaths(before)));
    deaths(here).forEach((line, at) => {
      expect(Number(line.probability)).toBeGreaterThan(Number(deaths(before)[at]?.probability));
      expect(line.linear_predictor).toBe(deaths(before)[at]?.linear_predictor);
    });
  });
  it('gives the numbers before bit for bit once it is withdrawn, and tells every version', async () => {
    const before = await risks();
    await anchorSite('--outcome', 'death', '--slope');
    const first = await risks('north');
    await anchorSite();
    expect((await risks('north')).text).not.toBe(first.text);
    expect(await run('anchor', 'pbc-prognosis', '--withdraw', '--site', 'north')).toContain('version 1 counts again');
    expect((await risks('north')).text).toBe(first.text);
    expect(await run('anchor', 'pbc-prognosis', '--withdraw', '--site', 'north')).toContain('as it was trained');
    expect((await risks('north')).text).toBe(before.text);
    const versions = await run('anchors', 'pbc-prognosis');
    expect(versions).toMatch(
      /north +all +1 +2026-03-01 +anna +death-transplant\/death \+0\.\d+ slope .* withdrawn 2026-03-01 by anna/,
    );
    await expect(run('anchor', 'pbc-prognosis', '--withdraw', '--site', 'north')).rejects.toThrow(
      'no re-anchoring at north that could be withdrawn',
    );
  });
  it('shows without recording on --dry-run', async () => {
    expect(await anchorSite('--dry-run')).toMatch(
      /^pbc-prognosis@1\.0\.0 at north: 500 patients\noutcome .*Nothing was recorded/s,
    );
    expect(await run('anchors', 'pbc-prognosis')).toContain('re-anchored at no site');
  });
  it.each([
    ['few.csv', /150 patients are too few: 200 are needed/],
    ['healthy.csv', /death: \d+ events are too few: 20 are needed/],
  ])('refuses %s with a sentence and records nothing', async (file, reason) => {
    const attempt = run('anchor', 'pbc-prognosis', '--cohort', join(folder, file), '--site', 'north');
    await expect(attempt).rejects.toThrow(reason);
    expect(facts).toEqual([]);
  });
  it('refuses the table that the model was trained on, a foreign etiology, and a site without a name', async () => {
    const own = model;
    const sha256 = createHash('sha256')
      .update(await readFile(join(folder, 'site.csv')))
      .digest('hex');
    const trainedOn = { ...own.manifest.trainedOn, files: [{ name: 'x', sha256 }] };
    model = { ...own, manifest: { ...own.manifest, trainedOn } };
    try {
      await expect(anchorSite()).rejects.toThrow('trained on this table');
    } finally {
      model = own;
    }
    await expect(anchorSite('--etiology', 'hbv')).rejects.toThrow();
    await expect(run('anchor', 'pbc-prognosis', '--cohort', join(folder, 'site.csv'))).rejects.toThrow('--site');
    await expect(run('anchor', 'pbc-prognosis', '--site', 'north')).rejects.toThrow('--cohort');
  });
});
