/**
 * Transforms many lines of one length side by side. fft.js takes one line of a power of two at a time; here sizes have factors
 * 3 and 5 as well, and the inner loops run over neighbouring memory, which is several times faster for volumes.
 */
export interface BatchTransform {
  readonly size: number;
  readonly batch: number;
  /** To be filled (to the half where that was agreed) before each run: value n of line b at 2 (n batch + b), real and imaginary part. Overwritten by a run. */
  readonly input: Float64Array;
  /** Forward transform; the answer lies as the input did, and is valid until the next filling. */
  run(): Float64Array;
}

/** Smallest multiple of 4 of at least n without factors other than 2, 3 and 5. */
export function paddedSize(n: number): number {
  for (let size = 4 * Math.max(1, Math.ceil(n / 4)); ; size += 4) {
    let rest = size;
    for (const factor of [2, 3, 5]) while (rest % factor === 0) rest /= factor;
    if (rest === 1) return size;
  }
}

interface Stage {
  readonly radix: number;
  /** Length of the parts that this stage leaves. */
  readonly part: number;
  /** Values that are treated alike, batch included. */
  readonly stride: number;
  /** For each q below `part`: the turns of outputs 1 to radix - 1, cosine and sine. */
  readonly turns: Float64Array;
}

/**
 * The self-sorting algorithm of Stockham (Van Loan 1992, 10.1137/1.9781611970999, section 1.7) with radices 4, 2, 3 and 5.
 * @param filled `half`: only the first half of each line is filled, the rest counts as 0 and is not read; needs a multiple of 4.
 */
export function batchTransform(size: number, batch: number, filled: 'whole' | 'half' = 'whole'): BatchTransform {
  const stages: Stage[] = [];
  let stride = batch;
  for (let rest = size; rest > 1; ) {
    const radix = [4, 2, 3, 5].find((factor) => rest % factor === 0);
    if (!radix) throw new RangeError(`size ${size} has a factor other than 2, 3 and 5`);
    const part = rest / radix;
    const turns = new Float64Array(2 * part * (radix - 1));
    for (let q = 0; q < part; q++) {
      for (let j = 1; j < radix; j++) {
        const angle = (-2 * Math.PI * q * j) / rest;
        turns[2 * (q * (radix - 1) + j - 1)] = Math.cos(angle);
        turns[2 * (q * (radix - 1) + j - 1) + 1] = Math.sin(angle);
      }
    }
    stages.push({ radix, part, stride, turns });
    stride *= radix;
    rest = part;
  }
  const input = new Float64Array(2 * size * batch);
  const other = new Float64Array(2 * size * batch);
  const passes = { 2: pass2, 3: pass3, 4: pass4, 5: pass5 } as Readonly<Record<number, typeof pass2>>;
  return {
    size,
    batch,
    input,
    run() {
      let from = input;
      let to = other;
      for (const stage of stages) {
        const pass = filled === 'half' && stage.stride === batch ? halfPass4 : passes[stage.radix];
        pass?.(from, to, stage);
        [from, to] = [to, from];
      }
      return from;
    },
  };
}

function pass2(from: Float64Array, to: Float64Array, { part, stride, turns }: Stage) {
  const step = 2 * stride * part;
  for (let q = 0; q < part; q++) {
    const c = turns[2 * q] as number;
    const s = turns[2 * q + 1] as number;
    const out = 2 * stride * 2 * q;
    for (let at = 2 * stride * q, o = out; o < out + 2 * stride; at += 2, o += 2) {
      const ar = from[at] as number;
      const ai = from[at + 1] as number;
      const br = from[at + step] as number;
      const bi = from[at + step + 1] as number;
      to[o] = ar + br;
      to[o + 1] = ai + bi;
      const dr = ar - br;
      const di = ai - bi;
      to[o + 2 * stride] = dr * c - di * s;
      to[o + 2 * stride + 1] = dr * s + di * c;
    }
  }
}

const sin60 = Math.sqrt(3) / 2;

