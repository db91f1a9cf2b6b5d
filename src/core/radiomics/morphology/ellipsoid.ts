/** Terms of the Legendre series, as the IBSI asks (reference manual 3.1.20). */
const order = 20;

export const ellipsoidVolume = (a: number, b: number, c: number): number => (4 / 3) * Math.PI * a * b * c;

/**
 * Surface of an ellipsoid with semi-axes a >= b >= c > 0 as the IBSI defines it: the Legendre series to order 20 in the
 * eccentricities of b and c against a. The geometric area has those of c against a and b in the same series and is some
 * percent different where the axes differ; the reference values are met by the definition, not by the geometry.
 */
export function ellipsoidArea(a: number, b: number, c: number): number {
  const alpha = Math.sqrt(Math.max(0, 1 - (b / a) ** 2));
  const beta = Math.sqrt(Math.max(0, 1 - (c / a) ** 2));
  if (alpha === 0 && beta === 0) return 4 * Math.PI * a * b;
  // For alpha = 0 the argument of the polynomial grows without bound while its factor vanishes: the product stays finite.
  const product = alpha * beta;
  const x = (alpha * alpha + beta * beta) / 2;
  let sum = 0;
  // scaled(n) = (alpha beta)^n P_n((alpha² + beta²) / (2 alpha beta)), by the recursion of the polynomials.
  let before = 0;
  let here = 1;
  for (let n = 0; n <= order; n++) {
    sum += here / (1 - 4 * n * n);
    const following = ((2 * n + 1) * x * here - n * product * product * before) / (n + 1);
    before = here;
    here = following;
  }
  return 4 * Math.PI * a * b * sum;
}
