import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  anchorIntercept,
  currentAnchor,
  type ObservedPatient,
  withAnchor,
  withdrawAnchor,
} from '../../../src/core/prognosis/anchors.ts';
import { hazardsFromLogits } from '../../../src/core/prognosis/cumulative-incidence.ts';
import { stiffnessManifest } from '../../support/model-folders.ts';

/** Fractions in even steps, in an order without pattern: a sample without randomness. */
const even = (n: number) => Array.from({ length: n }, (_, i) => ((i * 7919) % n) / n + 0.5 / n);

/** A site where the true logit is intercept + slope x (predictor), and the model says logit = base + predictor. Yes or no in one year. */
function site(n: number, intercept: number, slope = 1): ObservedPatient[] {
  return even(n).map((u, i): ObservedPatient => {
    const predictor = ((i % 21) - 10) / 5;
    const chance = 1 / (1 + Math.exp(-(-1.5 + intercept + slope * predictor)));
    return { timeYears: 1, ...(u < chance ? { cause: 0 } : {}), logits: [[-1.5 + predictor]], predictor };
  });
}
const expected = (patients: readonly ObservedPatient[], shift: number, slope = 1) =>
  patients.reduce(
    (sum, { logits, predictor }) =>
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
        predictor: 0,
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
  it('keeps each version, counts the last, and can be taken back', () => {
    const manifest = { ...stiffnessManifest, sha256: { 'model.onnx': '', 'golden.json': '', 'model-card.md': '' } };
    const anchor = { site: 'north', key: 'lsm-ge-8', n: 300, events: 40, since: '2026-01-01' };
    const once = withAnchor(manifest, { ...anchor, intercept: 0.4 });
    const twice = withAnchor(once, { ...anchor, intercept: 0.2, since: '2026-06-01' });
    expect(currentAnchor(twice, 'north', 'lsm-ge-8')?.intercept).toBe(0.2);
    expect(currentAnchor(twice, 'south', 'lsm-ge-8')).toBeUndefined();
    const back = withdrawAnchor(twice, 'north', 'lsm-ge-8', '2026-07-01');
    expect(currentAnchor(back, 'north', 'lsm-ge-8')?.intercept).toBe(0.4);
    expect(back.calibration?.anchors).toHaveLength(2);
  });
});
