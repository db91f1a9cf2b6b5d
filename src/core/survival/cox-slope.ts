import { checkFollowUp, checkPaired, type FollowUp } from './follow-up.ts';
import { isComputable, type NotComputable, notComputable } from './not-computable.ts';
import { type Coefficient, coefficient, newton, type Step } from './recalibration.ts';

export interface CoxSlope {
  /** 1 is right; below 1 predictions are too extreme. On the scale of log hazard. */
  readonly slope: Coefficient;
  readonly n: number;
  readonly events: number;
}

/**
 * Calibration slope of time to event: the coefficient of the model's linear predictor in a Cox regression on this cohort (van Houwelingen
 * 2000, doi:10.1002/1097-0258(20001230)19:24<3401::AID-SIM554>3.0.CO;2-2), ties by Efron; a competing event ends observation
 * (cause-specific). `coxph(Surv(time, status == 1) ~ lp)`.
 * Not computable without events, when the predictor does not vary, or when it orders the events completely.
 * @throws Failure `invalid-input` for predictors that are not finite or not one a subject.
 */
export function coxSlope(followUp: readonly FollowUp[], linearPredictor: readonly number[]): CoxSlope | NotComputable {
  checkFollowUp(followUp);
  checkPaired(followUp.length, linearPredictor, 'linear predictor');
  const events = followUp.filter(({ cause }) => cause === 1).length;
  if (events === 0) return notComputable('no event');
  const mean = linearPredictor.reduce((sum, value) => sum + value, 0) / linearPredictor.length;
  const subjects = followUp
    .map(({ time, cause }, index) => ({ time, isEvent: cause === 1, x: (linearPredictor[index] ?? 0) - mean }))
    .sort((left, right) => right.time - left.time);
  const fit = newton((_, slope) => partialLikelihood(subjects, slope), 'slope');
  if (!isComputable(fit)) return fit;
  return {
    slope: coefficient(fit.slope, Math.sqrt(1 / fit.last.information[2])),
    n: followUp.length,
    events,
  };
}

/** From the longest time down, so that the risk set only grows. Efron: of d tied events the l-th leaves a share l/d of their own weight out. */
function partialLikelihood(
  subjects: readonly { readonly time: number; readonly isEvent: boolean; readonly x: number }[],
  slope: number,
): Step {
  let logLikelihood = 0;
  let gradient = 0;
  let information = 0;
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let first = 0;
  while (first < subjects.length) {
    const time = subjects[first]?.time;
    let [tied, d0, d1, d2] = [0, 0, 0, 0];
    for (; first < subjects.length && subjects[first]?.time === time; first++) {
      const one = subjects[first];
      if (!one) continue;
      const weight = Math.exp(slope * one.x);
      s0 += weight;
      s1 += weight * one.x;
      s2 += weight * one.x * one.x;
      if (!one.isEvent) continue;
      tied += 1;
      d0 += weight;
      d1 += weight * one.x;
      d2 += weight * one.x * one.x;
      logLikelihood += slope * one.x;
      gradient += one.x;
    }
    for (let left = 0; left < tied; left++) {
      const share = left / tied;
      const all = s0 - share * d0;
      const mean = (s1 - share * d1) / all;
      logLikelihood -= Math.log(all);
      gradient -= mean;
      information += (s2 - share * d2) / all - mean * mean;
    }
  }
  return { objective: logLikelihood, gradient: [0, gradient], information: [0, 0, information] };
}
