import type { Coding, Identifier, Meta, Reference } from 'fhir/r4.js';
import type { Assessment, UsedInput } from '../../src/core/assessment.ts';
import type { EvidenceClass } from '../../src/core/evidence.ts';
import type { StoredDocument } from '../../src/ports/results.ts';
import { clean } from './clean.ts';
import { coding, identifierSystems, systems } from './codes-out.ts';
import { fhirDateTime } from './dates.ts';
import { resourceId } from './identity.ts';
import { patientReference } from './references.ts';

/** What compose knows and an assessment does not. */
export interface AboutDocuments {
  /** Version of this service, for the Device. The rules' version is `Assessment.version`. */
  readonly serviceVersion: string;
  /** Public base URL of this service, without a trailing slash. */
  readonly baseUrl: string;
  /** ISO instant at which the assessment is first recorded: Observation.issued, DiagnosticReport.issued, Provenance.recorded. */
  readonly recordedAt: string;
  /** `FIBROCAST_SYNTHETIC=1`. Otherwise synthetic scores and risks leave no trace in any document. */
  readonly allowSynthetic?: boolean;
}

/** What all documents of one assessment share. */
export interface Frame extends ResultFrame {
  readonly assessment: Assessment;
}

/** What results of an assessment and of an imaging study have in common. */
export interface ResultFrame {
  /** Whose result it is, and by which version of rules or settings. */
  readonly assessment: Pick<Assessment, 'fhirServer' | 'patientId' | 'version'>;
  readonly about: AboutDocuments;
  readonly subject: Reference;
  readonly device: Reference;
  /** Date of the newest dated input of the whole assessment, else the day of the assessment: never the instant, so that a re-run is equal. */
  readonly effective: string;
  /** Evidence class of what is concluded from everything. */
  readonly evidence: EvidenceClass;
}

export function frameOf(assessment: Assessment, about: AboutDocuments, device: Reference): Frame {
  return {
    assessment,
    about,
    device,
    subject: patientReference(assessment.fhirServer, assessment.patientId),
    effective: newestDate(assessment) ?? assessment.asOf.slice(0, 10),
    evidence: [
      ...assessment.scores.filter((s) => s.status === 'ok'),
      ...assessment.risks,
      ...(assessment.stage ? [assessment.stage] : []),
      ...(assessment.models ?? []),
    ].some(({ evidence }) => evidence === 'synthetic')
      ? 'synthetic'
      : 'established',
  };
}

/** FHIR dates compare as text as far as both go; a day is older than an instant of that day. */
function newestDate(assessment: Assessment): string | undefined {
  const dates = [
    assessment.stiffness?.date,
    ...assessment.events.map(({ date }) => date),
    ...assessment.scores.map((score) => (score.status === 'ok' ? score.effective : undefined)),
    ...(assessment.stage?.factors ?? []).map(({ date }) => date),
  ]
    .map(fhirDateTime)
    .filter((date): date is string => date !== undefined);
  return dates.sort().at(-1);
}

/** The identity of an input: a changed value, date or source is another result; the order of reading is not. */
export function inputIdentity(used: readonly UsedInput[]): unknown[] {
  return used
    .map(({ input, value, unit, date, references }) => [input, value, unit ?? '', date ?? '', [...references].sort()])
    .sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
}

/**
 * Id of one result: whose (server, patient), what (kind), made how (version of the rules), from what (inputs).
 * Same inputs, same id: a re-run updates. A new laboratory value makes a new result and the old one stays as history.
 */
export function resultId(frame: ResultFrame, kind: string, inputs: readonly unknown[]): string {
  const { fhirServer, patientId, version } = frame.assessment;
  return resourceId([fhirServer, patientId, kind, version, inputs]);
}

export const resultIdentifier = (id: string): Identifier => ({ system: identifierSystems.result, value: id });

export const evidenceLabels: Readonly<Record<EvidenceClass, string>> = {
  established: 'Established: published, named source',
  research: 'Research: not validated for clinical decisions',
  synthetic: 'Synthetic: trained on simulated data, not for clinical use',
};

/** Profile, evidence class as a tag, and the EHR as the source. `handling` tells the write-back what not to send. */
export function metaOf(
  frame: ResultFrame,
  evidence: EvidenceClass,
  options: { readonly profile?: string; readonly tags?: readonly Coding[] } = {},
): Meta {
  return {
    ...(frame.assessment.fhirServer === 'none' ? {} : { source: frame.assessment.fhirServer }),
    ...(options.profile ? { profile: [options.profile] } : {}),
    tag: [coding(systems.evidenceClass, evidence, evidenceLabels[evidence]), ...(options.tags ?? [])],
  };
}

/** For results that repeat what the EHR already holds: stored and searchable here, never written back. */
export const notForWriteBack = coding(
  systems.handling,
  'not-for-write-back',
  'Copy of EHR data, not to be written back',
);

export const versionText = (frame: ResultFrame): string => `Fibrocast rules ${frame.assessment.version}`;

/** A typed FHIR resource as the store takes it. */
export function stored<R extends { readonly resourceType: string; readonly id: string }>(resource: R): StoredDocument {
  return clean({ ...resource });
}
