/**
 * The chart in our words: what fhir-resources/read makes of FHIR, and all that flows and services ever see of it.
 * `reference` is always the FHIR reference of the resource a fact was read from ("Observation/a1"), so that every
 * number can be followed back. Dates are ISO strings as recorded (possibly partial); absent means not recorded.
 * A part of ChartFacts that is `undefined` could not be had (not asked for, not reachable); an empty list means
 * that the chart was searched and has nothing. The two are never mixed up.
 */

import type { PatientFacts } from './patient.ts';
import type { AnalyteId } from './quantity.ts';

export interface ChartFacts {
  readonly patient: PatientFacts;
  readonly labs?: LabRecord;
  readonly conditions?: readonly ConditionFact[];
  /** Diagnoses that were looked for and refuted. Apart from `conditions`, so that no rule can take one for a diagnosis. */
  readonly absences?: readonly AbsentCondition[];
  readonly procedures?: readonly ServiceFact[];
  readonly medications?: readonly MedicationFact[];
  /** Imaging studies and diagnostic reports: what has been done, with its date. */
  readonly exams?: readonly ServiceFact[];
  readonly immunizations?: readonly ServiceFact[];
}

export interface LabRecord {
  /** One entry per usable result, newest first; corrected replaces original; entered-in-error and cancelled never appear. */
  readonly results: readonly LabResult[];
  readonly serology: readonly SerologyResult[];
  readonly stiffness: readonly StiffnessReading[];
  /** Results that were seen and not used, each with the reason: shown under "not used", never guessed at. */
  readonly refused: readonly RefusedResult[];
}

export interface LabResult {
  readonly analyte: AnalyteId;
  /** In the canonical unit of `analytes[analyte].unit`. */
  readonly value: number;
  /** "<5" arrives as value 5, comparator "<". Scores refuse these unless the bound decides the band anyway. */
  readonly comparator?: '<' | '<=' | '>=' | '>';
  readonly date?: string;
  /** Limits of the laboratory's own reference range, canonical unit. */
  readonly upperLimit?: number;
  readonly lowerLimit?: number;
  readonly preliminary?: boolean;
  readonly reference: string;
  /** What the chart says, for display: value and unit before conversion. */
  readonly asReported: { readonly value: string; readonly unit: string };
}

export const serologyMarkers = [
  'hbsAg',
  'hbeAg',
  'antiHbc',
  'hcvAntibody',
  'hcvRna',
  'hdvAntibody',
  'hivAntibody',
  'ama',
  'ana',
  'sma',
] as const;
export type SerologyMarker = (typeof serologyMarkers)[number];
export interface SerologyResult {
  readonly marker: SerologyMarker;
  readonly positive: boolean;
  readonly date?: string;
  readonly reference: string;
}

/** VCTE, pSWE, 2D-SWE and MRE kilopascals are not exchangeable: the method is part of the reading. */
export type StiffnessMethod = 'vcte' | 'pswe' | '2d-swe' | 'mre' | 'unknown';
export interface StiffnessReading {
  readonly method: StiffnessMethod;
  /** Young's modulus (MRE: shear modulus), kPa. m/s readings are converted at the border by E = 3 c². */
  readonly kPa: number;
  readonly iqrOverMedianPercent?: number;
  readonly validShots?: number;
  readonly date?: string;
  readonly reference: string;
  readonly asReported: { readonly value: string; readonly unit: string };
}

export type RefusalReason =
  | 'no-value'
  | 'no-unit'
  | 'unknown-unit'
  | 'implausible'
  | 'not-a-number'
  | 'bad-status'
  | 'other-patient'
  | 'no-date'
  | 'future-date'
  | 'superseded';
export interface RefusedResult {
  readonly analyte?: AnalyteId;
  readonly reason: RefusalReason;
  readonly reference: string;
}

export const conditionConcepts = [
  'hepatitis-b',
  'hepatitis-c',
  'hepatitis-c-cured',
  'hepatitis-d',
  'masld',
  'mash',
  'metald',
  'alcohol-related-liver-disease',
  'pbc',
  'psc',
  'autoimmune-hepatitis',
  'hemochromatosis',
  'wilson',
  'alpha-1-antitrypsin-deficiency',
  'hepatic-fibrosis',
  'advanced-fibrosis',
  'cirrhosis',
  'decompensated-cirrhosis',
  'portal-hypertension',
  'splenomegaly',
  'esophageal-varices',
  'ascites',
  'variceal-bleeding',
  'hepatorenal-syndrome',
  'hepatic-encephalopathy',
  'hepatocellular-carcinoma',
  'spontaneous-bacterial-peritonitis',
  'liver-transplant',
  'diabetes',
  'prediabetes',
  'obesity',
  'hypertension',
  'dyslipidemia',
  'alcohol-use-disorder',
  'chronic-kidney-disease',
  'heart-failure',
  'hiv',
  'pregnancy',
  'immune-thrombocytopenia',
  'peripheral-edema',
] as const;
export type ConditionConcept = (typeof conditionConcepts)[number];
export interface ConditionFact {
  readonly concept: ConditionConcept;
  /** `unknown`: the Condition carries no clinicalStatus. Refuted Conditions are `AbsentCondition`, entered-in-error ones nothing. */
  readonly status: 'active' | 'resolved' | 'unknown';
  /** `provisional` and `differential` verification: shown, never counted as a diagnosis. */
  readonly provisional?: boolean;
  readonly date?: string;
  /** The code as charted, for display and derivedFrom. */
  readonly code?: { readonly system: string; readonly code: string };
  readonly reference: string;
}

/** "No ascites": the one way in which a chart states an absence (verificationStatus `refuted`). */
export interface AbsentCondition {
  readonly concept: ConditionConcept;
  readonly status: 'absent';
  readonly date?: string;
  readonly reference: string;
}

/** Things that are done or ordered: examinations, procedures, tests, vaccines. One vocabulary for orders, procedures and reports. */
export const serviceConcepts = [
  'liver-biopsy',
  'vcte',
  'swe',
  'mre',
  'ct-liver',
  'mri-liver',
  'us-liver',
  'egd',
  'afp-test',
  'elf-test',
  'liver-panel',
  'band-ligation',
  'tips',
  'liver-transplant',
  'paracentesis',
  'dialysis',
  'splenectomy',
  'tace',
  'liver-resection',
  'liver-ablation',
  'hepatitis-a-vaccine',
  'hepatitis-b-vaccine',
  'pneumococcal-vaccine',
  'influenza-vaccine',
  'covid-19-vaccine',
] as const;
export type ServiceConcept = (typeof serviceConcepts)[number];
export interface ServiceFact {
  readonly concept: ServiceConcept;
  readonly status: 'done' | 'planned' | 'not-done';
  readonly date?: string;
  readonly reference: string;
  /** Present when it is an imaging study whose images can be asked for. */
  readonly study?: ImagingStudyFact;
}

/** A CT, MR or ultrasound study of the liver region that is in an archive. */
export interface ImagingStudyFact {
  /** DICOM Study Instance UID. */
  readonly uid: string;
  readonly modality: 'CT' | 'MR' | 'US';
  /** `ImagingStudy/1`. */
  readonly reference: string;
  /** ISO date or date-time as the EHR says it. */
  readonly started?: string;
}

export interface MedicationFact {
  /** Ingredient id of core/drugs.ts; absent when the drug is not one that this service knows. */
  readonly ingredient?: string;
  readonly status: 'active' | 'stopped' | 'unknown';
  readonly date?: string;
  readonly reference: string;
}
