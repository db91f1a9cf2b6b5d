import { describe, expect, it } from 'vitest';
import { opinionObservation, readOpinion } from '../../../fhir-resources/write/opinions.ts';
import type { ReviewOpinion } from '../../../src/core/review/review.ts';
import { validateResource } from '../../support/validate-fhir.ts';

const whose = { fhirServer: 'https://ehr.example/fhir', patientId: 'p1' };
const opinion: ReviewOpinion = {
  at: '2026-05-03T10:00:00.000Z',
  by: 'Practitioner/7',
  verdict: 'disagree',
  text: 'Platelets fell with an infection.',
  assessmentId: 'a'.repeat(64),
};

describe('an opinion as an Observation', () => {
  it('is valid FHIR that points to the report, its author and the patient', () => {
    const observation = opinionObservation(whose, opinion, 'report-1');
    expect(validateResource(observation)).toEqual([]);
    expect(observation.focus?.[0]?.reference).toBe('DiagnosticReport/report-1');
    expect(observation.performer?.[0]?.reference).toBe('https://ehr.example/fhir/Practitioner/7');
    expect(observation.meta?.source).toBe(whose.fhirServer);
  });
  it('reads back as it was given, with and without a text', () => {
    expect(readOpinion(opinionObservation(whose, opinion, 'r'), whose.fhirServer)).toEqual(opinion);
    const { text: _, ...plain } = { ...opinion, verdict: 'agree' as const };
    expect(readOpinion(opinionObservation(whose, plain, 'r'), whose.fhirServer)).toEqual(plain);
  });
  it('is the same Observation when it is sent twice, and another with another verdict', () => {
    const id = (given: ReviewOpinion) => opinionObservation(whose, given, 'r').id;
    expect(id(opinion)).toBe(id({ ...opinion }));
    expect(id({ ...opinion, verdict: 'note' })).not.toBe(id(opinion));
  });
});
