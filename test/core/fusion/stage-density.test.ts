import { describe, expect, it } from 'vitest';
import { labDensity } from '../../../src/core/fusion/likelihoods/lab-likelihoods.ts';
import { stiffnessDensity } from '../../../src/core/fusion/likelihoods/stiffness-likelihoods.ts';
import { normalCdf } from '../../../src/core/fusion/normal-distribution.ts';
import { aucOf, densityFromCutoffs, logLikelihood } from '../../../src/core/fusion/stage-density.ts';
import { tabledCauses } from '../../../src/core/fusion/tabled-causes.ts';

const densities = tabledCauses.flatMap((cause) => [
  ...(['vcte', '2d-swe', 'pswe', 'mre'] as const).map((method) => stiffnessDensity(method, cause).density),
  ...(['fib4', 'apri'] as const).map((score) => labDensity(score, cause).density),
]);

describe('the normal distribution', () => {
  it('agrees with tabled values', () => {
    // R: pnorm(c(-1.96, 0, 1, 3))
    for (const [z, p] of [
      [-1.96, 0.0249979],
      [0, 0.5],
      [1, 0.8413447],
      [3, 0.9986501],
    ] as const)
      expect(normalCdf(z)).toBeCloseTo(p, 6);
  });
});

describe('the density of a measurement by stage', () => {
  it('gives back the AUCs that it was made from', () => {
    const density = densityFromCutoffs([7.1, 9.5, 12.5], [0.83, 0.9, 0.95]);
    expect(aucOf(density, 2)).toBeCloseTo(0.83, 3);
    expect(aucOf(density, 3)).toBeCloseTo(0.9, 3);
    expect(aucOf(density, 4)).toBeCloseTo(0.95, 3);
  });
  it('has medians that rise with the stage in every table', () => {
    for (const { logMedians, sigma } of densities) {
      expect(sigma).toBeGreaterThan(0.05);
      expect([...logMedians].sort((a, b) => a - b)).toEqual(logMedians);
      expect(new Set(logMedians).size).toBe(5);
    }
  });
  it('has a monotone likelihood ratio in every table: a higher value never speaks for a lower stage', () => {
    for (const density of densities) {
      let before = Number.NEGATIVE_INFINITY;
      for (let value = 0.3; value < 160; value *= 1.07) {
        const [f0, f1, f2, f3, f4] = logLikelihood(density, value);
        for (const ratio of [f1 - f0, f2 - f1, f3 - f2, f4 - f3]) expect(Number.isFinite(ratio)).toBe(true);
        expect(f4 - f0).toBeGreaterThanOrEqual(before - 1e-12);
        before = f4 - f0;
      }
    }
  });
  it('places the medians around the cut-offs: F4 above the last, F1 below that of F2', () => {
    const { logMedians } = stiffnessDensity('vcte', 'hcv').density;
    expect(Math.exp(logMedians[4])).toBeGreaterThan(12.5);
    expect(Math.exp(logMedians[1])).toBeLessThan(7.1);
  });
  it('says no more far out than one standard deviation beyond F4', () => {
    const { density } = stiffnessDensity('vcte', 'hcv');
    expect(logLikelihood(density, 75)).toEqual(logLikelihood(density, 60));
  });
});
