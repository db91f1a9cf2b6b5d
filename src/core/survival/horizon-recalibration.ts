import { checkProbabilities, type FollowUp } from './follow-up.ts';
import { isComputable, type NotComputable, notComputable } from './not-computable.ts';
import { pseudoObservations } from './pseudo-observations.ts';
import { cloglog, coefficient, type Link, logit, newton, type Recalibration, type Step } from './recalibration.ts';

/**
 * Calibration intercept and slope of the probability at one horizon, also with competing events: least squares of the pseudo-observations
 * on the transformed prediction (Royston 2015; van Geloven 2022, doi:10.1136/bmj-2021-069249), robust (sandwich) standard errors:
 * `glm(pseudo ~ cloglog(p), quasi(link = "cloglog", variance = "constant"))`; intercept with the prediction as offset.
 * Not computable with a prediction of exactly 0 or 1, with constant predictions, or when follow-up ends before the horizon.
 * @throws Failure `invalid-input` for probabilities outside 0 to 1.
 */
export function horizonRecalibration(
  followUp: readonly FollowUp[],
  probability: readonly number[],
  horizon: number,
  scale: 'cloglog' | 'logit' = 'cloglog',
): Recalibration | NotComputable {
  checkProbabilities(followUp.length, probability);
  if (probability.some((value) => value === 0 || value === 1))
    return notComputable('a prediction of exactly 0 or 1 has no log odds or log hazard');
  const pseudo = pseudoObservations(followUp, horizon);
  if (!isComputable(pseudo)) return pseudo;
  const events = followUp.filter(({ time, cause }) => cause === 1 && time <= horizon).length;
  if (events === 0) return notComputable('no event by the horizon');
  const link = scale === 'cloglog' ? cloglog : logit;
  const predictors = probability.map(link.toPredictor);
  const at = (intercept: number, slope: number) => leastSquares(link, predictors, pseudo, intercept, slope);
  const large = newton(at, 'intercept');
  if (!isComputable(large)) return large;
  const both = newton(at, 'both');
  if (!isComputable(both)) return both;
  return {
    intercept: coefficient(large.intercept, Math.sqrt(sandwich(at(large.intercept, 1), 'intercept'))),
    slope: coefficient(both.slope, Math.sqrt(sandwich(at(both.intercept, both.slope), 'slope'))),
    n: followUp.length,
    events,
  };
}

interface LeastSquaresStep extends Step {
  /** Sum of squared contributions to the gradient, lower triangle. */
  readonly meat: readonly [number, number, number];
}

/** Gauss-Newton step: the expected curvature is positive everywhere, which the exact one is not. */
function leastSquares(
  link: Link,
  predictors: readonly number[],
  pseudo: readonly number[],
  intercept: number,
  slope: number,
): LeastSquaresStep {
  const sums = { squares: 0, g0: 0, g1: 0, aa: 0, ab: 0, bb: 0, maa: 0, mab: 0, mbb: 0 };
  predictors.forEach((x, index) => {
    const eta = intercept + slope * x;
    const residual = (pseudo[index] ?? 0) - link.toProbability(eta);
    const steepness = link.derivative(eta);
    const pull = steepness * residual;
    sums.squares += residual * residual;
    sums.g0 += pull;
    sums.g1 += pull * x;
    sums.aa += steepness * steepness;
    sums.ab += steepness * steepness * x;
    sums.bb += steepness * steepness * x * x;
    sums.maa += pull * pull;
    sums.mab += pull * pull * x;
    sums.mbb += pull * pull * x * x;
  });
  return {
    objective: -sums.squares / 2,
    gradient: [sums.g0, sums.g1],
    information: [sums.aa, sums.ab, sums.bb],
    meat: [sums.maa, sums.mab, sums.mbb],
  };
}

function sandwich({ information, meat }: LeastSquaresStep, of: 'intercept' | 'slope'): number {
  const [aa, ab, bb] = information;
  const [maa, mab, mbb] = meat;
  if (of === 'intercept') return maa / (aa * aa);
  const determinant = aa * bb - ab * ab;
  const [left, right] = [-ab / determinant, aa / determinant];
  return left * left * maa + 2 * left * right * mab + right * right * mbb;
}
