import { describe, expect, it } from 'vitest';
import { modelRiskText, stageText } from '../../../src/core/situation/model-sentences.ts';
import { assessment, withPbcModel, withStage, withSyntheticStage } from '../../support/assessments.ts';
import { pbcPrediction, refusedPrediction, stiffnessPrediction } from '../../support/findings.ts';

describe('the sentence about the stage', () => {
  it('names range, probability, what weighs most first, evidence and prior', () => {
    expect(stageText(withStage)).toBe(
      'F4 likely, P(F4) 0.51 from fibrosis labs, VCTE (research; prior of specialist care)',
    );
  });
  it('says that no stage is named and what settles it where tests contradict each other', () => {
    expect(stageText(withPbcModel)).toBe(
      'tests contradict each other, no stage is named: VCTE, fibrosis labs; MR elastography settles it (research; prior of specialist care)',
    );
  });
  it('is labelled where anything synthetic took part', () => {
    expect(stageText(withSyntheticStage)).toContain('(synthetic, demonstration only;');
  });
  it('is not there without a stage', () => {
    expect(stageText(assessment())).toBeUndefined();
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
  });
});
