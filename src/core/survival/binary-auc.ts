import { Failure } from '../failure.ts';
import { checkPaired } from './follow-up.ts';
import { type NotComputable, notComputable } from './not-computable.ts';
import { weightedAuc } from './weighted-auc.ts';

export interface BinaryAuc {
  /** 0 to 1; 0.5 is chance. */
  readonly auc: number;
  readonly cases: number;
  readonly controls: number;
}

/**
 * Area under the ROC curve of a yes-or-no outcome: the share of case-control pairs in which the case scores higher, ties one half
 * (Hanley and McNeil 1982, doi:10.1148/radiology.143.1.7063747). Higher score is worse. Not computable without both sides.
 * @throws Failure `invalid-input` for scores that are not finite or not one a subject.
 */
export function binaryAuc(outcome: readonly boolean[], score: readonly number[]): BinaryAuc | NotComputable {
  checkPaired(outcome.length, score, 'score');
  const side = (wanted: boolean) =>
    score.filter((_, index) => outcome[index] === wanted).map((value) => ({ score: value, weight: 1 }));
  const cases = side(true);
  const controls = side(false);
  const auc = weightedAuc(cases, controls);
  if (auc === undefined) return notComputable(cases.length === 0 ? 'no case' : 'no control');
  return { auc, cases: cases.length, controls: controls.length };
}

export interface StageCutAuc {
  /** Cases are those in stage >= cut. */
  readonly cut: number;
  readonly auc: BinaryAuc | NotComputable;
}

/** AUC of P(stage >= cut) for each cut 1..K-1. */
export function stageCutAucs(probabilities: readonly (readonly number[])[], stages: readonly number[]): StageCutAuc[] {
  if (probabilities.length !== stages.length)
    throw new Failure('invalid-input', 'There must be one set of class probabilities for each subject.');
  const cuts = Math.max(0, (probabilities[0]?.length ?? 0) - 1);
  return Array.from({ length: cuts }, (_, index) => {
    const cut = index + 1;
    const score = probabilities.map((given) => given.slice(cut).reduce((total, value) => total + value, 0));
    const outcome = stages.map((stage) => stage >= cut);
    return { cut, auc: binaryAuc(outcome, score) };
  });
}
