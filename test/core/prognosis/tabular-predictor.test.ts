import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { InputId } from '../../../src/core/inputs.ts';
import { inputDefinition } from '../../../src/core/inputs.ts';
import type { AnchorVersion } from '../../../src/core/models/anchor-versions.ts';
import type { Exclusion, TabularFeature } from '../../../src/core/models/manifest.ts';
import type { PatientForModel } from '../../../src/core/prognosis/features-of.ts';
import {
  type Prediction,
  type TabularModel,
  type TabularPredictor,
  tabularPredictor,
} from '../../../src/core/prognosis/tabular-predictor.ts';
import type { GatheredInputs } from '../../../src/core/scoring/evaluate-score.ts';
import { linearLogits, shippedModel } from '../../support/shipped-models.ts';

const asOf = '2026-06-01T00:00:00Z';
type Values = Partial<Record<InputId, number | string | boolean>>;
const given = (values: Values): GatheredInputs =>
  Object.fromEntries(Object.entries(values).map(([id, value]) => [id, { value, references: [] }]));
const patient = (values: Values, more: Partial<PatientForModel> = {}): PatientForModel => ({
  given: given(values),
  states: new Set<Exclusion>(),
  ...more,
});

const pbc = await shippedModel('pbc-prognosis');
const stiffness = await shippedModel('nhanes-stiffness');
const otherCause = await shippedModel('other-cause-mortality');

function predict(model: TabularModel, values: Values, anchors: readonly AnchorVersion[] = []): Prediction[] {
  const predictor: TabularPredictor = tabularPredictor(model);
  const prepared = predictor.prepare(patient(values), asOf);
  if (prepared.status === 'refused') throw new Error(prepared.reason);
  const options = { horizonsYears: [1, 2, 3, 4, 5], percent: 95, anchors } as const;
  return predictor
    .read(prepared.patient, linearLogits(model, prepared.patient), options)
    .flatMap((risk) => (risk.status === 'ok' ? [risk] : []));
}
const at = (risks: readonly Prediction[], outcome: string, years?: number) =>
  risks.find((risk) => risk.outcome === outcome && risk.horizonYears === years)?.probability ?? Number.NaN;

/** Any value of a feature's input inside of what the model has seen. */
function anyValue({ input, trainedRange, plausible }: TabularFeature): fc.Arbitrary<number | string | boolean> {
  const definition = inputDefinition(input);
  if (definition.kind === 'boolean') return fc.boolean();
  if (definition.kind === 'choice') return fc.constantFrom(...definition.choices);
  const [min, max] = trainedRange ?? plausible;
  return fc.double({ min, max, noNaN: true });
}
const featuresOf = ({ manifest }: TabularModel) => (manifest.input.kind === 'tabular' ? manifest.input.features : []);
/** Optional inputs with one column that can hold its expected value: what is missing could have been just that. */
const expectable = (model: TabularModel) =>
  featuresOf(model).filter(
    (feature, _k, all) =>
      !feature.required &&
      ['log', 'identity'].includes(feature.transform.kind) &&
      all.filter(({ input }) => input === feature.input).length === 1,
  );
function anyPatient(model: TabularModel): fc.Arbitrary<Values> {
  const features = featuresOf(model);
  const inputs = new Map(features.map((feature) => [feature.input, feature]));
  const required = features.filter((feature) => feature.required).map(({ input }) => input);
  return fc.record(Object.fromEntries([...inputs].map(([input, feature]) => [input, anyValue(feature)])), {
    requiredKeys: required,
  }) as fc.Arbitrary<Values>;
}

