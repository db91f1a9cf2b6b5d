import type { AuditEvent, AuditEventAgent, AuditEventEntity, Coding } from 'fhir/r4.js';
import type { AuditFact } from '../../src/ports/audit.ts';
import type { StoredDocument } from '../../src/ports/results.ts';
import { coding, concept, fibrocast, identifierSystems, systems } from './codes-out.ts';
import { stored } from './frame.ts';
import { resourceId } from './identity.ts';
import { chartReference, patientReference } from './references.ts';

const dicom = 'http://dicom.nema.org/resources/ontology/DCM';
const auditType = 'http://terminology.hl7.org/CodeSystem/audit-event-type';
const interaction = 'http://hl7.org/fhir/restful-interaction';
const entityType = 'http://terminology.hl7.org/CodeSystem/audit-entity-type';
const entityRole = 'http://terminology.hl7.org/CodeSystem/object-role';
const sourceType = 'http://terminology.hl7.org/CodeSystem/security-source-type';

const restful = coding(auditType, 'rest', 'RESTful Operation');

interface ActionCodes {
  readonly type: Coding;
  readonly subtype: Coding;
  /** C create, R read, U update, E execute: http://hl7.org/fhir/audit-event-action */
  readonly action: 'C' | 'R' | 'U' | 'E';
  readonly title: string;
}

const actions: Readonly<Record<AuditFact['action'], ActionCodes>> = {
  assess: {
    type: coding(dicom, '110110', 'Patient Record'),
    subtype: coding(interaction, 'operation', 'operation'),
    action: 'E',
    title: 'Assessment for a CDS Hooks call',
  },
  read: { type: restful, subtype: coding(interaction, 'read', 'read'), action: 'R', title: 'Result read' },
  search: {
    type: restful,
    subtype: coding(interaction, 'search-type', 'search-type'),
    action: 'E',
    title: 'Results searched',
  },
  export: {
    type: coding(dicom, '110106', 'Export'),
    subtype: coding(interaction, 'operation', 'operation'),
    action: 'R',
    title: 'Results exported',
  },
  feedback: {
    type: restful,
    subtype: coding(interaction, 'operation', 'operation'),
    action: 'C',
    title: 'Feedback on a card',
  },
  'write-back': {
    type: restful,
    subtype: coding(interaction, 'transaction', 'transaction'),
    action: 'C',
    title: 'Results written to the EHR',
  },
  'model-change': {
    type: coding(dicom, '110100', 'Application Activity'),
    subtype: coding(interaction, 'update', 'update'),
    action: 'U',
    title: 'State of a model changed',
  },
  'sign-in': {
    type: coding(dicom, '110114', 'User Authentication'),
    subtype: coding(dicom, '110122', 'Login'),
    action: 'E',
    title: 'SMART launch of the pages',
  },
  'sign-out': {
    type: coding(dicom, '110114', 'User Authentication'),
    subtype: coding(dicom, '110123', 'Logout'),
    action: 'E',
    title: 'Pages left',
  },
  opinion: {
    type: restful,
    subtype: coding(interaction, 'create', 'create'),
    action: 'C',
    title: 'Opinion on an assessment',
  },
  'job-change': {
    type: coding(dicom, '110100', 'Application Activity'),
    subtype: coding(interaction, 'operation', 'operation'),
    action: 'E',
    title: 'Background job retried or cancelled',
  },
  'worklist-mark': {
    type: restful,
    subtype: coding(interaction, 'update', 'update'),
    action: 'U',
    title: 'Patient of the worklist marked',
  },
};

export const actionTitles = Object.fromEntries(
  Object.entries(actions).map(([code, { title }]) => [code, title]),
) as Readonly<Record<AuditFact['action'], string>>;

/** http://hl7.org/fhir/audit-event-outcome: a refusal is the caller's failure (4), a failure ours (8). */
const outcomes = { success: '0', refused: '4', failed: '8' } as const;

/**
 * One audit fact as FHIR. References and codes only: no clinical content. The same fact (and `nonce`) gives the same resource.
 * @param nonce keeps apart facts that are equal to the millisecond; without it they are one.
 */
export function auditEventOf(fact: AuditFact, about: { readonly baseUrl: string }, nonce = ''): StoredDocument {
  const codes = actions[fact.action];
  const id = resourceId(['audit', Object.entries(fact).sort(([a], [b]) => (a < b ? -1 : 1)), nonce]);
  const event: AuditEvent & { id: string } = {
    resourceType: 'AuditEvent',
    id,
    ...(fact.fhirServer && fact.fhirServer !== 'none' ? { meta: { source: fact.fhirServer } } : {}),
    type: codes.type,
    subtype: [codes.subtype, coding(systems.auditAction, fact.action, codes.title)],
    action: codes.action,
    recorded: fact.at,
    outcome: outcomes[fact.outcome],
    agent: agentsOf(fact),
    source: {
      site: 'Fibrocast',
      observer: { display: 'Fibrocast', identifier: { system: identifierSystems.software, value: about.baseUrl } },
      type: [coding(sourceType, '4', 'Application Server')],
    },
    ...withEntities(entitiesOf(fact)),
  };
  return stored(event);
}

/** R4: exactly one agent is the requestor: the person where the hook named one, otherwise the client. */
function agentsOf(fact: AuditFact): AuditEventAgent[] {
  const server = fact.fhirServer ?? 'none';
  const user = fact.user ? chartReference(server, fact.user) : undefined;
  const client: AuditEventAgent = {
    type: concept('Client', coding(dicom, '110150', 'Application')),
    who: { display: fact.client },
    requestor: user === undefined,
  };
  return user ? [{ who: user, requestor: true }, client] : [client];
}

function entitiesOf(fact: AuditFact): AuditEventEntity[] {
  const server = fact.fhirServer ?? 'none';
  return [
    ...(fact.patientId
      ? [
          {
            what: patientReference(server, fact.patientId),
            type: coding(entityType, '1', 'Person'),
            role: coding(entityRole, '1', 'Patient'),
          },
        ]
      : []),
    ...(fact.assessmentId
      ? [
          {
            what: { identifier: { system: identifierSystems.assessment, value: fact.assessmentId } },
            type: coding(entityType, '2', 'System Object'),
            role: coding(entityRole, '3', 'Report'),
          },
        ]
      : []),
    ...(fact.serviceId
      ? [
          {
            what: { identifier: { system: `${fibrocast}/sid/cds-service`, value: fact.serviceId } },
            type: coding(entityType, '2', 'System Object'),
            role: coding(entityRole, '20', 'Job'),
          },
        ]
      : []),
    ...(fact.model
      ? [
          {
            what: { identifier: { system: `${fibrocast}/sid/model`, value: fact.model.id } },
            type: coding(entityType, '2', 'System Object'),
            detail: [{ type: 'state', valueString: fact.model.became }],
          },
        ]
      : []),
    ...(fact.query
      ? [
          {
            type: coding(entityType, '2', 'System Object'),
            role: coding(entityRole, '24', 'Query'),
            query: base64(fact.query),
          },
        ]
      : []),
  ];
}

const withEntities = (entity: AuditEventEntity[]) => (entity.length > 0 ? { entity } : {});
const base64 = (text: string) => Buffer.from(text, 'utf8').toString('base64');
