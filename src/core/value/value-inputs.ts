/** What is known of one number: the most likely value and the bounds within which it plausibly lies. `low <= likely <= high`. */
export interface Range {
  readonly likely: number;
  readonly low: number;
  readonly high: number;
}

/** Shares are 0 to 1. Money is in the currency that the site calculates in: nothing is ever converted. */
export type ValueUnit =
  | 'per-year'
  | 'share'
  | 'minutes'
  | 'money'
  | 'money-per-hour'
  | 'money-per-year'
  | 'months'
  | 'years'
  | 'share-per-year';
export type ValueGroup = 'site' | 'effect' | 'price' | 'service' | 'method';

export interface Reference {
  /** "Thomaides-Brears 2022". */
  readonly label: string;
  /** What the source says, in a sentence: also how far it is from the question here. */
  readonly says: string;
  readonly doi?: string;
  readonly url?: string;
}
export type ValueSource =
  | ({ readonly kind: 'published' } & Reference)
  /** A number of ours that stands until the site puts its own; `compare` is published beside it, about something near. */
  | { readonly kind: 'assumption'; readonly compare?: Reference };

interface InputOf<Id extends string> {
  readonly id: Id;
  readonly group: ValueGroup;
  readonly unit: ValueUnit;
  /** What is accepted, both ends included. */
  readonly allowed: readonly [number, number];
  /** A choice of the calculation, not an unknown: it has one value and no bounds. */
  readonly chosen?: true;
  readonly given: Range;
  readonly source: ValueSource;
}
export type ValueInput = InputOf<ValueInputId>;

const assumption = (compare?: Reference): ValueSource => ({
  kind: 'assumption',
  ...(compare === undefined ? {} : { compare }),
});

const thomaidesBrears: Reference = {
  label: 'Thomaides-Brears 2022',
  says: 'Meta-analysis of 30 studies, 64,356 percutaneous liver biopsies: admission in 0.65 % (95 % CI 0.38 to 1.11 %).',
  doi: '10.1007/s10620-021-07089-w',
};
const vanDerSijs: Reference = {
  label: 'van der Sijs 2006',
  says: 'Review of 17 papers: drug safety alerts are overridden in 49 to 96 % of cases, so 4 to 51 % are followed. Other alerts than these cards.',
  doi: '10.1197/jamia.M1809',
};
const srivastava: Reference = {
  label: 'Srivastava 2019',
  says: 'A primary care pathway of FIB-4 and ELF reduced unnecessary referrals by 81 %. Another pathway, and unnecessary referrals only.',
  doi: '10.1016/j.jhep.2019.03.033',
};
const nice: Reference = {
  label: 'NICE PMG36, 2022',
  says: 'Reference case of health technology evaluation in England: costs and effects are discounted at 3.5 % a year.',
  url: 'https://www.nice.org.uk/process/pmg36',
};

const range = (likely: number, low: number, high: number): Range => ({ likely, low, high });
const one = (value: number): Range => range(value, value, value);
const counts = [0, 1_000_000] as const;
const shares = [0, 1] as const;
const prices = [0, 1_000_000] as const;

const site = { group: 'site', unit: 'per-year', allowed: counts, source: assumption() } as const;
const effect = { group: 'effect', unit: 'share', allowed: shares } as const;
const price = { group: 'price', unit: 'money', allowed: prices, source: assumption() } as const;

