import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../src/core/seeded-random.ts';
import { estimateValue, triangular } from '../../../src/core/value/estimate-value.ts';
import {
  givenInputs,
  type Range,
  recordOf,
  soundRange,
  type ValueInputId,
  type ValueInputs,
  valueInputs,
} from '../../../src/core/value/value-inputs.ts';

const estimate = (inputs: ValueInputs, draws = 200) => estimateValue(inputs, seededRandom(7), draws);
const exactly = (value: number): Range => ({ likely: value, low: value, high: value });
/** Every input at one value, so that everything can be worked out on paper. */
const onPaper: ValueInputs = {
  ...recordOf(() => exactly(0)),
  assessmentsPerYear: exactly(1200),
  biopsiesPerYear: exactly(100),
  elastographiesPerYear: exactly(500),
  scansPerYear: exactly(200),
  visitsPerYear: exactly(300),
  admissionsPerYear: exactly(50),
  followedShare: exactly(0.5),
  avoidableBiopsyShare: exactly(0.2),
  admissionAfterBiopsyShare: exactly(0.01),
  avoidableElastographyShare: exactly(0.1),
  avoidableScanShare: exactly(0.1),
  avoidableVisitShare: exactly(0.2),
  avoidableAdmissionShare: exactly(0.04),
  promptedElastographyShare: exactly(0.05),
  minutesSaved: exactly(5),
  minutesRead: exactly(1),
  biopsyPrice: exactly(1000),
  elastographyPrice: exactly(100),
  scanPrice: exactly(300),
  visitPrice: exactly(150),
  admissionPrice: exactly(4000),
  clinicianHourPrice: exactly(120),
  setUpCost: exactly(20_000),
  operationPerYear: exactly(12_000),
  horizonYears: exactly(2),
};

describe('the value of the service', () => {
  it('is what it is on paper', () => {
    const { components, perYear, overHorizon, breakEven, course } = estimate(onPaper);
    expect(components.map(({ id, quantity, money }) => [id, quantity.value, money.value])).toEqual([
      ['biopsies', 10, 10_000], // 100 × 0.2 × 0.5, at 1,000
      ['biopsyAdmissions', 0.1, 400], // 10 × 0.01, at 4,000
      ['elastographies', 25, 2500], // 500 × 0.1 × 0.5, at 100
      ['scans', 10, 3000], // 200 × 0.1 × 0.5, at 300
      ['visits', 30, 4500], // 300 × 0.2 × 0.5, at 150
      ['admissions', 1, 4000], // 50 × 0.04 × 0.5, at 4,000
      ['timeSaved', 100, 12_000], // 1,200 × 5 min, at 120 an hour
      ['timeReading', 20, -2400], // 1,200 × 1 min
      ['promptedElastographies', 30, -3000], // 1,200 × 0.05 × 0.5, at 100
    ]);
    expect(perYear.savings.value).toBe(36_400);
    expect(perYear.burdens.value).toBe(5400);
    expect(perYear.net.value).toBe(36_400 - 5400 - 12_000); // 19,000
    // Two years, no ramp-up, no discount: 38,000 less the 20,000 of the beginning.
    expect(overHorizon.effects.value).toBeCloseTo(62_000, 6);
    expect(overHorizon.cost.value).toBeCloseTo(44_000, 6);
    expect(overHorizon.net.value).toBeCloseTo(18_000, 6);
    expect(overHorizon.returnOnCost?.value).toBeCloseTo(18_000 / 44_000, 9);
    // 20,000 / (19,000 / 12) = 12.6 months
    expect(breakEven).toEqual({ month: 13, earliest: 13, latest: 13, share: 1 });
    expect(course).toHaveLength(25);
    expect(course[0]).toMatchObject({ month: 0, value: -20_000 });
    expect(course[12]?.value).toBeCloseTo(-1000, 6);
  });

  it('discounts by the month and lets the use grow over the ramp-up', () => {
    const one = { ...onPaper, horizonYears: exactly(1), setUpCost: exactly(0), operationPerYear: exactly(0) };
    const full = 31_000; // savings less burdens
    // A ramp-up of twelve months: the middle of the months lies at 0.5/12, 1.5/12, …: half of a year's effects.
    expect(estimate({ ...one, rampMonths: exactly(12) }).overHorizon.effects.value).toBeCloseTo(full / 2, 6);
    const discounted = Array.from({ length: 12 }, (_, at) => full / 12 / 1.1 ** ((at + 1) / 12));
    expect(estimate({ ...one, discountPerYear: exactly(0.1) }).overHorizon.effects.value).toBeCloseTo(
      discounted.reduce((sum, each) => sum + each, 0),
      6,
    );
  });

  it('has no return where nothing is paid, and no month of breaking even where the costs are never earned', () => {
    const free = estimate({ ...onPaper, setUpCost: exactly(0), operationPerYear: exactly(0) });
    expect(free.overHorizon.returnOnCost).toBeUndefined();
    expect(free.breakEven).toEqual({ month: 1, earliest: 1, latest: 1, share: 1 });
    const dear = estimate({ ...onPaper, operationPerYear: exactly(100_000) });
    expect(dear.breakEven).toEqual({ share: 0 });
    expect(dear.overHorizon.net.value).toBeLessThan(0);
  });

  it('gives the same figures for the same seed', () => {
    expect(estimate(givenInputs)).toEqual(estimate(givenInputs));
  });

  it('has a month of breaking even that some draws do not reach', () => {
    const { breakEven } = estimate({ ...onPaper, operationPerYear: { likely: 22_000, low: 5000, high: 60_000 } });
    expect(breakEven.month).toBeUndefined();
    expect(breakEven.earliest).toBeGreaterThan(0);
    expect(breakEven.latest).toBeUndefined();
    expect(breakEven.share).toBeGreaterThan(0.05);
    expect(breakEven.share).toBeLessThan(0.95);
  });
});

