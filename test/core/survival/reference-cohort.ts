import type { FollowUp } from '../../../src/core/survival/follow-up.ts';
import { isComputable, type NotComputable } from '../../../src/core/survival/not-computable.ts';

/**
 * 48 made-up subjects with many ties, written down once: the same numbers were given to R 4.2 (survival 3.5-3, cmprsk 2.2-11,
 * riskRegression 2022.11.28, prodlim 2019.11.13) as data frame `d` with columns time, cause, score, p1, p3, p5.
 */
// biome-ignore format: a table
const time = [
  0.25, 0.5, 1, 7, 7.25, 5, 4.25, 0.5, 6.75, 0.5, 6.5, 1.75, 0.5, 1, 1, 3, 1.75, 0.75, 6.25, 1.5, 3.5, 0.75, 4, 3.5, 4.75, 3.5, 0.25, 2.25,
  8.25, 5, 0.75, 1.5, 0.5, 1.5, 1.5, 8.75, 1.5, 4.5, 0.5, 4, 0.5, 8, 2.75, 4.5, 5.75, 1.75, 1.75, 0.25,
];
// biome-ignore format: a table
const cause = [
  1, 2, 2, 0, 0, 0, 1, 1, 2, 1, 2, 0, 1, 1, 1, 2, 0, 1, 1, 1, 0, 2, 1, 0, 2, 1, 1, 1, 0, 1, 2, 1, 1, 2, 1, 0, 1, 0, 1, 0, 1, 0, 0, 0, 0, 0,
  1, 1,
] as const;
/** Higher is worse. */
// biome-ignore format: a table
export const score = [
  2.3, -1.2, -0.7, -0.4, -1, -0.9, 0.7, -0.1, 0.2, 2.2, 0.4, 2.7, 2.3, 0.3, 1.9, 0.5, -0.9, -0.3, 0, 1, 0.8, 0.7, 1.3, -1.4, 1.3, 0.2, 0.8,
  0.6, -1, -0.3, -0.9, 0.7, 0.1, -0.1, -0.4, -0.6, 1, -1.1, -0.1, 0.3, 1.2, -0.7, -0.3, -1.3, -0.4, -0.4, 1.4, 0.6,
];
/** Predicted probabilities at 1, 3 and 5 years. */
export const p1 = score.map((value) => rounded(1 - Math.exp(-0.1 * Math.exp(value))));
export const p3 = score.map((value) => rounded(1 - Math.exp(-0.3 * Math.exp(value))));
export const p5 = score.map((value) => rounded(1 - Math.exp(-0.5 * Math.exp(value))));

function rounded(value: number): number {
  return Math.round(value * 1000) / 1000;
}

/** 23 events, 9 competing, 16 censored. */
export const competingCohort: readonly FollowUp[] = time.map((each, index) => ({
  time: each,
  cause: cause[index] ?? 0,
}));
/** The same with competing events as censoring: `Surv(time, cause == 1)`. */
export const survivalCohort: readonly FollowUp[] = competingCohort.map((one) => ({
  time: one.time,
  cause: one.cause === 1 ? 1 : 0,
}));
/** Without an event and a censoring at one time, where programs differ: `time + 0.01 * (cause != 1)`. */
export const untiedCohort: readonly FollowUp[] = survivalCohort.map((one) =>
  one.cause === 1 ? one : { time: one.time + 0.01, cause: 0 },
);

/** The result, or a failed test with the reason. */
export function computed<T extends object>(result: T | NotComputable): T {
  if (!isComputable(result)) throw new Error(`not computable: ${result.notComputable}`);
  return result;
}
