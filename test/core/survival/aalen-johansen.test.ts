import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aalenJohansen } from '../../../src/core/survival/aalen-johansen.ts';
import { rowAt } from '../../../src/core/survival/event-table.ts';
import type { Cause } from '../../../src/core/survival/follow-up.ts';
import { kaplanMeier } from '../../../src/core/survival/kaplan-meier.ts';
import { competingCohort, survivalCohort } from './reference-cohort.ts';

describe('aalenJohansen', () => {
  it('gives no step without subjects', () => {
    expect(aalenJohansen([])).toEqual({ n: 0, events: 0, competing: 0, steps: [] });
  });
  it('stays at 0 when only the competing event happens', () => {
    expect(aalenJohansen([{ time: 1, cause: 2 }]).steps[0]).toMatchObject({
      incidence: 0,
      competingIncidence: 1,
      eventFree: 0,
      interval: undefined,
    });
  });
  // ci <- cuminc(time, cause); timepoints(ci, c(1, 3, 5)); the incidences also survfit(Surv(time, factor(cause)) ~ 1)
  it.each([
    [1, 0.25, 0.0039898681393479, 0.083333333333333],
    [3, 0.37771739130435, 0.0050593883912269, 0.12883885438233],
    [5, 0.49369279918086, 0.0062930411488873, 0.16315415860386],
  ])('agrees with cuminc at %f years', (horizon, incidence, variance, competing) => {
    const step = rowAt(aalenJohansen(competingCohort).steps, horizon);
    expect(step?.incidence).toBeCloseTo(incidence, 12);
    expect((step?.standardError ?? 0) ** 2).toBeCloseTo(variance, 12);
    expect(step?.competingIncidence).toBeCloseTo(competing, 12);
  });
  it('gives the variance of the competing cause when the causes change places', () => {
    const swapped = competingCohort.map(({ time, cause }) => ({ time, cause: ([0, 2, 1] as const)[cause] }));
    // timepoints(ci, c(1, 3, 5))$var, second row
    const at = (horizon: number) => (rowAt(aalenJohansen(swapped).steps, horizon)?.standardError ?? 0) ** 2;
    expect(at(1)).toBeCloseTo(0.0016238426374829, 12);
    expect(at(3)).toBeCloseTo(0.0024830876485008, 12);
    expect(at(5)).toBeCloseTo(0.0034842942764945, 12);
  });
  it('is 1 - Kaplan-Meier without a competing event', () => {
    const survival = kaplanMeier(survivalCohort).steps;
    aalenJohansen(survivalCohort).steps.forEach((step, index) => {
      expect(step.incidence).toBeCloseTo(1 - (survival[index]?.survival ?? 0), 12);
    });
  });
  it('shares all probability between the two events and neither, and never falls', () => {
    const subject = fc.record({ time: fc.integer({ min: 0, max: 9 }), cause: fc.constantFrom<Cause>(0, 1, 2) });
    fc.assert(
      fc.property(fc.array(subject, { minLength: 1, maxLength: 40 }), (followUp) => {
        let last = 0;
        for (const step of aalenJohansen(followUp).steps) {
          expect(step.incidence + step.competingIncidence + step.eventFree).toBeCloseTo(1, 12);
          expect(step.incidence).toBeGreaterThanOrEqual(last);
          last = step.incidence;
        }
      }),
    );
  });
});
