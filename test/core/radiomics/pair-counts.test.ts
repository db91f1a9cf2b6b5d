import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PairCounts } from '../../../src/core/radiomics/pair-counts.ts';

describe('PairCounts', () => {
  it.each([
    ['a small matrix', 40, 50, 10],
    ['a matrix that is filled often', 1000, 1000, 20_000_000],
    ['a matrix that is filled seldom', 1000, 1000, 100],
    ['a matrix too large for a table', 60_000, 2_000_000_000, 20_000_000],
  ])('counts each pair in %s', (_, rows, columns, additions) => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 1, max: rows }), fc.integer({ min: 0, max: columns })), {
          maxLength: 3000,
        }),
        (pairs) => {
          const expected = new Map<string, number>();
          const counts = new PairCounts(rows, columns, additions);
          for (const [row, column] of [...pairs, ...pairs]) {
            counts.add(row, column);
            expected.set(`${row} ${column}`, (expected.get(`${row} ${column}`) ?? 0) + 1);
          }
          const { row, column, count } = counts.cells();
          const found = new Map(Array.from(count, (times, c) => [`${row[c]} ${column[c]}`, times]));
          expect(count.length).toBe(expected.size);
          expect(found).toEqual(expected);
        },
      ),
      { numRuns: 30 },
    );
  });
});
