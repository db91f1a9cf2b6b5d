import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RiskAssessment } from 'fhir/r4.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { trainModel } from '../../src/cli/train.ts';
import { training } from '../../src/compose/models.ts';
import type { RunningService } from '../../src/compose.ts';
import { eventOf } from '../../src/sandbox/ehr/cds-client.ts';
import { fibrocast } from '../support/command.ts';
import { ehrOf, scenarios, searchAll, startFibrocast } from '../support/hospital.ts';
import { historyColumns, hospitalHistory, python, trainable } from '../support/hospital-history.ts';

// A hospital's own model from its first training to its rollback, with the program itself: train, validate on patients kept apart, run
// silently in the service, compare, promote, switch off, put a second version beside it, go back.

let folder: string;
let models: string;
let service: RunningService | undefined;
const data = () => join(folder, 'data');
const environment = () => ({ FIBROCAST_MODELS: models, FIBROCAST_MODELS_OFF: 'pbc-prognosis' });
const run = (...words: string[]) => fibrocast(words, { ...environment(), DATA_DIR: data() });
const start = async () => {
  service = await startFibrocast(data(), environment());
  return service;
};
const stop = async () => {
  await service?.stop();
  service = undefined;
};
/** Versions of the own model that stated a risk of the sandbox patients with PBC. */
async function speakers({ url }: RunningService): Promise<string[]> {
  const ehr = ehrOf(url);
  for (const scenario of scenarios().filter(({ resources }) => /primary biliary/i.test(JSON.stringify(resources))))
    for (const firing of scenario.fires.slice(0, 1)) await ehr.fire(eventOf(scenario, firing));
  const all = await searchAll<RiskAssessment>(`${url}/fhir/RiskAssessment?_count=500`);
  const said = all.flatMap(
    ({ method }) => /biliary cholangitis (\d+\.\d+\.\d+) \(sha256/.exec(method?.text ?? '')?.[1] ?? [],
  );
  return [...new Set(said)].sort();
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fibrocast-own-'));
  models = join(folder, 'models');
  await mkdir(models);
});
afterAll(async () => {
  await stop();
  await rm(folder, { recursive: true, force: true });
});

describe.skipIf(!trainable)("a hospital's own model (Python with requirements-tabular.txt)", () => {
  it('is trained, validated on patients kept apart, compared in silence, made live, switched off, and rolled back', async () => {
    await writeFile(join(folder, 'history.csv'), hospitalHistory(300));
    await writeFile(join(folder, 'kept-apart.csv'), hospitalHistory(200, 7));
    const out = join(models, 'our-pbc');
    await trainModel(
      'pbc-prognosis',
      {
        ...{ cohort: join(folder, 'history.csv'), columns: historyColumns, modelVersion: '0.1.0' },
        ...{ site: 'Made-up hospital', replicates: '2', repeats: '1', out },
      },
      { ...training, environment: { ...process.env, FIBROCAST_PYTHON: python }, notices: { write: () => true } },
    );
    const next = join(models, 'our-pbc@0.2.0');
    await cp(out, next, { recursive: true });
    const manifest = JSON.parse(await readFile(join(next, 'manifest.json'), 'utf8'));
    await writeFile(join(next, 'manifest.json'), JSON.stringify({ ...manifest, version: '0.2.0' }));
    // The second version keeps the cross-validation of the training; the first has to earn live on patients kept apart.
    await rm(join(out, 'validation.json'));

    const first = 'our-pbc@0.1.0';
    const live = (model: string) => run('models', 'promote', model, '--to', 'live', '--reason', 'read by the board');
    expect((await run('models', 'list')).out).toMatch(/our-pbc@0\.1\.0 +prognosis +research +registered +none/);
    expect(await live(first)).toMatchObject({ code: 1, err: expect.stringContaining('silent') });
    expect((await run('models', 'promote', first, '--to', 'silent')).out).toBe(`${first} is silent.\n`);
    expect((await live(first)).err).toContain('no validation report: run fibrocast validate');

    const kept = await run(
      ...['validate', '--cohort', join(folder, 'kept-apart.csv'), '--columns', historyColumns, '--model', first],
      ...['--out', join(folder, 'report'), '--bootstrap', '20', '--record'],
    );
    expect(kept.err).toContain('our-pbc@0.1.0 is silent; its validation report is recorded.');
    const report = JSON.parse(await readFile(join(folder, 'report', 'report.json'), 'utf8'));
    const c = report.outcomes[0].measures.find(({ id }: { id: string }) => id === 'harrell-c');
    expect(c.value).toBeGreaterThan(0.65);

    expect(await speakers(await start())).toEqual([]);
    await stop();
    const compared = await run('models', 'compare', first);
    expect(compared.out).toMatch(/our-pbc@0\.1\.0: \d+ patients on \d+ patient-days/);

    expect((await live(first)).out).toBe(`${first} is live.\n`);
    const running = await start();
    expect(await speakers(running)).toEqual(['0.1.0']);
    // The embedded store is held by the service: the switch goes through the file beside it.
    expect((await run('models', 'off', first, '--reason', 'odd figures')).code).toBe(0);
    const page = await (await fetch(`${running.url}/models/${first}.json`)).json();
    expect(page.standing).toMatchObject({ state: 'live', off: true });
    await stop();

    const second = 'our-pbc@0.2.0';
    await run('models', 'promote', second, '--to', 'silent');
    expect((await live(second)).code).toBe(0);
    const states = async () =>
      JSON.parse((await run('models', 'list', '--json')).out)
        .models.filter(({ model }: { model: string }) => model.startsWith('our-pbc'))
        .map(({ model, state }: { model: string; state: string }) => `${model} ${state}`);
    expect(await states()).toEqual([`${first} silent`, `${second} live`]);
    await run('models', 'promote', second, '--to', 'silent', '--reason', 'rollback');
    expect(await states()).toEqual([`${first} live`, `${second} silent`]);
  }, 1_200_000);
});
