import type { ModelPatient } from '../core/assessment/choose-models.ts';
import type { ModelOutcome } from '../core/assessment.ts';
import type { ImagingFindings, ModelFinding, ModelVersion } from '../core/findings.ts';
import type { SilentEntry } from '../core/models/compare-silent.ts';
import type { ModelManifest } from '../core/models/manifest.ts';
import type { GatheredInputs } from '../core/scoring/evaluate-score.ts';

/** A model over clinical values that is ready to run. Whether it may speak of a patient is judged before by its manifest. */
export interface Predictor {
  readonly model: ModelVersion;
  readonly manifest: ModelManifest;
  /** State in the registry now; silent results are kept, never shown. */
  readonly state: 'silent' | 'live';
  /**
   * @param inputs everything that the chart states, canonical units; the model takes what its manifest names
   * @param asOf ISO instant
   * @param patient states in which a part of the model says nothing (first ascites after ascites)
   * @returns a refusal when a required input is missing, stale or implausible
   * @throws Failure `model-unavailable`, `model-timeout`
   */
  predict(
    inputs: GatheredInputs,
    asOf: string,
    patient: ModelPatient,
    /** Horizons to answer for, years. Default 1, 3 and 5. */
    horizonsYears?: readonly number[],
  ): Promise<ModelOutcome>;
}

/** A model over the radiomics of an analysed study and clinical values that is ready to run. */
export interface StudyJudge {
  readonly model: ModelVersion;
  readonly manifest: ModelManifest;
  readonly state: 'silent' | 'live';
  /** Whether the study has any of the series that the model takes; else it has nothing to say, not even a refusal. */
  concerns(findings: ImagingFindings): boolean;
  /**
   * @param asOf ISO instant
   * @returns what it says, or why it says nothing, in clinical words
   * @throws Failure `model-unavailable`, `model-timeout`
   */
  judge(
    findings: ImagingFindings,
    inputs: GatheredInputs,
    asOf: string,
    patient: ModelPatient,
  ): Promise<ModelFinding | { readonly refused: string }>;
}

/** Keeps what silent models say, to compare it with live ones. All methods @throws Failure `store-unavailable`. */
export interface SilentLog {
  /** One entry a model, patient and day: a later one of the day replaces. A bounded number of each model is kept, the newest. */
  keep(entries: readonly SilentEntry[]): Promise<void>;
  /** Newest first. @param model `id@version` */
  entries(model: string, limit: number): Promise<readonly SilentEntry[]>;
}
