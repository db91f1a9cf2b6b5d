import { describe, expect, it } from 'vitest';
import { modelPatientOf, speaksOfPatients, whyNotFor } from '../../../src/core/assessment/choose-models.ts';
import { readPatient } from '../../../src/core/assessment/patient-context.ts';
import type { Accepts } from '../../../src/core/models/manifest.ts';
import { asOf, chart, condition } from '../../support/made-up-chart.ts';

const accepts: Accepts = {
  modality: 'labs',
  etiologies: ['pbc'],
  ageYears: [18, 90],
  exclusions: ['decompensated', 'transplanted'],
};
const patient = (parts: Parameters<typeof chart>[0]) => modelPatientOf(readPatient(chart(parts), asOf));
const pbc = condition('pbc');

describe('choosing models by what their manifest accepts', () => {
  it('lets a model speak of the patients that it was built for', () => {
    expect(whyNotFor({ accepts }, patient({ conditions: [pbc] }))).toBeUndefined();
    expect(whyNotFor({ accepts: { ...accepts, etiologies: 'any' } }, patient({}))).toBeUndefined();
  });
  it('refuses another cause, another age and an excluded state by name', () => {
    expect(whyNotFor({ accepts }, patient({ conditions: [condition('hepatitis-b')] }))).toBe('built for PBC');
    expect(whyNotFor({ accepts }, patient({ conditions: [pbc], age: 95 }))).toBe('built for ages 18 to 90');
    const child = { etiology: 'pbc', ageYears: 12, exclusions: new Set<never>() } as const;
    expect(whyNotFor({ accepts }, child)).toBe('built for ages 18 to 90');
    const transplanted = { ...child, ageYears: 50, exclusions: new Set(['transplanted'] as const) };
    expect(whyNotFor({ accepts }, transplanted)).toBe('not valid after liver transplantation');
    expect(whyNotFor({ accepts }, patient({ conditions: [pbc, condition('ascites')] }))).toBe(
      'not valid after decompensation',
    );
  });
  it('asks only models over clinical values that speak of patients', () => {
    expect(speaksOfPatients({ role: 'prognosis', accepts })).toBe(true);
    expect(speaksOfPatients({ role: 'stage', accepts })).toBe(false);
    expect(speaksOfPatients({ role: 'prognosis', accepts: { ...accepts, modality: 'MR' } })).toBe(false);
  });
});