/** Any sound range of an input. */
const rangeOf = (id: ValueInputId, allowed: readonly [number, number]) => {
  const top = Math.min(allowed[1], 10_000);
  return fc.tuple(...[0, 1, 2].map(() => fc.double({ min: allowed[0], max: top, noNaN: true }))).map((three) => {
    const [low = 0, likely = 0, high = 0] = three
      .map((each) => (Math.abs(each) < 1e-6 ? 0 : each))
      .sort((a, b) => a - b);
    return soundRange(id, { low, likely, high }) ?? exactly(0);
  });
};
const anyInputs: fc.Arbitrary<ValueInputs> = fc.record(
  Object.fromEntries(valueInputs.map(({ id, allowed }) => [id, rangeOf(id, allowed)])),
) as fc.Arbitrary<ValueInputs>;

describe('every estimate', () => {
  const near = (a: number, b: number, scale: number) => Math.abs(a - b) <= 1e-9 * Math.max(1, scale);

  it('has components that add up to its sums, and intervals around its values', () => {
    fc.assert(
      fc.property(anyInputs, (inputs) => {
        const { components, perYear, overHorizon, course } = estimate(inputs, 60);
        const money = components.reduce((sum, each) => sum + each.money.value, 0);
        const scale = perYear.savings.value + perYear.burdens.value + perYear.operation.value;
        expect(near(money, perYear.savings.value - perYear.burdens.value, scale)).toBe(true);
        expect(near(perYear.net.value, money - perYear.operation.value, scale)).toBe(true);
        expect(course.at(-1)?.value).toBeCloseTo(overHorizon.net.value, 2);
        const all = [
          ...components.flatMap((each) => [each.quantity, each.money]),
          ...Object.values(perYear),
          overHorizon.effects,
          overHorizon.cost,
          overHorizon.net,
          ...course,
        ];
        for (const { value, low, high } of all) {
          expect(Number.isFinite(value)).toBe(true);
          expect(low).toBeLessThanOrEqual(value);
          expect(high).toBeGreaterThanOrEqual(value);
        }
        for (const { quantity } of components) expect(quantity.low).toBeGreaterThanOrEqual(0);
      }),
      { numRuns: 60 },
    );
  });

  it('has components that no larger input makes smaller, at the value and at both ends of the interval', () => {
    const ids = valueInputs.filter(({ chosen }) => !chosen).map(({ id }) => id);
    fc.assert(
      fc.property(
        anyInputs,
        fc.constantFrom(...ids),
        fc.double({ min: 1, max: 3, noNaN: true }),
        (inputs, id, factor) => {
          const { low, likely, high } = inputs[id];
          const grown = soundRange(id, { low: low * factor, likely: likely * factor, high: high * factor });
          if (!grown) throw new Error('not sound');
          const before = estimate(inputs, 60);
          const after = estimate({ ...inputs, [id]: grown }, 60);
          for (const [index, { quantity, money }] of before.components.entries()) {
            const then = after.components[index];
            if (!then) throw new Error('no component');
            for (const end of ['low', 'value', 'high'] as const) {
              const [slack, sign] = [1e-9 * Math.abs(quantity[end]), then.kind === 'saving' ? 1 : -1];
              expect(then.quantity[end]).toBeGreaterThanOrEqual(quantity[end] - slack);
              const more = sign * (then.money[end] - money[end]);
              expect(more).toBeGreaterThanOrEqual(-1e-9 * Math.abs(money[end]));
            }
          }
          if (id === 'setUpCost' || id === 'operationPerYear')
            expect(after.overHorizon.net.value).toBeLessThanOrEqual(before.overHorizon.net.value + 1e-6);
        },
      ),
      { numRuns: 80 },
    );
  });

  it('has one value and no width where every input is certain', () => {
    const certain = recordOf(({ given }) => exactly(given.likely));
    const { perYear, overHorizon } = estimate(certain, 20);
    for (const { value, low, high } of [...Object.values(perYear), overHorizon.net]) {
      expect(high - low).toBeLessThan(1e-6);
      expect(value).toBeGreaterThanOrEqual(low);
    }
  });
});

describe('the triangular distribution', () => {
  it('has the share (likely - low) / (high - low) below the likely value, and its mean at a third of the three', () => {
    const range = { low: 2, likely: 3, high: 7 };
    expect(triangular(range, 0)).toBe(2);
    expect(triangular(range, 0.2)).toBeCloseTo(3, 12);
    expect(triangular(range, 1 - 1e-12)).toBeCloseTo(7, 4);
    const random = seededRandom(3);
    const mean = Array.from({ length: 20_000 }, () => triangular(range, random())).reduce((a, b) => a + b, 0) / 20_000;
    expect(mean).toBeCloseTo(4, 1);
    expect(triangular({ low: 5, likely: 5, high: 5 }, 0.7)).toBe(5);
  });
});
