import { describe, expect, it } from 'vitest';
import {
  draftAppointment,
  draftCommunication,
  draftMedicationRequest,
  draftServiceRequest,
} from '../../../fhir-resources/write/draft-orders.ts';
import { serviceConcepts } from '../../../src/core/chart.ts';
import { validateResource } from '../../support/validate-fhir.ts';

const who = { patientId: 'p-17', userId: 'PractitionerRole/r-1', encounterId: 'e-5' };

describe('draft orders', () => {
  it.each(serviceConcepts)('are valid for %s, with text and our own code always', (concept) => {
    const order = draftServiceRequest({ ...who, concept, reason: 'Because.', occurrence: '2026-07-01' });
    expect(validateResource(order)).toEqual([]);
    expect(order).toMatchObject({ status: 'draft', intent: 'proposal', subject: { reference: 'Patient/p-17' } });
    expect(order.code?.text).not.toBe('');
    expect(order.code?.coding?.at(-1)).toMatchObject({
      system: 'https://fibrocast.org/fhir/CodeSystem/service',
      code: concept,
    });
    expect(validateResource(draftAppointment({ patientId: 'p-17', concept }))).toEqual([]);
  });
  it('carry a standard code only where it is certain', () => {
    const standardOf = (concept: (typeof serviceConcepts)[number]) =>
      draftServiceRequest({ ...who, concept }).code?.coding?.find(({ system }) => system === 'http://loinc.org')?.code;
    expect(['vcte', 'ct-liver', 'mri-liver', 'us-liver', 'elf-test'].map((c) => standardOf(c as 'vcte'))).toEqual([
      '77615-3',
      '41806-1',
      '24556-3',
      '24558-9',
      '88055-9',
    ]);
    expect(standardOf('liver-biopsy')).toBeUndefined();
    expect(standardOf('swe')).toBeUndefined();
  });
  it('name the requester who may order, and nobody else', () => {
    const requesterOf = (userId?: string) =>
      draftServiceRequest({ ...who, userId, concept: 'egd' }).requester?.reference;
    expect(requesterOf('Practitioner/d-3')).toBe('Practitioner/d-3');
    expect(requesterOf('d-3')).toBe('Practitioner/d-3');
    expect(requesterOf('https://ehr.example.org/fhir/Practitioner/d-3')).toBe('Practitioner/d-3');
    expect(requesterOf('Patient/p-17')).toBeUndefined();
    expect(requesterOf(undefined)).toBeUndefined();
  });
  it('leave the dose to the prescriber', () => {
    const order = draftMedicationRequest({ ...who, ingredient: 'tenofovir-alafenamide', reason: 'HBV' });
    expect(validateResource(order)).toEqual([]);
    expect(order.medicationCodeableConcept).toEqual({ text: 'tenofovir alafenamide' });
    expect(order.dosageInstruction).toBeUndefined();
    expect(
      validateResource(
        draftMedicationRequest({ ...who, ingredient: 'carvedilol', atc: 'C07AG02', dosage: 'as usual' }),
      ),
    ).toEqual([]);
  });
  it('carry no id and no empty parts without context', () => {
    const order = draftServiceRequest({ patientId: 'p-17', concept: 'vcte' });
    expect(validateResource(order)).toEqual([]);
    expect(order.id).toBeUndefined();
    expect(Object.keys(order)).toEqual(['resourceType', 'status', 'intent', 'code', 'subject']);
    expect(validateResource(draftCommunication({ ...who, topic: 't', text: 'x' }))).toEqual([]);
  });
});
