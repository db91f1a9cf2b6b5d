/**
 * Standard normal distribution function; absolute error below 1.2e-7 (rational Chebyshev fit of erfc, Press et al., Numerical
 * Recipes, section 6.2). Takes any finite number.
 */
export function normalCdf(z: number): number {
  const x = Math.abs(z) / Math.SQRT2;
  const t = 1 / (1 + 0.5 * x);
  const polynomial = erfcTerms.reduceRight((sum, term) => sum * t + term, 0);
  const erfc = t * Math.exp(-x * x + polynomial);
  return z >= 0 ? 1 - erfc / 2 : erfc / 2;
}

/** Ascending powers of t. */
const erfcTerms = [
  -1.26551223, 1.00002368, 0.37409196, 0.09678418, -0.18628806, 0.27886807, -1.13520398, 1.48851587, -0.82215223,
  0.17087277,
];
