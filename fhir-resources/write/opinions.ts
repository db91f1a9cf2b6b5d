import type { Observation } from 'fhir/r4.js';
import type { ReviewOpinion } from '../../src/core/review/review.ts';
import { coding, concept, identifierSystems, measureConcept, systems } from './codes-out.ts';
import { resultIdentifier } from './frame.ts';
import { resourceId } from './identity.ts';
import { chartReference, patientReference } from './references.ts';

export const opinionCode = 'review-opinion';

const verdicts: Readonly<Record<ReviewOpinion['verdict'], string>> = {
  agree: 'Agrees with the assessment',
  disagree: 'Disagrees with the assessment',
  note: 'Note on the assessment',
};

/**
 * What a clinician thinks of an assessment, as an Observation: `focus` is the report of the assessment, `performer` who says it, `value`
 * the verdict, `note` the reason. Kept and searchable here; it is no finding about the liver and is not written back.
 */
export function opinionObservation(
  whose: { readonly fhirServer: string; readonly patientId: string },
  opinion: ReviewOpinion,
  reportId: string,
): Observation & { id: string } {
  const { fhirServer, patientId } = whose;
  const { at, by, verdict, text, assessmentId } = opinion;
  const id = resourceId(['opinion', fhirServer, patientId, assessmentId, by, at, verdict, text ?? '']);
  const author = chartReference(fhirServer, by);
  return {
    resourceType: 'Observation',
    id,
    meta: { source: fhirServer },
    identifier: [resultIdentifier(id)],
    status: 'final',
    category: [concept('Score or assessment', coding(systems.observationCategory, 'survey', 'Survey'))],
    code: measureConcept(opinionCode, 'Opinion on an assessment'),
    subject: patientReference(fhirServer, patientId),
    focus: [
      {
        reference: `DiagnosticReport/${reportId}`,
        type: 'DiagnosticReport',
        identifier: { system: identifierSystems.assessment, value: assessmentId },
      },
    ],
    effectiveDateTime: at,
    issued: at,
    performer: [author ?? { display: by }],
    valueCodeableConcept: concept(verdicts[verdict], coding(systems.measure, `opinion-${verdict}`, verdicts[verdict])),
    ...(text === undefined ? {} : { note: [{ ...(author ? { authorReference: author } : {}), time: at, text }] }),
  };
}

/** The way back; undefined for an Observation that is no opinion. */
export function readOpinion(observation: Observation, fhirServer: string): ReviewOpinion | undefined {
  const code = observation.valueCodeableConcept?.coding?.[0]?.code;
  const verdict = (['agree', 'disagree', 'note'] as const).find((one) => code === `opinion-${one}`);
  const assessmentId = observation.focus?.[0]?.identifier?.value;
  const [author] = observation.performer ?? [];
  if (verdict === undefined || assessmentId === undefined || observation.effectiveDateTime === undefined)
    return undefined;
  const reference = author?.reference?.startsWith(`${fhirServer}/`)
    ? author.reference.slice(fhirServer.length + 1)
    : author?.reference;
  const text = observation.note?.[0]?.text;
  return {
    at: observation.effectiveDateTime,
    by: author?.display ?? reference ?? 'unknown',
    verdict,
    ...(text === undefined ? {} : { text }),
    assessmentId,
  };
}
