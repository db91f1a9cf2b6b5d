import type { ConditionConcept, StiffnessReading } from './chart.ts';
import type { Etiology } from './etiology.ts';
import type { EvidenceClass, Source } from './evidence.ts';
import type { Driver, MeasureFinding, ModelVersion } from './findings.ts';
import type { StageFusion } from './fusion/fuse-stages.ts';
import type { ModelRole } from './models/manifest.ts';
import type { Band, PublishedRisk, RiskOutcome } from './score.ts';

/** One value that was used, with the way back to the chart. */
export interface UsedInput {
  readonly input: string;
  readonly title: string;
  readonly value: number | string | boolean;
  readonly unit?: string;
  readonly date?: string;
  /** FHIR references the value was read from (derivedFrom). Empty for age and sex: then it is the Patient. */
  readonly references: readonly string[];
}

export type ScoreOutcome =
  | {
      readonly status: 'ok';
      readonly scoreId: string;
      readonly title: string;
      readonly value: number;
      readonly unit: string;
      readonly loinc?: string;
      readonly band?: Band;
      /** `Score.annotation`: figures beside the value, for tables. */
      readonly annotation?: string;
      readonly cautions: readonly string[];
      readonly risks: readonly PublishedRisk[];
      readonly used: readonly UsedInput[];
      /** Date of the newest input: the time the value speaks about. */
      readonly effective?: string;
      readonly evidence: EvidenceClass;
      readonly sources: readonly Source[];
    }
  | {
      readonly status: 'refused';
      readonly scoreId: string;
      readonly title: string;
      readonly unit: string;
      readonly loinc?: string;
      /** `missing`: inputs absent; `outside-population`: wrong etiology or age; `unsafe`: stale, device, comparator, implausible; `event`: a recorded event makes it moot. */
      readonly kind: 'missing' | 'outside-population' | 'unsafe' | 'event';
      /** In clinical words: "AST missing", "built for PBC". */
      readonly reason: string;
      readonly missing: readonly string[];
      readonly evidence: EvidenceClass;
      readonly sources: readonly Source[];
    };

export interface EtiologyFinding {
  readonly etiology: Etiology;
  /** `diagnosed`: a coded diagnosis; `serology`: proven by virus; `inferred`: rule in `why`; unknown otherwise. */
  readonly basis: 'diagnosed' | 'serology' | 'inferred' | 'none';
  readonly why: string;
  /** Further etiologies on the chart (HBV with MASLD …). */
  readonly also: readonly Etiology[];
  readonly references: readonly string[];
  /** HCV with sustained virological response, HBV on antivirals: cut-offs and risks change meaning. */
  readonly treated?: 'hcv-cured' | 'hbv-on-antiviral' | 'pbc-on-udca';
}

export const liverEvents = [
  'ascites',
  'variceal-bleeding',
  'hepatic-encephalopathy',
  'hepatorenal-syndrome',
  'hepatocellular-carcinoma',
  'spontaneous-bacterial-peritonitis',
  'liver-transplant',
  'decompensation',
] as const;
export type LiverEventKind = (typeof liverEvents)[number];
export interface LiverEvent {
  readonly event: LiverEventKind;
  readonly date?: string;
  readonly references: readonly string[];
}

/**
 * Where the patient stands. `dACLD` (ever decompensated) is absorbing; `transplanted` and `hcc` supersede first-event risks as well.
 * `not-assessed`: the chart does not say enough.
 */
export type DiseaseState =
  | 'no-advanced-fibrosis'
  | 'indeterminate'
  | 'advanced-fibrosis'
  | 'cACLD'
  | 'dACLD'
  | 'transplanted'
  | 'not-assessed';

/** Overall urgency for a card and the worklist. */
export type RiskLevel = 'low' | 'indeterminate' | 'high' | 'decompensated' | 'not-assessable';

export interface GuidelineStep {
  /** Stable id of the rule in core/guidelines. */
  readonly id: string;
  /** Imperative sentence for the clinician. */
  readonly action: string;
  readonly why: string;
  readonly urgency: 'routine' | 'soon' | 'urgent';
  /** Service to order, when the step is one. */
  readonly order?: string;
  readonly source: Source;
  /** Set when the rule was built for another etiology than this patient's. */
  readonly caveat?: string;
}

export interface RiskStatement extends PublishedRisk {
  /** Score or model that says so. */
  readonly by: string;
  readonly evidence: EvidenceClass;
  readonly sources: readonly Source[];
  readonly references: readonly string[];
}

/** What one model says of one patient, or why it says nothing. Made before the assessment; pure data. */
export type ModelOutcome = ModelPrediction | ModelRefusal;

