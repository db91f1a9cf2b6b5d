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

describe('our profiles', () => {
  const base = 'https://fibrocast.org/fhir';
  const measure = `${base}/CodeSystem/measure`;
  const stages = ['p-f0', 'p-f1', 'p-f2', 'p-f3', 'p-f4'];
  const distribution = {
    ...observation,
    valueString: undefined,
    meta: {
      profile: [`${base}/StructureDefinition/stage-distribution`],
      tag: [{ system: `${base}/CodeSystem/evidence-class`, code: 'research' }],
    },
    identifier: [{ system: `${base}/sid/result`, value: 'o1' }],
    code: { coding: [{ system: measure, code: 'stage-distribution' }], text: 'Stages' },
    subject: { reference: 'Patient/p1' },
    effectiveDateTime: '2026-06-01',
    method: { text: 'Fusion' },
    device: { reference: 'Device/d1' },
    component: stages.map((code) => ({
      code: { coding: [{ system: measure, code }] },
      valueQuantity: { value: 0.2, unit: 'probability', system: 'http://unitsofmeasure.org', code: '1' },
    })),
  };

  it('take a distribution of stages as it is meant', () => {
    expect(validateResource(distribution)).toEqual([]);
  });
  it.each([
    ['without one of its stages', { ...distribution, component: distribution.component.slice(1) }],
    ['with a headline value', { ...distribution, valueString: 'F3' }],
    ['without an evidence class', { ...distribution, meta: { profile: distribution.meta.profile } }],
    [
      'with two evidence classes',
      { ...distribution, meta: { ...distribution.meta, tag: [...distribution.meta.tag, ...distribution.meta.tag] } },
    ],
    ['without an identifier', { ...distribution, identifier: undefined }],
    ['that is preliminary', { ...distribution, status: 'preliminary' }],
    ['of nobody', { ...distribution, subject: undefined }],
    ['made by no device', { ...distribution, device: undefined }],
    ['of another code', { ...distribution, code: { coding: [{ system: measure, code: 'fib4' }] } }],
  ])('refuse one %s', (_name, resource) => {
    expect(validateResource(resource)).not.toEqual([]);
  });
});
