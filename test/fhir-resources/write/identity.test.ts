import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { resourceId } from '../../../fhir-resources/write/identity.ts';

describe('resourceId', () => {
  it('is a version 8 UUID and a legal FHIR id, whatever the parts', () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue()), (parts) => {
        expect(resourceId(parts)).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
      }),
    );
  });
  it('is the same in every process: SHA-256 of the parts as JSON', () => {
    // printf '["a",1]' | sha256sum gives 135f17a475a61afdeeaf3759ad2e45ad…; version and variant bits are set on it.
    expect(resourceId(['a', 1])).toBe('135f17a4-75a6-8afd-aeaf-3759ad2e45ad');
  });
  it('does not run parts together', () => {
    expect(resourceId(['ab', 'c'])).not.toBe(resourceId(['a', 'bc']));
    expect(resourceId(['a', ['b']])).not.toBe(resourceId(['a', 'b']));
  });
});
