import fc from 'fast-check';
import { etiologies } from '../../src/core/etiology.ts';
import { careSettings } from '../../src/core/fusion/priors.ts';
import { type FusionModality, fusionModalities, type StageEvidence } from '../../src/core/fusion/stage-evidence.ts';
import { normalised } from '../../src/core/fusion/stage-vector.ts';

/** Evidence of one modality, as good as it can be unless said otherwise. */
export const evidenceOf = (
  modality: FusionModality,
  measured: StageEvidence['measured'],
  more: Partial<StageEvidence> = {},
): StageEvidence => ({
  modality,
  measured,
  shown: modality,
  quality: 1,
  qualityReasons: [],
  evidence: 'established',
  references: [],
  ...more,
});

export const vcteOf = (kPa: number, more: Partial<StageEvidence> = {}) =>
  evidenceOf('vcte', { kind: 'stiffness', value: kPa }, { shown: `VCTE ${kPa} kPa`, ...more });
export const fib4Of = (value: number, more: Partial<StageEvidence> = {}) =>
  evidenceOf('labs', { kind: 'lab-score', score: 'fib4', value, ageYears: 55 }, { shown: `FIB-4 ${value}`, ...more });
export const evenPrior = [0.2, 0.2, 0.2, 0.2, 0.2] as const;
export const ctOf = (
  probabilities: readonly [number, number, number, number, number],
  more: Partial<StageEvidence> = {},
) =>
  evidenceOf(
    'ct',
    { kind: 'stage-model', probabilities, trainingPrior: evenPrior },
    { evidence: 'synthetic', ...more },
  );

const share = fc.double({ min: 0.001, max: 1, noNaN: true });
export const anyStages = fc.tuple(share, share, share, share, share).map(normalised);

const measuredOf: Readonly<Record<FusionModality, fc.Arbitrary<StageEvidence['measured']>>> = {
  labs: fc.record({
    kind: fc.constant('lab-score' as const),
    score: fc.constantFrom('fib4' as const, 'apri' as const),
    value: fc.double({ min: 0.05, max: 15, noNaN: true }),
    ageYears: fc.integer({ min: 18, max: 95 }),
  }),
  vcte: stiffness(1.5, 75),
  '2d-swe': stiffness(1.5, 150),
  mre: stiffness(0.5, 20),
  pswe: stiffness(0.4, 6),
  ct: model(),
  mr: model(),
  us: model(),
};

function stiffness(min: number, max: number) {
  return fc.record({ kind: fc.constant('stiffness' as const), value: fc.double({ min, max, noNaN: true }) });
}
function model(): fc.Arbitrary<StageEvidence['measured']> {
  const unit = fc.double({ min: 0, max: 1, noNaN: true });
  return fc.oneof(
    fc.record({ kind: fc.constant('stage-model' as const), probabilities: anyStages, trainingPrior: anyStages }),
    fc.record({
      kind: fc.constant('cumulative-model' as const),
      atLeast: fc.record({ f2: unit, f3: unit, f4: unit }),
      trainingPrior: anyStages,
    }),
  );
}

export const anyEvidence = (modality: FusionModality): fc.Arbitrary<StageEvidence> =>
  fc
    .tuple(measuredOf[modality], fc.double({ min: 0.01, max: 1, noNaN: true }))
    .map(([measured, quality]) => evidenceOf(modality, measured, { quality }));

/** Any part of the modalities, each at most once, in any order. */
export const anyEvidenceSet = fc
  .shuffledSubarray([...fusionModalities])
  .chain((modalities) => fc.tuple(...modalities.map(anyEvidence)))
  .map((evidence): readonly StageEvidence[] => evidence);
export const anyEtiology = fc.constantFrom(...etiologies);
export const anySetting = fc.constantFrom(...careSettings);
