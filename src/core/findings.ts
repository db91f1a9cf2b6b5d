import type { EvidenceClass } from './evidence.ts';
import type { FeatureRow } from './radiomics/features.ts';
import type { RiskOutcome } from './score.ts';
import type { SeriesRole } from './volume/series-rules.ts';

/**
 * What the analysis of one imaging study found: made by the analysis job, kept in the store, read by assessments. Hooks never wait for it.
 * Deterministic `id`: study, settings version, model versions. Absence is a value: what could not be done stands in `refused` with its reason.
 */
export interface ImagingFindings {
  readonly id: string;
  /** FHIR base URL of the EHR, or `none` for the command line. */
  readonly fhirServer: string;
  readonly patientId: string;
  readonly study: {
    readonly uid: string;
    /** `ImagingStudy/1` when it came from the EHR. */
    readonly reference?: string;
    /** When the images were taken, ISO date or date-time. */
    readonly started?: string;
    /** DICOM modalities of the series that were used. */
    readonly modalities: readonly string[];
    readonly manufacturer?: string;
    readonly manufacturerModel?: string;
  };
  readonly analysedAt: string;
  readonly serviceVersion: string;
  readonly settingsVersion: string;
  readonly series: readonly ChosenSeries[];
  readonly regions: readonly RegionFinding[];
  readonly measures: readonly MeasureFinding[];
  readonly radiomics: readonly RadiomicsFinding[];
  readonly models: readonly ModelFinding[];
  readonly pictures: readonly PictureFinding[];
  /** For a viewer. Absent in findings of before 28 November 2026, which have none. */
  readonly volumes?: readonly VolumeFinding[];
  readonly refused: readonly { readonly what: string; readonly reason: string }[];
  readonly warnings: readonly string[];
}

export interface ChosenSeries {
  readonly role: SeriesRole;
  readonly uid: string;
  readonly modality: string;
  readonly slices: number;
  /** Why this one: the verdict of the rules, in words. */
  readonly why: string;
  readonly sliceSpacingMm?: number;
}

export interface RegionFinding {
  /** `liver`, `spleen`, … */
  readonly label: string;
  readonly series: SeriesRole;
  readonly source: 'dicom-seg' | 'rtstruct' | 'nifti' | 'model';
  readonly by?: ModelVersion;
  readonly evidence: EvidenceClass;
  readonly volumeMl: number;
  readonly voxels: number;
  /** Touching the field of view, fragments, position: what a reader should know. */
  readonly cautions: readonly string[];
}

export interface MeasureFinding {
  /** `liver-volume`, `spleen-volume`, `surface-nodularity`, `caudate-right-lobe-ratio`, `liver-attenuation`, `spleen-attenuation`, `liver-spleen-attenuation-ratio`, … */
  readonly id: string;
  readonly title: string;
  readonly value: number;
  /** UCUM. */
  readonly unit: string;
  readonly series: SeriesRole;
  readonly method: string;
  readonly evidence: EvidenceClass;
  readonly source: string;
}

export interface RadiomicsFinding {
  readonly series: SeriesRole;
  readonly region: string;
  /** Research; synthetic where a synthetic model drew the region. */
  readonly evidence: EvidenceClass;
  /** Digest of the settings. */
  readonly settings: string;
  readonly rows: readonly FeatureRow[];
}

export interface ModelVersion {
  readonly id: string;
  readonly version: string;
  readonly sha256: string;
}

export type StageProbabilities = readonly [number, number, number, number, number];

export interface ModelFinding {
  readonly by: ModelVersion;
  readonly title: string;
  readonly evidence: EvidenceClass;
  /** `silent` outputs are kept and compared, never shown. */
  readonly state: 'silent' | 'live';
  /** Quality of the input 0..1 and why it is not 1. */
  readonly quality: number;
  readonly qualityReasons: readonly string[];
  readonly outOfDistribution?: {
    readonly distance: number;
    readonly limit: number;
    readonly because: readonly string[];
  };
  readonly output:
    | {
        readonly kind: 'stage';
        readonly modality: 'CT' | 'MR' | 'US';
        readonly probabilities: StageProbabilities;
        readonly trainingPrior: StageProbabilities;
      }
    | { readonly kind: 'etiology'; readonly probabilities: Readonly<Record<string, number>> }
    | {
        readonly kind: 'event';
        readonly outcome: RiskOutcome;
        readonly horizons: readonly {
          readonly years: number;
          readonly probability: number;
          readonly lower?: number;
          readonly upper?: number;
        }[];
        readonly drivers: readonly Driver[];
      };
}

/** One player of an explanation. */
export interface Driver {
  readonly id: string;
  readonly title: string;
  /** What was used, as shown: "3.2 mg/dL". */
  readonly value?: string;
  /** Shapley value on `scale`; 0 for what was not available. */
  readonly contribution: number;
  readonly scale: 'log-odds' | 'log-hazard' | 'probability';
  readonly available: boolean;
}

/** Kept apart as bytes under `key`; 8-bit PNG. */
export interface PictureFinding {
  readonly key: string;
  readonly title: string;
  readonly kind: 'overlay' | 'activation' | 'habitat';
  readonly series: SeriesRole;
  readonly width: number;
  readonly height: number;
}

/**
 * Kept apart as bytes under `key`: NIfTI-1, gzipped, world RAS. All volumes of a series lie on one grid: its own, cut along the slice axis
 * to the organs, of CT without the air around the body, and made coarser where it would be too large for a viewer. For looking at; measures
 * come from the images themselves.
 */
export type VolumeFinding = {
  readonly key: string;
  readonly title: string;
  readonly series: SeriesRole;
  readonly size: readonly [number, number, number];
  readonly spacingMm: readonly [number, number, number];
  /** Of the packed file. */
  readonly bytes: number;
} & (
  | {
      /** Intensities, int16, in the unit of the modality (HU for CT) after scl_slope and scl_inter. */
      readonly kind: 'series';
      readonly modality: string;
      /** Voxels are means over several of the scan. */
      readonly averaged: boolean;
      /** Which slices of the scan, counted from 1, of how many. */
      readonly slices: { readonly first: number; readonly last: number; readonly of: number };
    }
  /** uint8: 1 inside, 0 outside. */
  | {
      readonly kind: 'region';
      readonly label: string;
      readonly source: RegionFinding['source'];
      readonly by?: ModelVersion;
      readonly evidence: EvidenceClass;
    }
  /** uint8, 0 outside the liver, else the activation after scl_slope; `range` is its lowest and highest value in the liver. */
  | {
      readonly kind: 'activation';
      readonly by: ModelVersion;
      readonly evidence: EvidenceClass;
      readonly range: readonly [number, number];
    }
);
