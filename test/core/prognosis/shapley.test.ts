import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { linearShapley, probabilityShapley, shapleyByEnumeration } from '../../../src/core/prognosis/shapley.ts';

const number = fc.double({ min: -5, max: 5, noNaN: true });

describe('Shapley values', () => {
  it('of the glove game are two thirds and one sixth each', () => {
    // One left glove (player 0), two right ones: a pair is worth 1 (Shapley 1953 and every textbook since).
    const worth = (coalition: number) => (coalition & 1 && coalition & 6 ? 1 : 0);
    expect(shapleyByEnumeration(3, worth).map((value) => Number(value.toFixed(12)))).toEqual([
      Number((2 / 3).toFixed(12)),
      Number((1 / 6).toFixed(12)),
      Number((1 / 6).toFixed(12)),
    ]);
  });
  it('add up to the worth of all less the worth of none, whatever the game', () => {
    fc.assert(
      fc.property(
        fc
          .integer({ min: 1, max: 6 })
          .chain((n) => fc.tuple(fc.constant(n), fc.array(number, { minLength: 2 ** n, maxLength: 2 ** n }))),
        ([n, worths]) => {
          const sum = shapleyByEnumeration(n, (coalition) => worths[coalition] ?? 0).reduce((a, b) => a + b, 0);
          expect(Math.abs(sum - ((worths.at(-1) ?? 0) - (worths[0] ?? 0)))).toBeLessThan(1e-9);
        },
      ),
    );
  });
  it('of a linear predictor are coefficient times distance from the mean, add up to 1e-9, and are 0 for what is missing', () => {
    const four = fc.array(number, { minLength: 4, maxLength: 4 });
    fc.assert(
      fc.property(four, four, four, fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }), (b, x, mean, present) => {
        const effective = b.map((weight, at) => (present[at] ? weight : 0));
        const players = [
          { id: 'labs', title: 'Labs', columns: [0, 2] },
          { id: 'age', title: 'Age', columns: [1] },
          { id: 'sex', title: 'Sex', columns: [3] },
        ];
        const values = linearShapley(players, effective, x, mean, present);
        const predictor = effective.reduce((sum, weight, at) => sum + weight * ((x[at] ?? 0) - (mean[at] ?? 0)), 0);
        expect(Math.abs(values.reduce((sum, { value }) => sum + value, 0) - predictor)).toBeLessThan(1e-9);
        values.forEach(({ value, available }, k) => {
          expect(available).toBe(players[k]?.columns.some((column) => present[column]));
          if (!available) expect(value).toBe(0);
        });
      }),
    );
  });
  it('by enumeration agree with the closed form where the function is linear', () => {
    const parts = [[[3, 1, -1, 2]], [[-2, 0, 4, 1]], [[0.5, 0.25, 0.25, 1]]];
    const values = probabilityShapley(parts, ([sum = 0]) => sum);
    parts.forEach(([part = []], k) => {
      const [own = 0, ...background] = part;
      const mean = background.reduce((a, b) => a + b, 0) / background.length;
      expect(values[k]).toBeCloseTo(own - mean, 12);
    });
  });
  it('on the probability scale add up to the probability less the mean over the background', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(number, { minLength: 6, maxLength: 6 }), { minLength: 1, maxLength: 5 }),
        (players) => {
          const logistic = ([z = 0]: readonly number[]) => 1 / (1 + Math.exp(-z));
          const values = probabilityShapley(
            players.map((part) => [part]),
            logistic,
          );
          const total = (place: number) => logistic([players.reduce((sum, part) => sum + (part[place] ?? 0), 0)]);
          const base = [1, 2, 3, 4, 5].reduce((sum, place) => sum + total(place), 0) / 5;
          expect(Math.abs(values.reduce((a, b) => a + b, 0) - (total(0) - base))).toBeLessThan(1e-9);
        },
      ),
    );
  });
  it('are not enumerated over more players than can be', () => {
    expect(() => shapleyByEnumeration(13, () => 0)).toThrow('at most 12');
  });
});
