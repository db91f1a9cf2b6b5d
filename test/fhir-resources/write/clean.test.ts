import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clean } from '../../../fhir-resources/write/clean.ts';

describe('clean', () => {
  it('leaves out what FHIR forbids: undefined, null, blank text and what becomes empty by it', () => {
    expect(clean({ a: undefined, b: null, c: ' ', d: [{ e: '' }], f: { g: [] }, h: 'x' })).toEqual({ h: 'x' });
  });
  it('keeps false, zero and line breaks', () => {
    expect(clean({ a: false, b: 0, c: 'x\n\ty' })).toEqual({ a: false, b: 0, c: 'x\n\ty' });
  });
  it('takes control characters out of foreign text', () => {
    expect(clean({ a: 'b\u0000e\u0007l\u001bl' })).toEqual({ a: 'bell' });
  });
  it('changes nothing the second time', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(clean(clean(value))).toEqual(clean(value));
      }),
    );
  });
});
