import { censoringWeights } from './censoring.ts';
import { checkPaired, type FollowUp } from './follow-up.ts';
import { isComputable, type NotComputable, notComputable } from './not-computable.ts';
import { type Weighted, weightedAuc } from './weighted-auc.ts';

export interface DynamicAuc {
  /** 0 to 1; 0.5 is chance. */
  readonly auc: number;
  readonly cases: number;
  readonly controls: number;
  /** Censored before the horizon: their weight went to those like them who were followed longer. */
  readonly unknown: number;
}

/** Who belongs to which side, with weights: input of the AUC and of the ROC curve. */
export interface DynamicSides {
  readonly cases: readonly Weighted[];
  readonly controls: readonly Weighted[];
  readonly unknown: number;
}

/**
 * Cumulative/dynamic AUC at a horizon with inverse probability of censoring weights (Uno 2007, doi:10.1198/016214507000000149; with
 * competing events Blanche 2013, doi:10.1002/sim.5958). Cases had the event of interest by the horizon. Controls: `'not-a-case'`
 * everyone else of known state, also after a competing event (definition 2 of Blanche, and of `riskRegression::Score`); `'event-free'`
 * only those beyond the horizon without any event (definition 1). The two are the same without competing events.
 * Higher score is worse; ties count one half. Not computable without a case, without a control, or when follow-up ends before the horizon.
 */
export function dynamicAuc(
  followUp: readonly FollowUp[],
  score: readonly number[],
  horizon: number,
  controls: 'not-a-case' | 'event-free' = 'not-a-case',
): DynamicAuc | NotComputable {
  const sides = dynamicSides(followUp, score, horizon, controls);
  if (!isComputable(sides)) return sides;
  const auc = weightedAuc(sides.cases, sides.controls);
  if (auc === undefined) return notComputable(sides.cases.length === 0 ? 'no case by the horizon' : 'no control');
  return { auc, cases: sides.cases.length, controls: sides.controls.length, unknown: sides.unknown };
}

export function dynamicSides(
  followUp: readonly FollowUp[],
  score: readonly number[],
  horizon: number,
  controls: 'not-a-case' | 'event-free',
): DynamicSides | NotComputable {
  checkPaired(followUp.length, score, 'score');
  const weights = censoringWeights(followUp, horizon);
  if (!isComputable(weights)) return weights;
  const sides = { cases: [] as Weighted[], controls: [] as Weighted[], unknown: 0 };
  followUp.forEach(({ time, cause }, index) => {
    const one = { score: score[index] ?? 0, weight: weights[index] ?? 0 };
    if (time > horizon) sides.controls.push(one);
    else if (cause === 0) sides.unknown += 1;
    else if (cause === 1) sides.cases.push(one);
    else if (controls === 'not-a-case') sides.controls.push(one);
  });
  return sides;
}
