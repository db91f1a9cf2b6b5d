import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anchorCauses, anchorIntercept, type ObservedPatient } from '../../../src/core/prognosis/anchors.ts';
import { hazardsFromLogits } from '../../../src/core/prognosis/cumulative-incidence.ts';

/** Fractions in even steps, in an order without pattern: a sample without randomness. */
const even = (n: number) => Array.from({ length: n }, (_, i) => ((i * 7919) % n) / n + 0.5 / n);

/** A site where the true logit is intercept + slope x (predictor), and the model says logit = base + predictor. Yes or no in one year. */
function site(n: number, intercept: number, slope = 1): ObservedPatient[] {
  return even(n).map((u, i): ObservedPatient => {
    const predictor = ((i % 21) - 10) / 5;
    const chance = 1 / (1 + Math.exp(-(-1.5 + intercept + slope * predictor)));
    return { timeYears: 1, ...(u < chance ? { cause: 0 } : {}), logits: [[-1.5 + predictor]], predictors: [predictor] };
  });
}
const expected = (patients: readonly ObservedPatient[], shift: number, slope = 1) =>
  patients.reduce(
    (sum, { logits, predictors: [predictor = 0] }) =>
      sum + (hazardsFromLogits([[(logits[0]?.[0] ?? 0) + shift + (slope - 1) * predictor]])[0]?.[0] ?? 0),
    0,
  );

describe('re-anchoring', () => {
  it('finds the constant at which expected and observed events agree', () => {
    fc.assert(
      fc.property(fc.integer({ min: 400, max: 900 }), fc.double({ min: -0.8, max: 1.5, noNaN: true }), (n, truth) => {
        const patients = site(n, truth);
        const found = anchorIntercept(patients, 0, [1]);
        if (found.status === 'refused') expect(found.events).toBeLessThan(20);
        else expect(expected(patients, found.intercept)).toBeCloseTo(found.events, 6);
      }),
      { numRuns: 30 },
    );
  });
  it('finds a slope too when it is asked for and there are enough events', () => {
    const found = anchorIntercept(site(2100, 0.3, 0.7), 0, [1], { slope: true });
    expect(found.status).toBe('anchored');
    if (found.status !== 'anchored') return;
    expect(found.slope).toBeGreaterThan(0.6);
    expect(found.slope).toBeLessThan(0.8);
  });
  it('counts a censored interval with the share that was seen', () => {
    // Half a year of each of 400 people and 40 events at the end of the year: 0.5 x 360 + 40 years at risk.
    const patients = even(400).map(
      (u): ObservedPatient => ({
        timeYears: u < 0.1 ? 1 : 0.5,
        ...(u < 0.1 ? { cause: 0 } : {}),
        logits: [[0]],
        predictors: [0],
      }),
    );
    const found = anchorIntercept(patients, 0, [1]);
    expect(found.status === 'anchored' ? found.intercept : Number.NaN).toBeCloseTo(
      Math.log(40 / 220 / (1 - 40 / 220)),
      6,
    );
  });
  it.each([
    [150, 0, false, '150 patients are too few: 200'],
    [210, -4, false, 'events are too few: 20'],
    [300, 0, true, 'events are too few: 100'],
  ])('refuses %d patients at %d (slope %s) with the reason', (n, truth, slope, reason) => {
    const found = anchorIntercept(site(n, truth), 0, [1], { slope });
    expect(found).toMatchObject({ status: 'refused', reason: expect.stringContaining(reason) });
  });
  it('brings two competing causes to agreement at once, whatever their order', () => {
    // Two years, two causes: the model says 0.1 and 0.05 a year of everyone; 30 % and 20 % happened, half of each in each year.
    const [one, two] = [Math.log(0.1 / 0.85), Math.log(0.05 / 0.85)];
    const patients = even(1000).map((u, i): ObservedPatient => {
      const cause = u < 0.3 ? 0 : u < 0.5 ? 1 : undefined;
      const timeYears = cause === undefined ? 2 : i % 2 === 0 ? 0.5 : 1.5;
      const logits = [
        [one, two],
        [one, two],
      ];
      return { timeYears, ...(cause === undefined ? {} : { cause }), logits, predictors: [0, 0] };
    });
    const forth = anchorCauses(patients, [0, 1], [1, 2], { slope: false });
    const back = anchorCauses(patients, [1, 0], [1, 2], { slope: false }).toReversed();
    const shifts = forth.map((found) => (found.status === 'anchored' ? found.intercept : Number.NaN));
    // Closed form: hazards over person-intervals at risk. 250 events of the first year leave at its end, 750 go into the second.
    const [a, b] = [300 / 1750, 200 / 1750];
    expect(shifts[0]).toBeCloseTo(Math.log(a / (1 - a - b)) - one, 7);
    expect(shifts[1]).toBeCloseTo(Math.log(b / (1 - a - b)) - two, 7);
    back.forEach((found, at) => {
      expect(found.status === 'anchored' ? found.intercept : Number.NaN).toBeCloseTo(shifts[at] ?? Number.NaN, 7);
    });
  });
  it('says how sure the constant is: the standard error of a logit where everybody has the same', () => {
    const found = anchorIntercept(
      site(1000, 0).map((patient) => ({ ...patient, logits: [[0]], predictors: [0] })),
      0,
      [1],
    );
    if (found.status === 'refused') throw new Error(found.reason);
    const share = found.events / 1000;
    expect(found.interceptSd).toBeCloseTo(1 / Math.sqrt(1000 * share * (1 - share)), 8);
  });
});
