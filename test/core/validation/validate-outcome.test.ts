import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../src/core/seeded-random.ts';
import { validateOutcome } from '../../../src/core/validation/validate-outcome.ts';
import type { MeasureId, ValidationRecord } from '../../../src/core/validation/validation-report.ts';
import { competingCohort, p1, p3, p5, score } from '../survival/reference-cohort.ts';

const records: ValidationRecord[] = competingCohort.map((observed, index) => ({
  id: String(index),
  observed,
  probabilities: [p1[index] ?? 0, p3[index] ?? 0, p5[index] ?? 0],
  linearPredictor: score[index] ?? 0,
  groups: { sex: index % 12 === 0 ? 'male' : 'female' },
  fold: String(index % 2),
}));
const groupings = [{ id: 'sex', title: 'Sex' }];

describe('validateOutcome on time to event', () => {
  const result = validateOutcome(
    { outcome: 'death', horizonsYears: [1.1, 3.1, 5.1], records, groupings },
    seededRandom(1),
    200,
  );
  const measure = (id: MeasureId, horizonYears?: number) =>
    result.measures.find((one) => one.id === id && one.horizonYears === horizonYears);

  it('counts with every number', () => {
    expect(result).toMatchObject({
      kind: 'time-to-event',
      n: 48,
      events: 23,
      competing: 9,
      scoreIs: 'linear-predictor',
    });
    for (const one of result.measures) expect(one.n).toBe(48);
    expect(measure('auc', 3.1)?.events).toBe(18);
  });
  it('gives the numbers of survival, riskRegression and cmprsk', () => {
    // the calls stand in test/core/survival
    expect(measure('harrell-c')?.value).toBeCloseTo(0.75071633237822, 12);
    expect(measure('auc', 5.1)?.value).toBeCloseTo(0.82886616382326, 12);
    expect(measure('brier', 3.1)?.value).toBeCloseTo(0.17165476725328, 12);
    expect(measure('scaled-brier', 3.1)?.value).toBeCloseTo(0.2697001287893, 12);
    expect(measure('cox-slope')?.value).toBeCloseTo(0.79407241819551, 9);
  });
  it('has an interval around every number that could be computed, and says how it was made', () => {
    for (const one of result.measures) {
      expect(one.notComputable).toBeUndefined();
      const { value = Number.NaN, interval: [lower, upper] = [Number.NaN, Number.NaN] } = one;
      expect(lower, one.id).toBeLessThan(value);
      expect(upper, one.id).toBeGreaterThan(value);
      expect(one.intervalBy).toBeDefined();
    }
  });
  it('is the same again for the same seed', () => {
    const again = validateOutcome(
      { outcome: 'death', horizonsYears: [1.1, 3.1, 5.1], records, groupings },
      seededRandom(1),
      200,
    );
    expect(again).toEqual(result);
  });
  it('gives no verdict on a group under 20 events, and none on a fold either', () => {
    const [sex] = result.subgroups;
    expect(sex?.rows.map(({ group, noVerdict }) => [group, noVerdict])).toEqual([
      ['female', undefined],
      ['male', 'fewer than 20 events'],
    ]);
    expect(sex?.rows[1]).not.toHaveProperty('discrimination');
    expect(result.folds.every(({ noVerdict }) => noVerdict === 'fewer than 20 events')).toBe(true);
  });
  it('draws each horizon, and the observed against the mean predicted', () => {
    expect(result.pictures.map(({ horizonYears }) => horizonYears)).toEqual([1.1, 3.1, 5.1]);
    expect(result.predictedCurve[1]?.probability).toBeCloseTo(p3.reduce((sum, value) => sum + value, 0) / 48, 12);
    expect(result.observedCurve[0]).toEqual({ timeYears: 0, probability: 0 });
  });
});

describe('validateOutcome on a state', () => {
  const states: ValidationRecord[] = records.map((record, index) => ({
    id: record.id,
    observed: (competingCohort[index]?.time ?? 0) <= 3 && competingCohort[index]?.cause === 1,
    probabilities: [p3[index] ?? 0],
    groups: {},
  }));
  const result = validateOutcome(
    { outcome: 'lsm-ge-8', horizonsYears: [], records: states, groupings },
    seededRandom(1),
    100,
  );
  const value = (id: MeasureId) => result.measures.find((one) => one.id === id)?.value;

  it('gives the plain AUC, Brier score and log loss of scikit-learn and the slope of glm, with no horizon', () => {
    // roc_auc_score, brier_score_loss, log_loss; glm(y ~ qlogis(p3), binomial)
    expect(result).toMatchObject({ kind: 'state', scoreIs: 'last-probability', observedCurve: [] });
    expect(value('auc')).toBeCloseTo(0.7972222222222223, 12);
    expect(value('brier')).toBeCloseTo(0.18448589583333333, 12);
    expect(value('log-score')).toBeCloseTo(0.5766638413723193, 12);
    expect(value('calibration-slope')).toBeCloseTo(0.68829945877101, 9);
    expect(result.measures.every(({ horizonYears }) => horizonYears === undefined)).toBe(true);
    expect(value('harrell-c')).toBeUndefined();
  });
});

describe('validateOutcome with nothing to measure', () => {
  it('says for each measure why it cannot be computed', () => {
    const free: ValidationRecord[] = [1, 2, 3].map((time) => ({
      id: String(time),
      observed: { time: time + 5, cause: 0 },
      probabilities: [0.1],
      groups: {},
    }));
    const result = validateOutcome(
      { outcome: 'death', horizonsYears: [5], records: free, groupings: [] },
      seededRandom(1),
      10,
    );
    const reasons = Object.fromEntries(result.measures.map(({ id, notComputable }) => [id, notComputable]));
    expect(reasons).toMatchObject({
      'harrell-c': 'no comparable pair',
      auc: 'no case by the horizon',
      'scaled-brier': 'nothing varies',
      'cox-slope': 'no event',
      'calibration-slope': 'no event by the horizon',
    });
    expect(JSON.stringify(result)).not.toMatch(/NaN|Infinity|null/);
  });
});
