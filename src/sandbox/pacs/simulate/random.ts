/** A stream of random numbers that depends on its seed alone. */
export interface Random {
  /** Uniform in [0, 1). */
  uniform(): number;
  /** Uniform between two numbers. */
  between(low: number, high: number): number;
  /** Standard normal. */
  normal(): number;
  /** Exponential with mean 1. */
  exponential(): number;
  /** Whole number in [0, below). */
  below(count: number): number;
  /** One of the entries, with chances in proportion to the weights. */
  weighted<T>(entries: readonly (readonly [T, number])[]): T;
}

/**
 * Opens a stream for a seed and a purpose. Streams of other purposes are independent, so a change in how many numbers
 * one part draws changes nothing elsewhere. Generator: sfc32 (Doty-Humphrey, PractRand); seeding: murmur3 finaliser.
 */
export function openRandom(seed: number, ...purpose: readonly (string | number)[]): Random {
  const next = sfc32(hashWords(`${seed}/${purpose.join('/')}`));
  let spare: number | undefined;
  const uniform = () => next() / 4294967296;
  return {
    uniform,
    between: (low, high) => low + (high - low) * uniform(),
    normal: () => {
      if (spare !== undefined) {
        const value = spare;
        spare = undefined;
        return value;
      }
      const radius = Math.sqrt(-2 * Math.log(1 - uniform()));
      const angle = 2 * Math.PI * uniform();
      spare = radius * Math.sin(angle);
      return radius * Math.cos(angle);
    },
    exponential: () => -Math.log(1 - uniform()),
    below: (count) => Math.floor(uniform() * count),
    weighted: (entries) => {
      const total = entries.reduce((sum, [, weight]) => sum + weight, 0);
      let rest = uniform() * total;
      for (const [value, weight] of entries) {
        rest -= weight;
        if (rest < 0) return value;
      }
      const last = entries.at(-1);
      if (!last) throw new RangeError('Nothing to draw from.');
      return last[0];
    },
  };
}

/** The seed of the patient at a place of a cohort: 53 bits, so that cohorts of any usable size have no twins. */
export function patientSeed(cohortSeed: number, index: number): number {
  const [high, low] = hashWords(`${cohortSeed}/patient/${index}`);
  return (high & 0x1fffff) * 4294967296 + low;
}

type Words = readonly [number, number, number, number];

function hashWords(text: string): Words {
  let a = 0x9e3779b9;
  let b = 0x243f6a88;
  let c = 0xb7e15162;
  let d = 0xdeadbeef;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    a = mix(a ^ code);
    b = mix(b + Math.imul(code, 0x85ebca6b) + a);
    c = mix(c ^ (b + i));
    d = mix(d + c + code);
  }
  return [mix(a ^ d), mix(b ^ a), mix(c ^ b), mix(d ^ c)];
}

function mix(word: number): number {
  let h = word >>> 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

function sfc32([first, second, third, fourth]: Words): () => number {
  let [a, b, c, counter] = [first | 0, second | 0, third | 0, fourth | 0];
  const next = () => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + sum) | 0;
    return sum >>> 0;
  };
  for (let i = 0; i < 12; i++) next();
  return next;
}
