import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { memoryModelHistory } from '../../src/adapters/database/model-history.ts';
import { memorySilentLog } from '../../src/adapters/database/silent-log.ts';
import { readModels } from '../../src/adapters/inference/model-folder.ts';
import { modelsCommand } from '../../src/cli/models.ts';
import { silentEntries } from '../../src/core/models/compare-silent.ts';
import { modelRegistry } from '../../src/flows/model-registry.ts';
import { temporaryModels, writeModelFolder } from '../support/model-folders.ts';

const place = temporaryModels();
const silent = memorySilentLog();
const history = memoryModelHistory();
beforeAll(async () => {
  writeModelFolder(place.path, {});
  writeModelFolder(place.path, { manifest: { version: '2.0.0' }, folder: 'made-up-stiffness@2.0.0' });
  await silent.keep(
    silentEntries({ fhirServer: 'none', patientId: 'p', asOf: '2026-01-02T00:00:00Z' }, [
      {
        model: 'made-up-stiffness@1.0.0',
        state: 'silent',
        role: 'stiffness',
        about: 'lsm-ge-8',
        probability: 0.25,
      },
      { model: 'made-up-stiffness@2.0.0', state: 'live', role: 'stiffness', about: 'lsm-ge-8', probability: 0.5 },
    ]),
  );
});
afterAll(() => place.remove());

async function run(withStore: boolean, ...words: string[]) {
  let said = '';
  const registry = modelRegistry({
    folders: await readModels([place.path]),
    isBundled: () => false,
    history,
    goldenRun: () => ({ passed: true, ms: 1, cases: 1, departure: 0, provider: 'cpu' }),
    switchedOff: [],
    synthetic: true,
    clock: () => '2026-01-01T00:00:00.000Z',
  });
  await modelsCommand({
    open: async () => ({ registry, ...(withStore ? { silent } : {}), close: async () => undefined }),
    openModel: () => Promise.reject(new Error('no model is run here')),
    now: () => '2026-01-01T00:00:00.000Z',
    operator: 'tester',
    out: { write: (text: string) => (said += text) },
  }).parseAsync(words, { from: 'user' });
  return said;
}

describe('fibrocast models', () => {
  it('asks for the version where there are several and none is silent', async () => {
    await expect(run(true, 'compare', 'made-up-stiffness')).rejects.toThrow(/several versions/);
    await expect(run(true, 'compare', 'no-such')).rejects.toThrow(/no model of this name/);
  });
  it('does not make a model of the site live without a validation report', async () => {
    await run(true, 'promote', 'made-up-stiffness@1.0.0', '--to', 'silent');
    await expect(run(true, 'promote', 'made-up-stiffness@1.0.0', '--to', 'live')).rejects.toThrow(
      /no validation report: run fibrocast validate/,
    );
  });
  it('compares what the silent version said with the live one', async () => {
    expect(await run(true, 'compare', 'made-up-stiffness')).toMatch(
      /^made-up-stiffness@1\.0\.0: 1 patients on 1 patient-days.*\n.*\nlsm-ge-8 +made-up-stiffness@2\.0\.0 +1 +-0\.250 .* 0 %\n$/,
    );
    const json = JSON.parse(await run(true, 'compare', 'made-up-stiffness@1.0.0', '--json'));
    expect(json.pairings[0].difference.mean).toBe(-0.25);
  });
  it('says where to look while a service holds the store', async () => {
    await expect(run(false, 'compare', 'made-up-stiffness@1.0.0')).rejects.toThrow(/see \/models\/<id>/);
  });
});
