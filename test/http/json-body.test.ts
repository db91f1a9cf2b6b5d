import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isNestedDeeperThan } from '../../src/http/json-body.ts';

const bytes = (text: string) => Buffer.from(text, 'utf8');
function depthOf(value: unknown): number {
  if (value === null || typeof value !== 'object') return 0;
  return 1 + Math.max(0, ...Object.values(value).map(depthOf));
}

describe('the depth of JSON', () => {
  it('is that of the parsed value', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 8 }), (value) => {
        const text = bytes(JSON.stringify(value));
        const depth = depthOf(value);
        expect(isNestedDeeperThan(depth, text)).toBe(false);
        if (depth > 0) expect(isNestedDeeperThan(depth - 1, text)).toBe(true);
      }),
    );
  });

  it('does not count brackets in strings, also behind escaped quotes', () => {
    expect(isNestedDeeperThan(1, bytes(String.raw`{"a":"[[[[{{\"[[[","\\":"]]]["}`))).toBe(false);
    expect(isNestedDeeperThan(1, bytes(String.raw`{"\\":[1]}`))).toBe(true);
  });

  it('is found for 100 000 levels of either kind, closed or not', () => {
    for (const text of ['['.repeat(1e5), '{"a":'.repeat(1e5), `${'['.repeat(1e5)}${']'.repeat(1e5)}`]) {
      expect(isNestedDeeperThan(200, bytes(text))).toBe(true);
    }
  });
});
