import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readModels } from '../../src/adapters/inference/model-folder.ts';
import { type OpenInference, openInference } from '../../src/adapters/inference/open-inference.ts';
import type { ModelPatient } from '../../src/core/assessment/choose-models.ts';
import type { ModelOutcome, ModelPrediction } from '../../src/core/assessment.ts';
import type { InputId } from '../../src/core/inputs.ts';
import type { GatheredInputs } from '../../src/core/scoring/evaluate-score.ts';
import { predictsFromTable, tabularModelPredictor } from '../../src/flows/tabular-predictors.ts';
import type { ModelFolder } from '../../src/ports/models.ts';
import type { Predictor } from '../../src/ports/predictors.ts';
import { shippedModelsFolder } from '../support/shipped-models.ts';
import { silentLog } from '../support/silent-log.ts';

// The shipped models, with their graphs in the processes that serve.

const asOf = '2026-06-15T09:00:00Z';
const given = (values: Partial<Record<InputId, number | string | boolean>>, date = '2026-06-01'): GatheredInputs =>
  Object.fromEntries(
    Object.entries(values).map(([input, value]) => [input, { value, date, references: [`Observation/${input}`] }]),
  ) as GatheredInputs;
const withPbc = (states: readonly string[] = []): ModelPatient =>
  ({ etiology: 'pbc', ageYears: 61, exclusions: new Set(states) }) as ModelPatient;
const pbcValues = {
  ageYears: 61,
  bilirubinUmolPerL: 54.7,
  albuminGPerL: 33,
  inr: 1.3,
  plateletsGigaPerL: 140,
} as const;

let folders: readonly ModelFolder[];
let inference: OpenInference;
beforeAll(async () => {
  folders = (await readModels([shippedModelsFolder])).models.filter(predictsFromTable);
  inference = await openInference({
    models: folders,
    log: silentLog,
    processes: { light: 1, heavy: 0 },
    provider: 'cpu',
  });
  expect(inference.refusals()).toEqual([]);
});
afterAll(() => inference.close());

function predictorOf(id: string, state: Predictor['state'] = 'live'): Predictor {
  const folder = folders.find(({ manifest }) => manifest.id === id);
  if (!folder) throw new Error(`no shipped model ${id}`);
  return tabularModelPredictor(folder, inference)(state);
}
const ok = (outcome: ModelOutcome): ModelPrediction => {
  if (outcome.status !== 'ok') throw new Error(outcome.reason);
  return outcome;
};
const reasonOf = (outcome: ModelOutcome) => (outcome.status === 'refused' ? outcome.reason : 'it spoke');

