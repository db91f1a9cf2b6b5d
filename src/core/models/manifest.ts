import type { Etiology } from '../etiology.ts';
import type { EvidenceClass } from '../evidence.ts';
import type { InputId } from '../inputs.ts';
import type { RiskOutcome } from '../score.ts';
import type { SeriesRole } from '../volume/series-rules.ts';

/**
 * What a model folder says of itself (`models/<id>/manifest.json`). Nothing in the code names a model: it is chosen by `role` and by what
 * `accepts` allows, fed as `input` says and read as `output` says. Lengths in mm, times in days or years as named.
 */
export interface ModelManifest {
  /** The folder's name, kebab-case. */
  readonly id: string;
  /** Semantic version; two versions may stand side by side (`models/<id>@<version>/`). */
  readonly version: string;
  readonly title: string;
  readonly role: ModelRole;
  readonly evidence: EvidenceClass;
  /** SHA-256 of each file beside the manifest, lower-case hex. A difference refuses the model. */
  readonly sha256: {
    readonly 'model.onnx': string;
    readonly 'golden.json': string;
    readonly 'reference.json'?: string;
    readonly 'model-card.md': string;
  };
  readonly accepts: Accepts;
  readonly input: ModelInput;
  readonly output: ModelOutput;
  /** Calibration that is applied after the graph. */
  readonly calibration?: Calibration;
  /** Which vectors look unlike the training data, judged on `reference.json`: squared Mahalanobis distance above the limit. */
  readonly outOfDistribution?: { readonly method: 'mahalanobis'; readonly limit: number };
  /** Rules on the quality of what goes in; what fails them lowers `q` of the fusion or refuses, by name. */
  readonly quality?: readonly QualityRule[];
  readonly licence: string;
  /** Cohort, n, events, years, country, licence of the training data, in words. */
  readonly trainedOn: TrainedOn;
  /** For each outcome it predicts (as in the table of `fibrocast predict`): how a cohort table says what really happened. */
  readonly observed?: Readonly<Record<string, ObservedOutcome>>;
  /** The 31 source attributes of 45 CFR 170.315(b)(11)(iv), by number; `null` is "not available", with the reason in `notes`. */
  readonly sourceAttributes: Readonly<Record<string, { readonly value: string | null; readonly note?: string }>>;
}

export type ModelRole = 'segmentation' | 'stage' | 'prognosis' | 'etiology' | 'stiffness';

export interface TrainedOn {
  readonly cohort: string;
  readonly n: number;
  readonly events?: Readonly<Record<string, number>>;
  readonly years: string;
  readonly country: string;
  readonly licence: string;
  /** The tables it was trained on: figures on one of them are apparent performance. Absent for simulated data. */
  readonly files?: readonly { readonly name: string; readonly sha256: string }[];
}

/** Column names and codes are those of the cohort table; codes are compared as numbers where both are numbers. */
export type ObservedOutcome = (
  | {
      readonly kind: 'follow-up';
      /** Column with the time to the event, the competing event or the end of observation. */
      readonly time: string;
      /** UCUM: days or years. */
      readonly timeUnit: 'd' | 'a';
      readonly status: string;
      /** A code in none of the lists leaves the row out, by name. */
      readonly codes: {
        readonly censored: readonly (string | number)[];
        readonly event: readonly (string | number)[];
        readonly competing?: readonly (string | number)[];
      };
    }
  /** The outcome is there when the value reaches the limit. */
  | { readonly kind: 'at-least'; readonly value: string; readonly atLeast: number }
  | {
      readonly kind: 'state';
      readonly status: string;
      readonly codes: { readonly event: readonly (string | number)[]; readonly none: readonly (string | number)[] };
    }
) & {
  /** Rows outside the question: who already had the event at the start. */
  readonly exclude?: readonly { readonly column: string; readonly values: readonly (string | number)[] }[];
};

export interface Accepts {
  /** What it looks at: DICOM modality, or `labs` for tables of clinical values. */
  readonly modality: 'labs' | 'CT' | 'MR' | 'US';
  /** Imaging: the series it needs, all of them. */
  readonly series?: readonly SeriesRole[];
  readonly etiologies: readonly Etiology[] | 'any';
  readonly ageYears: readonly [number, number];
  /** States of the patient in which the model says nothing. */
  readonly exclusions: readonly Exclusion[];
}
export const exclusions = ['decompensated', 'transplanted', 'hepatocellular-carcinoma', 'pregnant', 'ascites'] as const;
export type Exclusion = (typeof exclusions)[number];

