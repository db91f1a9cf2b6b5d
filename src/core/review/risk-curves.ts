import type { Assessment, ModelPrediction } from '../assessment.ts';
import type { RiskCurve } from './review.ts';

/** Live models that speak in the assessment. */
export const speakingModels = (assessment: Assessment): readonly ModelPrediction[] =>
  (assessment.models ?? []).flatMap((model) => (model.status === 'ok' && model.state === 'live' ? [model] : []));

/** Cumulative incidence by horizon of each outcome that a live model states, and 0 at the start, where nothing has happened yet. */
export function riskCurves(assessment: Assessment): readonly RiskCurve[] {
  return speakingModels(assessment).flatMap((model) => {
    const outcomes = [...new Set(model.risks.map(({ outcome }) => outcome))];
    return outcomes.map((outcome): RiskCurve => {
      const risks = model.risks.filter((risk) => risk.outcome === outcome);
      return {
        outcome,
        title: risks[0]?.title ?? outcome,
        by: `${model.by.id}@${model.by.version}`,
        evidence: model.evidence,
        points: [
          { years: 0, probability: 0, lower: 0, upper: 0 },
          ...[...risks]
            .sort((a, b) => a.horizonYears - b.horizonYears)
            .map(({ horizonYears, probability, lower, upper }) => ({
              years: horizonYears,
              probability,
              ...(lower === undefined ? {} : { lower }),
              ...(upper === undefined ? {} : { upper }),
            })),
        ],
      };
    });
  });
}
