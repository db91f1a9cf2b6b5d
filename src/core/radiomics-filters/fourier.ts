import FFT from 'fft.js';

/** Discrete Fourier transform of lines of one length. Complex numbers interleaved: re, im, re, im. */
export interface Fourier {
  readonly length: number;
  /** X[k] = sum x[n] exp(-2 pi i k n / length). `out` and `line` differ. */
  forward(out: Float64Array, line: Float64Array): void;
  /** With the factor 1 / length: the inverse of `forward`. */
  inverse(out: Float64Array, line: Float64Array): void;
}

export const powerOfTwoFrom = (least: number): number => 2 ** Math.ceil(Math.log2(Math.max(2, least)));

/** Lengths that are powers of two, by radix 4. */
function radixFourier(length: number): Fourier {
  const fft = new FFT(length);
  return {
    length,
    forward: (out, line) => fft.transform(out, line),
    inverse: (out, line) => fft.inverseTransform(out, line),
  };
}

/**
 * Any length n, as a convolution of a power-of-two length (Bluestein): with k n = (k² + n² - (k - n)²) / 2 the sum
 * becomes a chirp times the convolution of (line times chirp) with the opposite chirp.
 * Bluestein L, IEEE Trans Audio Electroacoust 1970;18(4):451-455, DOI 10.1109/TAU.1970.1162132.
 */
function chirpFourier(length: number): Fourier {
  const padded = powerOfTwoFrom(2 * length - 1);
  const fft = new FFT(padded);
  const cosine = new Float64Array(length);
  const sine = new Float64Array(length);
  for (let k = 0; k < length; k++) {
    // k² modulo 2 n, so that the angle stays small and exact.
    const angle = (Math.PI * ((k * k) % (2 * length))) / length;
    cosine[k] = Math.cos(angle);
    sine[k] = Math.sin(angle);
  }
  const chirp = new Float64Array(2 * padded);
  for (let k = 0; k < length; k++)
    for (const at of k === 0 ? [0] : [k, padded - k]) {
      chirp[2 * at] = cosine[k] as number;
      chirp[2 * at + 1] = sine[k] as number;
    }
  const spectrum = new Float64Array(2 * padded);
  fft.transform(spectrum, chirp);
  const work = new Float64Array(2 * padded);
  const product = new Float64Array(2 * padded);

  /** `direction` 1: forward; -1: the conjugate transform without its factor. */
  const run = (out: Float64Array, line: Float64Array, direction: 1 | -1, factor: number) => {
    work.fill(0);
    for (let k = 0; k < length; k++) {
      const re = line[2 * k] as number;
      const im = direction * (line[2 * k + 1] as number);
      const c = cosine[k] as number;
      const s = sine[k] as number;
      work[2 * k] = re * c + im * s;
      work[2 * k + 1] = im * c - re * s;
    }
    fft.transform(product, work);
    for (let k = 0; k < 2 * padded; k += 2) {
      const re = product[k] as number;
      const im = product[k + 1] as number;
      const sr = spectrum[k] as number;
      const si = spectrum[k + 1] as number;
      product[k] = re * sr - im * si;
      product[k + 1] = re * si + im * sr;
    }
    fft.inverseTransform(work, product);
    for (let k = 0; k < length; k++) {
      const re = work[2 * k] as number;
      const im = work[2 * k + 1] as number;
      const c = cosine[k] as number;
      const s = sine[k] as number;
      out[2 * k] = factor * (re * c + im * s);
      out[2 * k + 1] = direction * factor * (im * c - re * s);
    }
  };
  return {
    length,
    forward: (out, line) => run(out, line, 1, 1),
    inverse: (out, line) => run(out, line, -1, 1 / length),
  };
}

/** Transform of lines of `length` complex numbers, any length from 1. */
export function fourierOf(length: number): Fourier {
  if (length === 1) {
    const copy = (out: Float64Array, line: Float64Array) => out.set(line.subarray(0, 2));
    return { length, forward: copy, inverse: copy };
  }
  return Number.isInteger(Math.log2(length)) ? radixFourier(length) : chirpFourier(length);
}

/** Transforms every line along one axis of a complex volume (x fastest, interleaved) in place. */
export function transformAxis(
  complex: Float64Array,
  size: readonly [number, number, number],
  axis: 0 | 1 | 2,
  direction: 'forward' | 'inverse',
): void {
  const fourier = fourierOf(size[axis]);
  const stride = [1, size[0], size[0] * size[1]][axis] as number;
  const length = size[axis];
  const line = new Float64Array(2 * length);
  const out = new Float64Array(2 * length);
  for (let origin = 0; origin < complex.length / 2; origin += stride * length)
    for (let start = origin; start < origin + stride; start++) {
      for (let k = 0; k < length; k++) {
        const at = 2 * (start + k * stride);
        line[2 * k] = complex[at] as number;
        line[2 * k + 1] = complex[at + 1] as number;
      }
      fourier[direction](out, line);
      for (let k = 0; k < length; k++) {
        const at = 2 * (start + k * stride);
        complex[at] = out[2 * k] as number;
        complex[at + 1] = out[2 * k + 1] as number;
      }
    }
}
