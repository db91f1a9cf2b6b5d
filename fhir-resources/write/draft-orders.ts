import type {
  Appointment,
  CodeableConcept,
  Communication,
  MedicationRequest,
  Reference,
  ServiceRequest,
} from 'fhir/r4.js';
import type { ServiceConcept } from '../../src/core/chart.ts';
import { coding, concept, serviceCodes, systems } from './codes-out.ts';

/** Who and where, as the hook's context says it. */
export interface DraftContext {
  readonly patientId: string;
  /** `Practitioner/1`, `PractitionerRole/2` … or a bare Practitioner id. */
  readonly userId?: string;
  readonly encounterId?: string;
}

export interface ServiceDraft extends DraftContext {
  readonly concept: ServiceConcept;
  /** Clinical words: becomes reasonCode.text. */
  readonly reason?: string;
  /** FHIR date or date-time by which or on which it should happen. */
  readonly occurrence?: string;
  /** `proposal` (default): the clinician decides. `order` where the EHR takes nothing else. */
  readonly intent?: 'proposal' | 'order';
  readonly note?: string;
}

/** A complete draft ServiceRequest for a card's suggestion. No id: the EHR gives it. */
export function draftServiceRequest(draft: ServiceDraft): ServiceRequest {
  return {
    resourceType: 'ServiceRequest',
    status: 'draft',
    intent: draft.intent ?? 'proposal',
    code: serviceConcept(draft.concept),
    subject: subjectOf(draft),
    ...encounterOf(draft),
    ...(draft.occurrence ? { occurrenceDateTime: draft.occurrence } : {}),
    ...requesterOf(draft),
    ...reasonOf(draft.reason),
    ...(draft.note ? { note: [{ text: draft.note }] } : {}),
  };
}

export interface MedicationDraft extends DraftContext {
  /** INN of the drug, as core/drugs.ts names it. */
  readonly ingredient: string;
  /** WHO ATC code, where core/drugs.ts has one. */
  readonly atc?: string;
  /** Dosage in words; without it the prescriber fills it in. No dose is computed here. */
  readonly dosage?: string;
  readonly reason?: string;
  readonly intent?: 'proposal' | 'order';
  readonly note?: string;
}

/** A draft MedicationRequest: the drug and why; the dose stays with the prescriber unless given in words. */
export function draftMedicationRequest(draft: MedicationDraft): MedicationRequest {
  const name = draft.ingredient.replaceAll('-', ' ');
  return {
    resourceType: 'MedicationRequest',
    status: 'draft',
    intent: draft.intent ?? 'proposal',
    medicationCodeableConcept: draft.atc ? concept(name, coding(systems.atc, draft.atc, name)) : concept(name),
    subject: subjectOf(draft),
    ...encounterOf(draft),
    ...requesterOf(draft),
    ...reasonOf(draft.reason),
    ...(draft.note ? { note: [{ text: draft.note }] } : {}),
    ...(draft.dosage ? { dosageInstruction: [{ text: draft.dosage }] } : {}),
  };
}

export interface AppointmentDraft {
  readonly patientId: string;
  readonly concept: ServiceConcept;
  readonly reason?: string;
  /** FHIR dates (days): the appointment is wanted between them. */
  readonly between?: { readonly start: string; readonly end: string };
}

/** A proposed Appointment: no start and end, the booking system finds the slot (app-3 asks for them from `pending` on only). */
export function draftAppointment(draft: AppointmentDraft): Appointment {
  return {
    resourceType: 'Appointment',
    status: 'proposed',
    serviceType: [serviceConcept(draft.concept)],
    ...reasonOf(draft.reason),
    description: serviceCodes[draft.concept].title,
    participant: [{ actor: subjectOf(draft), required: 'required', status: 'needs-action' }],
    ...(draft.between ? { requestedPeriod: [{ start: draft.between.start, end: draft.between.end }] } : {}),
  };
}

/** A message in preparation (to the patient or to a colleague, who is to be named by the sender). */
export function draftCommunication(
  draft: DraftContext & { readonly text: string; readonly topic: string },
): Communication {
  return {
    resourceType: 'Communication',
    status: 'preparation',
    subject: subjectOf(draft),
    topic: { text: draft.topic },
    ...encounterOf(draft),
    ...senderOf(draft),
    payload: [{ contentString: draft.text }],
  };
}

/** The standard code where it is certain, our own always, and the text that people order by. */
export function serviceConcept(id: ServiceConcept): CodeableConcept {
  const { title, standard } = serviceCodes[id];
  const own = coding(systems.service, id, title);
  return standard ? concept(title, standard.coding, own) : concept(title, own);
}

const subjectOf = ({ patientId }: { patientId: string }): Reference => ({ reference: `Patient/${patientId}` });

const encounterOf = ({ encounterId }: DraftContext): { encounter?: Reference } =>
  encounterId ? { encounter: { reference: `Encounter/${encounterId.replace(/^Encounter\//, '')}` } } : {};

/** A patient or relative who opened the chart (portal) may not order: then nobody is named. */
function requesterOf({ userId }: DraftContext): { requester?: Reference } {
  const reference = userReference(userId, ['Practitioner', 'PractitionerRole']);
  return reference ? { requester: reference } : {};
}

function senderOf({ userId }: DraftContext): { sender?: Reference } {
  const reference = userReference(userId, ['Practitioner', 'PractitionerRole', 'Patient', 'RelatedPerson']);
  return reference ? { sender: reference } : {};
}

function userReference(userId: string | undefined, types: readonly string[]): Reference | undefined {
  if (!userId) return undefined;
  const [type, id] = userId.includes('/') ? userId.split('/').slice(-2) : ['Practitioner', userId];
  return type && id && types.includes(type) ? { reference: `${type}/${id}` } : undefined;
}

const reasonOf = (reason: string | undefined): { reasonCode?: CodeableConcept[] } =>
  reason ? { reasonCode: [{ text: reason }] } : {};
