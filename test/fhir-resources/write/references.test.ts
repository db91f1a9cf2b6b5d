import { describe, expect, it } from 'vitest';
import {
  chartReference,
  chartReferences,
  derivedFrom,
  inputExtensions,
  patientReference,
} from '../../../fhir-resources/write/references.ts';

const server = 'https://ehr.example.org/fhir';

describe('chartReference', () => {
  it.each([
    ['Observation/a-1', `${server}/Observation/a-1`],
    ['Observation/a-1/_history/3', `${server}/Observation/a-1/_history/3`],
    ['Observation/a-1#part', `${server}/Observation/a-1`],
    ['https://other.example.org/r4/Condition/c', 'https://other.example.org/r4/Condition/c'],
  ])('makes %s absolute', (given, expected) => {
    expect(chartReference(server, given)?.reference).toBe(expected);
    expect(chartReference(`${server}/`, given)?.reference).toBe(expected);
  });
  it.each([
    '#contained',
    'urn:uuid:0e5c2d1a-0000-4000-8000-000000000000',
    '',
    'Observation',
    'observation/1',
    'a b/c',
    'Observation/a/b',
  ])('gives nothing for %s: nobody could follow it', (given) => {
    expect(chartReference(server, given)).toBeUndefined();
  });
  it('stays relative on the command line, where there is no server', () => {
    expect(chartReference('none', 'Observation/a')?.reference).toBe('Observation/a');
  });
});

it('names each source once, in the order of reading', () => {
  const found = chartReferences(server, ['Observation/b', 'Observation/a', 'Observation/b']);
  expect(found.map(({ reference }) => reference)).toEqual([`${server}/Observation/b`, `${server}/Observation/a`]);
});

it('lets into derivedFrom only what R4 allows there', () => {
  expect(derivedFrom(server, ['Condition/c', 'Observation/o', 'ImagingStudy/i', 'Patient/p'])).toEqual([
    { reference: `${server}/Observation/o`, type: 'Observation' },
    { reference: `${server}/ImagingStudy/i`, type: 'ImagingStudy' },
  ]);
});

it('says whose patient it is, except where nobody knows', () => {
  expect(patientReference(`${server}/`, 'p').identifier).toEqual({ system: `${server}/Patient`, value: 'p' });
  expect(patientReference('none', 'p')).toEqual({ reference: 'Patient/p', type: 'Patient' });
});

it('keeps the day of a date that is no FHIR dateTime, and drops what is no date', () => {
  const dateOf = (date: string) => inputExtensions(server, { references: [], date })[0]?.valueDateTime;
  expect(dateOf('2026-05-02T10:00:00')).toBe('2026-05-02');
  expect(dateOf('2026-05-02 10:00')).toBe('2026-05-02');
  expect(dateOf('2026-05-02T10:00:00+02:00')).toBe('2026-05-02T10:00:00+02:00');
  expect(dateOf('2026-05')).toBe('2026-05');
  expect(dateOf('last spring')).toBeUndefined();
});
