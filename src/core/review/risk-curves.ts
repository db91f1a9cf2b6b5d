import type { Assessment, ModelOutcome, ModelPrediction, ModelRisk } from '../assessment.ts';
import type { RiskCurve } from './review.ts';

/** Live models that speak in the assessment. */
export const speakingModels = (assessment: Assessment): readonly ModelPrediction[] =>
  (assessment.models ?? []).flatMap((model) => (model.status === 'ok' && model.state === 'live' ? [model] : []));

/** Years that a curve is drawn through, beside the horizons of the assessment. */
export const curveYears: readonly number[] = [1, 2, 3, 4, 5];

/**
 * Cumulative incidence by horizon of each outcome that a live model states, and 0 at the start, where nothing has happened yet.
 * @param yearly what the same models say of `curveYears`; a horizon that the assessment states keeps the assessment's figure
 */
export function riskCurves(assessment: Assessment, yearly: readonly ModelOutcome[] = []): readonly RiskCurve[] {
  return speakingModels(assessment).flatMap((model) => {
    const outcomes = [...new Set(model.risks.map(({ outcome }) => outcome))];
    const further = yearly.flatMap((one) => (one.status === 'ok' && sameModel(one, model) ? one.risks : []));
    return outcomes.map((outcome): RiskCurve => {
      const of = (all: readonly ModelRisk[]) =>
        all.filter((risk) => risk.outcome === outcome).map((risk) => [risk.horizonYears, risk] as const);
      const risks = [...new Map([...of(further), ...of(model.risks)]).values()];
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

const sameModel = (a: ModelPrediction, b: ModelPrediction) => a.by.id === b.by.id && a.by.version === b.by.version;
