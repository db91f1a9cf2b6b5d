import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  combineHazards,
  hazardsFromLogits,
  hazardsToCif,
  incidenceFromOdds,
  onIntervals,
} from '../../../src/core/prognosis/cumulative-incidence.ts';

const logit = fc.double({ min: -30, max: 30, noNaN: true });
const logits = (causes: number) =>
  fc.array(fc.array(logit, { minLength: causes, maxLength: causes }), { minLength: 1, maxLength: 20 });
const anyLogits = fc.integer({ min: 1, max: 3 }).chain(logits);

describe('cumulative incidence', () => {
  it('of hazards 0.1 and 0.2 in two intervals is what a table by hand gives', () => {
    const { byCause, eventFree } = hazardsToCif([
      [0.1, 0.2],
      [0.1, 0.2],
    ]);
    expect(byCause[0]).toEqual([0.1, 0.2]);
    expect(byCause[1]?.[0]).toBeCloseTo(0.1 + 0.7 * 0.1, 12);
    expect(byCause[1]?.[1]).toBeCloseTo(0.2 + 0.7 * 0.2, 12);
    expect(eventFree[1]).toBeCloseTo(0.49, 12);
  });
  it('never falls, and causes and freedom add up to 1', () => {
    fc.assert(
      fc.property(anyLogits, (given) => {
        const { byCause, eventFree } = hazardsToCif(hazardsFromLogits(given));
        byCause.forEach((causes, t) => {
          for (const [c, value] of causes.entries()) expect(value).toBeGreaterThanOrEqual(byCause[t - 1]?.[c] ?? 0);
          const sum = causes.reduce((total, value) => total + value, eventFree[t] ?? Number.NaN);
          expect(Math.abs(sum - 1)).toBeLessThan(1e-6);
        });
      }),
    );
  });
  it('without a competing hazard is one minus survival', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 20 }), (hazards) => {
        const { byCause } = hazardsToCif(hazards.map((h) => [h, 0]));
        let survival = 1;
        hazards.forEach((h, t) => {
          survival *= 1 - h;
          expect(Math.abs((byCause[t]?.[0] ?? Number.NaN) - (1 - survival))).toBeLessThan(1e-12);
        });
      }),
    );
  });
  it('of a cause rises with its own logit and falls with that of a competitor', () => {
    fc.assert(
      fc.property(logits(2), fc.double({ min: 0.01, max: 5, noNaN: true }), (given, more) => {
        const end = (of: number[][]) => hazardsToCif(hazardsFromLogits(of)).byCause.at(-1) ?? [];
        const before = end(given);
        expect(end(given.map(([a = 0, b = 0]) => [a + more, b]))[0]).toBeGreaterThanOrEqual((before[0] ?? 0) - 1e-12);
        expect(end(given.map(([a = 0, b = 0]) => [a, b + more]))[0]).toBeLessThanOrEqual((before[0] ?? 1) + 1e-12);
      }),
    );
  });
});

describe('cumulative incidence from odds', () => {
  it('is that of the hazards, with each cause moved by its factor', () => {
    fc.assert(
      fc.property(logits(2), logit, logit, (given, first, second) => {
        const moved = [first / 10, second / 10];
        const { byCause } = hazardsToCif(hazardsFromLogits(given.map((row) => row.map((x, c) => x + (moved[c] ?? 0)))));
        const places = given.map((_, t) => t);
        const flat = incidenceFromOdds(Float64Array.from(given.flat(), Math.exp), moved.map(Math.exp), places);
        byCause.flat().forEach((value, k) => {
          expect(Math.abs(value - (flat[k] ?? Number.NaN))).toBeLessThan(1e-9);
        });
      }),
    );
  });
});

describe('hazards on other intervals', () => {
  const hazard = fc.double({ min: 0, max: 0.9, noNaN: true });
  it('keep survival at the ends that both have', () => {
    fc.assert(
      fc.property(fc.array(hazard, { minLength: 5, maxLength: 5 }), (yearly) => {
        const halves = onIntervals(yearly, [1, 2, 3, 4, 5], [0.5, 1, 1.5, 2, 2.5, 3, 3.5, 4, 4.5, 5]);
        const survival = (of: readonly number[]) => of.reduce((alive, h) => alive * (1 - h), 1);
        expect(survival(halves)).toBeCloseTo(survival(yearly), 9);
        expect(survival(halves.slice(0, 2))).toBeCloseTo(1 - (yearly[0] ?? 0), 9);
      }),
    );
  });
  it('go on at the last rate after the last end', () => {
    expect(onIntervals([0.1], [1], [1, 2])[1]).toBeCloseTo(0.1, 12);
  });
  it('of a liver event and another cause share an interval and never pass 1', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true })), {
          minLength: 1,
          maxLength: 10,
        }),
        (pairs) => {
          const ends = pairs.map((_, t) => t + 1);
          const combined = combineHazards(
            { hazards: pairs.map(([event]) => event), intervalEndsYears: ends },
            { hazards: pairs.map(([, other]) => other), intervalEndsYears: ends },
          );
          for (const [event = 0, other = 0] of combined) expect(event + other).toBeLessThanOrEqual(1 + 1e-12);
          const { byCause, eventFree } = hazardsToCif(combined);
          const sum = (byCause.at(-1) ?? []).reduce((total, value) => total + value, eventFree.at(-1) ?? 0);
          expect(Math.abs(sum - 1)).toBeLessThan(1e-6);
        },
      ),
    );
  });
});
