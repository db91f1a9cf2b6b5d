import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Cause, FollowUp } from '../../../src/core/survival/follow-up.ts';
import { harrellC } from '../../../src/core/survival/harrell-c.ts';
import { isComputable } from '../../../src/core/survival/not-computable.ts';
import { unoC } from '../../../src/core/survival/uno-c.ts';
import { competingCohort, computed, score, survivalCohort, untiedCohort } from './reference-cohort.ts';

describe('harrellC', () => {
  it('is not computable without subjects, events, or anyone who outlives an event', () => {
    expect(harrellC([], [])).toEqual({ notComputable: 'no comparable pair' });
    expect(harrellC([{ time: 1, cause: 0 }], [1])).toEqual({ notComputable: 'no comparable pair' });
    expect(harrellC([{ time: 1, cause: 1 }], [1])).toEqual({ notComputable: 'no comparable pair' });
  });
  it('refuses scores that are not finite or not one a subject', () => {
    expect(() => harrellC([{ time: 1, cause: 1 }], [])).toThrow(/one score for each subject/);
    expect(() => harrellC([{ time: 1, cause: 1 }], [Number.NaN])).toThrow(/not a finite number/);
  });
  it('agrees with survival::concordance, pair by pair', () => {
    // concordance(Surv(time, cause == 1) ~ score, d, reverse = TRUE): concordance and count; scikit-survival gives the same C
    const result = computed(harrellC(competingCohort, score));
    expect(result.c).toBeCloseTo(0.75071633237822, 12);
    expect(result).toMatchObject({ concordant: 517, discordant: 167, tiedScore: 14, pairs: 698 });
  });
  it('can keep those with a competing event as never having the event', () => {
    // concordance(Surv(ifelse(cause == 2, 1e6, time), cause == 1) ~ score, d, reverse = TRUE)
    const result = computed(harrellC(competingCohort, score, 'never'));
    expect(result.c).toBeCloseTo(0.75491480996068, 12);
    expect(result).toMatchObject({ concordant: 568, discordant: 179, tiedScore: 16 });
  });
  it('counts as the plain double loop does', () => {
    const subject = fc.record({
      time: fc.integer({ min: 0, max: 6 }),
      cause: fc.constantFrom<Cause>(0, 1, 2),
      score: fc.integer({ min: -2, max: 2 }),
    });
    fc.assert(
      fc.property(fc.array(subject, { minLength: 2, maxLength: 30 }), (subjects) => {
        let [concordant, discordant, tiedScore] = [0, 0, 0];
        for (const first of subjects)
          for (const second of subjects) {
            const outlived = second.time > first.time || (second.time === first.time && second.cause !== 1);
            if (first === second || first.cause !== 1 || !outlived) continue;
            if (first.score > second.score) concordant += 1;
            else if (first.score < second.score) discordant += 1;
            else tiedScore += 1;
          }
        const result = harrellC(
          subjects,
          subjects.map((one) => one.score),
        );
        if (concordant + discordant + tiedScore === 0) expect(isComputable(result)).toBe(false);
        else expect(result).toMatchObject({ concordant, discordant, tiedScore });
      }),
    );
  });
});

describe('unoC', () => {
  it('is not computable when all events lie beyond tau', () => {
    const followUp: FollowUp[] = [
      { time: 2, cause: 1 },
      { time: 3, cause: 0 },
    ];
    expect(unoC(followUp, [1, 0], 1)).toEqual({ notComputable: 'no comparable pair' });
  });
  it('agrees with survival::concordance with weights n/G2', () => {
    // concordance(Surv(time, cause == 1) ~ score, d, reverse = TRUE, timewt = "n/G2"), and with ymax = 4.9
    expect(computed(unoC(survivalCohort, score)).c).toBeCloseTo(0.75837749464, 10);
    expect(computed(unoC(competingCohort, score)).c).toBeCloseTo(0.75837749464, 10);
    expect(computed(unoC(survivalCohort, score, 4.9)).c).toBeCloseTo(0.76459797331131, 10);
  });
  it('agrees with scikit-survival where nobody is censored at the time of an event', () => {
    // sksurv.metrics.concordance_index_ipcw(y, y, score), and with tau=4.9
    expect(computed(unoC(untiedCohort, score)).c).toBeCloseTo(0.7583774946399992, 10);
    expect(computed(unoC(untiedCohort, score, 4.9)).c).toBeCloseTo(0.7645979733113113, 10);
  });
  it('is Harrell’s C without censoring', () => {
    const complete = survivalCohort.map(({ time }) => ({ time, cause: 1 as const }));
    expect(computed(unoC(complete, score)).c).toBeCloseTo(computed(harrellC(complete, score)).c, 12);
  });
});