interface ModelSpeaker {
  readonly by: ModelVersion;
  readonly title: string;
  readonly role: ModelRole;
  readonly evidence: EvidenceClass;
  /** `silent`: kept and compared, never shown. */
  readonly state: 'silent' | 'live';
}
export interface ModelPrediction extends ModelSpeaker {
  readonly status: 'ok';
  /** Risks by outcome and horizon, probabilities 0 to 1 with their interval; other causes of death compete. */
  readonly risks: readonly ModelRisk[];
  /** P(quantity >= threshold) of a surrogate. Never a stage. */
  readonly exceedances: readonly ModelExceedance[];
  /** Shapley values by outcome (or threshold id), largest first. */
  readonly drivers: readonly { readonly of: string; readonly drivers: readonly Driver[] }[];
  readonly used: readonly UsedInput[];
  /** Optional inputs that the model had to do without. */
  readonly missing: readonly string[];
  readonly cautions: readonly string[];
  /** Cohort in words: "PBC, Mayo Clinic 1974-1984, n 312". */
  readonly trainedOn?: string;
  /** Local re-anchorings that moved its figures; absent: the model as it was trained. */
  readonly anchored?: readonly ModelAnchor[];
}
/** Constants learnt from a site's own patients, for one outcome. */
export interface ModelAnchor {
  /** Title of the outcome, or id of the threshold. */
  readonly of: string;
  readonly site: string;
  readonly version: number;
  /** ISO date. */
  readonly since: string;
  readonly intercept: number;
  readonly slope?: number;
  readonly n: number;
  readonly events: number;
}
export interface ModelRefusal extends ModelSpeaker {
  readonly status: 'refused';
  /** In clinical words: "built for PBC". */
  readonly reason: string;
}
export interface ModelRisk {
  readonly outcome: RiskOutcome;
  readonly title: string;
  readonly horizonYears: number;
  readonly probability: number;
  readonly lower?: number;
  readonly upper?: number;
  /** Outcomes that the figure is corrected for: "transplant before death". */
  readonly competing: readonly string[];
}
export interface ModelExceedance {
  readonly id: string;
  readonly quantity: string;
  readonly unit: string;
  readonly threshold: number;
  readonly probability: number;
  readonly lower?: number;
  readonly upper?: number;
}

/** The newest analysed study of each modality that an assessment used. */
export interface ImagingSummary {
  readonly studies: readonly {
    /** `ImagingFindings.id`. */
    readonly findings: string;
    readonly modality: string;
    readonly reference?: string;
    readonly started?: string;
    readonly measures: readonly MeasureFinding[];
    readonly etiologies: readonly {
      readonly by: ModelVersion;
      readonly title: string;
      readonly evidence: EvidenceClass;
      readonly probabilities: Readonly<Record<string, number>>;
    }[];
    readonly refused: readonly { readonly what: string; readonly reason: string }[];
    readonly warnings: readonly string[];
  }[];
  /** Examinations on the chart that are not analysed yet: "CT of 2026-05-02". */
  readonly waiting: readonly string[];
}

/** Everything one assessment says: the single source of cards, Observations, RiskAssessments and the review page. */
export interface Assessment {
  /** Deterministic: hex digest of server, patient, inputs and rule version. The same facts give the same id. */
  readonly id: string;
  /** FHIR base URL of the EHR, or `none` for the command line. */
  readonly fhirServer: string;
  readonly patientId: string;
  /** ISO date-time of the assessment. Not part of `id`. */
  readonly asOf: string;
  readonly ageYears?: number;
  readonly sex?: 'male' | 'female';
  readonly pregnant: boolean;
  readonly etiology: EtiologyFinding;
  readonly events: readonly LiverEvent[];
  readonly state: DiseaseState;
  readonly level: RiskLevel;
  /** One clause that says why the level is what it is, in clinical words. */
  readonly because: string;
  readonly conditions: readonly ConditionConcept[];
  readonly stiffness?: StiffnessReading & { readonly band?: Band; readonly quality: 'good' | 'poor' | 'unknown' };
  /** Every catalogue score, computed or refused with its reason, in catalogue order. */
  readonly scores: readonly ScoreOutcome[];
  readonly childPugh?: { readonly class: 'A' | 'B' | 'C'; readonly points: number };
  /** Event risks that published scores state for this patient; empty after a recorded event of that kind. */
  readonly risks: readonly RiskStatement[];
  /** Stage from all modalities together; absent where none was asked for or nothing speaks for a stage. */
  readonly stage?: StageFusion;
  /** Live models, each with what it says or why it refuses; absent where no model was asked. */
  readonly models?: readonly ModelOutcome[];
  readonly imaging?: ImagingSummary;
  readonly nextSteps: readonly GuidelineStep[];
  /** What would make the assessment better, most useful first: "AST", "liver stiffness". */
  readonly missing: readonly string[];
  /** Parts of the chart that could not be had this time ("conditions"). */
  readonly unavailable: readonly string[];
  readonly warnings: readonly string[];
  /** All chart references used. */
  readonly references: readonly string[];
  /** Version of rules and scores that made it (the service version). */
  readonly version: string;
}
