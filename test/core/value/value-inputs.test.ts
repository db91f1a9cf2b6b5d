import { describe, expect, it } from 'vitest';
import { movedRange, soundRange, valueInputs } from '../../../src/core/value/value-inputs.ts';

describe('the inputs of the value', () => {
  it('have sound bounds, a source, and no assumption that says it is published', () => {
    for (const { id, given, source } of valueInputs) {
      expect(soundRange(id, given)).toEqual(given);
      const reference = source.kind === 'published' ? source : source.compare;
      if (!reference) continue;
      expect(reference.doi ?? reference.url).toMatch(/^10\.\d{4,}\/\S+$|^https:\/\//);
      expect(reference.says.length).toBeGreaterThan(40);
    }
    expect(valueInputs.filter(({ source }) => source.kind === 'published').map(({ id }) => id)).toEqual([
      'admissionAfterBiopsyShare',
      'discountPerYear',
    ]);
  });
  it('are kept inside what is allowed, with the likely value between its bounds', () => {
    expect(soundRange('followedShare', { likely: 0.6, low: 0.7, high: 1.4 })).toEqual({
      likely: 0.6,
      low: 0.6,
      high: 1,
    });
    expect(soundRange('biopsyPrice', { likely: -3, low: -5, high: 9 })).toEqual({ likely: 0, low: 0, high: 9 });
    expect(soundRange('biopsyPrice', { likely: Number.NaN, low: 0, high: 9 })).toBeUndefined();
    expect(soundRange('horizonYears', { likely: 3.4, low: 1, high: 9 })).toEqual({ likely: 3, low: 3, high: 3 });
  });
  it('take their bounds along when the likely value moves', () => {
    expect(movedRange('biopsiesPerYear', { likely: 100, low: 80, high: 150 }, 200)).toEqual({
      likely: 200,
      low: 160,
      high: 300,
    });
    expect(movedRange('biopsiesPerYear', { likely: 0, low: 0, high: 0 }, 10)).toEqual({ likely: 10, low: 0, high: 10 });
    expect(movedRange('followedShare', { likely: 0.3, low: 0.1, high: 0.5 }, 0.9)).toEqual({
      likely: 0.9,
      low: 0.3,
      high: 1,
    });
  });
});