describe.each([
  ['pbc-prognosis', pbc],
  ['nhanes-stiffness', stiffness],
  ['other-cause-mortality', otherCause],
] as const)('%s', (_, model) => {
  it('gives probabilities inside their interval, for every pattern of missing inputs', () => {
    fc.assert(
      fc.property(anyPatient(model), (values) => {
        const risks = predict(model, values);
        expect(risks.length).toBeGreaterThan(0);
        for (const { probability, lower, upper, linearPredictor } of risks) {
          expect(lower).toBeGreaterThanOrEqual(0);
          expect(probability).toBeGreaterThanOrEqual(lower);
          expect(upper).toBeGreaterThanOrEqual(probability);
          expect(upper).toBeLessThanOrEqual(1);
          expect(Number.isFinite(linearPredictor)).toBe(true);
        }
      }),
      { numRuns: 60 },
    );
  });
  it.runIf(expectable(model).length > 0)(
    'never narrows the interval when an optional input is missing that would have been what is expected',
    () => {
      const predictor = tabularPredictor(model);
      const straight = expectable(model);
      fc.assert(
        fc.property(anyPatient(model), fc.constantFrom(...straight), (values, feature) => {
          const { [feature.input]: _known, ...without } = values;
          const bare = predictor.prepare(patient(without), asOf);
          if (bare.status === 'refused') throw new Error(bare.reason);
          const place = featuresOf(model).indexOf(feature);
          const completed = bare.patient.completed[place] ?? 0;
          const expected = feature.transform.kind === 'log' ? Math.exp(completed) : completed;
          const [low, high] = feature.trainedRange ?? feature.plausible;
          fc.pre(expected > low && expected < high);
          const missing = predict(model, without);
          predict(model, { ...without, [feature.input]: expected }).forEach((risk, k) => {
            const other = missing[k];
            // Near 0 and 1 a probability has too few digits left for its complementary log-log to be compared.
            const ends = [risk, other].flatMap((one) => (one && 'lower' in one ? [one.lower, one.upper] : []));
            if (ends.some((p) => p < 1e-6 || p > 1 - 1e-6)) return;
            const width = (of: Prediction | undefined) =>
              of ? Math.log(-Math.log1p(-of.upper)) - Math.log(-Math.log1p(-of.lower)) : Number.NaN;
            expect(width(other)).toBeGreaterThanOrEqual(width(risk) - 1e-6);
          });
        }),
        { numRuns: 40 },
      );
    },
  );
  it('moves its main outcome as medicine demands, for every pattern of missing inputs', () => {
    const directed = featuresOf(model).filter(({ monotone, trainedRange }) => monotone && trainedRange);
    const main = model.manifest.output.kind === 'hazards' ? model.manifest.output.groups[0]?.reported[0] : 'lsm-ge-8';
    const years = model.manifest.output.kind === 'hazards' ? 5 : undefined;
    fc.assert(
      fc.property(
        anyPatient(model),
        fc.constantFrom(...directed),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (values, { input, trainedRange = [0, 1], monotone }, a, b) => {
          const [low, high] = trainedRange;
          const value = (share: number) => low + (high - low) * share;
          const risk = (share: number) => at(predict(model, { ...values, [input]: value(share) }), main ?? '', years);
          const [less, more] = [risk(Math.min(a, b)), risk(Math.max(a, b))];
          if (monotone === 'increasing') expect(more).toBeGreaterThanOrEqual(less - 1e-6);
          else expect(more).toBeLessThanOrEqual(less + 1e-6);
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('risks over time', () => {
  it('never fall with the horizon', () => {
    fc.assert(
      fc.property(anyPatient(pbc), (values) => {
        const risks = predict(pbc, values);
        for (const outcome of ['death', 'transplant', 'first-ascites'])
          for (const years of [2, 3, 4, 5])
            expect(at(risks, outcome, years)).toBeGreaterThanOrEqual(at(risks, outcome, years - 1));
      }),
      { numRuns: 40 },
    );
  });
  it('of stiffness at least 8, 10 and 12 kPa never cross', () => {
    fc.assert(
      fc.property(anyPatient(stiffness), (values) => {
        const risks = predict(stiffness, values);
        expect(at(risks, 'lsm-ge-10')).toBeLessThanOrEqual(at(risks, 'lsm-ge-8'));
        expect(at(risks, 'lsm-ge-12')).toBeLessThanOrEqual(at(risks, 'lsm-ge-10'));
      }),
      { numRuns: 40 },
    );
  });
});

describe('what the model is told', () => {
  const full: Values = { ageYears: 55, bilirubinUmolPerL: 40, albuminGPerL: 35 };
  const prepare = (values: Values, more: Partial<PatientForModel> = {}) =>
    tabularPredictor(pbc).prepare(patient(values, more), asOf);

  it.each([
    ['a required input is missing', { ageYears: 55, bilirubinUmolPerL: 40 }, {}, 'Albumin is missing'],
    ['the age is not the model’s', { ...full, ageYears: 12 }, {}, 'age 12 is outside of 18 to 100 years'],
    ['the cause is another', full, { etiology: 'hcv' }, 'not for hepatitis C'],
    ['the patient is transplanted', full, { states: new Set(['transplanted']) }, 'after liver transplantation'],
    ['an input has a problem', full, { problems: new Map([['albuminGPerL', 'Albumin has no unit']]) }, 'has no unit'],
    [
      'an optional input is not plausible',
      { ...full, plateletsGigaPerL: 250000 },
      {},
      'Platelets of 250000 is outside',
    ],
  ] as const)('refuses by name when %s', (_, values, more, reason) => {
    const answer = prepare(values, more as Partial<PatientForModel>);
    expect(answer).toMatchObject({ status: 'refused', reason: expect.stringContaining(reason) });
  });
  it('refuses a required value that is too old, and leaves out an optional one with a note', () => {
    const dated = (id: InputId, value: number, date: string) => ({ [id]: { value, date, references: [] } });
    const old = { ...given(full), ...dated('albuminGPerL', 35, '2025-01-01') };
    expect(tabularPredictor(pbc).prepare({ given: old, states: new Set() }, asOf)).toMatchObject({
      reason: 'Albumin is older than 180 days',
    });
    const platelets = { ...given(full), ...dated('plateletsGigaPerL', 200, '2025-01-01') };
    const answer = tabularPredictor(pbc).prepare({ given: platelets, states: new Set() }, asOf);
    expect(answer).toMatchObject({ status: 'ok', patient: { notes: [expect.stringContaining('was not used')] } });
  });
  it('takes INR for the prothrombin time, says so, and is wider for it', () => {
    const seconds = predict(pbc, { ...full, prothrombinTimeSeconds: 10.7 * 1.2 });
    const ratio = predict(pbc, { ...full, inr: 1.2 });
    expect(at(ratio, 'death', 5)).toBeCloseTo(at(seconds, 'death', 5), 2);
    const width = (risks: readonly Prediction[]) => (risks[4]?.upper ?? 0) - (risks[4]?.lower ?? 0);
    expect(width(ratio)).toBeGreaterThan(width(seconds));
    const answer = prepare({ ...full, inr: 1.2 });
    expect(answer).toMatchObject({ patient: { notes: ['Prothrombin time was converted from INR'] } });
  });
  it('says nothing of a first ascites where there is ascites, and still speaks of death', () => {
    const predictor = tabularPredictor(pbc);
    const prepared = predictor.prepare(patient(full, { states: new Set(['ascites']) }), asOf);
    if (prepared.status === 'refused') throw new Error(prepared.reason);
    const risks = predictor.read(prepared.patient, linearLogits(pbc, prepared.patient), {
      horizonsYears: [5],
      percent: 95,
    });
    expect(risks.map(({ outcome, status }) => [outcome, status])).toEqual([
      ['death', 'ok'],
      ['transplant', 'ok'],
      ['first-ascites', 'refused'],
    ]);
  });
});

describe('an anchored model', () => {
  const full: Values = { ageYears: 55, bilirubinUmolPerL: 40, albuminGPerL: 35 };
  const version = (constants: AnchorVersion['constants'], more: Partial<AnchorVersion> = {}): AnchorVersion => ({
    ...{ site: 'north', version: 1, at: '2026-01-01', by: 'anna', constants },
    ...more,
  });
  const counts = { n: 300, events: 40 };
  const key = 'death-transplant/death';

  it('moves the risk of its cause and not the linear predictor', () => {
    const before = predict(pbc, full);
    const here = predict(pbc, full, [version([{ key, intercept: 0.4, ...counts }])]);
    expect(at(here, 'death', 5)).toBeGreaterThan(at(before, 'death', 5));
    expect(at(here, 'first-ascites', 5)).toBe(at(before, 'first-ascites', 5));
    expect(here[0]?.linearPredictor).toBe(before[0]?.linearPredictor);
  });
  it('keeps the order of patients by constant and by slope', () => {
    fc.assert(
      fc.property(
        anyPatient(stiffness),
        anyPatient(stiffness),
        fc.double({ min: -2, max: 2, noNaN: true }),
        fc.double({ min: 0.3, max: 2, noNaN: true }),
        (one, other, intercept, slope) => {
          const anchors = [version([{ key: 'lsm-ge-8', intercept, slope, ...counts }])];
          const of = (values: Values, used: readonly AnchorVersion[]) => {
            const found = predict(stiffness, values, used).find(({ outcome }) => outcome === 'lsm-ge-8');
            return { p: found?.probability ?? Number.NaN, z: found?.linearPredictor ?? Number.NaN };
          };
          const [a, b] = [of(one, anchors), of(other, anchors)];
          expect([a.z, b.z]).toEqual([of(one, []).z, of(other, []).z]);
          // With every input there, the probability is a rising function of the predictor; with gaps it is averaged over what they leave open.
          if (Object.keys(one).length === Object.keys(other).length && a.z > b.z + 1e-9 && open(one) && open(other))
            expect(a.p).toBeGreaterThanOrEqual(b.p);
        },
      ),
      { numRuns: 60 },
    );
    function open(values: Values) {
      const prepared = tabularPredictor(stiffness).prepare(patient(values), asOf);
      return prepared.status === 'ok' && prepared.patient.completion.gaps.length === 0;
    }
  });
  it('has wider intervals the less sure its constant is, and never narrower ones than without that doubt', () => {
    const width = (interceptSd: number | undefined) => {
      const constants = [{ key, intercept: 0.3, ...(interceptSd === undefined ? {} : { interceptSd }), ...counts }];
      const found = predict(pbc, full, [version(constants)]).find((one) => one.outcome === 'death');
      return (found?.upper ?? Number.NaN) - (found?.lower ?? Number.NaN);
    };
    expect(width(0.2)).toBeGreaterThan(width(0.1));
    expect(width(0.1)).toBeGreaterThan(width(undefined));
  });
  it('takes the constants for the etiology before those for all, and gives the trained numbers bit for bit without any', () => {
    const all = version([{ key, intercept: 0.4, ...counts }]);
    const pbcOnly = version([{ key, intercept: -0.4, ...counts }], { etiology: 'pbc' });
    const foreign = version([{ key, intercept: 2, ...counts }], { etiology: 'hbv' });
    const risk = (anchors: readonly AnchorVersion[]) => at(predict(pbc, full, anchors), 'death', 5);
    // A model for PBC alone means PBC where the table says nothing.
    expect(risk([pbcOnly, all])).toBeLessThan(risk([]));
    expect(risk([all])).toBeGreaterThan(risk([]));
    expect(predict(pbc, full, [foreign])).toEqual(predict(pbc, full));
  });
});
