import type { Etiology } from '../etiology.ts';
import type { EvidenceClass, Source } from '../evidence.ts';
import type { Driver, ModelVersion } from '../findings.ts';
import { explainFusion } from './modality-shapley.ts';
import { type CareSetting, priorSource, stagePrior } from './priors.ts';
import {
  type FusionModality,
  fusionModalities,
  type Likelihood,
  likelihoodOf,
  type StageEvidence,
} from './stage-evidence.ts';
import { type StageHeadline, stageHeadline } from './stage-headline.ts';
import {
  atLeast,
  entropyBits,
  fromLogs,
  jensenShannonDistance,
  meanVector,
  predictionSet,
  type Stage,
  type StageVector,
  stageVector,
} from './stage-vector.ts';
import { type TabledCause, tabledCausesOf } from './tabled-causes.ts';

export interface FusionInput {
  readonly etiology: Etiology;
  readonly setting: CareSetting;
  /** What was measured, in any order. */
  readonly evidence: readonly StageEvidence[];
  /** What there is and cannot be used, with the reason: passed on to the result. */
  readonly leftOut?: readonly LeftOut[];
  /** Temperature by pattern of modalities; default 1 (core/fusion/README.md). */
  readonly calibration?: FusionCalibration;
}
export interface LeftOut {
  readonly what: string;
  readonly reason: string;
}
/** By pattern: the fused modalities in the order of `fusionModalities`, joined by `+` ("vcte+labs"). Above 1 flattens the evidence. */
export type FusionCalibration = Readonly<Record<string, { readonly temperature: number; readonly source: string }>>;

export interface FusedFactor {
  readonly modality: FusionModality;
  readonly shown: string;
  /** Exponent of the likelihood: discount of dependence, 0 to 1. */
  readonly weight: number;
  readonly quality: number;
  readonly qualityReasons: readonly string[];
  /** L(x | F0 to F4), the largest being 1. */
  readonly likelihood: StageVector;
  /** Stage probabilities from prior and this factor alone. */
  readonly alone: StageVector;
  readonly evidence: EvidenceClass;
  readonly sources: readonly Source[];
  readonly caveat?: string;
  readonly date?: string;
  readonly references: readonly string[];
  readonly by?: ModelVersion;
}

export interface StageFusion {
  /** P(F0) to P(F4). */
  readonly probabilities: StageVector;
  readonly atLeastF2: number;
  readonly atLeastF3: number;
  readonly f4: number;
  readonly entropyBits: number;
  /** Largest Jensen-Shannon distance between the posteriors of single factors, 0 to 1; 0 with fewer than two. */
  readonly conflict: number;
  /** Smallest set of stages with at least 90 % of the mass. */
  readonly likelyStages: readonly Stage[];
  readonly headline: StageHeadline;
  readonly factors: readonly FusedFactor[];
  /** Contribution of each factor to the log-odds of F >= 3: exact Shapley values, order-free. They sum to the difference from the prior. */
  readonly drivers: readonly Driver[];
  readonly prior: StageVector;
  readonly setting: CareSetting;
  readonly etiology: Etiology;
  readonly temperature: number;
  readonly leftOut: readonly LeftOut[];
  readonly evidence: EvidenceClass;
  readonly sources: readonly Source[];
}

/** Discount of each of several factors, and the most that two methods of one organ system count together. Assumptions, not estimates. */
export const fusionWeights = { alone: 1, together: 0.7, mostStiffness: 1.2 } as const;
/** Above these no stage is named. */
export const abstainAbove = { conflict: 0.5, entropyBits: 2 } as const;

/**
 * log p(s) = log pi(s) + (1/T) sum over m of w_m q_m log L_m(s) - log Z.
 * Pure and order-free; a factor with q = 0 or a constant likelihood is as if absent. Two results of one modality: the one of
 * better quality, then the newer, counts. Where the cause is not known the result is the mean over the causes with tables.
 */
export function fuseStages(input: FusionInput): StageFusion {
  const { evidence, repeated } = onePerModality(input.evidence);
  const fuse = preparedFusion({ ...input, evidence });
  const probabilities = fuse(everything);
  const causes = tabledCausesOf(input.etiology);
  const prior = meanVector(causes.map((cause) => stagePrior(cause, input.setting)));
  const present = evidence.filter((one) => causes.some((cause) => factorOf(one, cause)));
  const weights = weightsOf(present.map(({ modality }) => modality));
  const factors = present.map((one, index) => shownFactor(one, weights[index] ?? 0, causes, input.setting));
  const used = new Set(factors.map(({ modality }) => modality));
  const conflict = largestDistance(factors.map(({ alone }) => alone));
  const entropy = entropyBits(probabilities);
  return {
    probabilities,
    atLeastF2: atLeast(probabilities, 2),
    atLeastF3: atLeast(probabilities, 3),
    f4: probabilities[4],
    entropyBits: entropy,
    conflict,
    likelyStages: predictionSet(probabilities, 0.9),
    headline: stageHeadline(probabilities, {
      discordant: conflict > abstainAbove.conflict,
      indeterminate: entropy > abstainAbove.entropyBits,
    }),
    factors,
    drivers: explainFusion(evidence, fuse),
    prior,
    setting: input.setting,
    etiology: input.etiology,
    temperature: temperatureOf(
      input,
      present.map(({ modality }) => modality),
    ),
    leftOut: [
      ...(input.leftOut ?? []),
      ...repeated,
      ...evidence
        .filter(({ modality }) => !used.has(modality))
        .map(({ shown, qualityReasons }) => ({
          what: shown,
          reason: qualityReasons.join(', ') || 'says nothing about the stage',
        })),
    ],
    evidence: factors.some((one) => one.evidence === 'synthetic') ? 'synthetic' : 'research',
    sources: [...new Map([priorSource, ...factors.flatMap(({ sources }) => sources)].map((s) => [s.id, s])).values()],
  };
}

