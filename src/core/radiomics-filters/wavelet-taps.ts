import type { Taps } from './convolve-axis.ts';

const r2 = Math.SQRT2;
const r3 = Math.sqrt(3);
const r7 = Math.sqrt(7);
const r10 = Math.sqrt(10);
const b = Math.sqrt(5 + 2 * r10);
const over = (divisor: number, taps: Taps): Taps => taps.map((tap) => tap / divisor);

/**
 * Scaling coefficients in closed form, minimum phase, sum sqrt(2), in the order of reconstruction.
 * Daubechies I, Ten Lectures on Wavelets, SIAM 1992, DOI 10.1137/1.9781611970104 (sections 6.4 and 8.2).
 */
const scaling = {
  haar: over(r2, [1, 1]),
  db2: over(4 * r2, [1 + r3, 3 + r3, 3 - r3, 1 - r3]),
  db3: over(16 * r2, [
    1 + r10 + b,
    5 + r10 + 3 * b,
    10 - 2 * r10 + 2 * b,
    10 - 2 * r10 - 2 * b,
    5 + r10 - 3 * b,
    1 + r10 - b,
  ]),
  coif1: over(16 * r2, [1 - r7, 5 + r7, 14 + 2 * r7, 14 - 2 * r7, 1 - r7, -3 + r7]),
} as const satisfies Record<string, Taps>;

export type Wavelet = keyof typeof scaling;
export const waveletNames = Object.keys(scaling) as readonly Wavelet[];

/** Analysis low-pass: the scaling coefficients backwards. */
export const lowPass = (wavelet: Wavelet): Taps => [...scaling[wavelet]].reverse();

/** Analysis high-pass: the quadrature mirror, h[k] = (-1)^(k+1) l[n-1-k]. */
export const highPass = (wavelet: Wavelet): Taps =>
  scaling[wavelet].map((tap: number, k: number) => (k % 2 === 0 ? -tap : tap));
