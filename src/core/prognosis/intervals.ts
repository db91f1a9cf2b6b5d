/** Two-sided normal quantiles of the intervals that are given. */
export const intervalQuantile = { 80: 1.2815515655446004, 95: 1.959963984540054 } as const;
export type IntervalPercent = keyof typeof intervalQuantile;

/** Complementary log-log: the scale on which a probability of an event over time is about as uncertain as its predictor. */
const cloglog = (p: number) => Math.log(-Math.log1p(-bounded(p)));
const inverse = (value: number) => -Math.expm1(-Math.exp(value));
const bounded = (p: number) => Math.min(1 - 1e-12, Math.max(1e-12, p));

/**
 * Interval of a probability.
 * Half-width on the complementary log-log scale = z times (spread of the bootstrap refits and of the constants of a re-anchoring + spread by
 * what is missing). The last is added,
 * not squared and added: the interval is the envelope of those that any value of the missing input within z deviations would have had,
 * so that a missing input never narrows it.
 * @param probability the estimate
 * @param refits the same probability by each bootstrap refit, at the same row
 * @param open the probability at the completed row; with the predictors moved by one deviation along each axis of what is missing; and with
 * each constant of a re-anchoring moved by its standard error
 */
export function probabilityInterval(
  probability: number,
  refits: readonly number[],
  open: { readonly at: number; readonly moved: readonly number[]; readonly anchored: readonly number[] },
  percent: IntervalPercent,
): { readonly lower: number; readonly upper: number } {
  const centre = cloglog(probability);
  const scaled = refits.map(cloglog);
  const mean = scaled.reduce((sum, value) => sum + value, 0) / Math.max(1, scaled.length);
  const variance = scaled.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, scaled.length - 1);
  const squares = (moved: readonly number[]) => moved.reduce((sum, p) => sum + (cloglog(p) - cloglog(open.at)) ** 2, 0);
  const half =
    intervalQuantile[percent] * (Math.sqrt(variance + squares(open.anchored)) + Math.sqrt(squares(open.moved)));
  return { lower: inverse(centre - half), upper: inverse(centre + half) };
}
