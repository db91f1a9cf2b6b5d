import type { About } from '../../fhir-resources/ask.ts';

/** Small FHIR for reader tests: only what each case is about, the rest as an ordinary chart has it. */
export const about: About = { patientId: 'p1', now: '2026-03-01T12:00:00Z' };

export const loinc = 'http://loinc.org';
export const ucum = 'http://unitsofmeasure.org';

let counter = 0;
type Fields = Readonly<Record<string, unknown>>;

/** A final laboratory result of patient p1 on 2026-02-01, with a new id. */
export function observation(code: string, fields: Fields = {}): Fields {
  counter += 1;
  return {
    resourceType: 'Observation',
    id: `o${counter}`,
    status: 'final',
    code: { coding: [{ system: loinc, code }] },
    subject: { reference: 'Patient/p1' },
    effectiveDateTime: '2026-02-01T08:00:00Z',
    ...fields,
  };
}

export const quantity = (value: number, unit: string, fields: Fields = {}) => ({
  valueQuantity: { value, unit, system: ucum, code: unit, ...fields },
});

export function searchset(...resources: readonly unknown[]): Fields {
  return { resourceType: 'Bundle', type: 'searchset', entry: resources.map((resource) => ({ resource })) };
}
