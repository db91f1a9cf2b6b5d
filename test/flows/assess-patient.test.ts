import { describe, expect, it } from 'vitest';
import type { Assessment } from '../../src/core/assessment.ts';
import { Failure } from '../../src/core/failure.ts';
import type { SilentEntry } from '../../src/core/models/compare-silent.ts';
import type { Accepts, ModelManifest } from '../../src/core/models/manifest.ts';
import { modelRiskText } from '../../src/core/situation/model-sentences.ts';
import { type AssessPatientDeps, assessPatient } from '../../src/flows/assess-patient.ts';
import { radiomicsJudge } from '../../src/flows/judge-radiomics.ts';
import type { Predictor } from '../../src/ports/predictors.ts';
import { digest } from '../support/assess-made-up.ts';
import { everyScore } from '../support/every-score.ts';
import { findings, pbcPrediction } from '../support/findings.ts';
import { asOf, chart, condition, lowFib4 } from '../support/made-up-chart.ts';
import { featuresOn, linearGraph, mrFindings, plainDigest, radiomicsFolder } from '../support/radiomics-model.ts';
import { rememberingLog } from '../support/remembering-log.ts';

const facts = chart({ values: lowFib4, conditions: [condition('masld')] });
const about = { fhirServer: 'https://ehr.example/fhir', unavailable: ['exams'] };
const deps = { scores: everyScore, clock: () => asOf, digest, version: '1.2.3' };

describe('assessing a patient', () => {
  it('answers with the assessment that was published, after it was published', async () => {
    const published: Assessment[] = [];
    let durable = false;
    const publisher = {
      async publish(assessment: Assessment) {
        published.push(assessment);
        await new Promise((resolve) => setTimeout(resolve, 5));
        durable = true;
        return ['RiskAssessment/1'];
      },
    };
    const assessment = await assessPatient({ ...deps, publisher }, facts, about);
    expect(durable).toBe(true);
    expect(published).toEqual([assessment]);
    expect(assessment).toMatchObject({ asOf, version: '1.2.3', unavailable: ['exams'], patientId: 'p1' });
  });

  it('fails as the store fails: nothing is shown that was not stored', async () => {
    const publisher = {
      publish: async () => {
        throw new Failure('store-unavailable', 'the result store cannot be reached');
      },
    };
    await expect(assessPatient({ ...deps, publisher }, facts, about)).rejects.toMatchObject({
      kind: 'store-unavailable',
    });
  });
});