/** Modalities that count, as the key of the calibration. */
export const patternOf = (modalities: readonly FusionModality[]): string =>
  fusionModalities.filter((one) => modalities.includes(one)).join('+');

/** Stage probabilities alone, for simulation and for parts of the evidence. One result for each modality. */
export function fusedProbabilities(input: FusionInput): StageVector {
  return preparedFusion(input)(everything);
}

interface Factor {
  readonly one: StageEvidence;
  readonly likelihood: Likelihood;
}
/** All bits set. */
const everything = -1;

/**
 * Likelihoods are looked up once; what comes back fuses any part of the evidence (bit i set: the i-th is in it). Where the cause
 * is not known it is the mean over the causes: never narrower than they are on average, because entropy is concave.
 */
function preparedFusion(input: FusionInput): (coalition: number) => StageVector {
  const causes = tabledCausesOf(input.etiology).map((cause) => fusionFor(input, cause));
  return (coalition) => meanVector(causes.map((fuse) => fuse(coalition)));
}

function fusionFor(input: FusionInput, cause: TabledCause): (coalition: number) => StageVector {
  const logPrior = stagePrior(cause, input.setting).map(Math.log);
  const factors = input.evidence.map((one) => factorOf(one, cause));
  return (coalition) => {
    const present = factors.flatMap((factor, index) => (factor && coalition & (2 ** index) ? [factor] : []));
    const modalities = present.map(({ one }) => one.modality);
    const weights = weightsOf(modalities);
    const temperature = temperatureOf(input, modalities);
    return fromLogs(
      stageVector((stage) =>
        present.reduce(
          (sum, { one, likelihood }, index) =>
            sum + ((weights[index] ?? 0) * one.quality * likelihood.log[stage]) / temperature,
          logPrior[stage] ?? 0,
        ),
      ),
    );
  };
}

/** Undefined when it says nothing: no quality, or the same likelihood for every stage. */
function factorOf(one: StageEvidence, cause: TabledCause): Factor | undefined {
  if (!(one.quality > 0)) return undefined;
  const likelihood = likelihoodOf(one, cause);
  return Math.max(...likelihood.log) - Math.min(...likelihood.log) > 1e-9 ? { one, likelihood } : undefined;
}

const temperatureOf = ({ calibration }: FusionInput, present: readonly FusionModality[]) =>
  calibration?.[patternOf(present)]?.temperature ?? 1;

function shownFactor(
  one: StageEvidence,
  weight: number,
  causes: readonly TabledCause[],
  setting: CareSetting,
): FusedFactor {
  const { measured: _, ...shown } = one;
  const likelihoods = causes.map((cause) => ({ cause, ...likelihoodOf(one, cause) }));
  const mean = meanVector(likelihoods.map(({ log }) => fromLogs(log)));
  const most = Math.max(...mean);
  const caveats = new Set(likelihoods.flatMap(({ caveat }) => caveat ?? []));
  return {
    ...shown,
    weight,
    likelihood: stageVector((stage) => mean[stage] / most),
    alone: meanVector(
      likelihoods.map(({ cause, log }) => {
        const prior = stagePrior(cause, setting);
        return fromLogs(stageVector((stage) => Math.log(prior[stage]) + one.quality * log[stage]));
      }),
    ),
    sources: likelihoods.flatMap(({ sources }) => sources),
    ...(caveats.size > 0 ? { caveat: [...caveats].join('; ') } : {}),
  };
}

const stiffnessMethods: ReadonlySet<FusionModality> = new Set(['vcte', 'mre', '2d-swe', 'pswe']);

function weightsOf(modalities: readonly FusionModality[]): readonly number[] {
  if (modalities.length <= 1) return modalities.map(() => fusionWeights.alone);
  const methods = modalities.filter((one) => stiffnessMethods.has(one)).length;
  const capped = Math.min(fusionWeights.together, fusionWeights.mostStiffness / Math.max(1, methods));
  return modalities.map((one) => (stiffnessMethods.has(one) ? capped : fusionWeights.together));
}

function largestDistance(posteriors: readonly StageVector[]): number {
  let largest = 0;
  for (const [index, left] of posteriors.entries())
    for (const right of posteriors.slice(index + 1)) largest = Math.max(largest, jensenShannonDistance(left, right));
  return largest;
}

function onePerModality(given: readonly StageEvidence[]) {
  const evidence: StageEvidence[] = [];
  const repeated: LeftOut[] = [];
  for (const modality of fusionModalities) {
    const [best, ...others] = given.filter((one) => one.modality === modality).sort(byUse);
    if (best) evidence.push(best);
    for (const other of others) repeated.push({ what: other.shown, reason: `${best?.shown ?? ''} is used instead` });
  }
  return { evidence, repeated };
}

function byUse(left: StageEvidence, right: StageEvidence): number {
  if (left.quality !== right.quality) return right.quality - left.quality;
  const [newer, older] = [right.date ?? '', left.date ?? ''];
  if (newer !== older) return newer > older ? 1 : -1;
  const [a, b] = [JSON.stringify(left.measured), JSON.stringify(right.measured)];
  return a === b ? 0 : a < b ? -1 : 1;
}
