import type { FhirResource } from 'fhir/r4.js';
import { documentsOf } from '../../fhir-resources/write/assessment-documents.ts';
import { auditEventOf } from '../../fhir-resources/write/audit-event.ts';
import { systems } from '../../fhir-resources/write/codes-out.ts';
import {
  draftAppointment,
  draftCommunication,
  draftMedicationRequest,
  draftServiceRequest,
} from '../../fhir-resources/write/draft-orders.ts';
import { findingsDocuments } from '../../fhir-resources/write/findings-documents.ts';
import type { StoredDocument } from '../../src/ports/results.ts';
import { variedAssessments } from './assessments.ts';
import { syntheticFindings } from './findings.ts';

export const aboutDocuments = {
  serviceVersion: '0.1.0',
  baseUrl: 'https://fibrocast.example.org',
  recordedAt: '2026-06-01T10:20:30.000Z',
} as const;

export function documentsNamed(name: string): StoredDocument[] {
  const assessment = variedAssessments[name];
  if (!assessment) throw new Error(`No assessment is called "${name}".`);
  return documentsOf(assessment, aboutDocuments);
}

/** The document of a type whose code is this code of ours; without a code, the first of the type. */
export function documentOf(
  documents: readonly StoredDocument[],
  resourceType: string,
  measure?: string,
): StoredDocument {
  const found = documents.find((document) => {
    if (document.resourceType !== resourceType) return false;
    const { coding } = (document.code ?? {}) as { coding?: { system: string; code: string }[] };
    return measure === undefined || coding?.some(({ system, code }) => system === systems.measure && code === measure);
  });
  if (!found) throw new Error(`No ${resourceType} ${measure ?? ''}.`);
  return found;
}

function modelDeviceOf(documents: readonly StoredDocument[]): StoredDocument {
  const found = documents.find(
    ({ resourceType, modelNumber }) => resourceType === 'Device' && modelNumber === 'pbc-prognosis',
  );
  if (!found) throw new Error('No device of a model.');
  return found;
}

/** What lies in fhir-resources/profiles/examples, one file each, all made by the writing code. */
export function exampleResources(): Record<string, FhirResource> {
  const compensated = documentsNamed('cACLD by VCTE');
  const decompensated = documentsNamed('decompensated with events on Conditions');
  const staged = documentsNamed('stage from VCTE and blood values, models');
  const pbc = documentsNamed('discordant stage, PBC model with intervals');
  const study = findingsDocuments(syntheticFindings(), { ...aboutDocuments, allowSynthetic: true });
  const context = { patientId: 'p-17', userId: 'Practitioner/d-3', encounterId: 'e-5' };
  const examples: Record<string, StoredDocument | FhirResource> = {
    'observation-fib4': documentOf(compensated, 'Observation', 'fib4'),
    'observation-not-computable': documentOf(documentsNamed('nothing known'), 'Observation', 'fib4'),
    'observation-child-pugh': documentOf(decompensated, 'Observation', 'child_pugh'),
    'observation-stiffness': documentOf(compensated, 'Observation', 'lsm-vcte'),
    'observation-disease-state': documentOf(decompensated, 'Observation', 'disease-state'),
    'observation-risk-level': documentOf(compensated, 'Observation', 'risk-level'),
    'observation-etiology': documentOf(documentsNamed('HBV with published HCC risk'), 'Observation', 'etiology'),
    'risk-assessment-hcc': documentOf(documentsNamed('risks at 1, 3 and 5 years with intervals'), 'RiskAssessment'),
    'observation-stage-distribution': documentOf(staged, 'Observation', 'stage-distribution'),
    'observation-stiffness-exceedance': documentOf(staged, 'Observation', 'stiffness-exceedance'),
    'risk-assessment-model': documentOf(pbc, 'RiskAssessment', 'model-risk'),
    'device-model': modelDeviceOf(pbc),
    'observation-liver-volume': documentOf(study, 'Observation', 'region-volume'),
    'observation-imaging-measure': documentOf(study, 'Observation', 'imaging-measure'),
    'observation-radiomics-panel': documentOf(study, 'Observation', 'radiomics-panel'),
    'observation-etiology-probabilities': documentOf(study, 'Observation', 'etiology-probabilities'),
    'observation-activation-summary': documentOf(study, 'Observation', 'activation-summary'),
    'diagnostic-report': documentOf(compensated, 'DiagnosticReport'),
    provenance: documentOf(compensated, 'Provenance'),
    device: documentOf(compensated, 'Device'),
    'audit-event-assess': auditEventOf(
      {
        at: '2026-06-01T10:20:30.000Z',
        action: 'assess',
        outcome: 'success',
        client: 'https://ehr.example.org',
        user: 'Practitioner/d-3',
        patientId: 'p-17',
        fhirServer: 'https://ehr.example.org/fhir',
        serviceId: 'liver-prognosis',
        assessmentId: 'a3f1c2d4',
      },
      aboutDocuments,
    ),
    'draft-service-request': draftServiceRequest({
      ...context,
      concept: 'vcte',
      reason: 'FIB-4 4.07: advanced fibrosis not excluded',
      occurrence: '2026-07-01',
    }),
    'draft-medication-request': draftMedicationRequest({
      ...context,
      ingredient: 'carvedilol',
      atc: 'C07AG02',
      reason: 'Clinically significant portal hypertension',
    }),
    'draft-appointment': draftAppointment({
      patientId: 'p-17',
      concept: 'us-liver',
      reason: 'HCC surveillance is due',
      between: { start: '2026-06-01', end: '2026-07-01' },
    }),
    'draft-communication': draftCommunication({
      ...context,
      topic: 'HCC surveillance',
      text: 'Ultrasound of the liver is due this month.',
    }),
  };
  return examples as Record<string, FhirResource>;
}