describe('a model over clinical values: prognosis in PBC', () => {
  it('speaks of death, transplant and first ascites at 1, 3 and 5 years, rising, with intervals around the figure', async () => {
    const said = ok(await predictorOf('pbc-prognosis').predict(given(pbcValues), asOf, withPbc()));
    expect(said).toMatchObject({ role: 'prognosis', evidence: 'research', state: 'live', exceedances: [] });
    const outcomes = new Set(said.risks.map(({ title }) => title));
    expect(outcomes).toEqual(new Set(['Death without transplant', 'Liver transplant', 'First ascites']));
    for (const title of outcomes) {
      const risks = said.risks.filter((risk) => risk.title === title);
      expect(risks.map(({ horizonYears }) => horizonYears)).toEqual([1, 3, 5]);
      for (const [at, { probability, lower = 0, upper = 0 }] of risks.entries()) {
        expect(probability).toBeGreaterThan(risks[at - 1]?.probability ?? 0);
        expect(lower).toBeLessThan(probability);
        expect(upper).toBeGreaterThan(probability);
        expect(upper).toBeLessThan(1);
      }
    }
    expect(said.risks.find(({ title }) => title === 'First ascites')?.competing).toEqual([
      'Death without ascites',
      'Transplant without ascites',
    ]);
  });

  it('says whose re-anchoring moved its figures, and its contributions still add up to the anchored predictor', async () => {
    const key = 'death-transplant/death';
    const folder = folders.find(({ manifest }) => manifest.id === 'pbc-prognosis');
    if (!folder?.reference?.linear) throw new Error('no shipped model');
    const slope = 0.8;
    const anchors = [
      {
        ...{ site: 'north', version: 2, at: '2026-02-01T10:00:00Z', by: 'anna' },
        constants: [{ key, intercept: 0.3, slope, n: 420, events: 130 }],
      },
    ];
    const predictor = tabularModelPredictor(folder, inference);
    const [plain, here] = [
      ok(await predictor('live').predict(given(pbcValues), asOf, withPbc())),
      ok(await predictor('live', anchors).predict(given(pbcValues), asOf, withPbc())),
    ];
    expect(plain.anchored).toBeUndefined();
    expect(here.anchored).toEqual([
      {
        ...{ of: 'Death without transplant', site: 'north', version: 2, since: '2026-02-01' },
        ...{ intercept: 0.3, slope, n: 420, events: 130 },
      },
    ]);
    const sumOf = (said: ModelPrediction, of: string) =>
      said.drivers.find((each) => each.of === of)?.drivers.reduce((sum, { contribution }) => sum + contribution, 0) ??
      0;
    expect(sumOf(here, 'Death without transplant')).toBeCloseTo(slope * sumOf(plain, 'Death without transplant'), 9);
    expect(sumOf(here, 'First ascites')).toBe(sumOf(plain, 'First ascites'));
  });

  it('sees more risk with more bilirubin', async () => {
    const death = async (bilirubinUmolPerL: number) => {
      const inputs = given({ ...pbcValues, bilirubinUmolPerL });
      const { risks } = ok(await predictorOf('pbc-prognosis').predict(inputs, asOf, withPbc(), [5]));
      expect(new Set(risks.map(({ horizonYears }) => horizonYears))).toEqual(new Set([5]));
      return risks.find(({ outcome }) => outcome === 'death')?.probability ?? 0;
    };
    expect(await death(170)).toBeGreaterThan((await death(15)) * 2);
  });

  it('names what drove the figure with the values used, what it was read from, and what was missing', async () => {
    const said = ok(await predictorOf('pbc-prognosis').predict(given(pbcValues), asOf, withPbc()));
    const [first] = said.drivers;
    expect(first?.of).toBe('Death without transplant');
    const driver = (id: string) => first?.drivers.find((one) => one.id === id);
    expect(driver('bilirubinUmolPerL')).toMatchObject({ value: '54.7 umol/L', available: true, scale: 'log-hazard' });
    expect(driver('bilirubinUmolPerL')?.contribution).toBeGreaterThan(0);
    expect(driver('ageYears')?.value).toBe('61');
    expect(driver('edema')).toMatchObject({ contribution: 0, available: false });
    expect(driver('edema')).not.toHaveProperty('value');
    // INR stands for the prothrombin time: the value says what it is of
    expect(driver('coagulation')?.value).toBe('INR 1.3');
    expect(said.used).toContainEqual(
      expect.objectContaining({
        input: 'bilirubinUmolPerL',
        value: 54.7,
        unit: 'umol/L',
        date: '2026-06-01',
        references: ['Observation/bilirubinUmolPerL'],
      }),
    );
    expect(said.used.map(({ input }) => input)).toContain('inr');
    expect(said.missing).toHaveLength(new Set(said.missing).size);
    expect(said.missing.join()).toMatch(/edema/i);
    expect(said.trainedOn).toMatch(/, n \d+$/);
  });

  it('says nothing of a first ascites to a patient who has it, and still speaks of death', async () => {
    const said = ok(await predictorOf('pbc-prognosis').predict(given(pbcValues), asOf, withPbc(['ascites'])));
    expect(new Set(said.risks.map(({ title }) => title))).toEqual(
      new Set(['Death without transplant', 'Liver transplant']),
    );
    expect(said.drivers.map(({ of }) => of)).not.toContain('First ascites');
  });

  it('is refused without what it needs, with an old value and with an impossible one', async () => {
    const { bilirubinUmolPerL: _left, ...without } = pbcValues;
    const predictor = predictorOf('pbc-prognosis', 'silent');
    const missing = await predictor.predict(given(without), asOf, withPbc());
    expect(missing).toMatchObject({ status: 'refused', state: 'silent', by: predictor.model });
    expect(reasonOf(missing)).toMatch(/bilirubin/i);
    expect(reasonOf(await predictor.predict(given(pbcValues, '2020-01-01'), asOf, withPbc()))).not.toBe('it spoke');
    const impossible = given({ ...pbcValues, bilirubinUmolPerL: 1e6 });
    expect(reasonOf(await predictor.predict(impossible, asOf, withPbc()))).toMatch(/bilirubin/i);
  });
});

