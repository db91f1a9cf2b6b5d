import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../src/core/seeded-random.ts';
import { type StageRecord, validateStages } from '../../../src/core/validation/validate-stages.ts';
import { weightedKappa } from '../../../src/core/validation/weighted-kappa.ts';

// Reference values by Python:
//   obs = [0,0,1,1,2,2,3,3,4,4,2,1]; P the rows below
//   sklearn.metrics.cohen_kappa_score(obs, P.argmax(1), weights='quadratic'); sklearn.metrics.log_loss(obs, P)
//   ((P.cumsum(1)[:, :4] - [[o <= k for k in range(4)] for o in obs]) ** 2).sum(1).mean() / 4
//   ordinal C: all pairs of different stage, by P @ arange(5)
const observed = [0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 2, 1];
const rows = [
  [0.6, 0.2, 0.1, 0.05, 0.05],
  [0.3, 0.4, 0.15, 0.1, 0.05],
  [0.2, 0.5, 0.2, 0.05, 0.05],
  [0.4, 0.3, 0.2, 0.05, 0.05],
  [0.1, 0.2, 0.4, 0.2, 0.1],
  [0.05, 0.15, 0.3, 0.3, 0.2],
  [0.05, 0.05, 0.2, 0.5, 0.2],
  [0.1, 0.3, 0.3, 0.2, 0.1],
  [0.02, 0.03, 0.1, 0.25, 0.6],
  [0.05, 0.1, 0.15, 0.4, 0.3],
  [0.3, 0.3, 0.2, 0.1, 0.1],
  [0.1, 0.2, 0.3, 0.3, 0.1],
];
const records: StageRecord[] = rows.map((probabilities, at) => ({ observed: observed[at] ?? 0, probabilities }));

describe('distributions over the stages', () => {
  const found = validateStages(records, seededRandom(1), 200);
  const value = (id: string) => found.measures.find((one) => one.id === id)?.value;
  it('agree with scikit-learn and numpy', () => {
    expect(value('weighted-kappa')).toBeCloseTo(0.7085020242914979, 10);
    expect(value('stage-log-score')).toBeCloseTo(1.080703441261006, 10);
    expect(value('ranked-probability-score')).toBeCloseTo(0.09433125, 10);
    expect(value('ordinal-c')).toBeCloseTo(0.8947368421052632, 10);
  });
  it('count each subject once, by reference and most likely stage, the lower of equal ones', () => {
    expect(found.counts).toEqual([2, 3, 3, 2, 2]);
    expect(found.confusion).toEqual([
      [1, 1, 0, 0, 0],
      [1, 1, 1, 0, 0],
      [1, 0, 2, 0, 0],
      [0, 1, 0, 1, 0],
      [0, 0, 0, 1, 1],
    ]);
  });
  it('have intervals around each figure but the calibration error, the same for the same seed', () => {
    for (const { id, value: at = Number.NaN, interval } of found.measures) {
      if (id === 'calibration-error') {
        expect(interval).toBeUndefined();
        continue;
      }
      expect(interval?.[0]).toBeLessThanOrEqual(at);
      expect(interval?.[1]).toBeGreaterThanOrEqual(at);
    }
    expect(validateStages(records, seededRandom(1), 200)).toEqual(found);
  });
  it('say why a figure is not computable', () => {
    const certain = validateStages([{ observed: 1, probabilities: [1, 0, 0, 0, 0] }], seededRandom(1), 10);
    const why = (id: string) => certain.measures.find((one) => one.id === id)?.notComputable;
    expect(why('stage-log-score')).toBe('a reference stage had been given probability 0');
    expect(why('ordinal-c')).toBe('all have the same stage');
    expect(weightedKappa([2, 2], [2, 2], 5)).toEqual({ notComputable: 'both use one class only' });
  });
});