function pass3(from: Float64Array, to: Float64Array, { part, stride, turns }: Stage) {
  const step = 2 * stride * part;
  const wide = 2 * stride;
  for (let q = 0; q < part; q++) {
    const [c1, s1, c2, s2] = turns.subarray(4 * q, 4 * q + 4) as unknown as [number, number, number, number];
    const out = wide * 3 * q;
    for (let at = wide * q, o = out; o < out + wide; at += 2, o += 2) {
      const ar = from[at] as number;
      const ai = from[at + 1] as number;
      const br = from[at + step] as number;
      const bi = from[at + step + 1] as number;
      const cr = from[at + 2 * step] as number;
      const ci = from[at + 2 * step + 1] as number;
      const tr = br + cr;
      const ti = bi + ci;
      to[o] = ar + tr;
      to[o + 1] = ai + ti;
      const mr = ar - tr / 2;
      const mi = ai - ti / 2;
      const nr = sin60 * (bi - ci);
      const ni = -sin60 * (br - cr);
      const xr = mr + nr;
      const xi = mi + ni;
      const yr = mr - nr;
      const yi = mi - ni;
      to[o + wide] = xr * c1 - xi * s1;
      to[o + wide + 1] = xr * s1 + xi * c1;
      to[o + 2 * wide] = yr * c2 - yi * s2;
      to[o + 2 * wide + 1] = yr * s2 + yi * c2;
    }
  }
}

function pass4(from: Float64Array, to: Float64Array, { part, stride, turns }: Stage) {
  const step = 2 * stride * part;
  const wide = 2 * stride;
  for (let q = 0; q < part; q++) {
    const c1 = turns[6 * q] as number;
    const s1 = turns[6 * q + 1] as number;
    const c2 = turns[6 * q + 2] as number;
    const s2 = turns[6 * q + 3] as number;
    const c3 = turns[6 * q + 4] as number;
    const s3 = turns[6 * q + 5] as number;
    const out = wide * 4 * q;
    for (let at = wide * q, o = out; o < out + wide; at += 2, o += 2) {
      const ar = from[at] as number;
      const ai = from[at + 1] as number;
      const br = from[at + step] as number;
      const bi = from[at + step + 1] as number;
      const cr = from[at + 2 * step] as number;
      const ci = from[at + 2 * step + 1] as number;
      const dr = from[at + 3 * step] as number;
      const di = from[at + 3 * step + 1] as number;
      const er = ar + cr;
      const ei = ai + ci;
      const fr = ar - cr;
      const fi = ai - ci;
      const gr = br + dr;
      const gi = bi + di;
      const hr = br - dr;
      const hi = bi - di;
      to[o] = er + gr;
      to[o + 1] = ei + gi;
      const xr = fr + hi;
      const xi = fi - hr;
      const yr = er - gr;
      const yi = ei - gi;
      const zr = fr - hi;
      const zi = fi + hr;
      to[o + wide] = xr * c1 - xi * s1;
      to[o + wide + 1] = xr * s1 + xi * c1;
      to[o + 2 * wide] = yr * c2 - yi * s2;
      to[o + 2 * wide + 1] = yr * s2 + yi * c2;
      to[o + 3 * wide] = zr * c3 - zi * s3;
      to[o + 3 * wide + 1] = zr * s3 + zi * c3;
    }
  }
}

