import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sortedInside } from '../../../src/core/radiomics/distribution.ts';

const compared = (values: readonly number[], mask: readonly boolean[]) =>
  values.filter((_, at) => mask[at]).sort((a, b) => a - b);

describe('values inside a mask', () => {
  const element = fc.oneof(
    fc.integer({ min: -1024, max: 3071 }),
    fc.integer({ min: -(2 ** 40), max: 2 ** 40 }),
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0),
  );
  it.each([
    ['whole numbers close together', fc.integer({ min: -1024, max: 3071 })],
    ['whole numbers far apart', fc.integer({ min: -(2 ** 40), max: 2 ** 40 })],
    ['any numbers', element],
  ])('come in ascending order: %s', (_, value) => {
    fc.assert(
      fc.property(fc.array(fc.tuple(value, fc.boolean()), { maxLength: 60 }), (pairs) => {
        const [values, mask] = [pairs.map(([x]) => x), pairs.map(([, inside]) => inside)];
        expect([...sortedInside(values, Uint8Array.from(mask, Number))]).toEqual(compared(values, mask));
      }),
    );
  });
});
