import type { Random } from '../seeded-random.ts';
import { quantileOfSorted } from '../survival/quantile.ts';
import { type Range, recordOf, type ValueInputs, type ValuePoint } from './value-inputs.ts';

/** The value at the likely inputs, and the interval that holds 90 % of the draws (widened to the value where it lies outside). */
export interface Estimated {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

export type ValueComponentId = (typeof components)[number]['id'];

export interface ComponentEstimate {
  readonly id: ValueComponentId;
  /** `burden`: work or tests that the service causes; its money is negative. */
  readonly kind: 'saving' | 'burden';
  /** Things, or hours of clinicians, a year once the service is in full use; never negative. */
  readonly quantity: Estimated;
  readonly unit: 'things' | 'hours';
  /** A year, once in full use. */
  readonly money: Estimated;
}

export interface ValueEstimate {
  readonly components: readonly ComponentEstimate[];
  /** Once in full use, not discounted. `net` = `savings` - `burdens` - `operation`. */
  readonly perYear: {
    readonly savings: Estimated;
    readonly burdens: Estimated;
    readonly operation: Estimated;
    readonly net: Estimated;
  };
  /** Present values over the horizon, ramp-up included. `net` = `effects` - `cost`; `effects` are savings less burdens, `cost` is set-up and operation. */
  readonly overHorizon: {
    readonly years: number;
    readonly effects: Estimated;
    readonly cost: Estimated;
    readonly net: Estimated;
    /** `net` / `cost`; absent where some draw costs nothing. */
    readonly returnOnCost?: Estimated;
  };
  readonly breakEven: {
    /** First month from which the cumulated net stays at or above nothing; absent: not within the horizon. */
    readonly month?: number;
    /** Bounds of 90 % of the draws; absent as above. */
    readonly earliest?: number;
    readonly latest?: number;
    /** Draws that break even within the horizon, 0 to 1. */
    readonly share: number;
  };
  /** Present value of all that came in less all that was paid, at the end of month 0 (set-up) to the last. */
  readonly course: readonly ({ readonly month: number } & Estimated)[];
  readonly draws: number;
}

/** Lowest and highest share of the draws that the interval leaves out. */
const tails = [0.05, 0.95] as const;
export const valueDraws = 1000;

/**
 * Where value comes from and where work goes. `things` and `each` are non-decreasing in every input they use, so that a better input never
 * makes a component smaller. Avoided things happen only where the advice is followed.
 */
const components = [
  {
    id: 'biopsies',
    kind: 'saving',
    unit: 'things',
    quantity: (x: ValuePoint) => avoidedBiopsies(x),
    each: (x: ValuePoint) => x.biopsyPrice,
  },
  {
    id: 'biopsyAdmissions',
    kind: 'saving',
    unit: 'things',
    quantity: (x: ValuePoint) => avoidedBiopsies(x) * x.admissionAfterBiopsyShare,
    each: (x: ValuePoint) => x.admissionPrice,
  },
  {
    id: 'elastographies',
    kind: 'saving',
    unit: 'things',
    quantity: (x: ValuePoint) => x.elastographiesPerYear * x.avoidableElastographyShare * x.followedShare,
    each: (x: ValuePoint) => x.elastographyPrice,
  },
  {
    id: 'scans',
    kind: 'saving',
    unit: 'things',
    quantity: (x: ValuePoint) => x.scansPerYear * x.avoidableScanShare * x.followedShare,
    each: (x: ValuePoint) => x.scanPrice,
  },
  {
    id: 'visits',
    kind: 'saving',
    unit: 'things',
    quantity: (x: ValuePoint) => x.visitsPerYear * x.avoidableVisitShare * x.followedShare,
    each: (x: ValuePoint) => x.visitPrice,
  },
  {
    id: 'admissions',
    kind: 'saving',
    unit: 'things',
    quantity: (x: ValuePoint) => x.admissionsPerYear * x.avoidableAdmissionShare * x.followedShare,
    each: (x: ValuePoint) => x.admissionPrice,
  },
  {
    id: 'timeSaved',
    kind: 'saving',
    unit: 'hours',
    quantity: (x: ValuePoint) => (x.assessmentsPerYear * x.minutesSaved) / 60,
    each: (x: ValuePoint) => x.clinicianHourPrice,
  },
  {
    id: 'timeReading',
    kind: 'burden',
    unit: 'hours',
    quantity: (x: ValuePoint) => (x.assessmentsPerYear * x.minutesRead) / 60,
    each: (x: ValuePoint) => x.clinicianHourPrice,
  },
  {
    id: 'promptedElastographies',
    kind: 'burden',
    unit: 'things',
    quantity: (x: ValuePoint) => x.assessmentsPerYear * x.promptedElastographyShare * x.followedShare,
    each: (x: ValuePoint) => x.elastographyPrice,
  },
] as const;

const avoidedBiopsies = (x: ValuePoint) => x.biopsiesPerYear * x.avoidableBiopsyShare * x.followedShare;

/**
 * Value of the service at one site. Monte Carlo over independent triangular distributions (low, likely, high of each input): putting all
 * lows and all highs together would describe a world that practically never happens, and a formula for the spread of sums of products of
 * four would have to be approximate where this is not. The inputs are drawn in their fixed order, so that with equal seeds every draw,
 * and with it every quantile of a component, moves with its inputs.
 * @param inputs as `soundRange` makes them @param random in [0, 1) @param draws at least 1
 */
export function estimateValue(inputs: ValueInputs, random: Random, draws = valueDraws): ValueEstimate {
  const at = outcomeOf(recordOf(({ id }) => inputs[id].likely));
  const drawn = Array.from({ length: draws }, () => outcomeOf(recordOf(({ id }) => triangular(inputs[id], random()))));
  const estimated = (of: (outcome: Outcome) => number): Estimated => around(of(at), drawn.map(of));
  const months = drawn.map(({ breakEven }) => breakEven ?? Number.POSITIVE_INFINITY);
  const within = months.filter(Number.isFinite).length / draws;
  const costless = [at, ...drawn].some(({ cost }) => cost === 0);
  return {
    components: components.map(({ id, kind, unit }, index) => ({
      ...{ id, kind, unit },
      quantity: estimated(({ quantities }) => quantities[index] ?? 0),
      money: estimated(({ money }) => money[index] ?? 0),
    })),
    perYear: {
      savings: estimated(({ savings }) => savings),
      burdens: estimated(({ burdens }) => burdens),
      operation: estimated(({ operation }) => operation),
      net: estimated(({ savings, burdens, operation }) => savings - burdens - operation),
    },
    overHorizon: {
      years: inputs.horizonYears.likely,
      effects: estimated(({ effects }) => effects),
      cost: estimated(({ cost }) => cost),
      net: estimated(({ effects, cost }) => effects - cost),
      ...(costless ? {} : { returnOnCost: estimated(({ effects, cost }) => (effects - cost) / cost) }),
    },
    breakEven: { ...breakEvenOf(at.breakEven, months), share: within },
    course: at.course.map((_, month) => ({ month, ...estimated(({ course }) => course[month] ?? 0) })),
    draws,
  };
}

interface Outcome {
  readonly quantities: readonly number[];
  readonly money: readonly number[];
  readonly savings: number;
  readonly burdens: number;
  readonly operation: number;
  readonly effects: number;
  readonly cost: number;
  readonly course: readonly number[];
  readonly breakEven: number | undefined;
}

function outcomeOf(x: ValuePoint): Outcome {
  const quantities = components.map(({ quantity }) => quantity(x));
  const amounts = components.map(({ each }, index) => (quantities[index] ?? 0) * each(x));
  const ofKind = (kind: 'saving' | 'burden') => sumOf(amounts.filter((_, index) => components[index]?.kind === kind));
  const [savings, burdens] = [ofKind('saving'), ofKind('burden')];
  const money = amounts.map((amount, index) => (components[index]?.kind === 'saving' ? amount : less(amount)));
  let effects = 0;
  let cost = x.setUpCost;
  const course = [less(cost)];
  for (let month = 1; month <= Math.round(x.horizonYears * 12); month++) {
    const present = (1 + x.discountPerYear) ** (-month / 12);
    effects += ((savings - burdens) / 12) * useInMonth(month, x.rampMonths) * present;
    cost += (x.operationPerYear / 12) * present;
    course.push(effects - cost);
  }
  return {
    ...{ quantities, money, savings, burdens, effects, cost, course },
    operation: x.operationPerYear,
    breakEven: breakEvenMonth(course),
  };
}

/** Share of full use in the middle of a month: it grows evenly over the ramp-up. */
const useInMonth = (month: number, rampMonths: number) =>
  rampMonths <= 0 ? 1 : Math.min(1, (month - 0.5) / rampMonths);

/** Not before month 1: nothing has been earned when the service starts. */
function breakEvenMonth(course: readonly number[]): number | undefined {
  const lastBelow = course.reduce((last, net, month) => (net < 0 ? month : last), -1);
  return lastBelow === course.length - 1 ? undefined : Math.max(1, lastBelow + 1);
}

function breakEvenOf(month: number | undefined, drawn: readonly number[]) {
  const sorted = [...drawn].sort((a, b) => a - b);
  // The nearest rank: between a month and "never" nothing can be interpolated.
  const rank = (share: number) => sorted[Math.round((sorted.length - 1) * share)] ?? Number.POSITIVE_INFINITY;
  const at = month ?? Number.POSITIVE_INFINITY;
  const known = (name: string, value: number) => (Number.isFinite(value) ? { [name]: value } : {});
  return {
    ...known('month', at),
    ...known('earliest', Math.min(at, rank(tails[0]))),
    ...known('latest', Math.max(at, rank(tails[1]))),
  };
}

function around(value: number, drawn: readonly number[]): Estimated {
  const sorted = [...Float64Array.from(drawn).sort()];
  const quantile = (share: number) => quantileOfSorted(sorted, share) ?? value;
  return { value, low: Math.min(value, quantile(tails[0])), high: Math.max(value, quantile(tails[1])) };
}

/** Quantile of the triangular distribution. @param u in [0, 1) */
export function triangular({ low, likely, high }: Range, u: number): number {
  const width = high - low;
  if (width <= 0) return likely;
  const turn = (likely - low) / width;
  return u < turn ? low + Math.sqrt(u * width * (likely - low)) : high - Math.sqrt((1 - u) * width * (high - likely));
}

/** Never -0: it would be shown with its sign. */
const less = (amount: number) => (amount === 0 ? 0 : -amount);
const sumOf = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0);
