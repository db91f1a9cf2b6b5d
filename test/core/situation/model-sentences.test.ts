import { describe, expect, it } from 'vitest';
import { modelRiskText, stageText } from '../../../src/core/situation/model-sentences.ts';
import { assessment, withPbcModel, withStage, withSyntheticStage } from '../../support/assessments.ts';
import { pbcPrediction, refusedPrediction, stiffnessPrediction } from '../../support/findings.ts';

describe('the sentence about the stage', () => {
  it('names range, probability, what weighs most first, evidence and prior', () => {
    expect(stageText(withStage)).toBe(
      'F4 more likely than not, P(F4) 0.51 from fibrosis labs, VCTE (research; prior of specialist care)',
    );
  });
  it('says that no stage is named where tests contradict each other', () => {
    expect(stageText(withPbcModel)).toBe(
      'tests contradict each other, no stage is named: VCTE, fibrosis labs (research; prior of specialist care)',
    );
  });
  it('is labelled where anything synthetic took part', () => {
    expect(stageText(withSyntheticStage)).toContain('(synthetic, demonstration only;');
  });
  it('is not there without a stage, nor where blood and stiffness leave it open: the next step says what to do', () => {
    expect(stageText(assessment())).toBeUndefined();
    const { stage } = withPbcModel;
    if (!stage) throw new Error('the assessment has no stage');
    const words = 'tests do not settle the stage, none is named';
    const open = { ...stage, headline: { kind: 'abstention', why: 'indeterminate', words } as const };
    expect(stageText({ ...withPbcModel, stage: open })).toBeUndefined();
  });
});

describe('the sentence about the risk by a model', () => {
  it('gives five years with the interval, the model, its evidence and what carries it', () => {
    expect(modelRiskText(withPbcModel)).toBe(
      '5-year risk of death 12 % (8 to 18 %), Prognosis in PBC (research): bilirubin 3.2 mg/dL, age 61',
    );
  });
  it('prefers research to synthetic and says nothing for silent, refusing and surrogate models', () => {
    const both = assessment({
      models: [pbcPrediction({ evidence: 'synthetic', title: 'Simulated' }), pbcPrediction()],
    });
    expect(modelRiskText(both)).toContain('(research)');
    expect(modelRiskText(assessment({ models: [pbcPrediction({ state: 'silent' })] }))).toBeUndefined();
    expect(modelRiskText(assessment({ models: [refusedPrediction(), stiffnessPrediction()] }))).toBeUndefined();
    const [risk] = pbcPrediction().risks;
    if (!risk) throw new Error('the prediction has no risk');
    const other = pbcPrediction({
      risks: [{ ...risk, outcome: 'other-cause-death', title: 'Death of another cause' }],
    });
    expect(modelRiskText(assessment({ models: [other] }))).toBeUndefined();
  });
});
