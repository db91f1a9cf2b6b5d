import type { Observation, RiskAssessment } from 'fhir/r4.js';
import type { ModelPrediction, RiskStatement } from '../../src/core/assessment.ts';
import { measureConcept, profiles, quantity } from './codes-out.ts';
import { fhirDateTime } from './dates.ts';
import { evidenceLabels, type Frame, inputIdentity, metaOf, resultId, resultIdentifier, versionText } from './frame.ts';
import { modelDeviceReference } from './model-device.ts';
import { inputComponents, observationFrame } from './observation.ts';
import { chartReferences, derivedFrom } from './references.ts';
import { mitigationText, prediction } from './risk-assessment.ts';

/** 1/3/5-year risks of one model with their intervals; performer is the model version. Undefined: it states none. */
export function modelRiskAssessment(
  frame: Frame,
  model: ModelPrediction,
): (RiskAssessment & { id: string }) | undefined {
  if (model.risks.length === 0) return undefined;
  const effective = effectiveOf(frame, model);
  const statements = model.risks.map(
    ({ outcome, horizonYears, probability, lower, upper }): RiskStatement => ({
      outcome,
      horizonYears,
      probability,
      ...(lower === undefined ? {} : { lower }),
      ...(upper === undefined ? {} : { upper }),
      by: model.by.id,
      evidence: model.evidence,
      sources: [],
      references: [],
    }),
  );
  const predictions = statements.map((statement) => prediction(statement, effective));
  const id = resultId(frame, `model-risk/${model.by.id}`, [
    model.by.version,
    model.by.sha256,
    effective,
    inputIdentity(model.used),
    predictions,
    ...anchoringTexts(model.anchored),
  ]);
  const condition = chartReferences(frame.assessment.fhirServer, frame.assessment.etiology.references).find(
    ({ type }) => type === 'Condition',
  );
  const basis = chartReferences(
    frame.assessment.fhirServer,
    model.used.flatMap(({ references }) => references),
  );
  const mitigation = mitigationText(frame.assessment.nextSteps);
  const competing = [...new Set(model.risks.flatMap((risk) => risk.competing))];
  return {
    resourceType: 'RiskAssessment',
    id,
    meta: metaOf(frame, model.evidence, { profile: profiles.risk }),
    identifier: [resultIdentifier(id)],
    status: 'final',
    method: { text: methodText(frame, model) },
    code: { ...measureConcept('model-risk', 'Risk by a model'), text: `Risk by model: ${model.title}` },
    subject: frame.subject,
    occurrenceDateTime: effective,
    ...(condition ? { condition } : {}),
    performer: modelDeviceReference(model),
    ...(basis.length > 0 ? { basis } : {}),
    prediction: predictions,
    ...(mitigation ? { mitigation } : {}),
    note: [
      {
        text: `Evidence: ${evidenceLabels[model.evidence]}.${model.trainedOn ? ` Trained on ${model.trainedOn}.` : ''}`,
      },
      ...(competing.length > 0 ? [{ text: `Competing risks: ${competing.join(', ')}` }] : []),
      ...driverNotes(model),
      ...(model.missing.length > 0 ? [{ text: `Not available: ${model.missing.join(', ')}` }] : []),
      ...model.cautions.map((text) => ({ text })),
    ],
  };
}

/** P(quantity >= threshold) by a model, one component each. A surrogate of fibrosis, never a stage. */
export function exceedanceObservation(
  frame: Frame,
  model: ModelPrediction,
): (Observation & { id: string }) | undefined {
  const [first] = model.exceedances;
  if (!first) return undefined;
  const effective = effectiveOf(frame, model);
  const sources = derivedFrom(
    frame.assessment.fhirServer,
    model.used.flatMap(({ references }) => references),
  );
  const rows = model.exceedances.map(
    ({ threshold, probability }) => [threshold, Number(probability.toFixed(6))] as const,
  );
  return {
    ...observationFrame(frame, {
      id: resultId(frame, `model-exceedance/${model.by.id}`, [
        model.by.version,
        model.by.sha256,
        effective,
        inputIdentity(model.used),
        rows,
        ...anchoringTexts(model.anchored),
      ]),
      profile: profiles.modelResult,
      evidence: model.evidence,
      category: 'survey',
      code: measureConcept('stiffness-exceedance', 'Probability that liver stiffness reaches a threshold'),
      effective,
    }),
    note: [
      { text: `Evidence: ${evidenceLabels[model.evidence]}. Liver stiffness as a surrogate, not a stage of fibrosis.` },
      ...driverNotes(model),
    ],
    method: { text: methodText(frame, model) },
    device: modelDeviceReference(model),
    ...(sources.length > 0 ? { derivedFrom: sources } : {}),
    component: [
      ...rows.map(([threshold, probability]) => ({
        code: {
          ...measureConcept('exceedance-at', 'Probability of at least the threshold'),
          text: `P(${first.quantity} >= ${threshold} ${first.unit})`,
        },
        valueQuantity: quantity(probability, '1'),
      })),
      ...inputComponents(frame, model.used),
    ],
  };
}

const effectiveOf = (frame: Frame, { used }: ModelPrediction) =>
  used
    .map(({ date }) => fhirDateTime(date))
    .filter((date) => date !== undefined)
    .sort()
    .at(-1) ?? frame.effective;

const methodText = (frame: Frame, { title, by, anchored }: ModelPrediction) =>
  [`${title} ${by.version} (sha256 ${by.sha256.slice(0, 12)})`, ...anchoringTexts(anchored), versionText(frame)].join(
    '; ',
  );

/** Whose constants moved which figures: one sentence a re-anchoring. */
function anchoringTexts(anchored: ModelPrediction['anchored'] = []): string[] {
  const heads = anchored.map(({ of, site, version, since, n, events, slope }) => ({
    head: `re-anchored at ${site} (version ${version}, ${since})`,
    part: `${of} n ${n}, ${events} events${slope === undefined ? '' : ', with slope'}`,
  }));
  return [...new Set(heads.map(({ head }) => head))].map(
    (head) =>
      `${head}: ${heads
        .filter((one) => one.head === head)
        .map(({ part }) => part)
        .join('; ')}`,
  );
}

/** Largest three of each outcome, with their scale: contributions to the prediction, not causes. */
function driverNotes({ drivers }: ModelPrediction) {
  return drivers.flatMap(({ of, drivers: all }) => {
    const shown = all.filter(({ available }) => available).slice(0, 3);
    if (shown.length === 0) return [];
    const texts = shown.map(
      ({ title, value, contribution }) =>
        `${title}${value ? ` ${value}` : ''} (${contribution > 0 ? '+' : ''}${contribution.toFixed(2)})`,
    );
    return [{ text: `Contributions to ${of} on the scale of ${shown[0]?.scale}: ${texts.join(', ')}` }];
  });
}