export type ModelInput = TabularInput | VolumeInput | FramesInput | RadiomicsInput;

/** One row of numbers, float32 [n, features], in this order, transformed and completed as said. */
export interface TabularInput {
  readonly kind: 'tabular';
  readonly tensor: string;
  readonly features: readonly TabularFeature[];
}
export interface TabularFeature {
  /** Name of the column in the tensor: `log_bilirubin`. */
  readonly name: string;
  /** Clinical words for people: "Bilirubin". */
  readonly title: string;
  /** Where the value comes from, in the vocabulary of core/inputs.ts and in its unit. */
  readonly input: InputId;
  readonly loinc?: string;
  /** UCUM unit of the value before the transform. */
  readonly unit: string;
  readonly transform:
    | { readonly kind: 'identity' }
    | { readonly kind: 'log' }
    | { readonly kind: 'log1p' }
    | { readonly kind: 'sqrt' }
    /** 1 where the choice or boolean has one of these values, else 0. */
    | { readonly kind: 'indicator'; readonly values: readonly (string | boolean)[] }
    /** A number for each choice. */
    | { readonly kind: 'map'; readonly values: Readonly<Record<string, number>> }
    /** Part of the value (or of its natural logarithm) beyond a knot, else 0: a bend in the line. The knot is on the scale of `of`. */
    | {
        readonly kind: 'hinge';
        readonly of: 'identity' | 'log';
        readonly knot: number;
        readonly side: 'above' | 'below';
      };
  /** Values outside are refused (before the transform). */
  readonly plausible: readonly [number, number];
  /** Values outside are used at the limit and said so: the model has not seen them. */
  readonly trainedRange?: readonly [number, number];
  /** Age of the value at the assessment at which it is too old. */
  readonly windowDays: number;
  readonly required: boolean;
  /** Direction that medicine demands of the main outcome, tested over the whole range. */
  readonly monotone?: 'increasing' | 'decreasing';
  /** Players of the explanation that are shown as one ("fibrosis-labs"). */
  readonly group?: string;
  /** Other inputs that stand for this one when it is absent: INR for prothrombin time. The first that is there counts. */
  readonly alternatives?: readonly {
    readonly input: InputId;
    readonly title: string;
    readonly loinc?: string;
    readonly unit: string;
    readonly plausible: readonly [number, number];
    /** Value of the feature before its transform = factor times this input. */
    readonly factor: number;
    /** Standard deviation of that conversion on the scale after the transform: it widens the interval. */
    readonly sd: number;
    /** Where the factor comes from, in words for the card. */
    readonly note: string;
  }[];
}

/** Volumes of one grid, float32 [1, channels, z, y, x]. */
export interface VolumeInput {
  readonly kind: 'volume';
  readonly tensor: string;
  /** Order of the spatial axes in the tensor. nnU-Net and SimpleITK: `zyx`; a nibabel export: `xyz`. */
  readonly axisOrder: 'zyx' | 'xyz';
  /** Direction in which each index axis grows, x, y, z: DICOM and ITK `LPS`, NIfTI `RAS`. */
  readonly orientation: 'LPS' | 'RAS' | 'LAS' | 'RPS';
  /** x, y, z; null: the grid of the image. */
  readonly spacingMm: readonly [number, number, number] | null;
  readonly interpolation: 'nearest' | 'linear' | 'cubic';
  /**
   * `nearest`: where the spacing along one axis is more than three times the smallest, planes are resized one by one and that axis
   * by nearest neighbour, as nnU-Net does; also on the way back. Default `interpolate`: all axes alike.
   */
  readonly thickSlices?: 'nearest' | 'interpolate';
  readonly channels: readonly { readonly series: SeriesRole; readonly normalisation: Normalisation }[];
  readonly crop:
    | { readonly kind: 'none' }
    /** Bounding box of what is not zero, as nnU-Net crops. */
    | { readonly kind: 'nonzero' }
    /** Box around a region of the segmentation, with a margin; outside the region stays or becomes `outside`. */
    | { readonly kind: 'roi'; readonly label: string; readonly marginMm: number; readonly outside?: number };
  /** Fixed size in voxels x, y, z: centred crop or padding with `padding`. Null: as it comes (sliding window, or a graph of free size). */
  readonly size: readonly [number, number, number] | null;
  /** Value outside the image, after normalisation. */
  readonly padding: number;
  readonly slidingWindow?: {
    /** x, y, z in voxels. */
    readonly patch: readonly [number, number, number];
    /** Share of a patch by which neighbours overlap, 0 to 0.9. */
    readonly overlap: number;
    /** Gaussian weight: sigma as share of the patch; null: all equal. */
    readonly gaussianSigma: number | null;
    /** Test-time mirroring along these axes. */
    readonly mirror: readonly ('x' | 'y' | 'z')[];
  };
}
export type Normalisation =
  /** Clips to [low, high] and maps to [to[0], to[1]]. */
  | { readonly kind: 'window'; readonly low: number; readonly high: number; readonly to: readonly [number, number] }
  /** Clips to percentiles of the training data, then (x - mean) / sd: nnU-Net's CTNormalization. */
  | {
      readonly kind: 'clip-z-score';
      readonly low: number;
      readonly high: number;
      readonly mean: number;
      readonly sd: number;
    }
  /** (x - mean) / sd of this image, over all, over what is not zero, or over the region. */
  | { readonly kind: 'z-score'; readonly over: 'all' | 'nonzero' | 'roi' }
  | { readonly kind: 'none' };

