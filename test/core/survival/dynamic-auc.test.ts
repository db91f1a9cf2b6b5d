import { describe, expect, it } from 'vitest';
import { dynamicAuc } from '../../../src/core/survival/dynamic-auc.ts';
import { competingCohort, computed, p1, p3, p5, survivalCohort, untiedCohort } from './reference-cohort.ts';

describe('dynamicAuc', () => {
  it('is not computable without subjects, a case, a control, or follow-up to the horizon', () => {
    expect(dynamicAuc([], [], 1)).toHaveProperty('notComputable');
    expect(dynamicAuc([{ time: 2, cause: 0 }], [1], 1)).toEqual({ notComputable: 'no case by the horizon' });
    expect(dynamicAuc([{ time: 0.5, cause: 1 }], [1], 1)).toEqual({ notComputable: 'no control' });
    const short = [
      { time: 0.5, cause: 1 },
      { time: 0.7, cause: 0 },
    ] as const;
    expect(dynamicAuc(short, [1, 0], 1)).toEqual({ notComputable: 'follow-up ends before the horizon' });
  });
  it('agrees with riskRegression::Score with competing events', () => {
    // Score(list(m = as.matrix(d[, c("p1", "p3", "p5")])), Hist(time, cause) ~ 1, d, cause = 1, times = c(1.1, 3.1, 5.1), metrics = "auc")
    expect(computed(dynamicAuc(competingCohort, p1, 1.1)).auc).toBeCloseTo(0.74884259259259, 12);
    expect(computed(dynamicAuc(competingCohort, p3, 3.1)).auc).toBeCloseTo(0.80681131950335, 12);
    expect(computed(dynamicAuc(competingCohort, p5, 5.1)).auc).toBeCloseTo(0.82886616382326, 12);
  });
  it('agrees with it where follow-up ends at the horizon itself', () => {
    expect(computed(dynamicAuc(competingCohort, p1, 1)).auc).toBeCloseTo(0.74884259259259, 12);
    expect(computed(dynamicAuc(competingCohort, p3, 3)).auc).toBeCloseTo(0.80681131950335, 12);
    expect(computed(dynamicAuc(competingCohort, p5, 5)).auc).toBeCloseTo(0.82886616382326, 12);
  });
  it('agrees with riskRegression::Score and scikit-survival without competing events', () => {
    // Score(…, Surv(time, cause == 1) ~ 1, d, times = c(1.1, 3.1, 5.1)); sksurv cumulative_dynamic_auc on the untied cohort
    const expected = [0.73321523796313, 0.80107536476176, 0.89202608198084];
    for (const cohort of [survivalCohort, untiedCohort]) {
      expect(computed(dynamicAuc(cohort, p1, 1.1)).auc).toBeCloseTo(expected[0] ?? 0, 12);
      expect(computed(dynamicAuc(cohort, p3, 3.1)).auc).toBeCloseTo(expected[1] ?? 0, 12);
      expect(computed(dynamicAuc(cohort, p5, 5.1)).auc).toBeCloseTo(expected[2] ?? 0, 12);
    }
  });
  it('can take only the event-free as controls', () => {
    // sum(outer(w1, w0) * (outer(p1, p0, ">") + outer(p1, p0, "==") / 2)) / sum(outer(w1, w0)), weights of prodlim(reverse = TRUE)
    const result = computed(dynamicAuc(competingCohort, p3, 3.1, 'event-free'));
    expect(result.auc).toBeCloseTo(0.8, 12);
    expect(result).toMatchObject({ cases: 18, controls: 20, unknown: 4 });
  });
});