describe('a model over clinical values: stiffness', () => {
  const values = {
    ...{ ageYears: 58, sex: 'male', bmiKgPerM2: 34, waistCm: 112, astUPerL: 48, altUPerL: 52 },
    ...{ plateletsGigaPerL: 170, ggtUPerL: 90, diabetes: true },
  } as const;
  it('gives the chance of each threshold, falling, and no risk', async () => {
    const said = ok(
      await predictorOf('nhanes-stiffness').predict(given(values), asOf, {
        ...withPbc(),
        etiology: 'masld',
      } as ModelPatient),
    );
    expect(said.risks).toEqual([]);
    expect(said.exceedances).toMatchObject([
      { id: 'lsm-ge-8', threshold: 8, unit: 'kPa' },
      { id: 'lsm-ge-10', threshold: 10 },
      { id: 'lsm-ge-12', threshold: 12 },
    ]);
    const [eight = 0, ten = 0, twelve = 0] = said.exceedances.map(({ probability }) => probability);
    expect([eight > ten, ten > twelve, twelve > 0, eight < 1]).toEqual([true, true, true, true]);
    const glucose = said.drivers[0]?.drivers.find(({ id }) => id === 'glucose');
    expect(glucose?.value).toBe('Diabetes yes');
    expect(said.drivers[0]?.drivers.find(({ id }) => id === 'fibrosis-labs')?.value).toMatch(
      /AST 48 U\/L, ALT 52 U\/L/,
    );
  });
});

describe('a row that was asked before', () => {
  const counted = (folder: ModelFolder, failing: { times: number }) => {
    let asked = 0;
    const predictor = tabularModelPredictor(folder, {
      run: (model, inputs, options) => {
        asked += 1;
        return failing.times-- > 0 ? Promise.reject(new Error('gone')) : inference.run(model, inputs, options);
      },
      close: async () => undefined,
    })('live');
    return { predictor, asked: () => asked };
  };
  const pbc = () => folders.find(({ manifest }) => manifest.id === 'pbc-prognosis') as ModelFolder;

  it('does not go to the graph again, whichever the order of patients, and says the same', async () => {
    const { predictor, asked } = counted(pbc(), { times: 0 });
    const other = given({ ...pbcValues, bilirubinUmolPerL: 20 });
    const first = await predictor.predict(given(pbcValues), asOf, withPbc());
    const between = await predictor.predict(other, asOf, withPbc());
    expect(await predictor.predict(given(pbcValues), asOf, withPbc())).toEqual(first);
    expect(ok(between).risks).not.toEqual(ok(first).risks);
    expect(asked()).toBe(2);
  });

  it('goes again where the graph failed', async () => {
    const { predictor, asked } = counted(pbc(), { times: 1 });
    await expect(predictor.predict(given(pbcValues), asOf, withPbc())).rejects.toThrow('gone');
    expect(ok(await predictor.predict(given(pbcValues), asOf, withPbc())).risks).toHaveLength(9);
    expect(asked()).toBe(2);
  });
});
