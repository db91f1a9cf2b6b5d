import { describe, expect, it } from 'vitest';
import type { ModelFinding } from '../../src/core/findings.ts';
import type { Exclusion, ModelManifest } from '../../src/core/models/manifest.ts';
import type { GatheredInputs } from '../../src/core/scoring/evaluate-score.ts';
import { judgesRadiomics, radiomicsJudge } from '../../src/flows/judge-radiomics.ts';
import {
  eventTerms,
  featuresOn,
  linearGraph,
  mrFindings,
  plainDigest,
  radiomicsFolder,
} from '../support/radiomics-model.ts';

const asOf = '2026-01-10T00:00:00Z';
const albumin = (value: number, date = '2026-01-08'): GatheredInputs => ({
  albuminGPerL: { value, date, references: [] },
});
const patient = { etiology: 'masld', ageYears: 50, exclusions: new Set<Exclusion>() } as const;
const both = [featuresOn('mr-t1', 1.5), featuresOn('mr-t2', Math.E)];

async function judged(
  radiomics = both,
  inputs = albumin(Math.exp(3.6)),
  more: Partial<ModelManifest> = {},
  who: Parameters<ReturnType<ReturnType<typeof radiomicsJudge>>['judge']>[3] = patient,
) {
  const judge = radiomicsJudge(radiomicsFolder(more), linearGraph, plainDigest)('live');
  return judge.judge(mrFindings(radiomics), inputs, asOf, who);
}
function eventOf(said: Awaited<ReturnType<typeof judged>>) {
  if ('refused' in said || said.output.kind !== 'event') throw new Error(JSON.stringify(said));
  return { ...said, output: said.output } satisfies ModelFinding;
}
const logistic = (x: number) => 1 / (1 + Math.exp(-x));

describe('a model over radiomics', () => {
  it('gives the probability of its event at each horizon with an interval around it', async () => {
    const { output, quality, qualityReasons } = eventOf(await judged());
    // features 1.5, log e = 1 and log albumin 3.6: predictor 0.8 * (1.5 - 0.5)
    expect(output.horizons.map(({ years }) => years)).toEqual([1, 5]);
    expect(output.horizons[0]?.probability).toBeCloseTo(logistic(-2 + 0.8), 6);
    expect(output.horizons[1]?.probability).toBeCloseTo(logistic(-1 + 0.8), 6);
    for (const { probability, lower = 1, upper = 0 } of output.horizons)
      expect(lower < probability && probability < upper).toBe(true);
    expect([quality, qualityReasons]).toEqual([1, []]);
  });

  it('explains it by Shapley values that add up to the linear predictor, largest first', async () => {
    const { output } = eventOf(await judged(both, albumin(30)));
    const sum = output.drivers.reduce((total, { contribution }) => total + contribution, 0);
    expect(sum).toBeCloseTo(0.8 * 1 + 1.2 * (Math.log(30) - 3.6), 9);
    expect(output.drivers.map(({ title }) => title)).toEqual(['skewness (T1)', 'Albumin', 'spread (T2)']);
    expect(eventTerms.coefficients).toHaveLength(output.drivers.length);
  });

  it('completes what is missing by its expectation, says so, and is less sure', async () => {
    const whole = eventOf(await judged());
    const without = eventOf(await judged([featuresOn('mr-t1', 1.5), featuresOn('mr-t2', undefined)], {}));
    expect(without.qualityReasons).toEqual(['without spread (T2), Albumin']);
    const width = ({ output }: typeof whole) =>
      (output.horizons[1]?.upper ?? Number.NaN) - (output.horizons[1]?.lower ?? Number.NaN);
    expect(width(without)).toBeGreaterThan(width(whole));
    expect(
      without.output.drivers.filter(({ available }) => !available).map(({ contribution }) => contribution),
    ).toEqual([0, 0]);
    // the logarithm of a negative value is no value
    expect(eventOf(await judged([featuresOn('mr-t1', 1.5), featuresOn('mr-t2', -1)])).qualityReasons).toEqual([
      'without spread (T2)',
    ]);
  });

  it.each([
    ['a series is missing', [featuresOn('mr-t1', 1)], {}, patient, 'no features of the liver on mr-t2'],
    [
      'another region was outlined',
      [featuresOn('mr-t1', 1), featuresOn('mr-t2', 1, { region: 'spleen' })],
      {},
      patient,
      'no features of the liver on mr-t2',
    ],
    [
      'the features were computed otherwise',
      [featuresOn('mr-t1', 1), featuresOn('mr-t2', 1, { settings: 'other' })],
      {},
      patient,
      'the features on mr-t2 were computed with other settings than the model was trained on',
    ],
    [
      'the features are missing',
      [featuresOn('mr-t1', undefined), featuresOn('mr-t2', undefined)],
      {},
      patient,
      '2 of 2 features are missing',
    ],
    ['a clinical value is impossible', both, albumin(500), patient, 'Albumin of 500 is outside of 5 to 70'],
  ])('refuses with the reason when %s', async (_, radiomics, inputs, who, reason) => {
    const said = await judged(radiomics, inputs, {}, who);
    expect('refused' in said ? said.refused : undefined).toBe(reason);
  });

  it('refuses where its own settings are none that a study is computed with', async () => {
    const { input } = radiomicsFolder().manifest;
    const odd = { ...input, settings: { 'mr-t1': { processing: {} }, 'mr-t2': { processing: {} } } };
    expect(await judged(both, {}, { input: odd as ModelManifest['input'] })).toMatchObject({
      refused: expect.stringContaining('other settings'),
    });
  });

  it('says when the study looks unlike its training data, and by what', async () => {
    const said = await judged([featuresOn('mr-t1', 40), featuresOn('mr-t2', Math.E)]);
    expect(said).toMatchObject({ outOfDistribution: { limit: 40, because: ['skewness (T1) is high'] } });
  });

  it('of a region that a synthetic model drew is synthetic', async () => {
    const drawn = [featuresOn('mr-t1', 1), featuresOn('mr-t2', 1, { evidence: 'synthetic' })];
    expect(await judged(drawn)).toMatchObject({ evidence: 'synthetic' });
  });

  it('of etiologies gives shares that add up to 1', async () => {
    const classes = [
      { id: 'hbv', etiology: 'hbv', title: 'HBV' },
      { id: 'masld', etiology: 'masld', title: 'MASLD' },
    ];
    const output = { kind: 'etiology', tensor: 'y', classes } as ModelManifest['output'];
    const said = await judged(both, {}, { role: 'etiology', output });
    if ('refused' in said || said.output.kind !== 'etiology') throw new Error(JSON.stringify(said));
    const { hbv = 0, masld = 0 } = said.output.probabilities;
    expect(hbv + masld).toBeCloseTo(1, 12);
    // the logits differ by 1
    expect(Math.log(masld / hbv)).toBeCloseTo(1, 6);
  });

  it('is known by what goes in and what comes out', () => {
    expect(judgesRadiomics(radiomicsFolder())).toBe(true);
    expect(judgesRadiomics({ ...radiomicsFolder(), reference: undefined } as never)).toBe(false);
  });
});
