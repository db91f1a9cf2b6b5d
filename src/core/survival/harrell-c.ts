import { type ConcordancePairs, concordancePairs } from './concordance-pairs.ts';
import type { FollowUp } from './follow-up.ts';
import { type NotComputable, notComputable } from './not-computable.ts';

export interface Concordance extends ConcordancePairs {
  /** 0 to 1; 0.5 is chance, 1 is perfect. */
  readonly c: number;
}

/**
 * Harrell's C: of all pairs in which one is known to have its event first, the share in which that one has the higher score
 * (JAMA 1982, doi:10.1001/jama.1982.03320430047030). Higher score is worse. Score ties count one half; two events at one time are no pair;
 * an event and a censoring at one time are a pair (the censored lived longer): as R's `survival::concordance`.
 * `competing`: `'censors'` ends observation there (cause-specific); `'never'` says such a subject never has the event of interest
 * (Wolbers 2009, doi:10.1097/EDE.0b013e3181a39056). Depends on the censoring of the cohort: for comparisons between cohorts use `unoC`.
 * Not computable without a comparable pair. @throws Failure `invalid-input` for scores that are not finite or not one a subject.
 */
export function harrellC(
  followUp: readonly FollowUp[],
  score: readonly number[],
  competing: 'censors' | 'never' = 'censors',
): Concordance | NotComputable {
  const seen =
    competing === 'censors'
      ? followUp
      : followUp.map((one) => (one.cause === 2 ? { time: Number.MAX_VALUE, cause: 0 as const } : one));
  return concordanceOf(concordancePairs(seen, score, () => 1));
}

/** The share of concordant pairs, score ties as one half. */
export function concordanceOf(pairs: ConcordancePairs): Concordance | NotComputable {
  const all = pairs.concordant + pairs.discordant + pairs.tiedScore;
  if (all === 0) return notComputable('no comparable pair');
  return { c: (pairs.concordant + pairs.tiedScore / 2) / all, ...pairs };
}
