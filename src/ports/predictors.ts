import type { ModelPatient } from '../core/assessment/choose-models.ts';
import type { ModelOutcome } from '../core/assessment.ts';
import type { ModelVersion } from '../core/findings.ts';
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

/** Keeps what silent models say, to compare it with live ones. All methods @throws Failure `store-unavailable`. */
export interface SilentLog {
  /** One entry a model, patient and day: a later one of the day replaces. A bounded number of each model is kept, the newest. */
  keep(entries: readonly SilentEntry[]): Promise<void>;
  /** Newest first. @param model `id@version` */
  entries(model: string, limit: number): Promise<readonly SilentEntry[]>;
}
