import type { Normalisation } from '../models/manifest.ts';
import type { Triple } from '../volume/geometry.ts';

/** Below it a standard deviation counts as none. */
const leastDeviation = 1e-8;

/**
 * Intensities as a network wants them, float32. `nonzero` works inside the mask only and leaves 0 around it, as nnU-Net does;
 * `roi` takes mean and deviation of the mask and applies them everywhere.
 * @param mask needed for `nonzero` and `roi`.
 */
export function normalise(data: Float32Array | Float64Array, rule: Normalisation, mask?: Uint8Array): Float32Array {
  const out = Float32Array.from(data);
  switch (rule.kind) {
    case 'none':
      return out;
    case 'window': {
      const [from, to] = rule.to;
      const scale = (to - from) / (rule.high - rule.low);
      for (let at = 0; at < out.length; at++)
        out[at] = from + (Math.min(rule.high, Math.max(rule.low, out[at] as number)) - rule.low) * scale;
      return out;
    }
    case 'clip-z-score':
      for (let at = 0; at < out.length; at++)
        out[at] = (Math.min(rule.high, Math.max(rule.low, out[at] as number)) - rule.mean) / rule.sd;
      return out;
    case 'z-score': {
      const over = rule.over === 'all' ? undefined : mask;
      const { mean, sd } = momentsOf(out, over);
      const inside = rule.over === 'nonzero' ? mask : undefined;
      for (let at = 0; at < out.length; at++)
        if (inside === undefined || inside[at]) out[at] = ((out[at] as number) - mean) / Math.max(sd, leastDeviation);
      return out;
    }
  }
}

function momentsOf(data: Float32Array, mask: Uint8Array | undefined) {
  let n = 0;
  let mean = 0;
  let squares = 0;
  for (let at = 0; at < data.length; at++) {
    if (mask !== undefined && !mask[at]) continue;
    const value = data[at] as number;
    n++;
    const step = value - mean;
    mean += step / n;
    squares += step * (value - mean);
  }
  return { mean, sd: n === 0 ? 0 : Math.sqrt(squares / n) };
}

/** What is not zero in any channel, holes filled: background is what reaches the border through faces. */
export function nonzeroMask(channels: readonly ArrayLike<number>[], [nx, ny, nz]: Triple): Uint8Array {
  const total = nx * ny * nz;
  const mask = new Uint8Array(total);
  for (const data of channels) for (let at = 0; at < total; at++) if (data[at] !== 0) mask[at] = 1;
  // 2: background seen from the border
  const open: number[] = [];
  const see = (at: number) => {
    if (mask[at] !== 0) return;
    mask[at] = 2;
    open.push(at);
  };
  for (let k = 0; k < nz; k++)
    for (let j = 0; j < ny; j++) {
      const row = nx * (j + ny * k);
      if (k === 0 || k === nz - 1 || j === 0 || j === ny - 1) for (let i = 0; i < nx; i++) see(row + i);
      else {
        see(row);
        see(row + nx - 1);
      }
    }
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    const i = at % nx;
    const j = Math.floor(at / nx) % ny;
    const k = Math.floor(at / (nx * ny));
    if (i > 0) see(at - 1);
    if (i < nx - 1) see(at + 1);
    if (j > 0) see(at - nx);
    if (j < ny - 1) see(at + nx);
    if (k > 0) see(at - nx * ny);
    if (k < nz - 1) see(at + nx * ny);
  }
  for (let at = 0; at < total; at++) mask[at] = mask[at] === 2 ? 0 : 1;
  return mask;
}
