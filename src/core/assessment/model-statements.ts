import type { LiverEventKind, ModelOutcome, ModelPrediction } from '../assessment.ts';
import type { ImagingFindings, ModelFinding } from '../findings.ts';
import { mayState } from './suppress-risks.ts';

/**
 * What models say, as far as it may be said: live ones only; synthetic ones only when allowed; and after a recorded event no
 * first event, as for published scores. Models that look at images speak through the newest study that they looked at.
 */
export function modelStatements(
  predictions: readonly ModelOutcome[],
  findings: readonly ImagingFindings[],
  events: ReadonlySet<LiverEventKind>,
  allowSynthetic: boolean,
): readonly ModelOutcome[] {
  return [...predictions, ...eventModels(findings)]
    .filter(({ state, evidence }) => state === 'live' && (allowSynthetic || evidence !== 'synthetic'))
    .map((outcome) => afterEvents(outcome, events))
    .sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
}

const keyOf = ({ by }: ModelOutcome) => `${by.id}@${by.version}`;

function afterEvents(outcome: ModelOutcome, events: ReadonlySet<LiverEventKind>): ModelOutcome {
  if (outcome.status === 'refused' || outcome.risks.length === 0) return outcome;
  const risks = outcome.risks.filter((risk) => mayState(risk.outcome, events));
  if (risks.length > 0) {
    // Models over tables name their drivers by the title of the outcome, models over images by its id.
    const said = new Set<string>(risks.flatMap((risk) => [risk.outcome, risk.title]));
    const { anchored: all, ...rest } = outcome;
    const anchored = all?.filter(({ of }) => said.has(of)) ?? [];
    return {
      ...rest,
      risks,
      drivers: outcome.drivers.filter(({ of }) => said.has(of)),
      ...(anchored.length > 0 ? { anchored } : {}),
    };
  }
  const { by, title, role, evidence, state } = outcome;
  return {
    status: 'refused',
    by,
    title,
    role,
    evidence,
    state,
    reason: 'an event is on record: no first event is predicted',
  };
}

function eventModels(findings: readonly ImagingFindings[]): readonly ModelPrediction[] {
  const newest = new Map<string, ModelPrediction>();
  for (const { study, models } of findings)
    for (const model of models) {
      const said = model.quality > 0 ? predictionOf(model, study) : undefined;
      if (said && !newest.has(keyOf(said))) newest.set(keyOf(said), said);
    }
  return [...newest.values()];
}

function predictionOf(model: ModelFinding, study: ImagingFindings['study']): ModelPrediction | undefined {
  const { by, title, evidence, state, output, qualityReasons, outOfDistribution } = model;
  if (output.kind !== 'event' || outOfDistribution !== undefined) return undefined;
  return {
    status: 'ok',
    by,
    title,
    role: 'prognosis',
    evidence,
    state,
    risks: output.horizons.map(({ years, probability, lower, upper }) => ({
      outcome: output.outcome,
      title: output.outcome.replaceAll('-', ' '),
      horizonYears: years,
      probability,
      ...(lower === undefined ? {} : { lower }),
      ...(upper === undefined ? {} : { upper }),
      competing: [],
    })),
    exceedances: [],
    drivers: [{ of: output.outcome, drivers: output.drivers }],
    used: [
      {
        input: 'imaging-study',
        title: `Images (${study.modalities.join(', ')})`,
        value: study.uid,
        ...(study.started ? { date: study.started } : {}),
        references: study.reference ? [study.reference] : [],
      },
    ],
    missing: [],
    cautions: qualityReasons,
  };
}
