import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { smallestCell, usageFigures, withoutSmallCells } from '../../../src/core/value/usage.ts';

const counts = (...numbers: number[]) => numbers.map((count, at) => ({ id: `c${at}`, count }));

describe('counts without small cells', () => {
  it('state nothing and large cells, and hide the rest with enough others', () => {
    expect(withoutSmallCells(counts(0, 8, 20))).toEqual({ cells: counts(0, 8, 20), total: 28 });
    // 3 alone would be the total less the others.
    expect(withoutSmallCells(counts(3, 8, 20))).toEqual({
      cells: [
        { id: 'c0', count: 'few' },
        { id: 'c1', count: 'few' },
        { id: 'c2', count: 20 },
      ],
      total: 31,
    });
    expect(withoutSmallCells(counts(3, 4, 20)).cells[2]).toEqual({ id: 'c2', count: 20 });
    // 1 and 1: the total less 20 is 2, and each is at least 1.
    expect(withoutSmallCells(counts(1, 1, 20)).cells.map(({ count }) => count)).toEqual(['few', 'few', 'few']);
    expect(withoutSmallCells(counts(3, 0, 0))).toMatchObject({ total: 'few' });
  });
  it('never let a small cell be worked out from what is stated', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 12 }), { minLength: 1, maxLength: 5 }), (numbers) => {
        const { cells, total } = withoutSmallCells(counts(...numbers));
        for (const [at, { count }] of cells.entries()) {
          expect(count === 'few' || count === 0 || count >= smallestCell).toBe(true);
          if (count !== 'few') expect(count).toBe(numbers[at]);
        }
        if (total === 'few') return;
        const stated = cells.reduce((sum, { count }) => sum + (count === 'few' ? 0 : count), 0);
        const hidden = cells.filter(({ count }) => count === 'few').length;
        if (hidden > 0) {
          expect(hidden).toBeGreaterThanOrEqual(2);
          expect(total - stated).toBeGreaterThanOrEqual(smallestCell);
        } else expect(total).toBe(stated);
      }),
    );
  });
  it('give the share of followed cards only where both sides are large enough', () => {
    const of = (accepted: number, overridden: number) =>
      usageFigures(
        {
          assessments: 40,
          patients: [{ level: 'high', patients: 12 }],
          cards: [{ indicator: 'warning', shown: 60, accepted, overridden }],
        },
        ['high', 'low'],
        { from: '2026-01-01T00:00:00.000Z', to: '2026-01-31T00:00:00.000Z', days: 30 },
      );
    expect(of(12, 8).cards).toMatchObject({ accepted: 12, overridden: 8, followedShare: 0.6 });
    expect(of(2, 8).cards).toMatchObject({ accepted: 'few', overridden: 8 });
    expect(of(2, 8).cards.followedShare).toBeUndefined();
    expect(of(0, 0).cards.followedShare).toBeUndefined();
    expect(of(0, 0).patients).toEqual({
      cells: [
        { id: 'high', count: 12 },
        { id: 'low', count: 0 },
      ],
      total: 12,
    });
  });
});
