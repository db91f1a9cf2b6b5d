import { describe, expect, it } from 'vitest';
import { validateResource } from './validate-fhir.ts';

const observation = { resourceType: 'Observation', id: 'o1', status: 'final', code: { text: 'x' }, valueString: 'y' };

describe('validateResource', () => {
  it('says nothing about a valid Observation', () => {
    expect(validateResource(observation)).toEqual([]);
  });
  it.each([
    ['a status that does not exist', { ...observation, status: 'nope' }],
    ['a missing status', { ...observation, status: undefined }],
    ['an empty string', { ...observation, code: { text: '' } }],
    ['an empty array', { ...observation, note: [] }],
    ['an empty object', { ...observation, method: {} }],
    ['two values', { ...observation, valueBoolean: true }],
    ['an element that does not exist', { ...observation, colour: 'blue' }],
    ['value beside dataAbsentReason (obs-6)', { ...observation, dataAbsentReason: { text: 'z' } }],
    ['a wrong type of reference', { ...observation, derivedFrom: [{ reference: 'Condition/c1' }] }],
    [
      'a wrong type of absolute reference',
      { ...observation, derivedFrom: [{ reference: 'https://h/fhir/Condition/c1' }] },
    ],
    ['an absolute reference to nothing', { ...observation, subject: { reference: 'https://h/fhir' } }],
    ['a number that is not one', { ...observation, valueString: undefined, valueQuantity: { value: Number.NaN } }],
    [
      'an unknown profile of ours',
      { ...observation, meta: { profile: ['https://fibrocast.org/fhir/StructureDefinition/no'] } },
    ],
    ['a nested code outside of its required binding', { ...observation, identifier: [{ use: 'nope', value: 'v' }] }],
  ])('finds %s', (_name, resource) => {
    expect(validateResource(resource)).not.toEqual([]);
  });
});
