import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fillPrefetch, fillTemplate } from '../../../src/sandbox/ehr/prefetch-filling.ts';

const tokens = { context: { patientId: 'p1', encounterId: 'e1', draftOrders: {} }, userId: 'Practitioner/dr1' };

describe('filling prefetch templates', () => {
  it.each([
    ['Patient/{{context.patientId}}', 'Patient/p1'],
    ['Encounter/{{ context.encounterId }}', 'Encounter/e1'],
    ['Practitioner/{{userPractitionerId}}', 'Practitioner/dr1'],
    ['Patient/{{userPatientId}}', undefined],
    ['Patient/{{context.draftOrders}}', undefined],
    ['Patient/{{context.constructor}}', undefined],
  ])('%s becomes %s', (template, expected) => {
    expect(fillTemplate(template, tokens)).toBe(expected);
  });

  it('leaves templates without tokens as they are', () => {
    const text = fc.string().filter((each) => !each.includes('{{'));
    fc.assert(
      fc.property(text, (template) => {
        expect(fillTemplate(template, tokens)).toBe(template);
      }),
    );
  });

  it('leaves out what fails, keeps null for what is not there, in the order of the templates', async () => {
    const templates = {
      gone: 'Patient/{{context.patientId}}',
      broken: 'x',
      empty: 'Observation?a',
      user: '{{userPatientId}}',
    };
    const ask = async (query: string) => {
      if (query === 'x') throw new Error('refused');
      return query.startsWith('Patient') ? { found: false } : { found: true, body: { resourceType: 'Bundle' } };
    };
    const { prefetch, leftOut } = await fillPrefetch(templates, tokens, ask, 'bundle');
    expect(Object.entries(prefetch)).toEqual([
      ['gone', null],
      ['empty', { resourceType: 'Bundle' }],
    ]);
    expect(leftOut).toEqual(['broken', 'user']);
  });
});
