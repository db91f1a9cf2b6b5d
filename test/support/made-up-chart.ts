import type {
  ChartFacts,
  ConditionConcept,
  ConditionFact,
  LabRecord,
  LabResult,
  MedicationFact,
  SerologyMarker,
  SerologyResult,
  ServiceConcept,
  ServiceFact,
  StiffnessReading,
} from '../../src/core/chart.ts';
import type { AnalyteId } from '../../src/core/quantity.ts';

/** The assessments of the tests speak about this moment. */
export const asOf = '2026-06-15T09:00:00Z';

let count = 0;
const reference = (type: string) => `${type}/made-up-${++count}`;

/** Values in canonical units, or with their laboratory limits, on one day. */
type Values = { readonly [A in AnalyteId]?: number | Partial<LabResult> };

export function results(values: Values, date = '2026-06-01'): LabResult[] {
  return Object.entries(values).map(([analyte, given]) => {
    const more = typeof given === 'number' ? { value: given } : given;
    return {
      analyte: analyte as AnalyteId,
      value: 1,
      date,
      reference: reference('Observation'),
      asReported: { value: String(more.value ?? 1), unit: '' },
      ...more,
    };
  });
}

export function stiffness(kPa: number, more: Partial<StiffnessReading> = {}): StiffnessReading {
  return {
    method: 'vcte',
    kPa,
    validShots: 10,
    iqrOverMedianPercent: 15,
    date: '2026-05-20',
    reference: reference('Observation'),
    asReported: { value: String(kPa), unit: 'kPa' },
    ...more,
  };
}

export function serology(marker: SerologyMarker, positive: boolean, date = '2026-05-01'): SerologyResult {
  return { marker, positive, date, reference: reference('Observation') };
}

export function condition(concept: ConditionConcept, more: Partial<ConditionFact> = {}): ConditionFact {
  return { concept, status: 'active', date: '2024-01-10', reference: reference('Condition'), ...more };
}

export function drug(ingredient: string, more: Partial<MedicationFact> = {}): MedicationFact {
  return { ingredient, status: 'active', date: '2024-02-01', reference: reference('MedicationRequest'), ...more };
}

export function service(concept: ServiceConcept, date: string, more: Partial<ServiceFact> = {}): ServiceFact {
  return { concept, status: 'done', date, reference: reference('Procedure'), ...more };
}

interface ChartParts extends Partial<Omit<ChartFacts, 'patient' | 'labs'>> {
  readonly age?: number;
  readonly sex?: 'male' | 'female';
  readonly deceased?: boolean;
  readonly values?: Values;
  readonly labs?: Partial<LabRecord>;
  readonly stiffness?: readonly StiffnessReading[];
  readonly serology?: readonly SerologyResult[];
}

/** A chart whose every part was searched; what is not given is empty. */
export function chart(parts: ChartParts = {}): ChartFacts {
  const {
    age = 55,
    sex = 'male',
    deceased = false,
    values = {},
    labs = {},
    stiffness = [],
    serology = [],
    ...rest
  } = parts;
  return {
    patient: { id: 'p1', sex, birthDate: `${2026 - age}-01-15`, deceased },
    labs: { results: results(values), serology, stiffness, refused: [], ...labs },
    conditions: [],
    procedures: [],
    medications: [],
    exams: [],
    immunizations: [],
    ...rest,
  };
}

/** FIB-4 about 0.9 at 55: AST 25, ALT 30, platelets 280. */
export const lowFib4: Values = { astUPerL: 25, altUPerL: 30, plateletsGigaPerL: 280 };
/** FIB-4 about 1.9 at 55. */
export const middleFib4: Values = { astUPerL: 45, altUPerL: 50, plateletsGigaPerL: 185 };
/** FIB-4 about 5 at 55. */
export const highFib4: Values = { astUPerL: 80, altUPerL: 55, plateletsGigaPerL: 115 };
