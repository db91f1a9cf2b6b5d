import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Etiology } from '../../../src/core/etiology.ts';
import { fusedProbabilities, fuseStages, patternOf } from '../../../src/core/fusion/fuse-stages.ts';
import { careSettings, stagePrior } from '../../../src/core/fusion/priors.ts';
import { ageQuality, both, spreadQuality } from '../../../src/core/fusion/quality.ts';
import type { StageEvidence } from '../../../src/core/fusion/stage-evidence.ts';
import { atLeast, entropyBits, type StageVector } from '../../../src/core/fusion/stage-vector.ts';
import { tabledCauses } from '../../../src/core/fusion/tabled-causes.ts';
import {
  anyEtiology,
  anyEvidence,
  anyEvidenceSet,
  anySetting,
  ctOf,
  evenPrior,
  evidenceOf,
  fib4Of,
  vcteOf,
} from '../../support/stage-evidence.ts';

const anyInput = fc.record({ etiology: anyEtiology, setting: anySetting, evidence: anyEvidenceSet });
const near = (left: StageVector, right: StageVector) => {
  for (const [stage, p] of left.entries()) expect(p).toBeCloseTo(right[stage] ?? Number.NaN, 10);
};
/** A CT model that gives back its training prior has seen nothing. */
const blind = evidenceOf('ct', { kind: 'stage-model', probabilities: evenPrior, trainingPrior: evenPrior });

