import { describe, expect, it } from 'vitest';
import { waveletChain } from '../../../src/core/radiomics-filters/separable-wavelet.ts';
import { highPass, lowPass, waveletNames } from '../../../src/core/radiomics-filters/wavelet-taps.ts';

const dot = (a: readonly number[], b: readonly number[], shift = 0) =>
  a.reduce((sum, value, k) => sum + value * (b[k + shift] ?? 0), 0);

describe.each(waveletNames)('wavelet %s', (wavelet) => {
  const [low, high] = [lowPass(wavelet), highPass(wavelet)];
  it('has a low-pass that sums to the square root of two and a high-pass that sums to zero', () => {
    expect(low.reduce((a, b) => a + b)).toBeCloseTo(Math.SQRT2, 14);
    expect(high.reduce((a, b) => a + b)).toBeCloseTo(0, 14);
  });
  it('is orthonormal under even shifts', () => {
    for (let shift = 0; shift < low.length; shift += 2) {
      expect(dot(low, low, shift)).toBeCloseTo(shift === 0 ? 1 : 0, 14);
      expect(dot(high, high, shift)).toBeCloseTo(shift === 0 ? 1 : 0, 14);
      expect(dot(low, high, shift)).toBeCloseTo(0, 14);
    }
  });
});

describe('published filter coefficients', () => {
  // Daubechies I, Ten Lectures on Wavelets, 1992, tables 6.1 and 8.1 (reconstruction order).
  it.each([
    ['db2', [0.4829629131445341, 0.8365163037378077, 0.2241438680420134, -0.1294095225512603]],
    [
      'db3',
      [
        0.332670552950083, 0.806891509311093, 0.459877502118491, -0.135011020010255, -0.085441273882027,
        0.035226291885709,
      ],
    ],
    [
      'coif1',
      [-0.07273261951285, 0.33789766245781, 0.85257202021226, 0.3848648468642, -0.07273261951285, -0.01565572813546],
    ],
  ] as const)('are those of %s', (wavelet, published) => {
    for (const [k, tap] of [...lowPass(wavelet)].reverse().entries()) expect(tap).toBeCloseTo(published[k] ?? 0, 10);
  });
});

describe('levels of a wavelet', () => {
  it('pad even kernels to odd length and spread the taps of the second level', () => {
    const half = Math.SQRT1_2;
    expect(waveletChain('haar', 'H', 1)).toEqual([[-1 / Math.SQRT2, 1 / Math.SQRT2, 0]]);
    const [first = [], second = []] = waveletChain('haar', 'H', 2);
    expect(first).toHaveLength(3);
    expect(second.map((tap) => Math.round(tap / half))).toEqual([-1, 0, 1, 0, 0]);
  });
});
