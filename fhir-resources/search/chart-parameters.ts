import { date, patientOf, reference, type SearchParameter, string, token } from './parameter.ts';

/** Search parameters of an EHR's clinical resources; the sandbox EHR runs on the same engine. Paths are elements of R4; a choice element is listed once per type. */
export const chartParameters: Readonly<Record<string, readonly SearchParameter[]>> = {
  Patient: [
    string('name', 'Patient-name', ['name']),
    string('family', 'individual-family', ['name.family']),
    string('given', 'individual-given', ['name.given']),
    date('birthdate', 'individual-birthdate', ['birthDate'], { column: true }),
    token('gender', 'individual-gender', ['gender'], { impliedSystem: 'http://hl7.org/fhir/administrative-gender' }),
    token('identifier', 'Patient-identifier', ['identifier']),
    token('active', 'Patient-active', ['active']),
    token('deceased', 'Patient-deceased', ['deceasedBoolean', 'deceasedDateTime'], { truth: true }),
    date('death-date', 'Patient-death-date', ['deceasedDateTime']),
    reference('general-practitioner', 'Patient-general-practitioner', ['generalPractitioner'], {
      targets: ['Practitioner', 'Organization', 'PractitionerRole'],
    }),
    reference('organization', 'Patient-organization', ['managingOrganization'], { targets: ['Organization'] }),
  ],
  Condition: [
    patientOf('subject', 'clinical-patient'),
    reference('subject', 'Condition-subject', ['subject'], { targets: ['Group', 'Patient'], column: true }),
    token('code', 'clinical-code', ['code']),
    token('clinical-status', 'Condition-clinical-status', ['clinicalStatus']),
    token('category', 'Condition-category', ['category']),
    date('onset-date', 'Condition-onset-date', ['onsetDateTime', 'onsetPeriod'], { column: true }),
    date('recorded-date', 'Condition-recorded-date', ['recordedDate']),
    token('verification-status', 'Condition-verification-status', ['verificationStatus']),
    token('identifier', 'clinical-identifier', ['identifier']),
    reference('encounter', 'Condition-encounter', ['encounter'], { targets: ['Encounter'] }),
    token('severity', 'Condition-severity', ['severity']),
  ],
  Procedure: [
    patientOf('subject', 'clinical-patient'),
    reference('subject', 'Procedure-subject', ['subject'], { targets: ['Group', 'Patient'], column: true }),
    token('code', 'clinical-code', ['code']),
    date('date', 'clinical-date', ['performedDateTime', 'performedPeriod'], { column: true }),
    token('status', 'Procedure-status', ['status'], { impliedSystem: 'http://hl7.org/fhir/event-status' }),
    token('identifier', 'clinical-identifier', ['identifier']),
    token('category', 'Procedure-category', ['category']),
    reference('encounter', 'clinical-encounter', ['encounter'], { targets: ['Encounter', 'EpisodeOfCare'] }),
    reference('performer', 'Procedure-performer', ['performer.actor'], {
      targets: ['Practitioner', 'Organization', 'Device', 'Patient', 'PractitionerRole', 'RelatedPerson'],
    }),
  ],
  MedicationRequest: [
    patientOf('subject', 'clinical-patient'),
    reference('subject', 'MedicationRequest-subject', ['subject'], { targets: ['Group', 'Patient'], column: true }),
    token('status', 'medications-status', ['status'], {
      impliedSystem: 'http://hl7.org/fhir/CodeSystem/medicationrequest-status',
    }),
    token('intent', 'MedicationRequest-intent', ['intent'], {
      impliedSystem: 'http://hl7.org/fhir/CodeSystem/medicationrequest-intent',
    }),
    date('authoredon', 'MedicationRequest-authoredon', ['authoredOn'], { column: true }),
    token('code', 'clinical-code', ['medicationCodeableConcept']),
    reference('medication', 'medications-medication', ['medicationReference'], { targets: ['Medication'] }),
    token('identifier', 'clinical-identifier', ['identifier']),
    reference('encounter', 'medications-encounter', ['encounter'], { targets: ['Encounter'] }),
    reference('requester', 'MedicationRequest-requester', ['requester'], {
      targets: ['Practitioner', 'Organization', 'Device', 'Patient', 'PractitionerRole', 'RelatedPerson'],
    }),
  ],
  MedicationStatement: [
    patientOf('subject', 'clinical-patient'),
    reference('subject', 'MedicationStatement-subject', ['subject'], { targets: ['Group', 'Patient'], column: true }),
    token('status', 'medications-status', ['status'], {
      impliedSystem: 'http://hl7.org/fhir/CodeSystem/medication-statement-status',
    }),
    date('effective', 'MedicationStatement-effective', ['effectiveDateTime', 'effectivePeriod'], { column: true }),
    token('code', 'clinical-code', ['medicationCodeableConcept']),
    reference('medication', 'medications-medication', ['medicationReference'], { targets: ['Medication'] }),
    token('identifier', 'clinical-identifier', ['identifier']),
  ],
  Immunization: [
    reference('patient', 'clinical-patient', ['patient'], { targets: ['Patient'], column: true }),
    date('date', 'clinical-date', ['occurrenceDateTime'], { column: true }),
    token('vaccine-code', 'Immunization-vaccine-code', ['vaccineCode']),
    token('status', 'Immunization-status', ['status'], { impliedSystem: 'http://hl7.org/fhir/event-status' }),
    token('identifier', 'clinical-identifier', ['identifier']),
  ],
  AllergyIntolerance: [
    reference('patient', 'clinical-patient', ['patient'], { targets: ['Patient'], column: true }),
    token('code', 'clinical-code', ['code', 'reaction.substance']),
    token('clinical-status', 'AllergyIntolerance-clinical-status', ['clinicalStatus']),
    token('category', 'AllergyIntolerance-category', ['category'], {
      impliedSystem: 'http://hl7.org/fhir/allergy-intolerance-category',
    }),
    token('criticality', 'AllergyIntolerance-criticality', ['criticality'], {
      impliedSystem: 'http://hl7.org/fhir/allergy-intolerance-criticality',
    }),
    date('date', 'clinical-date', ['recordedDate'], { column: true }),
    token('identifier', 'clinical-identifier', ['identifier']),
    token('verification-status', 'AllergyIntolerance-verification-status', ['verificationStatus']),
  ],
  Medication: [
    token('code', 'clinical-code', ['code']),
    token('identifier', 'Medication-identifier', ['identifier']),
    token('status', 'Medication-status', ['status'], {
      impliedSystem: 'http://hl7.org/fhir/CodeSystem/medication-status',
    }),
    token('ingredient-code', 'Medication-ingredient-code', ['ingredient.itemCodeableConcept']),
  ],
};
