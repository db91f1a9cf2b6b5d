import { describe, expect, it } from 'vitest';
import { dynamicAuc, dynamicSides } from '../../../src/core/survival/dynamic-auc.ts';
import { rocCurve } from '../../../src/core/survival/roc-curve.ts';
import { competingCohort, computed, p3 } from './reference-cohort.ts';

describe('rocCurve', () => {
  it('is empty without weight on either side', () => {
    expect(rocCurve([], [])).toEqual([]);
    expect(rocCurve([{ score: 1, weight: 1 }], [])).toEqual([]);
    expect(rocCurve([{ score: 1, weight: 1 }], [{ score: 0, weight: 0 }])).toEqual([]);
  });
  it('moves tied cases and controls together', () => {
    const one = [{ score: 0.3, weight: 2 }];
    expect(rocCurve(one, one)).toEqual([{ threshold: 0.3, sensitivity: 1, specificity: 0 }]);
  });
  it('rises to the end, and the area under its trapezes is the AUC', () => {
    const { cases, controls } = computed(dynamicSides(competingCohort, p3, 3.1, 'not-a-case'));
    const curve = rocCurve(cases, controls);
    expect(curve.at(-1)?.sensitivity).toBeCloseTo(1, 12);
    expect(curve.at(-1)?.specificity).toBeCloseTo(0, 12);
    let area = 0;
    let [x, y] = [0, 0];
    for (const { sensitivity, specificity } of curve) {
      expect(sensitivity).toBeGreaterThanOrEqual(y);
      area += ((sensitivity + y) / 2) * (1 - specificity - x);
      [x, y] = [1 - specificity, sensitivity];
    }
    expect(area).toBeCloseTo(computed(dynamicAuc(competingCohort, p3, 3.1)).auc, 12);
  });
});
