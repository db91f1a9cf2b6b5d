/** A source of numbers in [0, 1), passed as an argument wherever chance is needed: core has none of its own. */
export type Random = () => number;

/**
 * xoshiro128** (Blackman and Vigna, ACM TOMS 2021, doi:10.1145/3460772), seeded through splitmix32, so that equal seeds give equal
 * bootstrap samples and folds on every machine. 32 bits a number; not for secrets.
 * @param seed any integer; its low 32 bits count.
 */
export function seededRandom(seed: number): Random {
  const mix = splitmix32(seed);
  return xoshiro128StarStar([mix(), mix(), mix(), mix()]);
}

/** @param state four 32-bit words, not all 0. */
export function xoshiro128StarStar(state: readonly [number, number, number, number]): Random {
  let [a, b, c, d] = state;
  return () => {
    const result = Math.imul(rotate(Math.imul(b, 5), 7), 9) >>> 0;
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = rotate(d, 11);
    return result / 4294967296;
  };
}

const rotate = (word: number, by: number) => (word << by) | (word >>> (32 - by));

function splitmix32(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x9e3779b9) | 0;
    let word = state ^ (state >>> 16);
    word = Math.imul(word, 0x21f0aaad);
    word ^= word >>> 15;
    word = Math.imul(word, 0x735a2d97);
    return (word ^ (word >>> 15)) >>> 0;
  };
}
