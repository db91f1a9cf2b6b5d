import type { StoredDocument } from '../../src/ports/results.ts';
import { isRecord } from './elements.ts';
import type { Summary } from './parse.ts';

/** Elements that every resource keeps when it is subset, and those a reader cannot safely do without (modifiers, mandatory). */
const always = ['resourceType', 'id', 'meta', 'implicitRules'];
const mandatory: Readonly<Record<string, readonly string[]>> = {
  Observation: ['status', 'code'],
  RiskAssessment: ['status', 'subject'],
  DiagnosticReport: ['status', 'code'],
  ImagingStudy: ['status', 'subject'],
  Provenance: ['target', 'recorded', 'agent'],
  Device: ['status'],
  Measure: ['status'],
  MeasureReport: ['status', 'type', 'measure', 'period', 'improvementNotation'],
  AuditEvent: ['type', 'recorded', 'agent', 'source'],
  Group: ['type', 'actual'],
  Patient: ['active', 'deceasedBoolean', 'deceasedDateTime', 'link'],
  Condition: ['clinicalStatus', 'verificationStatus', 'subject'],
  Procedure: ['status', 'subject'],
  MedicationRequest: [
    'status',
    'intent',
    'doNotPerform',
    'medicationCodeableConcept',
    'medicationReference',
    'subject',
  ],
  MedicationStatement: ['status', 'medicationCodeableConcept', 'medicationReference', 'subject'],
  Immunization: ['status', 'vaccineCode', 'patient', 'occurrenceDateTime', 'isSubpotent'],
  AllergyIntolerance: ['clinicalStatus', 'verificationStatus', 'patient'],
  ServiceRequest: ['status', 'intent', 'doNotPerform', 'subject'],
  Encounter: ['status', 'class'],
  Appointment: ['status', 'participant'],
  Task: ['status', 'intent'],
  Communication: ['status'],
  Consent: ['status', 'scope', 'category'],
};

/** Elements left out of a summary: those the standard does not mark Σ. */
const notInSummary: Readonly<Record<string, readonly string[]>> = {
  Observation: [
    'performer',
    'dataAbsentReason',
    'interpretation',
    'note',
    'bodySite',
    'method',
    'specimen',
    'device',
    'referenceRange',
  ],
  RiskAssessment: ['parent', 'basedOn', 'method', 'prediction', 'mitigation', 'note', 'reasonCode', 'reasonReference'],
  DiagnosticReport: ['specimen', 'result', 'imagingStudy', 'media', 'conclusion', 'conclusionCode', 'presentedForm'],
  Provenance: [
    'occurredDateTime',
    'occurredPeriod',
    'policy',
    'location',
    'reason',
    'activity',
    'agent',
    'entity',
    'signature',
  ],
};

const subsetted = { system: 'http://terminology.hl7.org/CodeSystem/v3-ObservationValue', code: 'SUBSETTED' };

/** The document as `_summary` and `_elements` ask for it, marked SUBSETTED when anything may be missing from it. */
export function subsetOf(document: StoredDocument, summary: Summary, elements?: readonly string[]): StoredDocument {
  if (elements) return marked(keeping(document, elements));
  switch (summary) {
    case 'false':
    case 'count':
      return document;
    case 'text':
      return marked(keeping(document, ['text']));
    case 'data':
      return marked(without(document, ['text']));
    case 'true':
      return marked(
        without(document, ['text', 'contained', 'extension', ...(notInSummary[document.resourceType] ?? [])]),
      );
  }
}

function keeping(document: StoredDocument, names: readonly string[]): StoredDocument {
  const kept = new Set([...always, ...(mandatory[document.resourceType] ?? []), ...names]);
  // `value` asks for valueQuantity and its kin.
  const isKept = (name: string): boolean =>
    kept.has(name) || names.some((asked) => name.startsWith(asked) && /^[A-Z]/.test(name.slice(asked.length)));
  return Object.fromEntries(Object.entries(document).filter(([name]) => isKept(name))) as StoredDocument;
}

function without(document: StoredDocument, names: readonly string[]): StoredDocument {
  const kept = new Set(mandatory[document.resourceType] ?? []);
  return Object.fromEntries(
    Object.entries(document).filter(([name]) => kept.has(name) || !names.includes(name)),
  ) as StoredDocument;
}

function marked(document: StoredDocument): StoredDocument {
  const tags = document.meta?.tag ?? [];
  const already = tags.some((tag) => isRecord(tag) && tag.code === subsetted.code && tag.system === subsetted.system);
  return already ? document : { ...document, meta: { ...document.meta, tag: [...tags, subsetted] } };
}
