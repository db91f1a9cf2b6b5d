import type { RiskAssessment, RiskAssessmentPrediction } from 'fhir/r4.js';
import type { GuidelineStep, RiskStatement, ScoreOutcome } from '../../src/core/assessment.ts';
import { coding, concept, extensions, measureConcept, profiles, quantity, systems } from './codes-out.ts';
import { fhirDateTime } from './dates.ts';
import { type Frame, inputIdentity, metaOf, resultId, resultIdentifier } from './frame.ts';
import { outcomeCodes, outcomeConcept } from './outcomes.ts';
import { chartReferences } from './references.ts';
import { methodOf } from './score-observation.ts';

/**
 * Event risks that one score or model states. A recorded event has removed its risks before (core); here is no judgement,
 * only form. `score` is the outcome behind the statement and `observationId` its Observation, when it is a catalogue score.
 */
export function riskAssessment(
  frame: Frame,
  by: string,
  statements: readonly [RiskStatement, ...RiskStatement[]],
  behind?: { readonly score: Extract<ScoreOutcome, { status: 'ok' }>; readonly observationId: string },
): RiskAssessment & { id: string } {
  const [first] = statements;
  const title = behind?.score.title ?? by;
  const effective = fhirDateTime(behind?.score.effective) ?? frame.effective;
  const references = [...new Set(statements.flatMap((statement) => statement.references))];
  const id = resultId(frame, `risk/${by}`, [
    effective,
    behind ? inputIdentity(behind.score.used) : [...references].sort(),
    statements.map(({ outcome, horizonYears, probability, lower, upper, qualitative }) => [
      outcome,
      horizonYears,
      probability ?? '',
      lower ?? '',
      upper ?? '',
      qualitative ?? '',
    ]),
  ]);
  const condition = chartReferences(frame.assessment.fhirServer, frame.assessment.etiology.references).find(
    ({ type }) => type === 'Condition',
  );
  const basis = [
    ...(behind ? [{ reference: `Observation/${behind.observationId}`, type: 'Observation' }] : []),
    ...chartReferences(frame.assessment.fhirServer, references),
  ];
  const notes = behind?.score.cautions ?? [];
  const mitigation = mitigationText(frame.assessment.nextSteps);
  return {
    resourceType: 'RiskAssessment',
    id,
    meta: metaOf(frame, first.evidence, { profile: profiles.risk }),
    identifier: [resultIdentifier(id)],
    status: 'final',
    method: methodOf(frame, by, title, first.sources),
    code: measureConcept(by, title, behind?.score.loinc),
    subject: frame.subject,
    occurrenceDateTime: effective,
    ...(condition ? { condition } : {}),
    performer: frame.device,
    ...(basis.length > 0 ? { basis } : {}),
    prediction: statements.map((statement) => prediction(statement, effective)),
    ...(mitigation ? { mitigation } : {}),
    ...(notes.length > 0 ? { note: notes.map((text) => ({ text })) } : {}),
  };
}

/**
 * FHIR R4 states probabilities in percent (RiskAssessment.prediction.probability[x]: "Decimal values are expressed as percentages").
 * A point estimate with an interval is a decimal with our extension; an interval alone is a Range; a class alone is qualitativeRisk.
 */
export function prediction(statement: RiskStatement, from: string): RiskAssessmentPrediction {
  const { outcome, horizonYears, probability, lower, upper, qualitative } = statement;
  const interval =
    lower === undefined || upper === undefined
      ? undefined
      : { low: quantity(percent(lower), '%'), high: quantity(percent(upper), '%') };
  return {
    ...(probability !== undefined && interval
      ? { extension: [{ url: extensions.probabilityInterval, valueRange: interval }] }
      : {}),
    outcome: outcomeConcept(outcome),
    ...(probability !== undefined
      ? { probabilityDecimal: percent(probability) }
      : interval
        ? { probabilityRange: interval }
        : {}),
    ...(qualitative ? { qualitativeRisk: qualitativeConcepts[qualitative] } : {}),
    whenRange: { low: quantity(0, 'a'), high: quantity(horizonYears, 'a') },
    // whenRange may also be read as an age range: the sentence leaves no doubt.
    rationale: `${outcomeCodes[outcome].title} within ${horizonYears} ${horizonYears === 1 ? 'year' : 'years'} of ${from.slice(0, 10)}`,
  };
}

/** Percent with at most four decimals: 0.07 is 7, not 7.000000000000001. */
const percent = (probability: number): number => Number((probability * 100).toFixed(4));

const qualitativeConcepts = {
  low: concept('Low', coding(systems.riskProbability, 'low', 'Low likelihood')),
  moderate: concept('Moderate', coding(systems.riskProbability, 'moderate', 'Moderate likelihood')),
  high: concept('High', coding(systems.riskProbability, 'high', 'High likelihood')),
} as const;

/** The guideline's next steps in their order, each with its source. */
export function mitigationText(steps: readonly GuidelineStep[]): string {
  return steps
    .map(
      ({ action, source, caveat }) => `${action.replace(/\.$/, '')} (${source.label})${caveat ? ` [${caveat}]` : ''}.`,
    )
    .join(' ');
}
