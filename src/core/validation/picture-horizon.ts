import { calibrationGroups } from '../survival/calibration-groups.ts';
import { dynamicSides } from '../survival/dynamic-auc.ts';
import type { FollowUp } from '../survival/follow-up.ts';
import { netBenefit } from '../survival/net-benefit.ts';
import { isComputable } from '../survival/not-computable.ts';
import { pseudoObservations } from '../survival/pseudo-observations.ts';
import { rocCurve } from '../survival/roc-curve.ts';
import { smoothCalibration } from '../survival/smooth-calibration.ts';
import type { HorizonPicture } from './validation-report.ts';

/** Thresholds of PROGNOSIS section 6: shown by number. */
export const namedThresholds = [0.02, 0.05, 0.1, 0.2] as const;
const grid = Array.from({ length: 60 }, (_, index) => (index + 1) / 100);
const thresholds = [...new Set([...namedThresholds, ...grid])].sort((left, right) => left - right);

/** What the plots of one horizon show. Groups: tenths of the subjects, fewer when a tenth would hold under 20. */
export function pictureHorizon(
  followUp: readonly FollowUp[],
  probability: readonly number[],
  horizon: number,
): Omit<HorizonPicture, 'horizonYears'> {
  const pseudo = pseudoObservations(followUp, horizon);
  const sides = dynamicSides(followUp, probability, horizon, 'not-a-case');
  const groups = Math.max(2, Math.min(10, Math.floor(followUp.length / 20)));
  const histogram = new Array<number>(20).fill(0);
  for (const value of probability) {
    const bin = Math.min(19, Math.floor(value * 20));
    histogram[bin] = (histogram[bin] ?? 0) + 1;
  }
  return {
    groups: calibrationGroups(followUp, probability, horizon, groups),
    smooth: isComputable(pseudo) ? smoothCalibration(probability, pseudo) : [],
    histogram,
    roc: isComputable(sides) ? thinned(rocCurve(sides.cases, sides.controls), 400) : [],
    decisionCurve: netBenefit(followUp, probability, horizon, thresholds),
  };
}

/** At most `most` points, evenly taken, the last kept. */
function thinned<T>(points: readonly T[], most: number): T[] {
  const step = Math.max(1, Math.ceil(points.length / most));
  return points.filter((_, index) => index % step === 0 || index === points.length - 1);
}
