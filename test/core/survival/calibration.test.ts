import { describe, expect, it } from 'vitest';
import { calibrationGroups } from '../../../src/core/survival/calibration-groups.ts';
import { coxSlope } from '../../../src/core/survival/cox-slope.ts';
import { horizonRecalibration } from '../../../src/core/survival/horizon-recalibration.ts';
import { logisticRecalibration } from '../../../src/core/survival/logistic-recalibration.ts';
import { observedToExpected } from '../../../src/core/survival/observed-to-expected.ts';
import { pseudoObservations } from '../../../src/core/survival/pseudo-observations.ts';
import { localLinear, smoothCalibration } from '../../../src/core/survival/smooth-calibration.ts';
import { competingCohort, computed, p3, score, survivalCohort } from './reference-cohort.ts';

describe('observedToExpected', () => {
  it('is not computable without subjects, follow-up, or anything expected', () => {
    expect(observedToExpected([], [], 1)).toEqual({ notComputable: 'no subjects' });
    expect(observedToExpected([{ time: 0.5, cause: 0 }], [0.2], 1)).toEqual({
      notComputable: 'follow-up ends before the horizon',
    });
    expect(observedToExpected([{ time: 2, cause: 0 }], [0], 1)).toEqual({
      notComputable: 'the model expects no event at all',
    });
  });
  it('agrees with cuminc over the mean prediction', () => {
    // timepoints(cuminc(time, cause), 3)$est[1, 1] / mean(p3)
    const result = computed(observedToExpected(competingCohort, p3, 3));
    expect(result.ratio).toBeCloseTo(1.0319559896755, 12);
    expect(result.observed).toMatchObject({ method: 'aalen-johansen', n: 48, events: 18 });
  });
  it('uses Kaplan-Meier without competing events, with its interval turned over', () => {
    // summary(survfit(Surv(time, cause == 1) ~ 1, conf.type = "log-log"), times = 3)
    const { observed } = computed(observedToExpected(survivalCohort, p3, 3));
    expect(observed.method).toBe('kaplan-meier');
    expect(observed.probability).toBeCloseTo(1 - 0.60117356343758, 12);
    expect(observed.interval?.[0]).toBeCloseTo(1 - 0.7283865422854, 12);
    expect(observed.interval?.[1]).toBeCloseTo(1 - 0.44172165322823, 12);
  });
});

describe('logisticRecalibration', () => {
  const outcome = competingCohort.map(({ time, cause }) => time <= 3 && cause === 1);
  it('is not computable with one outcome, a certain prediction, a constant one, or complete separation', () => {
    expect(logisticRecalibration([], [])).toHaveProperty('notComputable');
    expect(logisticRecalibration([true, true], [0.2, 0.4])).toHaveProperty('notComputable');
    expect(logisticRecalibration([true, false], [1, 0.4])).toHaveProperty('notComputable');
    expect(logisticRecalibration([true, false], [0.4, 0.4])).toHaveProperty('notComputable');
    expect(logisticRecalibration([true, false, true], [0.6, 0.4, 0.7])).toHaveProperty('notComputable');
  });
  it('agrees with glm', () => {
    const result = computed(logisticRecalibration(outcome, p3));
    // glm(y ~ offset(qlogis(p3)), binomial)
    expect(result.intercept.value).toBeCloseTo(0.05413199083691, 10);
    expect(result.intercept.standardError).toBeCloseTo(0.35320624062426, 8);
    // glm(y ~ qlogis(p3), binomial, control = glm.control(epsilon = 1e-15))
    expect(result.slope.value).toBeCloseTo(0.68829945877101, 10);
    expect(result.slope.standardError).toBeCloseTo(0.26731185690738, 8);
  });
});

describe('coxSlope', () => {
  it('is not computable without an event, with a constant predictor, or when it orders all events', () => {
    expect(coxSlope([], [])).toEqual({ notComputable: 'no event' });
    const two = [
      { time: 1, cause: 1 },
      { time: 2, cause: 0 },
    ] as const;
    expect(coxSlope(two, [1, 1])).toHaveProperty('notComputable');
    expect(coxSlope(two, [2, 1])).toHaveProperty('notComputable');
  });
  it('agrees with coxph, Efron ties', () => {
    // summary(coxph(Surv(time, cause == 1) ~ score, d))
    const { slope, events } = computed(coxSlope(competingCohort, score));
    expect(slope.value).toBeCloseTo(0.79407241819551, 9);
    expect(slope.standardError).toBeCloseTo(0.20472237262433, 9);
    expect(events).toBe(23);
  });
  it('does not depend on where the predictor is centred', () => {
    const moved = score.map((value) => value + 500);
    expect(computed(coxSlope(competingCohort, moved)).slope.value).toBeCloseTo(0.79407241819551, 9);
  });
});

