import { describe, expect, it } from 'vitest';
import { rowAt } from '../../../src/core/survival/event-table.ts';
import { kaplanMeier } from '../../../src/core/survival/kaplan-meier.ts';
import { competingCohort } from './reference-cohort.ts';

describe('kaplanMeier', () => {
  it('gives no step without subjects', () => {
    expect(kaplanMeier([])).toEqual({ n: 0, events: 0, steps: [] });
  });
  it('stays at 1 without an event, with no interval', () => {
    const { steps } = kaplanMeier([{ time: 1, cause: 0 }]);
    expect(steps).toEqual([{ time: 1, atRisk: 1, events: 0, survival: 1, standardError: 0, interval: undefined }]);
  });
  it('falls to 0 when the last subject has the event, where no error can be given', () => {
    const { steps } = kaplanMeier([{ time: 1, cause: 1 }]);
    expect(steps[0]).toMatchObject({ survival: 0, standardError: undefined, interval: undefined });
  });
  it('refuses a negative time and one that is no number', () => {
    expect(() => kaplanMeier([{ time: -1, cause: 1 }])).toThrow(/negative or not a number/);
    expect(() => kaplanMeier([{ time: Number.NaN, cause: 1 }])).toThrow(/negative or not a number/);
  });
  // summary(survfit(Surv(time, cause == 1) ~ 1, d, conf.type = "log-log"), times = c(1, 3, 5))
  it.each([
    [1, 0.74591165413534, 0.063514417175236, 0.59570801976665, 0.84713282846315],
    [3, 0.60117356343758, 0.073911602304066, 0.44172165322823, 0.7283865422854],
    [5, 0.45607748413375, 0.085660611851316, 0.28514759208573, 0.61187318453204],
  ])('agrees with survfit at %f years', (horizon, survival, standardError, lower, upper) => {
    const step = rowAt(kaplanMeier(competingCohort).steps, horizon);
    expect(step?.survival).toBeCloseTo(survival, 12);
    expect(step?.standardError).toBeCloseTo(standardError, 12);
    expect(step?.interval?.[0]).toBeCloseTo(lower, 12);
    expect(step?.interval?.[1]).toBeCloseTo(upper, 12);
  });
});
