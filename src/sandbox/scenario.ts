import type { Appointment, FhirResource, MedicationRequest, ServiceRequest } from 'fhir/r4.js';
import type { ChartStudy } from './pacs/sandbox-study.ts';

/** What a user of the EHR does with this patient, and thereby which hook fires. */
export type Firing =
  | { readonly hook: 'patient-view' }
  /** Orders put on the draft sheet; all of them are the selection. */
  | { readonly hook: 'order-select'; readonly drafts: readonly Draft[] }
  | { readonly hook: 'order-sign'; readonly drafts: readonly Draft[] }
  /** `order` is the id of an active ServiceRequest of the chart, `performer` a reference. */
  | { readonly hook: 'order-dispatch'; readonly order: string; readonly performer: string }
  | { readonly hook: 'appointment-book'; readonly appointments: readonly Appointment[] }
  | { readonly hook: 'encounter-start' | 'encounter-discharge' };

export type Draft = ServiceRequest | MedicationRequest;

/** One made-up patient of the sandbox hospital: the whole chart, and what to try with it. */
export interface Scenario {
  /** FHIR id of the Patient. */
  readonly id: string;
  readonly name: string;
  /** One line: who this is and what makes the chart worth opening. */
  readonly story: string;
  readonly encounterId: string;
  /** `Practitioner/x`: who opens the chart. */
  readonly userId: string;
  readonly resources: readonly FhirResource[];
  readonly fires: readonly Firing[];
  /** Examinations whose images the sandbox PACS keeps. */
  readonly imaging: readonly ChartStudy[];
}
