import { describe, expect, it } from 'vitest';
import { binaryAuc, stageCutAucs } from '../../../src/core/survival/binary-auc.ts';
import { classwiseCalibrationError, topLabelCalibrationError } from '../../../src/core/survival/calibration-error.ts';
import { ordinalC } from '../../../src/core/survival/ordinal-c.ts';
import { rankedProbabilityScore } from '../../../src/core/survival/ranked-probability-score.ts';
import { competingCohort, computed, p3, score } from './reference-cohort.ts';

const probabilities = [
  [0.6, 0.2, 0.1, 0.05, 0.05],
  [0.1, 0.5, 0.2, 0.1, 0.1],
  [0.05, 0.15, 0.4, 0.3, 0.1],
  [0.1, 0.1, 0.2, 0.35, 0.25],
  [0, 0.05, 0.15, 0.3, 0.5],
  [0.3, 0.3, 0.2, 0.1, 0.1],
  [0.2, 0.2, 0.2, 0.2, 0.2],
  [0.02, 0.08, 0.2, 0.4, 0.3],
];
const stages = [0, 1, 3, 3, 4, 2, 1, 2];

describe('what every measure of stages refuses', () => {
  it('refuses probabilities that do not sum to 1, and stages that are none', () => {
    expect(() => rankedProbabilityScore([[0.5, 0.4]], [0])).toThrow(/not a distribution/);
    expect(() => rankedProbabilityScore([[0.5, 0.5]], [2])).toThrow(/not one of the classes/);
    expect(() => topLabelCalibrationError([[1.1, -0.1]], [0])).toThrow(/not a distribution/);
  });
});

describe('rankedProbabilityScore', () => {
  it('is not computable without subjects', () => {
    expect(rankedProbabilityScore([], [])).toHaveProperty('notComputable');
  });
  it('is 0 for certainty that is right and 1 for certainty at the other end', () => {
    expect(computed(rankedProbabilityScore([[1, 0, 0]], [0])).rps).toBe(0);
    expect(computed(rankedProbabilityScore([[1, 0, 0]], [2])).rps).toBe(1);
  });
  it('agrees with numpy', () => {
    // cum = P.cumsum(1)[:, :4]; obs = s[:, None] <= np.arange(4); ((cum - obs) ** 2).sum() / (4 * 8)
    expect(computed(rankedProbabilityScore(probabilities, stages)).rps).toBeCloseTo(0.0968875, 12);
  });
});

describe('binaryAuc and stageCutAucs', () => {
  it('are not computable with one side only', () => {
    expect(binaryAuc([], [])).toEqual({ notComputable: 'no case' });
    expect(binaryAuc([true], [1])).toEqual({ notComputable: 'no control' });
  });
  it('agrees with scikit-learn and survival::concordance', () => {
    // roc_auc_score(time <= 3 & cause == 1, p3)
    const outcome = competingCohort.map(({ time, cause }) => time <= 3 && cause === 1);
    expect(computed(binaryAuc(outcome, p3)).auc).toBeCloseTo(0.7972222222222223, 12);
  });
  it('agrees with scikit-learn at each cut', () => {
    // for k in 1..4: roc_auc_score(s >= k, P[:, k:].sum(1))
    const expected = [1, 0.9, 0.8333333333333333, 1];
    stageCutAucs(probabilities, stages).forEach(({ cut, auc }, index) => {
      expect(cut).toBe(index + 1);
      expect(computed(auc).auc).toBeCloseTo(expected[index] ?? 0, 12);
    });
  });
});

describe('ordinalC', () => {
  it('is not computable when all have one stage', () => {
    expect(ordinalC([2, 2], [0, 1])).toEqual({ notComputable: 'all have the same stage' });
  });
  it('agrees with survival::concordance', () => {
    // stage <- ((cut(score, c(-Inf, -1, -.3, .3, 1, Inf), labels = FALSE) - 1) + (1:48) %% 3) %% 5; concordance(stage ~ score)
    // biome-ignore format: a table
    const stage = [
      0, 2, 1, 2, 2, 1, 4, 4, 2, 0, 0, 4, 0, 4, 4, 4, 3, 1, 3, 0, 3, 4, 1, 0, 0, 4, 3, 4, 2, 1, 2, 0, 2, 3, 3, 1, 4, 2, 2, 3, 1, 1, 2, 2,
      1, 2, 1, 3,
    ];
    expect(computed(ordinalC(stage, score)).c).toBeCloseTo(0.53275109170306, 12);
  });
});

describe('calibration error', () => {
  it('is not computable without subjects', () => {
    expect(topLabelCalibrationError([], [])).toHaveProperty('notComputable');
    expect(classwiseCalibrationError([], [])).toHaveProperty('notComputable');
  });
  it('is 0 for certainty that is right', () => {
    expect(computed(topLabelCalibrationError([[1, 0]], [0])).ece).toBe(0);
  });
  it('agrees with numpy', () => {
    // bins (k/10, (k+1)/10]: sum(|right.mean() - conf.mean()| * share)
    expect(computed(topLabelCalibrationError(probabilities, stages)).ece).toBeCloseTo(0.25625, 12);
    expect(computed(classwiseCalibrationError(probabilities, stages)).ece).toBeCloseTo(0.1675, 12);
  });
});
