/** Natural logarithm of the gamma function for x > 0: Stirling's series, after shifting x above 8 (error below 1e-13). */
function logGamma(x: number): number {
  let [shift, at] = [0, x];
  for (; at < 8; at++) shift += Math.log(at);
  const square = 1 / (at * at);
  const series = (1 / 12 - square * (1 / 360 - square * (1 / 1260 - square * (1 / 1680 - square / 1188)))) / at;
  return (at - 0.5) * Math.log(at) - at + 0.5 * Math.log(2 * Math.PI) + series - shift;
}

/** Regularised lower incomplete gamma function P(a, x): series below a + 1, continued fraction above (Abramowitz and Stegun 6.5.29, 6.5.31). */
function lowerGamma(a: number, x: number): number {
  if (x <= 0) return 0;
  const front = Math.exp(a * Math.log(x) - x - logGamma(a));
  if (x < a + 1) {
    let [term, total] = [1 / a, 1 / a];
    for (let n = 1; n < 10_000 && term > total * 1e-16; n++) {
      term *= x / (a + n);
      total += term;
    }
    return front * total;
  }
  // from the far end backwards: enough terms for any degree of freedom in use
  let fraction = 0;
  for (let n = 500; n >= 1; n--) fraction = (n * (n - a)) / (x + 2 * n + 1 - a - fraction);
  return 1 - front / (x + 1 - a - fraction);
}

/** P(X <= x) of a chi-square distribution. @param degrees of freedom, above 0 */
export const chiSquareProbability = (x: number, degrees: number): number => lowerGamma(degrees / 2, x / 2);

/** The value that a chi-square variable stays below with probability p (0 < p < 1), by bisection to the last bits. */
export function chiSquareQuantile(p: number, degrees: number): number {
  let [low, high] = [0, Math.max(1, degrees)];
  while (chiSquareProbability(high, degrees) < p && high < 1e12) high *= 2;
  for (let step = 0; step < 200 && high - low > 1e-14 * high; step++) {
    const middle = (low + high) / 2;
    if (chiSquareProbability(middle, degrees) < p) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