describe('findings and models of an assessment', () => {
  const publisher = { publish: async () => [] };
  const accepts = { modality: 'labs', etiologies: 'any', ageYears: [18, 100], exclusions: [] } as const;
  const predictor = (more: Partial<Predictor> & { accepts?: Partial<Accepts> } = {}): Predictor => ({
    model: pbcPrediction().by,
    manifest: { ...manifest, accepts: { ...accepts, ...more.accepts } },
    state: 'live',
    predict: async () => pbcPrediction(),
    ...more,
  });
  const manifest = {
    id: 'pbc-prognosis',
    version: '1.0.0',
    title: 'Prognosis in PBC',
    role: 'prognosis',
    evidence: 'research',
  } as ModelManifest;
  const withModels = (more: Partial<AssessPatientDeps>) => assessPatient({ ...deps, publisher, ...more }, facts, about);

  it('reach the assessment', async () => {
    const assessment = await withModels({
      findings: { ofPatient: async () => [findings()] },
      predictors: async () => [predictor()],
      fusion: { setting: 'secondary' },
    });
    expect(assessment.imaging?.studies).toHaveLength(1);
    expect(assessment.models).toMatchObject([{ status: 'ok', by: { id: 'pbc-prognosis' } }]);
    expect(assessment.stage?.setting).toBe('secondary');
  });

  it('that fail or are late are said and hold nothing up', async () => {
    const log = rememberingLog();
    const never = new Promise<never>(() => undefined);
    for (const ofPatient of [() => never, () => Promise.reject(new Error('gone'))]) {
      const assessment = await withModels({ findings: { ofPatient }, deadlineMs: 5, log });
      expect(assessment.unavailable).toEqual(['exams', 'imaging findings']);
    }
    const { models } = await withModels({
      predictors: async () => [predictor({ predict: () => never })],
      deadlineMs: 5,
      log,
    });
    expect(models).toMatchObject([{ status: 'refused', reason: 'the model could not be run this time' }]);
    expect(log.lines.length).toBe(3);
  });

  it('are not even asked where the manifest does not accept the patient', async () => {
    let asked = 0;
    const other = predictor({
      accepts: { etiologies: ['pbc'] },
      predict: async () => {
        asked++;
        return pbcPrediction();
      },
    });
    const { models } = await withModels({ predictors: async () => [other] });
    expect(models).toMatchObject([{ status: 'refused', reason: 'built for PBC' }]);
    expect(asked).toBe(0);
  });

  it('that are silent are kept and never shown', async () => {
    const kept: SilentEntry[] = [];
    const silent = predictor({ state: 'silent', predict: async () => pbcPrediction({ state: 'silent' }) });
    const assessment = await withModels({
      predictors: async () => [silent],
      silent: { keep: async (entries) => void kept.push(...entries) },
    });
    expect(kept).toMatchObject([{ patientId: facts.patient.id, beside: [] }]);
    expect(kept[0]?.said.length).toBeGreaterThan(0);
    expect(assessment.models).toBeUndefined();
  });

  it('that are silent and synthetic are not even kept where synthetic ones take no part', async () => {
    const kept: SilentEntry[] = [];
    const synthetic = pbcPrediction({ state: 'silent', evidence: 'synthetic' });
    const more = {
      predictors: async () => [predictor({ state: 'silent', predict: async () => synthetic })],
      silent: { keep: async (entries: readonly SilentEntry[]) => void kept.push(...entries) },
    };
    await withModels(more);
    expect(kept).toEqual([]);
    await withModels({ ...more, allowSynthetic: true });
    expect(kept).toHaveLength(1);
  });

  it('that are silent and cannot be kept fail no assessment', async () => {
    const log = rememberingLog();
    const assessment = await withModels({
      predictors: async () => [predictor({ state: 'silent', predict: async () => pbcPrediction({ state: 'silent' }) })],
      silent: { keep: () => Promise.reject(new Error('gone')) },
      log,
    });
    expect(assessment.id).toMatch(/./);
    expect(log.lines).toHaveLength(1);
  });

  describe('over radiomics', () => {
    const study = mrFindings([featuresOn('mr-t1', 1.5), featuresOn('mr-t2', Math.E)], facts.patient.id);
    const asked = (
      evidence: 'research' | 'synthetic',
      state: 'silent' | 'live',
      more: Partial<AssessPatientDeps> = {},
    ) =>
      withModels({
        findings: { ofPatient: async () => [study] },
        judges: async () => [radiomicsJudge(radiomicsFolder({ evidence }), linearGraph, plainDigest)(state)],
        ...more,
      });

    it('speak of the risk of an event, and another answer is another assessment', async () => {
      const assessment = await asked('research', 'live');
      expect(assessment.models).toMatchObject([
        { status: 'ok', role: 'prognosis', by: { id: 'made-up-events' }, evidence: 'research', risks: [{}, {}] },
      ]);
      expect(assessment.id).not.toBe((await withModels({ findings: { ofPatient: async () => [study] } })).id);
      expect(study.models).toEqual([]);
    });

    it('that are synthetic leave no trace where synthetic ones take no part', async () => {
      const off = await asked('synthetic', 'live', { allowSynthetic: false });
      expect(JSON.stringify(off)).not.toMatch(/made-up-events|Made-up events|synthetic/);
      expect(off.id).toBe((await withModels({ findings: { ofPatient: async () => [study] } })).id);
      const on = await asked('synthetic', 'live', { allowSynthetic: true });
      expect(on.models).toMatchObject([{ evidence: 'synthetic' }]);
      // Without albumin: expected 0.11 above its mean by the T1 feature, so the logit is -1 + 0.8 + 0.13.
      expect(modelRiskText(on)).toMatch(
        /^5-year risk of liver related event 48 % .*Made-up events \(synthetic, demonstration only\): skewness \(T1\)/,
      );
    });

    it('that are silent are kept and never shown', async () => {
      const kept: SilentEntry[] = [];
      const said = await asked('research', 'silent', {
        silent: { keep: async (entries) => void kept.push(...entries) },
      });
      expect(JSON.stringify(said)).not.toContain('made-up-events');
      expect(kept).toMatchObject([{ model: 'made-up-events@1.0.0', said: [{ study: '1.2.3' }, { study: '1.2.3' }] }]);
    });

    it('that fail are refused by name and hold nothing up', async () => {
      const log = rememberingLog();
      const broken = { run: () => Promise.reject(new Error('gone')) };
      const assessment = await asked('research', 'live', {
        judges: async () => [radiomicsJudge(radiomicsFolder(), broken, plainDigest)('live')],
        log,
      });
      expect(assessment.models).toBeUndefined();
      expect(assessment.imaging?.studies[0]?.refused).toEqual([
        { what: 'Made-up events', reason: 'the model could not be run this time' },
      ]);
      expect(log.lines).toHaveLength(1);
    });
  });
});
