import { describe, expect, it } from 'vitest';
import { entriesOf, isAboutAnother, relativeReference, resolverFor } from '../../fhir-resources/bundle.ts';

describe('references', () => {
  it.each([
    ['Patient/1', 'Patient/1'],
    ['https://ehr.example/fhir/Patient/1', 'Patient/1'],
    ['https://ehr.example/fhir/r4/Observation/a.b-c/_history/2', 'Observation/a.b-c'],
    ['urn:uuid:0c5', undefined],
    ['#p', undefined],
    ['Patient/', undefined],
    ['Patient/1/extra', undefined],
    ['Patient/a b', undefined],
    ['Observation?patient=Patient/1&x', undefined],
    ['', undefined],
  ])('%s is %s', (reference, relative) => {
    expect(relativeReference(reference)).toBe(relative);
  });

  const medication = { resourceType: 'Medication', id: 'm' };
  const inside = { resourceType: 'Medication', id: 'inside' };
  const order = { resourceType: 'MedicationRequest', id: 'r', contained: [null, inside] };
  const resolve = resolverFor({
    resourceType: 'Bundle',
    entry: [{ fullUrl: 'urn:uuid:1', resource: medication }, { resource: order }, {}, null],
  });
  it.each([
    ['urn:uuid:1', medication],
    ['Medication/m', medication],
    ['https://ehr.example/fhir/Medication/m', medication],
    ['#inside', inside],
    ['#', undefined],
    ['#absent', undefined],
    ['Medication/absent', undefined],
  ])('%s leads to its resource', (reference, target) => {
    expect(resolve(reference, order)).toBe(target);
    expect(resolve({ reference }, order)).toBe(target);
  });
  it('that are none lead nowhere', () => {
    for (const reference of [undefined, null, 3, {}, { display: 'x' }, []])
      expect(resolve(reference, order)).toBeUndefined();
  });
});

describe('entries', () => {
  it('are those of the types asked for, with the best name each has', () => {
    const bundle = {
      resourceType: 'Bundle',
      entry: [
        { fullUrl: 'https://ehr.example/fhir/Condition/c', resource: { resourceType: 'Condition', id: 'c' } },
        { fullUrl: 'urn:uuid:2', resource: { resourceType: 'Condition' } },
        { resource: { resourceType: 'Condition', id: 'not an id!' } },
        { resource: { resourceType: 'Patient', id: 'p' } },
        { resource: { resourceType: 'Condition', id: 'o' }, search: { mode: 'outcome' } },
      ],
    };
    expect(entriesOf(bundle, 'Condition')?.map(({ reference }) => reference)).toEqual([
      'Condition/c',
      'urn:uuid:2',
      'urn:fibrocast:entry:2',
    ]);
  });

  it('are none for null, and unknown for a search that failed', () => {
    const outcome = (severity: string) => ({
      resource: { resourceType: 'OperationOutcome', issue: [{ severity }] },
      search: { mode: 'outcome' },
    });
    expect(entriesOf(null, 'Condition')).toEqual([]);
    expect(entriesOf({ resourceType: 'Bundle', entry: [outcome('warning')] }, 'Condition')).toEqual([]);
    expect(entriesOf({ resourceType: 'Bundle', entry: [outcome('error')] }, 'Condition')).toBeUndefined();
  });
});

describe('the patient of a resource', () => {
  const another = (resource: Record<string, unknown>) => isAboutAnother(resource, 'p1', resolverFor(null));
  it('is looked for in subject and in patient; nobody named is nobody else', () => {
    expect(another({ subject: { reference: 'Patient/p1' } })).toBe(false);
    expect(another({ patient: { reference: 'Patient/p2' } })).toBe(true);
    expect(another({})).toBe(false);
    expect(another({ subject: { display: 'Jane' } })).toBe(false);
    expect(another({ subject: { identifier: { value: '7' } } })).toBe(false);
  });
});
