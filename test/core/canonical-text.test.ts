import fc from 'fast-check';
import { expect, it } from 'vitest';
import { canonicalText } from '../../src/core/canonical-text.ts';

it('is JSON that reads back as the same value', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(JSON.parse(canonicalText(value))).toEqual(JSON.parse(JSON.stringify(value)));
    }),
  );
});

it('does not depend on the order of keys, nor on members that are undefined', () => {
  expect(canonicalText({ b: [1, { d: 2, c: 'x' }], a: null, e: undefined })).toBe('{"a":null,"b":[1,{"c":"x","d":2}]}');
  expect(canonicalText({ b: 1, a: 2 })).toBe(canonicalText({ a: 2, b: 1 }));
});

it('depends on the order of lists', () => {
  expect(canonicalText([1, 2])).not.toBe(canonicalText([2, 1]));
});