describe('pseudoObservations', () => {
  it('need two subjects', () => {
    expect(pseudoObservations([{ time: 2, cause: 1 }], 1)).toEqual({ notComputable: 'fewer than two subjects' });
  });
  it('agree with prodlim::jackknife with competing events', () => {
    // jackknife(prodlim(Hist(time, cause) ~ 1, d), times = 3, cause = 1)[1:12]
    const a = -0.0059288537549378;
    const expected = [1, 0, 0, a, a, a, a, 1, a, 1, a, 0.043478260869566];
    const pseudo = computed(pseudoObservations(competingCohort, 3));
    expected.forEach((value, index) => {
      expect(pseudo[index]).toBeCloseTo(value, 12);
    });
  });
  it('agree with prodlim::jackknife without competing events', () => {
    // 1 - jackknife(prodlim(Surv(time, cause == 1) ~ 1, d), times = 3)
    const pseudo = computed(pseudoObservations(survivalCohort, 3));
    expect(pseudo[1]).toBeCloseTo(0.260094075769132, 12);
    expect(pseudo[3]).toBeCloseTo(-0.038659204561576, 12);
    expect(pseudo[11]).toBeCloseTo(0.018934318917601, 12);
  });
});

describe('horizonRecalibration', () => {
  it('is not computable with certain predictions or without an event', () => {
    expect(
      horizonRecalibration(
        competingCohort,
        p3.map(() => 1),
        3,
      ),
    ).toHaveProperty('notComputable');
    const free = [
      { time: 4, cause: 0 },
      { time: 5, cause: 0 },
    ] as const;
    expect(horizonRecalibration(free, [0.1, 0.2], 3)).toHaveProperty('notComputable');
  });
  it('agrees with a quasi-likelihood glm on the pseudo-observations', () => {
    const result = computed(horizonRecalibration(competingCohort, p3, 3));
    // cl <- log(-log(1 - p3)); glm(pseudo ~ offset(cl), quasi(link = "cloglog", variance = "constant")); robust errors by matrix algebra
    expect(result.intercept.value).toBeCloseTo(0.170528607623, 8);
    expect(result.intercept.standardError).toBeCloseTo(0.27982228079826, 8);
    // glm(pseudo ~ cl, quasi(link = "cloglog", variance = "constant"))
    expect(result.slope.value).toBeCloseTo(0.912078074066, 7);
    expect(result.slope.standardError).toBeCloseTo(0.29708178426389, 7);
  });
  it('agrees with it on the logit scale', () => {
    // glm(pseudo ~ qlogis(p3), quasi(link = "logit", variance = "constant"))
    const result = computed(horizonRecalibration(competingCohort, p3, 3, 'logit'));
    expect(result.slope.value).toBeCloseTo(1.006955323003, 7);
  });
});

describe('calibrationGroups', () => {
  it('gives none without subjects and never splits equal predictions', () => {
    expect(calibrationGroups([], [], 1)).toEqual([]);
    const same = competingCohort.map(() => 0.3);
    expect(calibrationGroups(competingCohort, same, 3)).toHaveLength(1);
  });
  it('holds every subject once, in rising order', () => {
    const groups = calibrationGroups(competingCohort, p3, 3, 5);
    expect(groups.reduce((sum, { n }) => sum + n, 0)).toBe(48);
    for (const [index, group] of groups.entries()) expect(group.from).toBeGreaterThan(groups[index - 1]?.to ?? -1);
  });
});

describe('smoothCalibration', () => {
  it('draws no curve through fewer than ten subjects or constant predictions', () => {
    expect(smoothCalibration([0.1, 0.2], [0, 1])).toEqual([]);
    expect(smoothCalibration(new Array<number>(20).fill(0.1), new Array<number>(20).fill(0))).toEqual([]);
  });
  it('agrees with loess', () => {
    // predict(loess(pseudo ~ p3, span = 0.75, degree = 1, control = loess.control(surface = "direct")), c(0.1, 0.2, 0.3, 0.5))
    const pseudo = computed(pseudoObservations(competingCohort, 3));
    const at = (x: number) => localLinear(p3, pseudo, x, 0.75);
    expect(at(0.1)).toBeCloseTo(0.042304653473487, 8);
    expect(at(0.2)).toBeCloseTo(0.231525440670098, 8);
    expect(at(0.3)).toBeCloseTo(0.384910308009053, 8);
    expect(at(0.5)).toBeCloseTo(0.539958931506404, 8);
  });
});
