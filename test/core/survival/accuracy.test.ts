import { describe, expect, it } from 'vitest';
import { brierScore } from '../../../src/core/survival/brier-score.ts';
import { integratedBrierScore } from '../../../src/core/survival/integrated-brier-score.ts';
import { logScore } from '../../../src/core/survival/log-score.ts';
import { competingCohort, computed, p1, p3, p5, survivalCohort, untiedCohort } from './reference-cohort.ts';

describe('brierScore', () => {
  it('is not computable without subjects or when follow-up ends before the horizon', () => {
    expect(brierScore([], [], 1)).toHaveProperty('notComputable');
    expect(brierScore([{ time: 0.5, cause: 0 }], [0.1], 1)).toHaveProperty('notComputable');
  });
  it('refuses what is no probability', () => {
    expect(() => brierScore([{ time: 2, cause: 0 }], [1.01], 1)).toThrow(/outside 0 to 1/);
    expect(() => brierScore([{ time: 2, cause: 0 }], [Number.NaN], 1)).toThrow(/not a finite number/);
  });
  it('has no scaled form when nothing varies', () => {
    expect(brierScore([{ time: 2, cause: 0 }], [0.1], 1)).toMatchObject({ reference: 0, scaled: undefined });
  });
  // Score(list(m = as.matrix(d[, c("p1", "p3", "p5")])), Hist(time, cause) ~ 1, d, cause = 1, times = c(1.1, 3.1, 5.1),
  //   metrics = "brier", summary = "ipa", null.model = TRUE)
  it.each([
    [1.1, p1, 0.165995875, 0.1875, 0.11468866666667],
    [3.1, p3, 0.17165476725328, 0.23504696361059, 0.2697001287893],
    [5.1, p5, 0.17609510724773, 0.24996021921783, 0.29550746995356],
  ])('agrees with riskRegression::Score with competing events at %f', (horizon, probability, brier, reference, ipa) => {
    const result = computed(brierScore(competingCohort, probability, horizon));
    expect(result.brier).toBeCloseTo(brier, 12);
    expect(result.reference).toBeCloseTo(reference, 12);
    expect(result.scaled).toBeCloseTo(ipa, 12);
  });
  it.each([
    [1.1, p1, 0.17068338081826, 0.18952745836042],
    [3.1, p3, 0.17866176328145, 0.23976391006134],
    [5.1, p5, 0.15422820823082, 0.24807081259998],
  ])('agrees with riskRegression::Score without competing events at %f', (horizon, probability, brier, reference) => {
    // Score(…, Surv(time, cause == 1) ~ 1, …)
    const result = computed(brierScore(survivalCohort, probability, horizon));
    expect(result.brier).toBeCloseTo(brier, 12);
    expect(result.reference).toBeCloseTo(reference, 12);
  });
});

describe('integratedBrierScore', () => {
  it('needs two horizons that ascend, and a set of probabilities for each', () => {
    expect(integratedBrierScore(survivalCohort, [1.1], [p1])).toHaveProperty('notComputable');
    expect(() => integratedBrierScore(survivalCohort, [3, 1], [p3, p1])).toThrow(/ascend/);
    expect(() => integratedBrierScore(survivalCohort, [1, 3], [p1])).toThrow(/for each horizon/);
  });
  it('agrees with scikit-survival', () => {
    // sksurv.metrics.integrated_brier_score(y, y, 1 - [p1, p3, p5], [1.1, 3.1, 5.1])
    const result = computed(integratedBrierScore(untiedCohort, [1.1, 3.1, 5.1], [p1, p3, p5]));
    expect(result.ibs).toBeCloseTo(0.17055877890299295, 12);
  });
});

describe('logScore', () => {
  it('is not computable when something happened that had probability 0', () => {
    expect(logScore([{ time: 1, cause: 1 }], [0], 1)).toHaveProperty('notComputable');
    expect(logScore([{ time: 2, cause: 0 }], [1], 1)).toHaveProperty('notComputable');
  });
  it('is the weighted log loss', () => {
    // w: 1 / prodlim(Surv(time, cause != 0) ~ 1, reverse = TRUE) before the event or at 3.1; y <- time <= 3.1 & cause == 1
    // mean(-w * (y * log(p3) + (1 - y) * log(1 - p3)))
    expect(computed(logScore(competingCohort, p3, 3.1)).logScore).toBeCloseTo(0.50386853301481, 12);
  });
  it('is the log loss of scikit-learn when all states are known', () => {
    const known = competingCohort.map(({ time, cause }) =>
      time <= 3 && cause === 1 ? { time, cause } : { time: 9, cause: 0 as const },
    );
    // sklearn.metrics.log_loss(time <= 3 & cause == 1, p3)
    expect(computed(logScore(known, p3, 3)).logScore).toBeCloseTo(0.5766638413723193, 12);
  });
});
