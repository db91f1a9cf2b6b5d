import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nonIncreasing, stageFloor, stagesFromCumulative } from '../../../src/core/fusion/cumulative-stages.ts';
import { anyStages } from '../../support/stage-evidence.ts';

const unit = fc.double({ min: 0, max: 1, noNaN: true });

describe('stage probabilities from cumulative ones', () => {
  it('differences what is in order', () => {
    const [f0, f1, f2, f3, f4] = stagesFromCumulative({ f2: 0.8, f3: 0.5, f4: 0.2 }, [0.3, 0.1, 0.2, 0.2, 0.2]);
    for (const [found, expected] of [
      [f0, 0.15],
      [f1, 0.05],
      [f2, 0.3],
      [f3, 0.3],
      [f4, 0.2],
    ] as const)
      expect(found).toBeCloseTo(expected, 12);
  });
  it('pools what is out of order: 0.5, 0.7, 0.2 becomes 0.6, 0.6, 0.2', () => {
    const pooled = nonIncreasing([0.5, 0.7, 0.2]);
    for (const [index, value] of [0.6, 0.6, 0.2].entries()) expect(pooled[index]).toBeCloseTo(value, 12);
  });
  it('pools back over several blocks, as isotonic regression does', () => {
    // R: -isoreg(-c(0.5, 0.4, 0.6, 0.9, 0.1))$yf
    const pooled = nonIncreasing([0.5, 0.4, 0.6, 0.9, 0.1]);
    for (const [index, value] of [0.6, 0.6, 0.6, 0.6, 0.1].entries()) expect(pooled[index]).toBeCloseTo(value, 12);
  });
  it('sums to one with no stage ruled out', () => {
    fc.assert(
      fc.property(unit, unit, unit, anyStages, (f2, f3, f4, prior) => {
        const found = stagesFromCumulative({ f2, f3, f4 }, prior);
        expect(found.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 12);
        for (const p of found) expect(p).toBeGreaterThanOrEqual(stageFloor / (1 + 5 * stageFloor));
      }),
    );
  });
});