/** B-mode frames, float32 [frames, channels, y, x]; the patient is the mean over frames. */
export interface FramesInput {
  readonly kind: 'frames';
  readonly tensor: string;
  /** x, y in pixels. */
  readonly size: readonly [number, number];
  readonly colour: 'grey' | 'rgb';
  /** What is cut out before resizing: the calibrated tissue region, or the whole picture. */
  readonly crop: 'tissue-region' | 'none';
  readonly normalisation: Normalisation;
  /** Pixel spacing to which frames are brought before the cut, mm; null: the picture's own. */
  readonly spacingMm: number | null;
  readonly mostFrames: number;
  readonly vote: 'mean-probability' | 'mean-logit';
}

/** IBSI features of the region in one or more series, then clinical values, float32 [n, features]. */
export interface RadiomicsInput {
  readonly kind: 'radiomics';
  readonly tensor: string;
  readonly region: string;
  /** Settings of `fibrocast radiomics`, one for each series. */
  readonly settings: Readonly<Partial<Record<SeriesRole, unknown>>>;
  readonly features: readonly {
    readonly series: SeriesRole;
    /** IBSI codes as in the table of features. */
    readonly familyCode: string;
    readonly ibsiCode: string;
    readonly aggregationCode: string;
    readonly title: string;
    readonly transform: { readonly kind: 'identity' } | { readonly kind: 'log' } | { readonly kind: 'asinh' };
  }[];
  readonly clinical: readonly TabularFeature[];
}

export type ModelOutput =
  | SegmentationOutput
  | StageOutput
  | HazardOutput
  | ExceedanceOutput
  | EventOutput
  | EtiologyOutput;

/** Logits [1, classes, spatial…] on the grid of the input. */
export interface SegmentationOutput {
  readonly kind: 'segmentation';
  readonly tensor: string;
  readonly activation: 'softmax' | 'sigmoid';
  /** Sigmoid: probability from which a voxel belongs; softmax takes the largest. */
  readonly threshold?: number;
  readonly classes: readonly {
    readonly index: number;
    /** `background`, `liver`, `spleen`, … */
    readonly label: string;
    /** SNOMED CT code of the structure. */
    readonly snomed?: string;
    readonly largestComponent: boolean;
  }[];
}
/** F0 to F4 for one case. */
export interface StageOutput {
  readonly kind: 'stage';
  readonly tensor: string;
  /** `cumulative-logits` [n, 4]: logit P(F>=1..4); `logits` [n, 5]; `probabilities` [n, 5]. */
  readonly form: 'cumulative-logits' | 'logits' | 'probabilities';
  /** Stage frequencies F0..F4 of the training data: the prior that the fusion divides out. */
  readonly trainingPrior: readonly [number, number, number, number, number];
  /** Class activation, same spatial grid as the input divided by `stride`. */
  readonly activationMap?: {
    readonly tensor: string;
    readonly stride: number;
    readonly stage: 'expected' | 'advanced';
  };
}
/** Discrete time, cause-specific: logits [n, intervals, causes] against "none" (softmax with a 0 for it). */
export interface HazardOutput {
  readonly kind: 'hazards';
  readonly groups: readonly {
    readonly id: string;
    readonly tensor: string;
    /** Ends of the intervals in years, from 0: [1, 2, 3, 4, 5]. */
    readonly intervalEndsYears: readonly number[];
    readonly causes: readonly { readonly id: string; readonly outcome: RiskOutcome; readonly title: string }[];
    /** Cause ids that leave as results; the others compete. */
    readonly reported: readonly string[];
    /** States in which this group says nothing although the model may: first ascites after ascites. */
    readonly exclusions?: readonly Exclusion[];
  }[];
}
/** P(quantity >= threshold), logits [n, thresholds] in ascending order of thresholds. */
export interface ExceedanceOutput {
  readonly kind: 'exceedance';
  readonly tensor: string;
  readonly quantity: string;
  readonly unit: string;
  readonly thresholds: readonly { readonly id: string; readonly value: number }[];
}
/** Probability of an event up to each horizon, logits [n, horizons], non-decreasing. */
export interface EventOutput {
  readonly kind: 'event';
  readonly tensor: string;
  readonly outcome: RiskOutcome;
  readonly horizonsYears: readonly number[];
}
export interface EtiologyOutput {
  readonly kind: 'etiology';
  readonly tensor: string;
  readonly classes: readonly { readonly id: string; readonly etiology: Etiology; readonly title: string }[];
}

