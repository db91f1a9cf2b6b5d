import { describe, expect, it } from 'vitest';
import { readingOf, shownValue, thresholdText } from '../../../src/web/review/reading.tsx';
import { readUnit, shownQuantity } from '../../../src/web/review/units.ts';

const si = readingOf('en', 'si');
const us = readingOf('en', 'us');
const plain = (text: string) => text.replaceAll('\u00a0', ' ');

describe('units', () => {
  it.each([
    ['bilirubinUmolPerL', 34.208, 'umol/L', '34 µmol/L', '2 mg/dL'],
    ['creatinineUmolPerL', 88.42, 'umol/L', '88 µmol/L', '1 mg/dL'],
    ['albuminGPerL', 33, 'g/L', '33 g/L', '3.3 g/dL'],
    ['plateletsGigaPerL', 118, '10*9/L', '118 ×10⁹/L', '118 ×10³/µL'],
    ['astUPerL', 80, 'U/L', '80 U/L', '80 U/L'],
    ['sodiumMmolPerL', 138, 'mmol/L', '138 mmol/L', '138 mmol/L'],
  ])('of %s are SI or US', (input, value, unit, inSi, inUs) => {
    expect(plain(shownValue(input, value, unit, si))).toBe(inSi);
    expect(plain(shownValue(input, value, unit, us))).toBe(inUs);
  });
  it('of a course line are those of its analyte', () => {
    expect(plain(shownValue('bilirubin', 17.104, 'umol/L', us))).toBe('1 mg/dL');
    expect(plain(shownValue('lsm-vcte', 17.3, 'kPa', us))).toBe('17.3 kPa');
  });
  it('are not converted where the value came in another unit than the one known', () => {
    expect(shownQuantity('albuminGPerL', 3.3, 'g/dL', 'us')).toMatchObject({ value: 3.3, unit: 'g/dL' });
  });
  it('are written as people write them', () => {
    expect([readUnit('{score}'), readUnit('1'), readUnit("[hnsf'U]"), readUnit('kg/m2'), readUnit(undefined)]).toEqual([
      '',
      '',
      'HU',
      'kg/m²',
      '',
    ]);
  });
  it('of age are years', () => {
    expect(plain(shownValue('ageYears', 61, 'a', si))).toBe('61 years');
  });
  it('of a threshold follow the reader, and its value is said once', () => {
    const albumin = { id: 'albumin', unit: 'g/L' };
    expect(thresholdText(albumin, { value: 35, label: 'low' }, us)).toBe('3.5: low');
    expect(thresholdText({ id: 'fib4', unit: '{score}' }, { value: 2.67, label: '2.67: rule in' }, si)).toBe(
      '2.67: rule in',
    );
  });
});
