import { describe, expect, it } from 'vitest';
import { assess } from '../../../src/core/assessment/assess.ts';
import type { ModelOutcome } from '../../../src/core/assessment.ts';
import type { ChartFacts } from '../../../src/core/chart.ts';
import type { ImagingFindings } from '../../../src/core/findings.ts';
import { digest } from '../../support/assess-made-up.ts';
import { everyScore } from '../../support/every-score.ts';
import {
  eventModel,
  findings,
  pbcPrediction,
  refusedPrediction,
  stageModel,
  syntheticFindings,
} from '../../support/findings.ts';
import {
  asOf,
  chart,
  condition,
  drug,
  highFib4,
  lowFib4,
  middleFib4,
  service,
  stiffness,
} from '../../support/made-up-chart.ts';

const about = { asOf, fhirServer: 'https://ehr.example/fhir', version: '0.0.0-test', unavailable: [], digest };
const fused = (
  facts: ChartFacts,
  more: { findings?: readonly ImagingFindings[]; predictions?: readonly ModelOutcome[]; allowSynthetic?: boolean } = {},
) => assess(facts, everyScore, { ...about, fusion: { setting: 'secondary' }, ...more });
const hcv = (parts: Parameters<typeof chart>[0] = {}) =>
  chart({ values: highFib4, conditions: [condition('hepatitis-c')], ...parts });

describe('the stage of a patient', () => {
  it('is not there unless asked for, and then nothing else changes but the identity', () => {
    const facts = hcv();
    const plain = assess(facts, everyScore, about);
    const { stage, id, ...rest } = fused(facts);
    expect(plain.stage).toBeUndefined();
    expect(stage?.factors.map(({ modality }) => modality)).toEqual(['labs']);
    expect({ ...rest, id: plain.id }).toEqual(plain);
    expect(id).not.toBe(plain.id);
  });

  it('joins stiffness and blood values, each with its chart references and date', () => {
    const { stage } = fused(hcv({ stiffness: [stiffness(21)] }));
    expect(stage?.factors.map(({ shown }) => shown)).toEqual(['VCTE 21 kPa', 'FIB-4 5.16']);
    expect(stage?.headline).toMatchObject({ kind: 'stage', range: 'F4' });
    for (const { references, date } of stage?.factors ?? [])
      expect([references.length > 0, date !== undefined]).toEqual([true, true]);
  });

  it.each([
    ['children', { age: 15 }],
    ['pregnancy', { sex: 'female' as const, age: 30, conditions: [condition('hepatitis-c'), condition('pregnancy')] }],
    ['decompensation', { conditions: [condition('hepatitis-c'), condition('ascites')] }],
    ['transplantation', { procedures: [service('liver-transplant', '2020-01-01')] }],
  ])('is no question in %s', (_, parts) => {
    expect(fused(hcv({ stiffness: [stiffness(21)], ...parts })).stage).toBeUndefined();
  });

  it('is not made of blood values alone where no liver disease is known, but is with an examination', () => {
    expect(fused(chart({ values: lowFib4 })).stage).toBeUndefined();
    expect(fused(chart({ values: lowFib4, stiffness: [stiffness(6)] })).stage?.etiology).toBe('unknown');
  });

  it('tempers a wide VCTE and an old one, and says why', () => {
    const [wide] = fused(hcv({ stiffness: [stiffness(21, { iqrOverMedianPercent: 42 })] })).stage?.factors ?? [];
    expect(wide).toMatchObject({ modality: 'vcte', quality: 0.3, qualityReasons: ['IQR/median 42 %'] });
    const [old] = fused(hcv({ stiffness: [stiffness(21, { date: '2025-06-20' })] })).stage?.factors ?? [];
    expect(old?.quality).toBeCloseTo(0.5, 2);
    expect(old?.qualityReasons).toEqual(['12 months old']);
  });

  it('leaves out stiffness after cure and of unknown method, by name', () => {
    const cured = fused(
      hcv({ conditions: [condition('hepatitis-c'), condition('hepatitis-c-cured')], stiffness: [stiffness(21)] }),
    );
    expect(cured.stage?.leftOut).toContainEqual({
      what: 'VCTE 21 kPa',
      reason: 'tables do not hold after cure of hepatitis C',
    });
    const unknown = fused(hcv({ stiffness: [stiffness(21, { method: 'unknown' })] }));
    expect(unknown.stage?.leftOut).toContainEqual({ what: 'stiffness 21 kPa', reason: 'method not recorded' });
  });

  it('takes APRI under 35 years, where FIB-4 is unreliable', () => {
    const young = hcv({ age: 30, values: { ...middleFib4, astUPerL: { value: 45, upperLimit: 40 } } });
    expect(fused(young).stage?.factors.map(({ shown }) => shown.split(' ')[0])).toEqual(['APRI']);
  });
});

