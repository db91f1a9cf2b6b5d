import { checkPaired } from './follow-up.ts';
import { type NotComputable, notComputable } from './not-computable.ts';
import { weightedAuc } from './weighted-auc.ts';

export interface OrdinalC {
  /** 0 to 1; 0.5 is chance. */
  readonly c: number;
  /** Pairs of subjects of different stage. */
  readonly pairs: number;
  readonly n: number;
}

/**
 * Ordinal C: of all pairs of different stage, the share in which the worse stage has the higher score; score ties one half, pairs of equal
 * stage left out (Harrell 2015; R `survival::concordance(stage ~ score)`). Also Obuchowski's measure with equal weights of pairs
 * (doi:10.1002/sim.1945). Not computable when all have one stage.
 */
export function ordinalC(stages: readonly number[], score: readonly number[]): OrdinalC | NotComputable {
  checkPaired(stages.length, score, 'score');
  const inStage = (stage: number) =>
    score.filter((_, index) => stages[index] === stage).map((value) => ({ score: value, weight: 1 }));
  const groups = [...new Set(stages)].sort((left, right) => left - right).map(inStage);
  let concordant = 0;
  let pairs = 0;
  for (const [index, worse] of groups.entries()) {
    const better = groups.slice(0, index).flat();
    const auc = weightedAuc(worse, better);
    if (auc === undefined) continue;
    concordant += auc * worse.length * better.length;
    pairs += worse.length * better.length;
  }
  return pairs === 0 ? notComputable('all have the same stage') : { c: concordant / pairs, pairs, n: stages.length };
}
