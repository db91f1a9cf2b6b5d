import type { EvidenceClass, Source } from '../evidence.ts';
import type { ModelVersion } from '../findings.ts';
import { floored, stagesFromCumulative } from './cumulative-stages.ts';
import { type FusedLabScore, fib4AtAge, labDensity } from './likelihoods/lab-likelihoods.ts';
import { stiffnessDensity } from './likelihoods/stiffness-likelihoods.ts';
import { logLikelihood } from './stage-density.ts';
import { type StageVector, stageVector } from './stage-vector.ts';
import type { TabledCause } from './tabled-causes.ts';

/** In this order on every card. */
export const fusionModalities = ['vcte', 'mre', '2d-swe', 'pswe', 'labs', 'ct', 'mr', 'us'] as const;
export type FusionModality = (typeof fusionModalities)[number];
export const modalityWords: Readonly<Record<FusionModality, string>> = {
  vcte: 'VCTE',
  mre: 'MRE',
  '2d-swe': '2D-SWE',
  pswe: 'pSWE',
  labs: 'fibrosis labs',
  ct: 'CT',
  mr: 'MR',
  us: 'ultrasound',
};

/** What was measured. Values are positive and finite, probabilities sum to 1; the border has seen to it. */
export type StageMeasurement =
  | {
      readonly kind: 'lab-score';
      readonly score: FusedLabScore;
      readonly value: number;
      readonly ageYears?: number;
    }
  /** kPa; m/s for pSWE. */
  | { readonly kind: 'stiffness'; readonly value: number }
  | { readonly kind: 'stage-model'; readonly probabilities: StageVector; readonly trainingPrior: StageVector }
  | {
      readonly kind: 'cumulative-model';
      readonly atLeast: { readonly f2: number; readonly f3: number; readonly f4: number };
      readonly trainingPrior: StageVector;
    };

/** One modality of one patient, as it enters the fusion. */
export interface StageEvidence {
  readonly modality: FusionModality;
  readonly measured: StageMeasurement;
  /** What a person would call it: "VCTE 11.2 kPa". */
  readonly shown: string;
  /** 0 to 1; 0 is as if absent. */
  readonly quality: number;
  readonly qualityReasons: readonly string[];
  readonly evidence: EvidenceClass;
  readonly date?: string;
  /** FHIR references of what was measured. */
  readonly references: readonly string[];
  readonly by?: ModelVersion;
}

export interface Likelihood {
  /** ln L(x | F0 to F4) but for a constant. */
  readonly log: StageVector;
  readonly sources: readonly Source[];
  readonly caveat?: string;
}

/** Table, density or model output for this cause; the method is part of the key. */
export function likelihoodOf({ modality, measured }: StageEvidence, cause: TabledCause): Likelihood {
  switch (measured.kind) {
    case 'lab-score': {
      const table = labDensity(measured.score, cause);
      const value = measured.score === 'fib4' ? fib4AtAge(measured.value, measured.ageYears) : measured.value;
      return { ...table, log: logLikelihood(table.density, value) };
    }
    case 'stiffness': {
      if (modality !== 'vcte' && modality !== 'mre' && modality !== '2d-swe' && modality !== 'pswe')
        return { log: [0, 0, 0, 0, 0], sources: [] };
      const table = stiffnessDensity(modality, cause);
      return { ...table, log: logLikelihood(table.density, measured.value) };
    }
    case 'stage-model':
      return { log: ratio(measured.probabilities, measured.trainingPrior), sources: [] };
    case 'cumulative-model':
      return {
        log: ratio(stagesFromCumulative(measured.atLeast, measured.trainingPrior), measured.trainingPrior),
        sources: [],
      };
  }
}

/** p_m(s) / pi_m(s): what the model saw, without the patients it was trained on. */
function ratio(probabilities: StageVector, trainingPrior: StageVector): StageVector {
  const [seen, prior] = [floored(probabilities), floored(trainingPrior)];
  return stageVector((stage) => Math.log(seen[stage] / prior[stage]));
}
