import type { EvidenceClass } from '../evidence.ts';
import type { CalibrationGroup } from '../survival/calibration-groups.ts';
import type { FollowUp } from '../survival/follow-up.ts';
import type { Interval } from '../survival/interval.ts';
import type { NetBenefit } from '../survival/net-benefit.ts';
import type { NotComputable } from '../survival/not-computable.ts';
import type { RocPoint } from '../survival/roc-curve.ts';
import type { CalibrationPoint } from '../survival/smooth-calibration.ts';

/** One line of the table of `fibrocast predict`. */
export interface Prediction {
  readonly id: string;
  readonly outcome: string;
  /** Absent: the outcome is a present state. */
  readonly horizonYears?: number;
  readonly probability?: number;
  readonly linearPredictor?: number;
  /** Why the model says nothing; then there is no probability. */
  readonly refused?: string;
}

/** One subject of one outcome, predicted and observed. */
export interface ValidationRecord {
  readonly id: string;
  /** Years; a state is given as `true` or `false`. */
  readonly observed: FollowUp | boolean;
  /** In the order of the horizons; one for a state. */
  readonly probabilities: readonly number[];
  /** Higher is worse. */
  readonly linearPredictor?: number;
  /** Group by grouping id. */
  readonly groups: Readonly<Record<string, string>>;
  /** Number of the fold whose model did not see this subject. */
  readonly fold?: string;
}

/** A number with everything needed to judge it. */
export interface Measure {
  readonly id: MeasureId;
  readonly horizonYears?: number;
  readonly value?: number;
  readonly interval?: Interval;
  readonly intervalBy?: 'bootstrap' | 'wald' | 'log-log';
  readonly n: number;
  readonly events: number;
  readonly notComputable?: string;
}
export type MeasureId =
  | 'harrell-c'
  | 'harrell-c-competing'
  | 'uno-c'
  | 'auc'
  | 'brier'
  | 'scaled-brier'
  | 'log-score'
  | 'integrated-brier'
  | 'observed-to-expected'
  | 'calibration-intercept'
  | 'calibration-slope'
  | 'cox-slope';

/** Agreement over all stages at once. */
export interface StageMeasure {
  readonly id: 'ranked-probability-score' | 'stage-log-score' | 'ordinal-c' | 'weighted-kappa' | 'calibration-error';
  readonly value?: number;
  readonly interval?: Interval;
  readonly intervalBy?: 'bootstrap';
  readonly n: number;
  readonly notComputable?: string;
}
/** Distributions over F0 to F4 against reference stages. */
export interface StageValidation {
  readonly n: number;
  /** Subjects of each reference stage. */
  readonly counts: readonly number[];
  /** [reference stage][most likely stage] subjects. */
  readonly confusion: readonly (readonly number[])[];
  readonly measures: readonly StageMeasure[];
}

/** What plots need at one horizon. */
export interface HorizonPicture {
  /** Absent for a state. */
  readonly horizonYears?: number;
  readonly groups: readonly CalibrationGroup[];
  readonly smooth: readonly CalibrationPoint[];
  /** Numbers of subjects by prediction, 20 equal bins from 0 to 1. */
  readonly histogram: readonly number[];
  readonly roc: readonly RocPoint[];
  readonly decisionCurve: readonly NetBenefit[] | NotComputable;
}

export interface CurvePoint {
  readonly timeYears: number;
  readonly probability: number;
  readonly interval?: Interval;
}

export interface SubgroupRow {
  readonly group: string;
  readonly n: number;
  readonly events: number;
  /** AUC of a state, Harrell's C of time to event. Left out under 20 events. */
  readonly discrimination?: Measure;
  /** At the last horizon. Left out under 20 events. */
  readonly observedToExpected?: Measure;
  readonly noVerdict?: string;
}

export interface OutcomeValidation {
  readonly outcome: string;
  readonly kind: 'time-to-event' | 'state';
  readonly horizonsYears: readonly number[];
  readonly n: number;
  readonly events: number;
  readonly competing: number;
  /** Median follow-up in years by reverse Kaplan-Meier; absent when not reached or for a state. */
  readonly medianFollowUpYears?: number;
  /** Ranking of C and slope: the model's linear predictor, or the complementary log-log of its last probability. */
  readonly scoreIs: 'linear-predictor' | 'last-probability';
  readonly refused: readonly ReasonCount[];
  readonly unobserved: readonly ReasonCount[];
  readonly measures: readonly Measure[];
  readonly pictures: readonly HorizonPicture[];
  readonly observedCurve: readonly CurvePoint[];
  readonly predictedCurve: readonly CurvePoint[];
  readonly subgroups: readonly { readonly id: string; readonly title: string; readonly rows: readonly SubgroupRow[] }[];
  /** Discrimination in each fold, when the predictions are cross-validated. */
  readonly folds: readonly SubgroupRow[];
}
export interface ReasonCount {
  readonly reason: string;
  readonly count: number;
}

export interface ValidationReport {
  readonly format: 'fibrocast-validation/1';
  readonly madeAt: string;
  readonly serviceVersion: string;
  readonly model: {
    readonly id: string;
    readonly version?: string;
    readonly title?: string;
    readonly evidence?: EvidenceClass;
    readonly trainedOn?: string;
  };
  readonly cohort: { readonly name: string; readonly sha256: string; readonly n: number };
  readonly predictions: {
    readonly from: 'model' | 'table';
    readonly sha256?: string;
    readonly crossValidated: boolean;
  };
  /** Measured on the data that the model was trained on: better than it will be elsewhere. */
  readonly apparent?: true;
  readonly bootstrap: { readonly samples: number; readonly seed: number };
  readonly outcomes: readonly OutcomeValidation[];
  /** Models of the stage. */
  readonly stages?: StageValidation;
}
