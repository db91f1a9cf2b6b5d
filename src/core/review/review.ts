import type { Assessment } from '../assessment.ts';
import type { ImagingFindings } from '../findings.ts';
import type { SurveillanceItem } from '../surveillance/surveillance.ts';

/**
 * What the review page shows of one patient, in one answer. Pure data: the page asks once (`GET /app/api/review`) and draws. Everything in it
 * is confined to the patient of the launch; synthetic and silent results are left out before it is made, unless synthetic ones are allowed.
 */
export interface ReviewData {
  readonly patient: ReviewPatient;
  /** The newest assessment, made when the page was opened and stored like any other. */
  readonly assessment: Assessment;
  /** Course of what is followed: newest last, dated values only. */
  readonly course: readonly CourseLine[];
  /** Treatments, procedures and events on the time axis. */
  readonly marks: readonly CourseMark[];
  /** Analysed studies, newest first. Radiomics tables are left out; `pictures` are fetched by key (`/app/api/pictures/{key}`). */
  readonly imaging: readonly Omit<ImagingFindings, 'radiomics'>[];
  /** Analyses that wait or run: "CT of 2026-05-02", with the share that is done. */
  readonly pending: readonly { readonly what: string; readonly share?: number }[];
  /** Opinions given before, newest first. */
  readonly opinions: readonly ReviewOpinion[];
  /** Yearly cumulative incidence of each outcome that a live model states, for the curve. */
  readonly curves: readonly RiskCurve[];
  /** What the figures would be for other values of one modifiable input, everything else fixed. A sensitivity, not an effect. */
  readonly sensitivities: readonly Sensitivity[];
  /** What is to be repeated for this patient, with the last time and the day on which it falls due again; what does not apply is left out. */
  readonly surveillance: readonly SurveillanceItem[];
  /** Where each model's card and source attributes are: by `id@version`. */
  readonly modelCards: Readonly<Record<string, string>>;
  /** FHIR references to the stored resources of this assessment, relative to the service. */
  readonly resources: readonly string[];
  readonly serviceVersion: string;
  /**
   * The assessment behind the card whose link opened the page, where there is one: when it was stored, and whether the one above is the
   * same (`false`: the chart or the rules have changed since).
   */
  readonly openedFrom?: { readonly assessmentId: string; readonly at: string; readonly same: boolean };
}

/** Shown in the banner on every page, so that nobody reads another patient's figures. */
export interface ReviewPatient {
  readonly id: string;
  readonly fhirServer: string;
  readonly name?: string;
  readonly birthDate?: string;
  readonly ageYears?: number;
  readonly sex?: 'male' | 'female';
  readonly identifiers: readonly { readonly label: string; readonly value: string }[];
}

export interface CourseLine {
  /** `lsm-vcte`, `fib4`, `albi`, `meld3`, `platelets`, … */
  readonly id: string;
  readonly title: string;
  /** UCUM; `1` or `{score}` for plain numbers. */
  readonly unit: string;
  readonly points: readonly { readonly date: string; readonly value: number; readonly reference?: string }[];
  /** Lines to draw, each with its words and source: "rule in, 12 kPa". */
  readonly thresholds: readonly { readonly value: number; readonly label: string; readonly source: string }[];
}
export interface CourseMark {
  readonly date: string;
  readonly end?: string;
  readonly kind: 'treatment' | 'procedure' | 'event' | 'imaging';
  readonly title: string;
  readonly reference?: string;
}
export interface RiskCurve {
  readonly outcome: string;
  readonly title: string;
  /** `id@version`. */
  readonly by: string;
  readonly evidence: 'established' | 'research' | 'synthetic';
  readonly points: readonly {
    readonly years: number;
    readonly probability: number;
    readonly lower?: number;
    readonly upper?: number;
  }[];
}
export interface Sensitivity {
  readonly input: string;
  readonly title: string;
  readonly unit: string;
  readonly current: number;
  readonly outcome: string;
  readonly horizonYears: number;
  readonly points: readonly { readonly value: number; readonly probability: number }[];
}
export interface ReviewOpinion {
  readonly at: string;
  /** `Practitioner/1` or its display name. */
  readonly by: string;
  readonly verdict: 'agree' | 'disagree' | 'note';
  readonly text?: string;
  readonly assessmentId: string;
}
