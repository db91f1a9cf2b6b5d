import type { DiagnosticReport, Observation } from 'fhir/r4.js';
import type { ScoreOutcome } from '../../src/core/assessment.ts';
import { coding, concept, identifierSystems, measureConcept, systems } from './codes-out.ts';
import { evidenceLabels, type Frame, metaOf, resultId, resultIdentifier } from './frame.ts';
import { assessmentNarrative } from './narrative.ts';
import { mitigationText } from './risk-assessment.ts';
import { levelLabels, stateLabels } from './state-observations.ts';

/** Groups one assessment for people: all its Observations, the conclusion in a sentence, and a narrative that names every score. */
export function diagnosticReport(
  frame: Frame,
  observations: readonly (Observation & { id: string })[],
  scores: readonly ScoreOutcome[],
): DiagnosticReport & { id: string } {
  const { level, state, because, stage, nextSteps, id: assessmentId } = frame.assessment;
  const id = resultId(frame, 'report', [assessmentId]);
  const steps = mitigationText(nextSteps);
  return {
    resourceType: 'DiagnosticReport',
    id,
    meta: metaOf(frame, frame.evidence),
    text: assessmentNarrative(frame, scores),
    identifier: [resultIdentifier(id), { system: identifierSystems.assessment, value: assessmentId }],
    status: 'final',
    category: [concept('Clinical decision support', coding(systems.diagnosticService, 'OTH', 'Other'))],
    code: measureConcept('liver-fibrosis-assessment', 'Liver fibrosis assessment'),
    subject: frame.subject,
    effectiveDateTime: frame.effective,
    issued: frame.about.recordedAt,
    ...(observations.length > 0
      ? { result: observations.map((o) => ({ reference: `Observation/${o.id}`, type: 'Observation' })) }
      : {}),
    conclusion: [
      `${levelLabels[level]}: ${because.replace(/\.$/, '')}.`,
      `State: ${stateLabels[state]}.`,
      ...(stage ? [`Stage (${stage.evidence}): ${stage.headline.words}.`] : []),
      ...(steps ? [`Next: ${steps}`] : []),
      `Evidence: ${evidenceLabels[frame.evidence]}.`,
    ].join(' '),
    conclusionCode: [
      concept(levelLabels[level], coding(systems.riskLevel, level, levelLabels[level])),
      concept(stateLabels[state], coding(systems.diseaseState, state, stateLabels[state])),
    ],
  };
}
