import type { Assessment } from '../../src/core/assessment.ts';
import type { ChartFacts } from '../../src/core/chart.ts';

/** An assessment that says nothing: for tests of what stands around it. */
export function emptyAssessment(facts: ChartFacts, fhirServer: string): Assessment {
  return {
    id: `assessment-${facts.patient.id}`,
    fhirServer,
    patientId: facts.patient.id,
    asOf: '2026-11-23T12:00:00.000Z',
    pregnant: false,
    etiology: { etiology: 'unknown', basis: 'none', why: 'No diagnosis.', also: [], references: [] },
    events: [],
    state: 'not-assessed',
    level: 'not-assessable',
    because: 'nothing was measured',
    conditions: [],
    scores: [],
    risks: [],
    nextSteps: [],
    missing: [],
    unavailable: [],
    warnings: [],
    references: [],
    version: '0',
  };
}
