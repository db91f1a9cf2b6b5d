/** Lower and upper end of a 95 % interval. */
export type Interval = readonly [number, number];

/** 97.5 % quantile of the standard normal: every interval by a standard error here has level 0.95. */
export const z95 = 1.959963984540054;