describe('imaging findings in an assessment', () => {
  const ct = syntheticFindings();
  const patient = hcv();

  it('take part in the stage when synthetic ones are allowed, and make it synthetic', () => {
    const { stage, imaging } = fused(patient, { findings: [ct], allowSynthetic: true });
    expect(stage?.factors.map(({ modality }) => modality)).toEqual(['labs', 'ct']);
    expect(stage?.evidence).toBe('synthetic');
    expect(imaging?.studies).toMatchObject([{ findings: 'f1', modality: 'CT', started: '2026-05-11T08:00:00Z' }]);
    expect(imaging?.studies[0]?.etiologies).toHaveLength(1);
  });

  it('leave no trace otherwise: the assessment is the same as without them', () => {
    const synthetic = fused(patient, { findings: [ct], predictions: [pbcPrediction({ evidence: 'synthetic' })] });
    expect(synthetic).toEqual(fused(patient));
  });

  it('leave no trace of silent models either', () => {
    const silent = findings({ regions: [], measures: [], radiomics: [], models: [stageModel({ state: 'silent' })] });
    const told = fused(patient, {
      findings: [silent],
      predictions: [pbcPrediction({ state: 'silent' })],
      allowSynthetic: true,
    });
    expect(told).toEqual(fused(patient));
  });

  it('are left out, by name, when unlike anything that the model knows', () => {
    const odd = syntheticFindings({
      models: [stageModel({ outOfDistribution: { distance: 40, limit: 12, because: ['slice thickness'] } })],
    });
    const { stage } = fused(patient, { findings: [odd], allowSynthetic: true });
    expect(stage?.factors.map(({ modality }) => modality)).toEqual(['labs']);
    expect(stage?.leftOut).toContainEqual({
      what: 'CT model',
      reason: 'unlike the images that the model knows (slice thickness)',
    });
  });

  it('change the identity of the assessment, whatever their order', () => {
    const mr = syntheticFindings({
      id: 'f2',
      study: { uid: '9', modalities: ['MR'], started: '2026-04-01' },
      models: [eventModel()],
    });
    const one = fused(patient, { findings: [ct, mr], allowSynthetic: true });
    const other = fused(patient, { findings: [mr, ct], allowSynthetic: true });
    expect(one).toEqual(other);
    expect(one.id).not.toBe(fused(patient, { findings: [{ ...ct, id: 'f9' }, mr], allowSynthetic: true }).id);
  });

  it('name examinations of the chart that are newer than what was analysed', () => {
    const facts = hcv({
      exams: [service('ct-liver', '2026-06-01'), service('us-liver', '2026-01-01'), service('mri-liver', '2027-01-01')],
    });
    expect(fused(facts, { findings: [findings()] }).imaging?.waiting).toEqual([
      'CT of 2026-06-01',
      'ultrasound of 2026-01-01',
    ]);
  });
});

describe('models in an assessment', () => {
  it('say what they say, and those that refuse say why', () => {
    const { models } = fused(hcv(), {
      predictions: [pbcPrediction({ by: { id: 'a', version: '1.0.0', sha256: 'a' } }), refusedPrediction()],
    });
    expect(models?.map(({ status }) => status)).toEqual(['ok', 'refused']);
  });

  it('predict no first event after it is on record, but still death', () => {
    const events = findings({ models: [eventModel({ evidence: 'research' })] });
    const facts = hcv({ conditions: [condition('hepatitis-c'), condition('ascites')] });
    const { models } = fused(facts, { findings: [events], predictions: [pbcPrediction()] });
    expect(models).toMatchObject([
      {
        by: { id: 'mr-radiomics-events' },
        status: 'refused',
        reason: 'an event is on record: no first event is predicted',
      },
      { by: { id: 'pbc-prognosis' }, status: 'ok', risks: [{ outcome: 'death' }, {}, {}] },
    ]);
  });

  it('are part of the identity by their version', () => {
    const of = (version: string) =>
      fused(hcv({ medications: [drug('ursodeoxycholic-acid')] }), {
        predictions: [pbcPrediction({ by: { id: 'pbc-prognosis', version, sha256: 'c' } })],
      }).id;
    expect(of('1.0.0')).not.toBe(of('1.0.1'));
  });
});
