import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fuseStages } from '../../../src/core/fusion/fuse-stages.ts';
import { shapleyValues } from '../../../src/core/fusion/modality-shapley.ts';
import { anyEtiology, anyEvidenceSet, anySetting, fib4Of, vcteOf } from '../../support/stage-evidence.ts';

const logit = (p: number) => Math.log(p) - Math.log(1 - p);

describe('Shapley values by enumeration', () => {
  it('agree with the gloves game: one left, two right gloves', () => {
    // Shapley 1953; a pair is worth 1: 2/3 for the left glove, 1/6 for each right one.
    const [left, right, other] = shapleyValues(3, (coalition) => (coalition & 1 && coalition & 6 ? 1 : 0));
    expect(left).toBeCloseTo(2 / 3, 12);
    expect(right).toBeCloseTo(1 / 6, 12);
    expect(other).toBeCloseTo(1 / 6, 12);
  });
  it('are the own worth of each player where worths add up', () => {
    const worth = [0.3, -1.2, 4, 0];
    const values = shapleyValues(4, (coalition) =>
      worth.reduce((sum, w, i) => (coalition & (2 ** i) ? sum + w : sum), 7),
    );
    for (const [index, value] of values.entries()) expect(value).toBeCloseTo(worth[index] ?? Number.NaN, 12);
  });
});

describe('the explanation of a fusion', () => {
  it('adds up from the log-odds of the prior to those of the result, to 1e-9', () => {
    fc.assert(
      fc.property(anyEtiology, anySetting, anyEvidenceSet, (etiology, setting, evidence) => {
        const fused = fuseStages({ etiology, setting, evidence });
        const sum = fused.drivers.reduce((total, { contribution }) => total + contribution, 0);
        const base = fused.prior[3] + fused.prior[4];
        expect(Math.abs(logit(base) + sum - logit(fused.atLeastF3))).toBeLessThan(1e-9);
      }),
    );
  });
  it('gives nothing to what was not available, shows the labs as one player, and puts the largest first', () => {
    const { drivers } = fuseStages({
      etiology: 'hcv',
      setting: 'secondary',
      evidence: [fib4Of(2), vcteOf(20, { quality: 0 })],
    });
    expect(drivers.map(({ id }) => id)).toEqual(['fibrosis-labs', 'vcte']);
    expect(drivers[1]).toMatchObject({ contribution: 0, available: false });
  });
});
