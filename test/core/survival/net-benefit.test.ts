import { describe, expect, it } from 'vitest';
import { netBenefit } from '../../../src/core/survival/net-benefit.ts';
import { competingCohort, computed, p3 } from './reference-cohort.ts';

describe('netBenefit', () => {
  it('is not computable without subjects or follow-up to the horizon', () => {
    expect(netBenefit([], [], 1, [0.1])).toHaveProperty('notComputable');
    expect(netBenefit([{ time: 0.5, cause: 0 }], [0.2], 1, [0.1])).toHaveProperty('notComputable');
  });
  it('is 0 when nobody reaches the threshold', () => {
    const [only] = computed(netBenefit([{ time: 2, cause: 0 }], [0.05], 1, [0.1]));
    expect(only).toMatchObject({ model: 0, shareTreated: 0 });
  });
  it('agrees with its formula over cmprsk::cuminc', () => {
    // w <- p3 >= pt; F <- timepoints(cuminc(time[w], cause[w]), 3)$est[1, 1]; mean(w) * (F - (1 - F) * pt / (1 - pt))
    const curve = computed(netBenefit(competingCohort, p3, 3, [0.05, 0.1, 0.2, 0.5]));
    const expected = [0.34496567505721, 0.31828703703704, 0.26799242424242, 0.10416666666667];
    curve.forEach(({ model }, index) => {
      expect(model).toBeCloseTo(expected[index] ?? 0, 12);
    });
    expect(curve[1]?.all).toBeCloseTo(0.30857487922705, 12);
    expect(curve[3]?.shareTreated).toBeCloseTo(0.22916666666667, 12);
  });
});
