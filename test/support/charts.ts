import type { Assessment, LiverEvent, ScoreOutcome } from '../../src/core/assessment.ts';
import type {
  ChartFacts,
  ConditionConcept,
  ConditionFact,
  LabResult,
  MedicationFact,
  SerologyMarker,
  SerologyResult,
  ServiceConcept,
  ServiceFact,
} from '../../src/core/chart.ts';
import type { Order } from '../../src/core/order.ts';
import { type AnalyteId, analytes } from '../../src/core/quantity.ts';
import type { BandLevel } from '../../src/core/score.ts';
import type { Situation } from '../../src/core/situation/liver-facts.ts';

/** The moment all hand-made charts are read at. */
export const asOf = '2026-03-01T09:00:00Z';

export const condition = (
  concept: ConditionConcept,
  date = '2025-06-01',
  more: Partial<ConditionFact> = {},
): ConditionFact => ({
  concept,
  status: 'active',
  date,
  reference: `Condition/${concept}`,
  ...more,
});

export const lab = (
  analyte: AnalyteId,
  value: number,
  date = '2026-02-20',
  more: Partial<LabResult> = {},
): LabResult => ({
  analyte,
  value,
  date,
  reference: `Observation/${analyte}-${date}`,
  asReported: { value: String(value), unit: analytes[analyte].unit },
  ...more,
});

export const serology = (marker: SerologyMarker, positive: boolean, date = '2025-05-01'): SerologyResult => ({
  marker,
  positive,
  date,
  reference: `Observation/${marker}`,
});

export const done = (concept: ServiceConcept, date?: string, more: Partial<ServiceFact> = {}): ServiceFact => ({
  concept,
  status: 'done',
  ...(date ? { date } : {}),
  reference: `Procedure/${concept}`,
  ...more,
});

export const takes = (ingredient: string, more: Partial<MedicationFact> = {}): MedicationFact => ({
  ingredient,
  status: 'active',
  reference: `MedicationRequest/active-${ingredient}`,
  ...more,
});

export const drugOrder = (ingredient: string, more: Partial<Order> = {}): Order => ({
  reference: `MedicationRequest/${ingredient}`,
  type: 'medication',
  ingredient,
  selected: true,
  status: 'draft',
  ...more,
});

export const serviceOrder = (concept: ServiceConcept, more: Partial<Order> = {}): Order => ({
  reference: `ServiceRequest/${concept}`,
  type: 'service',
  concept,
  selected: true,
  status: 'draft',
  ...more,
});

export const chart = (more: Partial<ChartFacts> = {}): ChartFacts => ({
  patient: { id: 'p1', sex: 'male', birthDate: '1966-04-01', deceased: false },
  labs: { results: [], serology: [], stiffness: [], refused: [] },
  conditions: [],
  procedures: [],
  medications: [],
  exams: [],
  immunizations: [],
  ...more,
});

export const labsOf = (results: readonly LabResult[], markers: readonly SerologyResult[] = []) => ({
  results,
  serology: markers,
  stiffness: [],
  refused: [],
});

const source = {
  id: 'made-up',
  label: 'Made up 2020',
  citation: 'Made up for a test',
  year: 2020,
  checked: 'verify',
} as const;

export const scored = (
  scoreId: string,
  value: number,
  level: BandLevel,
  category: string = level,
  label = `${scoreId} ${level}`,
): ScoreOutcome => ({
  status: 'ok',
  scoreId,
  title: scoreId === 'fib4' ? 'FIB-4 index' : scoreId,
  value,
  unit: '{score}',
  band: { category, level, label },
  cautions: [],
  risks: [],
  used: [],
  effective: '2026-02-20',
  evidence: 'established',
  sources: [source],
});

export const refusedScore = (
  scoreId: string,
  missing: readonly string[],
  kind: 'missing' | 'unsafe' = 'missing',
): ScoreOutcome => ({
  status: 'refused',
  scoreId,
  title: scoreId === 'fib4' ? 'FIB-4 index' : scoreId,
  unit: '{score}',
  kind,
  reason: `${missing.join(', ')} missing`,
  missing,
  evidence: 'established',
  sources: [source],
});