const table = [
  { id: 'assessmentsPerYear', ...site, given: range(4000, 3000, 5000) },
  { id: 'biopsiesPerYear', ...site, given: range(120, 90, 150) },
  { id: 'elastographiesPerYear', ...site, given: range(1500, 1200, 1800) },
  { id: 'scansPerYear', ...site, given: range(600, 450, 750) },
  { id: 'visitsPerYear', ...site, given: range(900, 700, 1100) },
  { id: 'admissionsPerYear', ...site, given: range(150, 110, 190) },

  { id: 'followedShare', ...effect, given: range(0.3, 0.04, 0.51), source: assumption(vanDerSijs) },
  { id: 'avoidableBiopsyShare', ...effect, given: range(0.1, 0.02, 0.25), source: assumption() },
  {
    id: 'admissionAfterBiopsyShare',
    ...effect,
    given: range(0.0065, 0.0038, 0.0111),
    source: { kind: 'published', ...thomaidesBrears },
  },
  { id: 'avoidableElastographyShare', ...effect, given: range(0.1, 0.02, 0.25), source: assumption() },
  { id: 'avoidableScanShare', ...effect, given: range(0.05, 0.01, 0.1), source: assumption() },
  { id: 'avoidableVisitShare', ...effect, given: range(0.2, 0.05, 0.4), source: assumption(srivastava) },
  { id: 'avoidableAdmissionShare', ...effect, given: range(0.02, 0, 0.05), source: assumption() },
  { id: 'promptedElastographyShare', ...effect, given: range(0.05, 0.02, 0.1), source: assumption() },
  {
    id: 'minutesSaved',
    group: 'effect',
    unit: 'minutes',
    allowed: [0, 120],
    given: range(3, 1, 6),
    source: assumption(),
  },
  {
    id: 'minutesRead',
    group: 'effect',
    unit: 'minutes',
    allowed: [0, 120],
    given: range(0.75, 0.3, 2),
    source: assumption(),
  },
  {
    id: 'rampMonths',
    group: 'effect',
    unit: 'months',
    allowed: [0, 36],
    given: range(6, 3, 12),
    source: assumption(),
  },

  { id: 'biopsyPrice', ...price, given: range(1500, 900, 2500) },
  { id: 'elastographyPrice', ...price, given: range(120, 60, 200) },
  { id: 'scanPrice', ...price, given: range(300, 150, 500) },
  { id: 'visitPrice', ...price, given: range(200, 120, 300) },
  { id: 'admissionPrice', ...price, given: range(4500, 2500, 8000) },
  { id: 'clinicianHourPrice', ...price, unit: 'money-per-hour', given: range(110, 70, 160) },

  {
    id: 'setUpCost',
    group: 'service',
    unit: 'money',
    allowed: [0, 100_000_000],
    given: range(30_000, 15_000, 60_000),
    source: assumption(),
  },
  {
    id: 'operationPerYear',
    group: 'service',
    unit: 'money-per-year',
    allowed: [0, 100_000_000],
    given: range(25_000, 15_000, 40_000),
    source: assumption(),
  },

  {
    id: 'horizonYears',
    group: 'method',
    unit: 'years',
    allowed: [1, 10],
    chosen: true,
    given: one(5),
    source: assumption(),
  },
  {
    id: 'discountPerYear',
    group: 'method',
    unit: 'share-per-year',
    allowed: [0, 0.2],
    chosen: true,
    given: one(0.035),
    source: { kind: 'published', ...nice },
  },
] as const satisfies readonly InputOf<string>[];

export type ValueInputId = (typeof table)[number]['id'];

/** Every number that goes into the estimate, in the order in which it is shown and drawn. */
export const valueInputs: readonly ValueInput[] = table;

export type ValueInputs = Readonly<Record<ValueInputId, Range>>;
/** One value for each input. */
export type ValuePoint = Readonly<Record<ValueInputId, number>>;

export const valueInput = (id: ValueInputId): ValueInput => valueInputs.find((input) => input.id === id) as ValueInput;

export const givenInputs: ValueInputs = recordOf(({ given }) => given);

/** A record with something for each input. */
export function recordOf<T>(of: (input: ValueInput) => T): Readonly<Record<ValueInputId, T>> {
  return Object.fromEntries(valueInputs.map((input) => [input.id, of(input)])) as Record<ValueInputId, T>;
}

/**
 * What somebody typed, made sound: inside what is allowed, bounds around the likely value, whole years of horizon.
 * Undefined where a number is none.
 */
export function soundRange(id: ValueInputId, typed: Range): Range | undefined {
  if (![typed.likely, typed.low, typed.high].every(Number.isFinite)) return undefined;
  const { allowed, chosen } = valueInput(id);
  const within = (value: number) => Math.min(allowed[1], Math.max(allowed[0], value));
  const likely = within(id === 'horizonYears' ? Math.round(typed.likely) : typed.likely);
  if (chosen) return one(likely);
  return { likely, low: Math.min(likely, within(typed.low)), high: Math.max(likely, within(typed.high)) };
}

/** Another likely value, with bounds as wide in proportion as before: who knows the number of biopsies does not know it exactly. */
export function movedRange(id: ValueInputId, before: Range, likely: number): Range | undefined {
  if (before.likely <= 0) return soundRange(id, { ...before, likely });
  // Four digits: bounds that are only as wide as before need no more.
  const moved = (bound: number) => Number(((bound * likely) / before.likely).toPrecision(4));
  return soundRange(id, { likely, low: moved(before.low), high: moved(before.high) });
}
