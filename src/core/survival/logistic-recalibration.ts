import { checkProbabilities } from './follow-up.ts';
import { isComputable, type NotComputable, notComputable } from './not-computable.ts';
import { coefficient, logit, newton, type Recalibration, type Step } from './recalibration.ts';

/**
 * Calibration intercept and slope of a yes-or-no outcome by logistic regression on the logit of the prediction (Cox 1958; Van Calster 2016,
 * doi:10.1016/j.jclinepi.2015.12.005). Intercept: slope fixed at 1 (`glm(y ~ offset(logit(p)), binomial)`); slope: `glm(y ~ logit(p), binomial)`.
 * Not computable with one outcome only, with a prediction of exactly 0 or 1, or when predictions separate the outcomes.
 * @throws Failure `invalid-input` for probabilities outside 0 to 1.
 */
export function logisticRecalibration(
  outcome: readonly boolean[],
  probability: readonly number[],
): Recalibration | NotComputable {
  checkProbabilities(outcome.length, probability);
  const events = outcome.filter(Boolean).length;
  if (events === 0 || events === outcome.length) return notComputable('only one outcome was seen');
  if (probability.some((value) => value === 0 || value === 1))
    return notComputable('a prediction of exactly 0 or 1 has no logit');
  const predictors = probability.map(logit.toPredictor);
  const at = (intercept: number, slope: number): Step => {
    const sums: [number, number, number, number, number, number] = [0, 0, 0, 0, 0, 0];
    predictors.forEach((x, index) => {
      const eta = intercept + slope * x;
      const happened = outcome[index] ? 1 : 0;
      const residual = happened - logit.toProbability(eta);
      const weight = logit.derivative(eta);
      // log(1 + e^eta) without overflow
      sums[0] += happened * eta - (Math.max(eta, 0) + Math.log1p(Math.exp(-Math.abs(eta))));
      sums[1] += residual;
      sums[2] += residual * x;
      sums[3] += weight;
      sums[4] += weight * x;
      sums[5] += weight * x * x;
    });
    return { objective: sums[0], gradient: [sums[1], sums[2]], information: [sums[3], sums[4], sums[5]] };
  };
  const large = newton(at, 'intercept');
  if (!isComputable(large)) return large;
  const both = newton(at, 'both');
  if (!isComputable(both)) return both;
  const [aa, ab, bb] = both.last.information;
  return {
    intercept: coefficient(large.intercept, Math.sqrt(1 / large.last.information[0])),
    slope: coefficient(both.slope, Math.sqrt(aa / (aa * bb - ab * ab))),
    n: outcome.length,
    events,
  };
}
