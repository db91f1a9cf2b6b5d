import fc from 'fast-check';
import { type ChartFacts, conditionConcepts, serologyMarkers, serviceConcepts } from '../../src/core/chart.ts';
import { type AnalyteId, analytes } from '../../src/core/quantity.ts';

const unique = fc.nat({ max: 1_000_000 });
/** From 2023 to a little after the moment of the tests, days and instants. */
const date = fc
  .tuple(
    fc.integer({ min: 2023, max: 2026 }),
    fc.integer({ min: 1, max: 12 }),
    fc.integer({ min: 1, max: 28 }),
    fc.boolean(),
  )
  .map(([year, month, day, exact]) => {
    const text = `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
    return exact ? `${text}T08:30:00Z` : text;
  });
const maybeDate = fc.option(date, { nil: undefined, freq: 8 });

const analyteIds = Object.keys(analytes) as AnalyteId[];
const result = fc
  .tuple(
    fc.constantFrom(...analyteIds),
    fc.double({ min: 0, max: 1, noNaN: true }),
    maybeDate,
    unique,
    fc.boolean(),
    fc.integer({ min: 0, max: 9 }),
  )
  .map(([analyte, share, at, number, preliminary, odd]) => {
    const [low, high] = analytes[analyte].plausible;
    // Most of the plausible range is absurd; real values gather in its lowest part.
    const value = low + (Math.min(high, low * 20 + 60) - low) * share;
    return {
      analyte,
      value,
      date: at,
      preliminary,
      ...(odd === 0 ? { comparator: '<' as const } : {}),
      ...(odd > 5 ? { upperLimit: low * 5 + 30, lowerLimit: low * 2 + 3 } : {}),
      reference: `Observation/r${number}`,
      asReported: { value: String(value), unit: analytes[analyte].unit },
    };
  });
const reading = fc
  .tuple(
    fc.constantFrom('vcte', 'vcte', 'pswe', '2d-swe', 'mre', 'unknown'),
    fc.double({ min: 1.5, max: 75, noNaN: true }),
    maybeDate,
    unique,
    fc.option(fc.integer({ min: 1, max: 60 }), { nil: undefined }),
    fc.option(fc.integer({ min: 3, max: 12 }), { nil: undefined }),
  )
  .map(([method, kPa, at, number, iqr, shots]) => ({
    method: method as 'vcte',
    kPa,
    date: at,
    iqrOverMedianPercent: iqr,
    validShots: shots,
    reference: `Observation/s${number}`,
    asReported: { value: String(kPa), unit: 'kPa' },
  }));
const marker = fc
  .tuple(fc.constantFrom(...serologyMarkers), fc.boolean(), maybeDate, unique)
  .map(([name, positive, at, number]) => ({ marker: name, positive, date: at, reference: `Observation/m${number}` }));
const condition = fc
  .tuple(
    fc.constantFrom(...conditionConcepts),
    fc.constantFrom('active', 'resolved', 'unknown'),
    fc.integer({ min: 0, max: 9 }),
    maybeDate,
    unique,
  )
  .map(([concept, status, odd, at, number]) => ({
    concept,
    status: status as 'active',
    ...(odd === 0 ? { provisional: true } : {}),
    date: at,
    reference: `Condition/c${number}`,
  }));
const service = fc
  .tuple(fc.constantFrom(...serviceConcepts), fc.constantFrom('done', 'done', 'planned', 'not-done'), maybeDate, unique)
  .map(([concept, status, at, number]) => ({
    concept,
    status: status as 'done',
    date: at,
    reference: `Procedure/p${number}`,
  }));
const drugNames = [
  'entecavir',
  'ursodeoxycholic-acid',
  'carvedilol',
  'warfarin',
  'metformin',
  'spironolactone',
  'lactulose',
  'sofosbuvir',
  'gliclazide',
];
const drug = fc
  .tuple(fc.constantFrom(...drugNames), fc.constantFrom('active', 'stopped', 'unknown'), maybeDate, unique)
  .map(([ingredient, status, at, number]) => ({
    ingredient,
    status: status as 'active',
    date: at,
    reference: `MedicationRequest/d${number}`,
  }));

const known = <T>(part: fc.Arbitrary<T>) => fc.option(part, { nil: undefined, freq: 8 });

/** Charts of every kind of disorder: parts unread, dates missing, diagnoses that contradict each other. */
export const arbitraryChart: fc.Arbitrary<ChartFacts> = fc.record({
  patient: fc.record({
    id: fc.constant('p1'),
    sex: fc.constantFrom('male' as const, 'female' as const, undefined),
    birthDate: fc.option(
      fc.integer({ min: 1935, max: 2022 }).map((year) => `${year}-03-04`),
      { nil: undefined, freq: 20 },
    ),
    deceased: fc.boolean().map((deceased) => deceased && false),
  }),
  labs: known(
    fc.record({
      results: fc.array(result, { maxLength: 60 }),
      serology: fc.array(marker, { maxLength: 6 }),
      stiffness: fc.array(reading, { maxLength: 4 }),
      refused: fc.array(
        fc.record({
          analyte: fc.constantFrom(...analyteIds),
          reason: fc.constantFrom('no-unit' as const, 'implausible' as const, 'superseded' as const),
          reference: unique.map((number) => `Observation/x${number}`),
        }),
        { maxLength: 4 },
      ),
    }),
  ),
  conditions: known(fc.array(condition, { maxLength: 6 })),
  procedures: known(fc.array(service, { maxLength: 4 })),
  medications: known(fc.array(drug, { maxLength: 4 })),
  exams: known(fc.array(service, { maxLength: 3 })),
});

/** The same facts, each list in another order. */
export function shuffled(chart: ChartFacts, seed: number): ChartFacts {
  let state = seed || 1;
  const random = () => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647;
  };
  const mix = <T>(list: readonly T[]): T[] =>
    list
      .map((item) => ({ item, key: random() }))
      .sort((left, right) => left.key - right.key)
      .map(({ item }) => item);
  return {
    ...chart,
    ...(chart.labs
      ? {
          labs: {
            results: mix(chart.labs.results),
            serology: mix(chart.labs.serology),
            stiffness: mix(chart.labs.stiffness),
            refused: mix(chart.labs.refused),
          },
        }
      : {}),
    ...(chart.conditions ? { conditions: mix(chart.conditions) } : {}),
    ...(chart.procedures ? { procedures: mix(chart.procedures) } : {}),
    ...(chart.medications ? { medications: mix(chart.medications) } : {}),
    ...(chart.exams ? { exams: mix(chart.exams) } : {}),
  };
}