/** `pass4` for lines whose second half is 0. */
function halfPass4(from: Float64Array, to: Float64Array, { part, stride, turns }: Stage) {
  const step = 2 * stride * part;
  const wide = 2 * stride;
  for (let q = 0; q < part; q++) {
    const c1 = turns[6 * q] as number;
    const s1 = turns[6 * q + 1] as number;
    const c2 = turns[6 * q + 2] as number;
    const s2 = turns[6 * q + 3] as number;
    const c3 = turns[6 * q + 4] as number;
    const s3 = turns[6 * q + 5] as number;
    const out = wide * 4 * q;
    for (let at = wide * q, o = out; o < out + wide; at += 2, o += 2) {
      const ar = from[at] as number;
      const ai = from[at + 1] as number;
      const br = from[at + step] as number;
      const bi = from[at + step + 1] as number;
      to[o] = ar + br;
      to[o + 1] = ai + bi;
      const xr = ar + bi;
      const xi = ai - br;
      const yr = ar - br;
      const yi = ai - bi;
      const zr = ar - bi;
      const zi = ai + br;
      to[o + wide] = xr * c1 - xi * s1;
      to[o + wide + 1] = xr * s1 + xi * c1;
      to[o + 2 * wide] = yr * c2 - yi * s2;
      to[o + 2 * wide + 1] = yr * s2 + yi * c2;
      to[o + 3 * wide] = zr * c3 - zi * s3;
      to[o + 3 * wide + 1] = zr * s3 + zi * c3;
    }
  }
}

const [cos72, sin72, cos144, sin144] = [0.4, 0.4, 0.8, 0.8].map((part, n) =>
  n % 2 === 0 ? Math.cos(part * Math.PI) : Math.sin(part * Math.PI),
) as [number, number, number, number];

function pass5(from: Float64Array, to: Float64Array, { part, stride, turns }: Stage) {
  const step = 2 * stride * part;
  const wide = 2 * stride;
  for (let q = 0; q < part; q++) {
    const [c1, s1, c2, s2, c3, s3, c4, s4] = turns.subarray(8 * q, 8 * q + 8) as unknown as [
      number,
      number,
      number,
      number,
      number,
      number,
      number,
      number,
    ];
    const out = wide * 5 * q;
    for (let at = wide * q, o = out; o < out + wide; at += 2, o += 2) {
      const ar = from[at] as number;
      const ai = from[at + 1] as number;
      const br = from[at + step] as number;
      const bi = from[at + step + 1] as number;
      const cr = from[at + 2 * step] as number;
      const ci = from[at + 2 * step + 1] as number;
      const dr = from[at + 3 * step] as number;
      const di = from[at + 3 * step + 1] as number;
      const er = from[at + 4 * step] as number;
      const ei = from[at + 4 * step + 1] as number;
      const t1r = br + er;
      const t1i = bi + ei;
      const t2r = cr + dr;
      const t2i = ci + di;
      const t3r = br - er;
      const t3i = bi - ei;
      const t4r = cr - dr;
      const t4i = ci - di;
      to[o] = ar + t1r + t2r;
      to[o + 1] = ai + t1i + t2i;
      const m1r = ar + cos72 * t1r + cos144 * t2r;
      const m1i = ai + cos72 * t1i + cos144 * t2i;
      const m2r = ar + cos144 * t1r + cos72 * t2r;
      const m2i = ai + cos144 * t1i + cos72 * t2i;
      const n1r = sin72 * t3r + sin144 * t4r;
      const n1i = sin72 * t3i + sin144 * t4i;
      const n2r = sin144 * t3r - sin72 * t4r;
      const n2i = sin144 * t3i - sin72 * t4i;
      const v1r = m1r + n1i;
      const v1i = m1i - n1r;
      const v2r = m2r + n2i;
      const v2i = m2i - n2r;
      const v3r = m2r - n2i;
      const v3i = m2i + n2r;
      const v4r = m1r - n1i;
      const v4i = m1i + n1r;
      to[o + wide] = v1r * c1 - v1i * s1;
      to[o + wide + 1] = v1r * s1 + v1i * c1;
      to[o + 2 * wide] = v2r * c2 - v2i * s2;
      to[o + 2 * wide + 1] = v2r * s2 + v2i * c2;
      to[o + 3 * wide] = v3r * c3 - v3i * s3;
      to[o + 3 * wide + 1] = v3r * s3 + v3i * c3;
      to[o + 4 * wide] = v4r * c4 - v4i * s4;
      to[o + 4 * wide + 1] = v4r * s4 + v4i * c4;
    }
  }
}
