import { atLeast, type Stage, type StageVector } from '../../src/core/fusion/stage-vector.ts';

export interface Judged {
  readonly stage: Stage;
  readonly probabilities: StageVector;
}

/** Expected calibration error of P(F>=3): ten bins of equal width, weighted by their size. */
export function calibrationError(judged: readonly Judged[]): number {
  const bins = Array.from({ length: 10 }, () => ({ n: 0, said: 0, seen: 0 }));
  for (const { stage, probabilities } of judged) {
    const p = atLeast(probabilities, 3);
    const bin = bins[Math.min(9, Math.floor(10 * p))];
    if (!bin) continue;
    bin.n++;
    bin.said += p;
    if (stage >= 3) bin.seen++;
  }
  return bins.reduce((sum, { said, seen }) => sum + Math.abs(said - seen), 0) / judged.length;
}

/** Mean negative log probability of the true stage, nats: lower is better. */
export const logScore = (judged: readonly Judged[]) =>
  judged.reduce((sum, { stage, probabilities }) => sum - Math.log(probabilities[stage]), 0) / judged.length;

const cuts: readonly Stage[] = [1, 2, 3, 4];

/** Mean ranked probability score over the four cuts: lower is better. */
export const rankedScore = (judged: readonly Judged[]) =>
  judged.reduce(
    (sum, { stage, probabilities }) =>
      sum + cuts.reduce<number>((part, cut) => part + (atLeast(probabilities, cut) - (stage >= cut ? 1 : 0)) ** 2, 0),
    0,
  ) / judged.length;

/** AUC of P(F>=3) for F>=3, ties at half, by ranks. */
export function aucF3(judged: readonly Judged[]): number {
  const sorted = judged
    .map(({ stage, probabilities }) => ({ ill: stage >= 3, p: atLeast(probabilities, 3) }))
    .sort((a, b) => a.p - b.p);
  let [ranks, ill, start] = [0, 0, 0];
  while (start < sorted.length) {
    let end = start;
    while (end < sorted.length && sorted[end]?.p === sorted[start]?.p) end++;
    for (const one of sorted.slice(start, end)) {
      if (!one.ill) continue;
      ranks += (start + 1 + end) / 2;
      ill++;
    }
    start = end;
  }
  return (ranks - (ill * (ill + 1)) / 2) / (ill * (sorted.length - ill));
}