describe('fusing stages', () => {
  it('follows the formula: prior times each likelihood to the power of weight and quality', () => {
    const seen: StageVector = [0.05, 0.1, 0.15, 0.3, 0.4];
    const { probabilities } = fuseStages({
      etiology: 'masld',
      setting: 'secondary',
      evidence: [ctOf(seen, { quality: 0.5 })],
    });
    const prior = stagePrior('masld', 'secondary');
    const weights = seen.map((p, stage) => (prior[stage] ?? 0) * (p / 0.2) ** (1 * 0.5));
    const sum = weights.reduce((total, one) => total + one, 0);
    for (const [stage, weight] of weights.entries()) expect(probabilities[stage]).toBeCloseTo(weight / sum, 12);
  });

  it('sums to one, keeps its parts consistent, and is finite', () => {
    fc.assert(
      fc.property(anyInput, (input) => {
        const fused = fuseStages(input);
        expect(fused.probabilities.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 12);
        expect(fused.atLeastF3).toBeCloseTo(fused.probabilities[3] + fused.f4, 12);
        expect(fused.atLeastF2).toBeGreaterThanOrEqual(fused.atLeastF3);
        expect(fused.conflict).toBeLessThanOrEqual(1);
        const mass = fused.likelyStages.reduce<number>((sum, stage) => sum + fused.probabilities[stage], 0);
        expect(mass).toBeGreaterThan(0.9 - 1e-12);
      }),
    );
  });

  it('does not depend on the order of the evidence', () => {
    fc.assert(
      fc.property(anyInput, (input) => {
        const turned = fuseStages({ ...input, evidence: [...input.evidence].reverse() });
        expect(turned).toEqual(fuseStages(input));
      }),
    );
  });

  it('takes evidence that says nothing, or of quality 0, as absent', () => {
    const others = anyEvidenceSet.map((set) => set.filter(({ modality }) => modality !== 'ct'));
    fc.assert(
      fc.property(anyEtiology, anySetting, others, anyEvidence('ct'), (etiology, setting, evidence, ct) => {
        const without = fuseStages({ etiology, setting, evidence });
        for (const nothing of [blind, { ...ct, quality: 0 }]) {
          const withIt = fuseStages({ etiology, setting, evidence: [...evidence, nothing] });
          near(withIt.probabilities, without.probabilities);
          expect(withIt.conflict).toBe(without.conflict);
          expect(withIt.leftOut).toHaveLength(without.leftOut.length + 1);
        }
      }),
    );
  });

  it('says the prior when nothing is known', () => {
    for (const setting of careSettings) {
      const { probabilities, factors } = fuseStages({ etiology: 'pbc', setting, evidence: [] });
      near(probabilities, stagePrior('pbc', setting));
      expect(factors).toEqual([]);
    }
  });

  it('never lowers P(F>=3) when stiffness rises and the rest stays', () => {
    const kPa = fc.double({ min: 1.5, max: 75, noNaN: true });
    const others = anyEvidenceSet.map((set) => set.filter(({ modality }) => modality !== 'vcte'));
    fc.assert(
      fc.property(
        anyEtiology,
        anySetting,
        others,
        kPa,
        kPa,
        fc.option(fc.integer({ min: 0, max: 90 })),
        (etiology, setting, evidence, a, b, spread) => {
          const at = (value: number) =>
            atLeast(
              fusedProbabilities({
                etiology,
                setting,
                evidence: [...evidence, vcteOf(value, { quality: spreadQuality(value, spread ?? undefined).quality })],
              }),
              3,
            );
          expect(at(Math.max(a, b))).toBeGreaterThanOrEqual(at(Math.min(a, b)) - 1e-9);
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('is never narrower for an unknown cause than the causes with tables are on average', () => {
    fc.assert(
      fc.property(anySetting, anyEvidenceSet, (setting, evidence) => {
        const widths = tabledCauses.map((etiology) => entropyBits(fusedProbabilities({ etiology, setting, evidence })));
        const mean = widths.reduce((sum, width) => sum + width, 0) / widths.length;
        const unknown = fusedProbabilities({ etiology: 'unknown', setting, evidence });
        expect(entropyBits(unknown)).toBeGreaterThanOrEqual(mean - 1e-12);
      }),
    );
  });

  it('lies, for an unknown cause, between what the causes would say, and for MetALD between MASLD and alcohol', () => {
    fc.assert(
      fc.property(anySetting, anyEvidenceSet, (setting, evidence) => {
        const at = (etiology: Etiology) => fusedProbabilities({ etiology, setting, evidence })[4];
        const all = tabledCauses.map(at);
        expect(at('unknown')).toBeGreaterThanOrEqual(Math.min(...all) - 1e-12);
        expect(at('unknown')).toBeLessThanOrEqual(Math.max(...all) + 1e-12);
        expect(at('other')).toBe(at('unknown'));
        expect(at('metald')).toBeCloseTo((at('masld') + at('ald')) / 2, 12);
      }),
    );
  });

  it('flattens towards the prior as the temperature of a pattern rises, and leaves other patterns alone', () => {
    const evidence = [vcteOf(20), fib4Of(3)];
    const at = (temperature: number, key = 'vcte+labs') =>
      fuseStages({
        etiology: 'hcv',
        setting: 'secondary',
        evidence,
        calibration: { [key]: { temperature, source: 'test' } },
      });
    const plain = fuseStages({ etiology: 'hcv', setting: 'secondary', evidence });
    near(at(1).probabilities, plain.probabilities);
    near(at(5, 'vcte').probabilities, plain.probabilities);
    expect(at(2).atLeastF3).toBeLessThan(plain.atLeastF3);
    for (const [stage, p] of at(1e9).probabilities.entries()) expect(p).toBeCloseTo(plain.prior[stage] ?? 0, 6);
    expect(patternOf(['labs', 'vcte'])).toBe('vcte+labs');
  });

  it('counts one factor whole, several at 0.7, and two stiffness methods together at most 1.2', () => {
    const weights = (evidence: readonly StageEvidence[]) =>
      fuseStages({ etiology: 'masld', setting: 'secondary', evidence }).factors.map(({ weight }) => weight);
    const mre = evidenceOf('mre', { kind: 'stiffness', value: 4 });
    expect(weights([vcteOf(9)])).toEqual([1]);
    expect(weights([vcteOf(9), fib4Of(2)])).toEqual([0.7, 0.7]);
    expect(weights([vcteOf(9), mre, fib4Of(2)])).toEqual([0.6, 0.6, 0.7]);
  });

  it('uses one result of a modality: the better, then the newer one', () => {
    const fused = fuseStages({
      etiology: 'masld',
      setting: 'secondary',
      evidence: [vcteOf(9, { date: '2026-01-01' }), vcteOf(12, { date: '2026-02-01' }), vcteOf(30, { quality: 0.3 })],
    });
    expect(fused.factors.map(({ shown }) => shown)).toEqual(['VCTE 12 kPa']);
    expect(fused.leftOut.map(({ what }) => what)).toEqual(['VCTE 9 kPa', 'VCTE 30 kPa']);
  });

  it('never lends the table of one method to another', () => {
    const stiff = (modality: StageEvidence['modality'], value: number) =>
      fuseStages({
        etiology: 'masld',
        setting: 'secondary',
        evidence: [evidenceOf(modality, { kind: 'stiffness', value })],
      });
    // 5 kPa is a cirrhotic shear modulus and a healthy Young's modulus.
    expect(stiff('mre', 5).atLeastF3).toBeGreaterThan(0.8);
    expect(stiff('vcte', 5).atLeastF3).toBeLessThan(0.25);
    expect(stiff('pswe', 2.2).atLeastF3).toBeGreaterThan(0.8);
  });

  it('reads one stiffness by the cause: 12 kPa is more in hepatitis B than in alcohol', () => {
    const at = (etiology: Etiology) =>
      fuseStages({ etiology, setting: 'secondary', evidence: [vcteOf(12)] }).factors[0]?.likelihood;
    const odds = (likelihood: StageVector | undefined) => (likelihood?.[4] ?? 0) / (likelihood?.[2] ?? 1);
    expect(odds(at('hbv'))).toBeGreaterThan(1);
    expect(odds(at('ald'))).toBeLessThan(1);
  });

  it('names no stage where tests contradict each other or settle nothing', () => {
    const discordant = fuseStages({ etiology: 'hcv', setting: 'secondary', evidence: [vcteOf(30), fib4Of(0.6)] });
    expect(discordant.headline).toMatchObject({ kind: 'abstention', why: 'discordant' });
    expect(discordant.conflict).toBeGreaterThan(0.5);
    const vague = fuseStages({ etiology: 'unknown', setting: 'secondary', evidence: [fib4Of(1.6)] });
    expect(vague.headline).toMatchObject({ kind: 'abstention', why: 'indeterminate' });
    const clear = fuseStages({ etiology: 'hcv', setting: 'secondary', evidence: [vcteOf(30), fib4Of(6)] });
    expect(clear.headline).toMatchObject({ kind: 'stage', range: 'F4' });
  });

  it('is synthetic as soon as one factor is, and research otherwise', () => {
    const of = (evidence: readonly StageEvidence[]) =>
      fuseStages({ etiology: 'hcv', setting: 'secondary', evidence }).evidence;
    expect(of([vcteOf(9), fib4Of(2)])).toBe('research');
    expect(of([vcteOf(9), ctOf([0.1, 0.1, 0.2, 0.3, 0.3])])).toBe('synthetic');
    // A synthetic factor of no weight has no part in the result.
    expect(of([vcteOf(9), ctOf([0.1, 0.1, 0.2, 0.3, 0.3], { quality: 0 })])).toBe('research');
  });
});

describe('the prior', () => {
  it('sums to one, and has less fibrosis in primary care than among specialists', () => {
    for (const cause of tabledCauses) {
      for (const setting of careSettings) {
        const prior = stagePrior(cause, setting);
        expect(
          prior.reduce((sum, p) => sum + p, 0),
          `${cause} ${setting}`,
        ).toBeCloseTo(1, 12);
      }
      expect(atLeast(stagePrior(cause, 'primary'), 3)).toBeLessThan(atLeast(stagePrior(cause, 'secondary'), 3));
    }
  });
});

describe('the quality of an examination', () => {
  it('is 0.3 for a wide spread from 7.1 kPa and whole below', () => {
    expect(spreadQuality(9, 31).quality).toBe(0.3);
    expect(spreadQuality(9, 30).quality).toBe(1);
    expect(spreadQuality(7, 60).quality).toBe(1);
    expect(spreadQuality(9, undefined).quality).toBe(1);
  });
  it('halves for every 180 days beyond the first 180', () => {
    expect(ageQuality(180).quality).toBe(1);
    expect(ageQuality(360).quality).toBeCloseTo(0.5, 12);
    expect(ageQuality(540)).toEqual({ quality: 0.25, reasons: ['18 months old'] });
    expect(ageQuality(undefined).quality).toBe(0.5);
    expect(both(spreadQuality(9, 40), ageQuality(360)).quality).toBeCloseTo(0.15, 12);
  });
});
