import type { Ask } from '../../fhir-resources/ask.ts';
import type { PatientFacts } from '../../src/core/patient.ts';

const field = (value: unknown, name: string): unknown =>
  value !== null && typeof value === 'object' ? (value as Record<string, unknown>)[name] : undefined;

/** A small Patient ask: reads id and sex, refuses everybody else's data. */
export const smallPatientAsk: Ask<PatientFacts> = {
  id: 'patient',
  query: 'Patient/{{context.patientId}}',
  read(answer, { patientId }) {
    if (field(answer, 'resourceType') !== 'Patient' || field(answer, 'id') !== patientId) return undefined;
    const gender = field(answer, 'gender');
    const birthDate = field(answer, 'birthDate');
    return {
      id: patientId,
      deceased: false,
      ...(gender === 'male' || gender === 'female' ? { sex: gender } : {}),
      ...(typeof birthDate === 'string' ? { birthDate } : {}),
    };
  },
};

/** A small lab ask: the ids of this patient's valid Observations; null is "nothing". */
export const smallLabsAsk: Ask<readonly string[]> = {
  id: 'labs',
  query: 'Observation?patient={{context.patientId}}&category=laboratory&_count=500',
  read(answer, { patientId }) {
    if (answer === null) return [];
    if (field(answer, 'resourceType') !== 'Bundle') return undefined;
    const entries = field(answer, 'entry');
    return (Array.isArray(entries) ? (entries as unknown[]) : []).flatMap((entry) => {
      const resource = field(entry, 'resource');
      const id = field(resource, 'id');
      const valid = !['entered-in-error', 'cancelled'].includes(String(field(resource, 'status')));
      const own = field(field(resource, 'subject'), 'reference') === `Patient/${patientId}`;
      return field(resource, 'resourceType') === 'Observation' && typeof id === 'string' && valid && own ? [id] : [];
    });
  },
};

/** A small ask whose template needs an encounter. */
export const smallEncounterAsk: Ask<string> = {
  id: 'encounter',
  query: 'Encounter/{{context.encounterId}}',
  read(answer) {
    const id = field(answer, 'id');
    return field(answer, 'resourceType') === 'Encounter' && typeof id === 'string' ? id : undefined;
  },
};

export const patientResource = (id: string) => ({
  resourceType: 'Patient',
  id,
  gender: 'female',
  birthDate: '1961-04-12',
});
export const observation = (id: string) => ({
  resourceType: 'Observation',
  id,
  status: 'final',
  code: { coding: [{ system: 'http://loinc.org', code: '1920-8' }] },
  subject: { reference: 'Patient/p1' },
  valueQuantity: { value: 45, system: 'http://unitsofmeasure.org', code: 'U/L' },
});
export const searchset = (resources: readonly unknown[], next?: string) => ({
  resourceType: 'Bundle',
  type: 'searchset',
  ...(next === undefined
    ? {}
    : {
        link: [
          { relation: 'self', url: 'x' },
          { relation: 'next', url: next },
        ],
      }),
  entry: resources.map((resource) => ({ resource })),
});
export const operationOutcome = {
  resourceType: 'OperationOutcome',
  issue: [{ severity: 'error', code: 'exception' }],
};