export const assessment = (more: Partial<Assessment> = {}): Assessment => ({
  id: 'a1',
  fhirServer: 'none',
  patientId: 'p1',
  asOf,
  ageYears: 59,
  sex: 'male',
  pregnant: false,
  etiology: { etiology: 'unknown', basis: 'none', why: 'no liver diagnosis on the chart', also: [], references: [] },
  events: [],
  state: 'not-assessed',
  level: 'not-assessable',
  because: 'no liver data',
  conditions: [],
  scores: [],
  risks: [],
  nextSteps: [],
  missing: [],
  unavailable: [],
  warnings: [],
  references: [],
  version: 'test',
  ...more,
});

export const event = (kind: LiverEvent['event'], date = '2025-11-10'): LiverEvent => ({
  event: kind,
  date,
  references: [`Condition/${kind}`],
});

export const etiology = (name: Assessment['etiology']['etiology'], more: Partial<Assessment['etiology']> = {}) => ({
  etiology: name,
  basis: 'diagnosed' as const,
  why: `${name} diagnosed`,
  also: [],
  references: [`Condition/${name}`],
  ...more,
});

export const situation = (facts: Partial<ChartFacts> = {}, found: Partial<Assessment> = {}): Situation => ({
  chart: chart(facts),
  assessment: assessment(found),
  asOf,
});

/** Patients that several tests share, each named after what it shows. */
export const people = {
  healthy: situation({}, { state: 'not-assessed' }),
  masldLowRisk: situation(
    { conditions: [condition('masld')] },
    {
      etiology: etiology('masld'),
      state: 'no-advanced-fibrosis',
      level: 'low',
      because: 'FIB-4 0.9',
      scores: [scored('fib4', 0.9, 'low')],
    },
  ),
  compensatedA: situation(
    { conditions: [condition('cirrhosis'), condition('masld')], procedures: [done('egd', '2025-09-01')] },
    {
      etiology: etiology('masld'),
      state: 'cACLD',
      level: 'high',
      because: 'cirrhosis recorded',
      childPugh: { class: 'A', points: 5 },
    },
  ),
  childB: situation(
    { conditions: [condition('cirrhosis')], procedures: [done('egd', '2025-09-01')] },
    {
      etiology: etiology('ald'),
      state: 'cACLD',
      level: 'high',
      because: 'cirrhosis recorded',
      childPugh: { class: 'B', points: 8 },
    },
  ),
  childC: situation(
    { conditions: [condition('cirrhosis')], procedures: [done('egd', '2025-09-01')] },
    {
      etiology: etiology('ald'),
      state: 'dACLD',
      level: 'decompensated',
      because: 'decompensated cirrhosis',
      childPugh: { class: 'C', points: 11 },
      events: [event('decompensation')],
    },
  ),
  ascites: situation(
    {
      conditions: [condition('cirrhosis'), condition('ascites', '2025-11-10')],
      procedures: [done('egd', '2025-09-01')],
    },
    {
      etiology: etiology('ald'),
      state: 'dACLD',
      level: 'decompensated',
      because: 'ascites recorded 2025-11-10',
      childPugh: { class: 'B', points: 8 },
      events: [event('ascites')],
    },
  ),
  encephalopathy: situation(
    {
      conditions: [condition('cirrhosis'), condition('hepatic-encephalopathy', '2025-08-01', { status: 'resolved' })],
      procedures: [done('egd', '2025-09-01')],
    },
    {
      etiology: etiology('ald'),
      state: 'dACLD',
      level: 'decompensated',
      because: 'hepatic encephalopathy recorded 2025-08-01',
      childPugh: { class: 'B', points: 7 },
      events: [event('hepatic-encephalopathy', '2025-08-01')],
    },
  ),
  classUnknown: situation(
    { conditions: [condition('cirrhosis')], procedures: [done('egd', '2025-09-01')] },
    {
      etiology: etiology('hcv'),
      state: 'cACLD',
      level: 'high',
      because: 'cirrhosis recorded',
      scores: [refusedScore('child_pugh', ['INR', 'albumin'])],
    },
  ),
  unscreened: situation(
    { conditions: [condition('cirrhosis')] },
    {
      etiology: etiology('hcv'),
      state: 'cACLD',
      level: 'high',
      because: 'cirrhosis recorded',
      childPugh: { class: 'A', points: 5 },
    },
  ),
  transplanted: situation(
    {
      conditions: [
        condition('liver-transplant', '2020-01-01'),
        condition('ascites', '2019-03-01', { status: 'resolved' }),
      ],
    },
    {
      etiology: etiology('hcv'),
      state: 'transplanted',
      because: 'liver transplant 2020-01-01',
      events: [event('liver-transplant', '2020-01-01'), event('ascites', '2019-03-01')],
    },
  ),
} as const;
