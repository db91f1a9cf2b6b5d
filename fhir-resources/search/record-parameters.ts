import { date, patientOf, reference, type SearchParameter, string, token, uri } from './parameter.ts';

/** Search parameters of the records around a conclusion: who made it with what, who read it, how it is measured. Paths are elements of R4; a choice element is listed once per type. */
export const recordParameters: Readonly<Record<string, readonly SearchParameter[]>> = {
  Provenance: [
    reference('target', 'Provenance-target', ['target']),
    reference('agent', 'Provenance-agent', ['agent.who'], {
      targets: ['Practitioner', 'Organization', 'Device', 'Patient', 'PractitionerRole', 'RelatedPerson'],
    }),
    date('recorded', 'Provenance-recorded', ['recorded'], { column: true }),
    reference('patient', 'Provenance-patient', ['target'], { targets: ['Patient'] }),
    reference('entity', 'Provenance-entity', ['entity.what']),
    date('when', 'Provenance-when', ['occurredDateTime', 'occurredPeriod']),
    token('agent-role', 'Provenance-agent-role', ['agent.role']),
    token('agent-type', 'Provenance-agent-type', ['agent.type']),
  ],
  Device: [
    token('identifier', 'Device-identifier', ['identifier']),
    token('status', 'Device-status', ['status'], { impliedSystem: 'http://hl7.org/fhir/device-status' }),
    token('type', 'Device-type', ['type']),
    string('device-name', 'Device-device-name', ['deviceName.name', 'type.coding.display', 'type.text']),
    string('manufacturer', 'Device-manufacturer', ['manufacturer']),
    string('model', 'Device-model', ['modelNumber']),
    reference('patient', 'Device-patient', ['patient'], { targets: ['Patient'], column: true }),
    uri('url', 'Device-url', ['url']),
    reference('organization', 'Device-organization', ['owner'], { targets: ['Organization'] }),
  ],
  Measure: [
    token('identifier', 'Measure-identifier', ['identifier']),
    string('name', 'Measure-name', ['name']),
    string('title', 'Measure-title', ['title']),
    token('status', 'Measure-status', ['status'], { impliedSystem: 'http://hl7.org/fhir/publication-status' }),
    uri('url', 'Measure-url', ['url']),
    token('version', 'Measure-version', ['version']),
    date('date', 'Measure-date', ['date'], { column: true }),
    string('publisher', 'Measure-publisher', ['publisher']),
    token('topic', 'Measure-topic', ['topic']),
  ],
  MeasureReport: [
    token('identifier', 'MeasureReport-identifier', ['identifier']),
    reference('measure', 'MeasureReport-measure', ['measure'], { targets: ['Measure'] }),
    patientOf('subject', 'MeasureReport-patient'),
    reference('subject', 'MeasureReport-subject', ['subject'], {
      targets: [
        'Practitioner',
        'Group',
        'Organization',
        'CareTeam',
        'Device',
        'Patient',
        'HealthcareService',
        'PractitionerRole',
        'RelatedPerson',
        'Location',
      ],
      column: true,
    }),
    date('period', 'MeasureReport-period', ['period']),
    date('date', 'MeasureReport-date', ['date'], { column: true }),
    token('status', 'MeasureReport-status', ['status'], { impliedSystem: 'http://hl7.org/fhir/measure-report-status' }),
    reference('reporter', 'MeasureReport-reporter', ['reporter'], {
      targets: ['Practitioner', 'Organization', 'PractitionerRole', 'Location'],
    }),
    reference('evaluated-resource', 'MeasureReport-evaluated-resource', ['evaluatedResource']),
  ],
  AuditEvent: [
    reference('patient', 'AuditEvent-patient', ['agent.who', 'entity.what'], { targets: ['Patient'] }),
    date('date', 'AuditEvent-date', ['recorded'], { column: true }),
    token('action', 'AuditEvent-action', ['action'], { impliedSystem: 'http://hl7.org/fhir/audit-event-action' }),
    reference('agent', 'AuditEvent-agent', ['agent.who'], {
      targets: ['Practitioner', 'Organization', 'Device', 'Patient', 'PractitionerRole', 'RelatedPerson'],
    }),
    reference('entity', 'AuditEvent-entity', ['entity.what']),
    token('outcome', 'AuditEvent-outcome', ['outcome'], { impliedSystem: 'http://hl7.org/fhir/audit-event-outcome' }),
    token('type', 'AuditEvent-type', ['type']),
    token('subtype', 'AuditEvent-subtype', ['subtype']),
    reference('source', 'AuditEvent-source', ['source.observer'], {
      targets: ['Practitioner', 'Organization', 'Device', 'Patient', 'PractitionerRole', 'RelatedPerson'],
    }),
    string('agent-name', 'AuditEvent-agent-name', ['agent.name']),
    token('entity-type', 'AuditEvent-entity-type', ['entity.type']),
  ],
  Group: [
    token('identifier', 'Group-identifier', ['identifier']),
    token('code', 'Group-code', ['code']),
    token('type', 'Group-type', ['type'], { impliedSystem: 'http://hl7.org/fhir/group-type' }),
    reference('member', 'Group-member', ['member.entity'], {
      targets: ['Practitioner', 'Group', 'Device', 'Medication', 'Patient', 'Substance', 'PractitionerRole'],
    }),
    token('actual', 'Group-actual', ['actual']),
  ],
};
