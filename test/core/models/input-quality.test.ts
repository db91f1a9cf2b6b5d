import { describe, expect, it } from 'vitest';
import { type ImageFacts, inputQuality } from '../../../src/core/models/input-quality.ts';
import type { QualityRule } from '../../../src/core/models/manifest.ts';

const rules = (outcome: 'refuse' | 'temper'): QualityRule[] => [
  { kind: 'slice-thickness-at-most-mm', value: 5, else: outcome },
  { kind: 'roi-volume-ml', range: [500, 4000], else: outcome },
  { kind: 'manufacturer', known: ['Siemens', 'GE'], else: outcome },
  { kind: 'frames-at-least', value: 4, else: outcome },
];
const fit: ImageFacts = { sliceSpacingMm: 5, regionMl: 500, manufacturer: 'SIEMENS Healthineers', frames: 4 };
const unfit: readonly (readonly [ImageFacts, string])[] = [
  [{ sliceSpacingMm: 5.01 }, 'slices 5.01 mm apart, at most 5 mm expected'],
  [{ regionMl: 4001 }, 'region of 4001 mL, 500 to 4000 mL expected'],
  [{ manufacturer: 'Philips' }, 'scanner of a manufacturer that the model has not seen'],
  [{ frames: 3 }, '3 frames, at least 4 expected'],
];

describe('the quality of what a model is given', () => {
  it('is 1 without rules, and at the limits of every rule', () => {
    for (const given of [inputQuality({}, {}), inputQuality({ quality: rules('refuse') }, fit)])
      expect(given).toEqual({ quality: 1, reasons: [] });
  });

  it.each(unfit)('tempers or refuses, as the rule says: %j', (facts, says) => {
    expect(inputQuality({ quality: rules('temper') }, { ...fit, ...facts })).toEqual({ quality: 0.3, reasons: [says] });
    expect(inputQuality({ quality: rules('refuse') }, { ...fit, ...facts })).toEqual({
      quality: 0,
      reasons: [says],
      refusal: `The input is not fit for the model: ${says}.`,
    });
  });

  it('is tempered, never passed and never refused, where a fact is not known', () => {
    const given = inputQuality({ quality: rules('refuse') }, {});
    expect(given).toMatchObject({ quality: 0.3, reasons: { length: 4 } });
    expect(given).not.toHaveProperty('refusal');
  });

  it('is tempered once, however many rules fail, with every reason', () => {
    const facts = Object.assign({}, ...unfit.map(([each]) => each));
    expect(inputQuality({ quality: rules('temper') }, facts)).toEqual({
      quality: 0.3,
      reasons: unfit.map(([, says]) => says),
    });
  });
});
