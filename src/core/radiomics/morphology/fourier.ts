import FFT from 'fft.js';

/** A transform of complex lines of one length; real and imaginary parts alternate. `from` and `to` must differ. */
export interface LineTransform {
  readonly size: number;
  run(to: Float64Array, from: Float64Array): void;
}

/** Smallest size of at least n among 1, 3, 5, 9 and 15 times a power of two: at most a sixth more than n from 16 on. */
export function paddedSize(n: number): number {
  let best = Number.POSITIVE_INFINITY;
  for (const odd of [1, 3, 5, 9, 15]) {
    let size = odd * 2;
    while (size < n) size *= 2;
    best = Math.min(best, size);
  }
  return best;
}

/**
 * Forward transform of a size that `paddedSize` gives. Powers of two go to fft.js; a factor of 3 or 5 is one step of
 * Cooley and Tukey (1965, 10.1090/S0025-5718-1965-0178586-1) around it: transform every p-th value, turn, add.
 */
export function lineTransform(size: number): LineTransform {
  const factor = size % 3 === 0 ? 3 : size % 5 === 0 ? 5 : 1;
  if (factor === 1) {
    const fft = new FFT(size);
    return { size, run: (to, from) => fft.transform(to, from) };
  }
  const part = size / factor;
  const inner = lineTransform(part);
  const picked = new Float64Array(2 * part);
  const parts = Array.from({ length: factor }, () => new Float64Array(2 * part));
  const cosines = Float64Array.from({ length: size }, (_, n) => Math.cos((2 * Math.PI * n) / size));
  const sines = Float64Array.from({ length: size }, (_, n) => -Math.sin((2 * Math.PI * n) / size));
  return {
    size,
    run(to, from) {
      for (let p = 0; p < factor; p++) {
        for (let n = 0; n < part; n++) {
          picked[2 * n] = from[2 * (n * factor + p)] as number;
          picked[2 * n + 1] = from[2 * (n * factor + p) + 1] as number;
        }
        inner.run(parts[p] as Float64Array, picked);
      }
      for (let q = 0; q < factor; q++) {
        for (let n = 0; n < part; n++) {
          const k = n + q * part;
          let re = 0;
          let im = 0;
          for (let p = 0; p < factor; p++) {
            const line = parts[p] as Float64Array;
            const turn = (k * p) % size;
            const c = cosines[turn] as number;
            const s = sines[turn] as number;
            const a = line[2 * n] as number;
            const b = line[2 * n + 1] as number;
            re += a * c - b * s;
            im += a * s + b * c;
          }
          to[2 * k] = re;
          to[2 * k + 1] = im;
        }
      }
    },
  };
}
