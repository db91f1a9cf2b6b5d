import { date, eitherOf, number, patientOf, quantity, reference, type SearchParameter, token } from './parameter.ts';

/** Search parameters of what this service concludes, and of the studies it looked at. Paths are elements of R4; a choice element is listed once per type. */
export const outcomeParameters: Readonly<Record<string, readonly SearchParameter[]>> = {
  Observation: [
    token('identifier', 'clinical-identifier', ['identifier']),
    patientOf('subject', 'clinical-patient'),
    reference('subject', 'Observation-subject', ['subject'], {
      targets: ['Group', 'Device', 'Patient', 'Location'],
      column: true,
    }),
    token('code', 'clinical-code', ['code']),
    token('category', 'Observation-category', ['category']),
    date('date', 'clinical-date', ['effectiveDateTime', 'effectivePeriod', 'effectiveInstant', 'effectiveTiming'], {
      column: true,
    }),
    token('status', 'Observation-status', ['status'], { impliedSystem: 'http://hl7.org/fhir/observation-status' }),
    quantity('value-quantity', 'Observation-value-quantity', ['valueQuantity']),
    token('value-concept', 'Observation-value-concept', ['valueCodeableConcept']),
    eitherOf('combo-code', 'token', 'Observation-combo-code', 'code', 'component-code'),
    eitherOf(
      'combo-value-quantity',
      'quantity',
      'Observation-combo-value-quantity',
      'value-quantity',
      'component-value-quantity',
    ),
    token('component-code', 'Observation-component-code', ['component.code']),
    quantity('component-value-quantity', 'Observation-component-value-quantity', ['component.valueQuantity']),
    token('component-value-concept', 'Observation-component-value-concept', ['component.valueCodeableConcept']),
    eitherOf(
      'combo-value-concept',
      'token',
      'Observation-combo-value-concept',
      'value-concept',
      'component-value-concept',
    ),
    reference('device', 'Observation-device', ['device'], { targets: ['Device', 'DeviceMetric'] }),
    reference('derived-from', 'Observation-derived-from', ['derivedFrom'], {
      targets: [
        'Media',
        'Observation',
        'ImagingStudy',
        'MolecularSequence',
        'QuestionnaireResponse',
        'DocumentReference',
      ],
    }),
    reference('has-member', 'Observation-has-member', ['hasMember'], {
      targets: ['Observation', 'MolecularSequence', 'QuestionnaireResponse'],
    }),
    token('method', 'Observation-method', ['method']),
    token('data-absent-reason', 'Observation-data-absent-reason', ['dataAbsentReason']),
    reference('performer', 'Observation-performer', ['performer'], {
      targets: ['Practitioner', 'Organization', 'CareTeam', 'Patient', 'PractitionerRole', 'RelatedPerson'],
    }),
    reference('encounter', 'clinical-encounter', ['encounter'], { targets: ['Encounter', 'EpisodeOfCare'] }),
    reference('focus', 'Observation-focus', ['focus']),
    reference('specimen', 'Observation-specimen', ['specimen'], { targets: ['Specimen'] }),
  ],
  RiskAssessment: [
    patientOf('subject', 'clinical-patient'),
    reference('subject', 'RiskAssessment-subject', ['subject'], { targets: ['Group', 'Patient'], column: true }),
    date('date', 'clinical-date', ['occurrenceDateTime', 'occurrencePeriod'], { column: true }),
    token('method', 'RiskAssessment-method', ['method']),
    number('probability', 'RiskAssessment-probability', [
      'prediction.probabilityDecimal',
      'prediction.probabilityRange',
    ]),
    token('risk', 'RiskAssessment-risk', ['prediction.qualitativeRisk']),
    token('identifier', 'clinical-identifier', ['identifier']),
    reference('performer', 'RiskAssessment-performer', ['performer'], {
      targets: ['Practitioner', 'Device', 'PractitionerRole'],
    }),
    reference('condition', 'RiskAssessment-condition', ['condition'], { targets: ['Condition'] }),
    reference('encounter', 'clinical-encounter', ['encounter'], { targets: ['Encounter', 'EpisodeOfCare'] }),
  ],
  DiagnosticReport: [
    token('identifier', 'clinical-identifier', ['identifier']),
    patientOf('subject', 'clinical-patient'),
    reference('subject', 'DiagnosticReport-subject', ['subject'], {
      targets: ['Group', 'Device', 'Patient', 'Location'],
      column: true,
    }),
    token('code', 'clinical-code', ['code']),
    token('category', 'DiagnosticReport-category', ['category']),
    date('date', 'clinical-date', ['effectiveDateTime', 'effectivePeriod'], { column: true }),
    token('status', 'DiagnosticReport-status', ['status'], {
      impliedSystem: 'http://hl7.org/fhir/diagnostic-report-status',
    }),
    date('issued', 'DiagnosticReport-issued', ['issued']),
    reference('result', 'DiagnosticReport-result', ['result'], { targets: ['Observation'] }),
    reference('performer', 'DiagnosticReport-performer', ['performer'], {
      targets: ['Practitioner', 'Organization', 'CareTeam', 'PractitionerRole'],
    }),
    reference('encounter', 'clinical-encounter', ['encounter'], { targets: ['Encounter', 'EpisodeOfCare'] }),
    token('conclusion', 'DiagnosticReport-conclusion', ['conclusionCode']),
    reference('based-on', 'DiagnosticReport-based-on', ['basedOn'], {
      targets: ['CarePlan', 'MedicationRequest', 'NutritionOrder', 'ServiceRequest', 'ImmunizationRecommendation'],
    }),
    reference('media', 'DiagnosticReport-media', ['media.link'], { targets: ['Media'] }),
  ],
  ImagingStudy: [
    token('identifier', 'clinical-identifier', ['identifier']),
    patientOf('subject', 'clinical-patient'),
    reference('subject', 'ImagingStudy-subject', ['subject'], {
      targets: ['Group', 'Device', 'Patient'],
      column: true,
    }),
    date('started', 'ImagingStudy-started', ['started'], { column: true }),
    token('status', 'ImagingStudy-status', ['status'], { impliedSystem: 'http://hl7.org/fhir/imagingstudy-status' }),
    token('modality', 'ImagingStudy-modality', ['series.modality']),
    token('bodysite', 'ImagingStudy-bodysite', ['series.bodySite']),
    reference('basedon', 'ImagingStudy-basedon', ['basedOn'], {
      targets: ['Appointment', 'AppointmentResponse', 'CarePlan', 'Task', 'ServiceRequest'],
    }),
    token('series', 'ImagingStudy-series', ['series.uid']),
    token('instance', 'ImagingStudy-instance', ['series.instance.uid']),
    reference('endpoint', 'ImagingStudy-endpoint', ['endpoint', 'series.endpoint'], { targets: ['Endpoint'] }),
  ],
};
