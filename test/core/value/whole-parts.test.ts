import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { wholeParts } from '../../../src/core/value/whole-parts.ts';

describe('whole parts of a sum', () => {
  it('add up to the rounded sum where rounding each would not', () => {
    expect(wholeParts([0.4, 0.4, 0.4])).toEqual([1, 0, 0]);
    expect(wholeParts([10.5, 10.5, -3.2])).toEqual([11, 10, -3]);
    expect(wholeParts([])).toEqual([]);
  });
  it('stay within one of what they stand for', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { maxLength: 12 }), (values) => {
        const parts = wholeParts(values);
        const sum = (all: readonly number[]) => all.reduce((a, b) => a + b, 0);
        expect(sum(parts)).toBe(Math.round(sum(values)) || 0);
        for (const [at, part] of parts.entries()) {
          expect(Number.isInteger(part)).toBe(true);
          expect(Math.abs(part - (values[at] ?? 0))).toBeLessThanOrEqual(1);
        }
      }),
    );
  });
});
