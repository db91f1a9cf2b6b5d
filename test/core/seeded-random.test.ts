import { describe, expect, it } from 'vitest';
import { seededRandom, xoshiro128StarStar } from '../../src/core/seeded-random.ts';

describe('the seeded generator', () => {
  it('gives the published numbers of xoshiro128** for the state 1, 2, 3, 4', () => {
    // the test vector of rand_xoshiro, made with the reference implementation
    const random = xoshiro128StarStar([1, 2, 3, 4]);
    const first = Array.from({ length: 10 }, () => random() * 4294967296);
    expect(first).toEqual([
      11520, 0, 5927040, 70819200, 2031721883, 1637235492, 1287239034, 3734860849, 3729100597, 4258142804,
    ]);
  });
  it('stays within 0 and 1, and fills it evenly', () => {
    const random = seededRandom(42);
    const tenths = new Array<number>(10).fill(0);
    for (let round = 0; round < 100_000; round++) {
      const at = Math.floor(random() * 10);
      tenths[at] = (tenths[at] ?? 0) + 1;
    }
    expect(tenths.reduce((sum, count) => sum + count, 0)).toBe(100_000);
    // chi-squared with 9 degrees of freedom: 27.88 is passed once in a thousand
    expect(tenths.reduce((sum, count) => sum + (count - 10_000) ** 2 / 10_000, 0)).toBeLessThan(27.88);
  });
  it('differs between neighbouring seeds', () => {
    expect(seededRandom(1)()).not.toBe(seededRandom(2)());
  });
});
