import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import patientView from '../../src/cds/hooks/patient-view.ts';
import { fillTemplate, tokensOf, tokenValues } from '../../src/cds/templates.ts';

const fill = (template: string, context: { patientId: string; userId?: string; encounterId?: string }) =>
  fillTemplate(template, tokenValues(patientView, context));

describe('prefetch templates', () => {
  it('are filled from the context', () => {
    expect(
      fill('Observation?patient={{context.patientId}}&encounter={{ context.encounterId }}', {
        patientId: 'p1',
        encounterId: 'e-2',
      }),
    ).toBe('Observation?patient=p1&encounter=e-2');
    expect(fill('{{context.userId}}', { patientId: 'p1', userId: 'Practitioner/7' })).toBe('Practitioner/7');
  });

  it.each([
    ['userPractitionerId', 'Practitioner/7'],
    ['userPractitionerRoleId', 'PractitionerRole/7'],
    ['userPatientId', 'Patient/7'],
    ['userRelatedPersonId', 'RelatedPerson/7'],
  ])('fill {{%s}} only for a user of that type', (token, userId) => {
    expect(fill(`X/{{${token}}}`, { patientId: 'p1', userId })).toBe('X/7');
    expect(fill(`X/{{${token}}}`, { patientId: 'p1', userId: 'Device/7' })).toBeUndefined();
    expect(fill(`X/{{${token}}}`, { patientId: 'p1' })).toBeUndefined();
  });

  it('are not sent when a token has no value or is not one of the hook', () => {
    expect(fill('Encounter/{{context.encounterId}}', { patientId: 'p1' })).toBeUndefined();
    expect(fill('X?y={{context.draftOrders.entry}}', { patientId: 'p1' })).toBeUndefined();
    expect(fill('X?y={{today()}}', { patientId: 'p1' })).toBeUndefined();
    expect(fill('X?y={{context.__proto__}}', { patientId: 'p1' })).toBeUndefined();
  });

  it('name their tokens', () => {
    expect(tokensOf('A/{{context.patientId}}?b={{ userPatientId }}')).toEqual(['context.patientId', 'userPatientId']);
    expect(tokensOf('Patient?x=1')).toEqual([]);
  });

  it('never let a value change the path or add a parameter', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, unit: 'binary' }), (encounterId) => {
        const query = fill('Encounter/{{context.encounterId}}?a=1', { patientId: 'p1', encounterId });
        if (query === undefined) return;
        const url = new URL(query, 'https://ehr.example/fhir/');
        expect(url.origin).toBe('https://ehr.example');
        expect([...url.searchParams]).toEqual([['a', '1']]);
        expect(url.pathname.startsWith('/fhir/Encounter/')).toBe(true);
        // At most `Type/id`, which is how references are written.
        expect(url.pathname.slice('/fhir/Encounter/'.length).split('/').length).toBeLessThanOrEqual(2);
      }),
      { numRuns: 2000 },
    );
  });
});