export interface Calibration {
  /** Logits are divided by it. */
  readonly temperature?: number;
  /**
   * Local re-anchoring: added to the logits of a cause (`groupId/causeId`, threshold id, or horizon) at one site; slope on the linear predictor.
   * Each entry is a version of its own; the last that is not withdrawn counts. What a site learns after training stands in the history of the
   * registry (`anchor-versions.ts`), not here.
   */
  readonly anchors?: readonly {
    readonly site: string;
    /** Only for patients of this etiology. */
    readonly etiology?: Etiology;
    readonly key: string;
    readonly intercept: number;
    readonly slope?: number;
    readonly n: number;
    readonly events: number;
    readonly since: string;
    readonly withdrawn?: string;
  }[];
}

export type QualityRule =
  | { readonly kind: 'slice-thickness-at-most-mm'; readonly value: number; readonly else: 'refuse' | 'temper' }
  | { readonly kind: 'roi-volume-ml'; readonly range: readonly [number, number]; readonly else: 'refuse' | 'temper' }
  | { readonly kind: 'manufacturer'; readonly known: readonly string[]; readonly else: 'refuse' | 'temper' }
  | { readonly kind: 'frames-at-least'; readonly value: number; readonly else: 'refuse' | 'temper' };

/**
 * `reference.json`: what explanation, completion of missing values, intervals and out-of-distribution need. Tabular and radiomics models.
 * All in the order of the tensor's columns and after the transform.
 */
export interface ModelReference {
  readonly mean: readonly number[];
  readonly covariance: readonly (readonly number[])[];
  /** Background rows of the Shapley values (at most 100), a part of the release. */
  readonly background: readonly (readonly number[])[];
  /**
   * Linear models: the same numbers as the graph, so that Shapley values are exact in closed form; the golden run shows that they agree.
   * `key` is `groupId/causeId` for hazards, the threshold id for exceedance. Logit at interval t = intercepts[t] + sum_j coefficients[j] * (x_j - mean_j).
   */
  readonly linear?: Readonly<
    Record<string, { readonly intercepts: readonly number[]; readonly coefficients: readonly number[] }>
  >;
  /** Bootstrap refits of `linear` for intervals: same keys and shapes. */
  readonly replicates?: readonly Readonly<
    Record<string, { readonly intercepts: readonly number[]; readonly coefficients: readonly number[] }>
  >[];
}

/** `golden.json`: inputs as they enter the graph, outputs as the training framework gave them. Large tensors are made by a formula. */
export interface GoldenFile {
  readonly tolerance: number;
  readonly cases: readonly {
    readonly name: string;
    readonly inputs: Readonly<Record<string, GoldenTensor>>;
    readonly outputs: Readonly<Record<string, GoldenTensor>>;
  }[];
}
export type GoldenTensor =
  | { readonly shape: readonly number[]; readonly data: readonly number[] }
  /** value(i) = sin(i * frequency) * amplitude + offset, i the flat index: a volume need not be stored to be known. */
  | {
      readonly shape: readonly number[];
      readonly wave: { readonly frequency: number; readonly amplitude: number; readonly offset: number };
    }
  /** Outputs only: these flat indices and the mean of all. */
  | {
      readonly shape: readonly number[];
      readonly at: readonly (readonly [number, number])[];
      readonly mean: number;
    };
