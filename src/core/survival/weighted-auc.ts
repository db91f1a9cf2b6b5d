/** One subject of a comparison: its score (higher is worse) and how many subjects it stands for. */
export interface Weighted {
  readonly score: number;
  readonly weight: number;
}

/**
 * Weighted probability that a case scores above a control, ties one half (Mann and Whitney); n log n.
 * Undefined without weight on either side.
 */
export function weightedAuc(cases: readonly Weighted[], controls: readonly Weighted[]): number | undefined {
  const all = [
    ...cases.map(({ score, weight }) => ({ score, case: weight, control: 0 })),
    ...controls.map(({ score, weight }) => ({ score, case: 0, control: weight })),
  ].sort((left, right) => left.score - right.score);
  let caseWeight = 0;
  let controlsBelow = 0;
  let won = 0;
  let first = 0;
  while (first < all.length) {
    const score = all[first]?.score;
    let here = 0;
    let against = 0;
    for (; first < all.length && all[first]?.score === score; first++) {
      here += all[first]?.case ?? 0;
      against += all[first]?.control ?? 0;
    }
    won += here * (controlsBelow + against / 2);
    caseWeight += here;
    controlsBelow += against;
  }
  return caseWeight > 0 && controlsBelow > 0 ? won / (caseWeight * controlsBelow) : undefined;
}
