import type { Interval } from './interval.ts';
import { z95 } from './interval.ts';
import { type NotComputable, notComputable } from './not-computable.ts';

/** A coefficient with its standard error and 95 % Wald interval. */
export interface Coefficient {
  readonly value: number;
  readonly standardError: number;
  readonly interval: Interval;
}
export interface Recalibration {
  /** With the slope fixed at 1: 0 is calibrated in the large; above 0 the model predicts too little. */
  readonly intercept: Coefficient;
  /** 1 is right; below 1 predictions are too extreme. */
  readonly slope: Coefficient;
  readonly n: number;
  readonly events: number;
}

export interface Link {
  readonly id: 'logit' | 'cloglog';
  toPredictor(probability: number): number;
  toProbability(predictor: number): number;
  /** Derivative of the probability by the predictor. */
  derivative(predictor: number): number;
}
export const logit: Link = {
  id: 'logit',
  toPredictor: (probability) => Math.log(probability / (1 - probability)),
  toProbability: (predictor) => 1 / (1 + Math.exp(-predictor)),
  derivative: (predictor) => {
    const probability = 1 / (1 + Math.exp(-predictor));
    return probability * (1 - probability);
  },
};
export const cloglog: Link = {
  id: 'cloglog',
  toPredictor: (probability) => Math.log(-Math.log1p(-probability)),
  toProbability: (predictor) => -Math.expm1(-Math.exp(predictor)),
  derivative: (predictor) => Math.exp(predictor - Math.exp(predictor)),
};

export const coefficient = (value: number, standardError: number): Coefficient => ({
  value,
  standardError,
  interval: [value - z95 * standardError, value + z95 * standardError],
});

/** What a fit of one or two coefficients needs at each step: score (gradient) and information, lower triangle. */
export interface Step {
  readonly objective: number;
  readonly gradient: readonly [number, number];
  readonly information: readonly [number, number, number];
}

/**
 * Newton's method for intercept and slope (`'intercept'`: the slope stays 1), halving a step that makes the objective worse.
 * Not computable when it does not settle in 50 steps: complete separation, or no variation.
 */
export function newton(
  at: (intercept: number, slope: number) => Step,
  free: 'both' | 'intercept' | 'slope',
): { readonly intercept: number; readonly slope: number; readonly last: Step } | NotComputable {
  let intercept = 0;
  let slope = 1;
  let now = at(intercept, slope);
  for (let round = 0; round < 50; round++) {
    const move = direction(now, free);
    if (!move) return notComputable('the predictions do not vary');
    let share = 1;
    let next = at(intercept + move[0], slope + move[1]);
    while (!(next.objective >= now.objective - 1e-12 * Math.abs(now.objective)) && share > 1e-6) {
      share /= 2;
      next = at(intercept + share * move[0], slope + share * move[1]);
    }
    intercept += share * move[0];
    slope += share * move[1];
    now = next;
    const settled = Math.hypot(move[0], move[1]) * share < 1e-11 * (1 + Math.hypot(intercept, slope));
    if (settled && Number.isFinite(now.objective)) return { intercept, slope, last: now };
    if (Math.abs(slope) > 1e4 || Math.abs(intercept) > 1e4) break;
  }
  return notComputable(
    'the fit does not settle: predictions separate the outcomes completely, or there are too few events',
  );
}

function direction({ gradient, information }: Step, free: 'both' | 'intercept' | 'slope') {
  const [aa, ab, bb] = information;
  if (free === 'intercept') return aa > 0 ? ([gradient[0] / aa, 0] as const) : undefined;
  if (free === 'slope') return bb > 0 ? ([0, gradient[1] / bb] as const) : undefined;
  const determinant = aa * bb - ab * ab;
  if (!(determinant > 1e-14 * aa * bb)) return undefined;
  return [
    (bb * gradient[0] - ab * gradient[1]) / determinant,
    (aa * gradient[1] - ab * gradient[0]) / determinant,
  ] as const;
}
