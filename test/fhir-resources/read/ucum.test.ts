import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isUcum, toCanonical } from '../../../fhir-resources/read/ucum.ts';
import { type InputId, inputDefinition, otherInputs } from '../../../src/core/inputs.ts';
import { analytes } from '../../../src/core/quantity.ts';

const value = (id: InputId, number: number, unit: string) => {
  const canonical = toCanonical(id, number, unit);
  return canonical.ok ? canonical.value : canonical.reason;
};

describe('conversion to the canonical unit', () => {
  it.each<[InputId, number, string, number]>([
    ['bilirubinUmolPerL', 1, 'mg/dL', 17.104],
    ['bilirubinUmolPerL', 20, 'µmol/L', 20],
    ['bilirubinUmolPerL', 20, 'μmol/l', 20],
    ['bilirubinUmolPerL', 20, 'mcmol/L', 20],
    ['bilirubinUmolPerL', 0.02, 'mmol/L', 20],
    ['bilirubinUmolPerL', 10, 'mg/L', 17.104],
    ['bilirubinUmolPerL', 1, 'mg/100 mL', 17.104],
    ['bilirubinUmolPerL', 1, 'MG/DL', 17.104],
    ['creatinineUmolPerL', 1, 'mg/dL', 88.42],
    ['cholesterolMmolPerL', 200, 'mg/dL', 200 / 38.67],
    ['cholesterolMmolPerL', 4.8, 'mmol/L', 4.8],
    ['fastingGlucoseMmolPerL', 126, 'mg/dL', 126 / 18.016],
    ['albuminGPerL', 4.1, 'g/dL', 41],
    ['albuminGPerL', 4.1, 'gm/dL', 41],
    ['albuminGPerL', 4100, 'mg/dL', 41],
    ['albuminGPerL', 41, 'G/L', 41],
    ['plateletsGigaPerL', 150, '10*9/L', 150],
    ['plateletsGigaPerL', 150, '10*3/uL', 150],
    ['plateletsGigaPerL', 150, '10^9/L', 150],
    ['plateletsGigaPerL', 150, 'x10^9/L', 150],
    ['plateletsGigaPerL', 150, 'x 10⁹/L', 150],
    ['plateletsGigaPerL', 150, '10E3/µL', 150],
    ['plateletsGigaPerL', 150, '10 3/uL', 150],
    ['plateletsGigaPerL', 150, 'X10(3)/MCL', 150],
    ['plateletsGigaPerL', 150, 'K/uL', 150],
    ['plateletsGigaPerL', 150, 'Thousand/uL', 150],
    ['plateletsGigaPerL', 150, 'G/L', 150],
    ['plateletsGigaPerL', 150, 'Gpt/L', 150],
    ['plateletsGigaPerL', 150, '/nL', 150],
    ['plateletsGigaPerL', 1.5, 'lakhs/cumm', 150],
    ['plateletsGigaPerL', 150000, '/uL', 150],
    ['plateletsGigaPerL', 150000, 'cells/mcL', 150],
    ['plateletsGigaPerL', 150000, '/mm3', 150],
    ['plateletsGigaPerL', 0.15, '10*6/uL', 150],
    ['astUPerL', 40, 'U/L', 40],
    ['astUPerL', 40, 'IU/L', 40],
    ['astUPerL', 40, '[IU]/L', 40],
    ['astUPerL', 40, 'u/l', 40],
    ['astUPerL', 1.5, 'ukat/L', 90],
    ['astUPerL', 1.5, 'µkat/l', 90],
    ['astUPerL', 0.04, 'U/mL', 40],
    ['ggtUpperLimitUPerL', 1, 'ukat/L', 60],
    ['inr', 1.2, '{INR}', 1.2],
    ['inr', 1.2, 'INR', 1.2],
    ['inr', 1.2, '1', 1.2],
    ['sodiumMmolPerL', 138, 'mEq/L', 138],
    ['afpNgPerMl', 12, 'ug/L', 12],
    ['afpNgPerMl', 12, 'ng/mL', 12],
    ['hbvDnaCopiesPerMl', 1000, 'IU/mL', 5600],
    ['hbvDnaCopiesPerMl', 1000, '[IU]/mL', 5600],
    ['hbvDnaCopiesPerMl', 1000, '{copies}/mL', 1000],
    ['hbvDnaCopiesPerMl', 1000, 'copies/mL', 1000],
    ['hbvDnaCopiesPerMl', 3, '{Log_IU}/mL', 5600],
    ['hbvDnaCopiesPerMl', 4, 'log10 copies/mL', 10000],
    ['hcvRnaIuPerMl', 800, 'kIU/L', 800],
    ['hba1cPercent', 6.5, '%', 6.5],
    ['hba1cPercent', 48, 'mmol/mol', 0.09148 * 48 + 2.152],
    ['bmiKgPerM2', 31, 'kg/m^2', 31],
    ['bmiKgPerM2', 31, 'kg/m²', 31],
    ['heightCm', 70, '[in_i]', 177.8],
    ['heightCm', 1.78, 'm', 178],
    ['weightKg', 200, 'lbs', 90.718474],
    ['ageYears', 61, 'a', 61],
    ['ageYears', 61, 'years', 61],
    ['lsmVcteKpa', 8, 'kPa', 8],
    ['capDbPerM', 280, 'dB/m', 280],
    ['prothrombinTimeSeconds', 12, 'sec', 12],
    ['largestTumourCm', 32, 'mm', 3.2],
    ['year1BilirubinTimesUln', 1.2, '1', 1.2],
  ])('%s %d %s', (id, number, unit, expected) => {
    expect(value(id, number, unit)).toBeCloseTo(expected, 9);
  });

  it('bilirubin 1 mg/dL is 17.104 µmol/L and creatinine 1 mg/dL is 88.42 µmol/L to the last digit shown', () => {
    expect(value('bilirubinUmolPerL', 1, 'mg/dL')).toBe(17.104);
    expect(value('creatinineUmolPerL', 1, 'mg/dL')).toBe(88.42);
  });

  it.each<[InputId, number, string, string]>([
    ['astUPerL', 40, '', 'no-unit'],
    ['astUPerL', 40, '  ', 'no-unit'],
    ['astUPerL', Number.NaN, 'U/L', 'not-a-number'],
    ['astUPerL', Number.POSITIVE_INFINITY, 'U/L', 'not-a-number'],
    ['astUPerL', 40, 'mg/dL', 'unknown-unit'],
    ['astUPerL', 0, 'U/L', 'implausible'],
    ['albuminGPerL', 40, 'g/dL', 'implausible'],
    ['albuminGPerL', 600, 'umol/L', 'unknown-unit'],
    ['plateletsGigaPerL', 150, '/uL', 'implausible'],
    ['plateletsGigaPerL', 250, '103/uL', 'unknown-unit'],
    ['plateletsGigaPerL', 250, 'K', 'unknown-unit'],
    ['plateletsGigaPerL', 250, 'g/L', 'unknown-unit'],
    ['plateletsGigaPerL', 250, '%', 'unknown-unit'],
    ['inr', 90, '%', 'unknown-unit'],
    ['inr', 12, 's', 'unknown-unit'],
    ['inr', 1.2, '[IU]/mL', 'unknown-unit'],
    ['afpNgPerMl', 12, 'IU/mL', 'unknown-unit'],
    ['hbvDnaCopiesPerMl', 5, '/mL', 'unknown-unit'],
    ['hcvRnaIuPerMl', 5, 'copies/mL', 'unknown-unit'],
    ['hba1cPercent', 0.065, '1', 'unknown-unit'],
    ['lsmVcteKpa', 1.6, 'm/s', 'unknown-unit'],
    ['lsmVcteKpa', 90, 'kPa', 'implausible'],
    ['bilirubinUmolPerL', 1, 'mg', 'unknown-unit'],
    ['bilirubinUmolPerL', 1, 'x'.repeat(5000), 'unknown-unit'],
    ['bilirubinUmolPerL', 1, '__proto__', 'unknown-unit'],
    ['sex', 1, '1', 'unknown-unit'],
  ])('%s %d "%s" is refused: %s', (id, number, unit, reason) => {
    expect(value(id, number, unit)).toBe(reason);
  });
});

describe('properties of the door', () => {
  const numeric = ([...Object.keys(analytes), ...Object.keys(otherInputs)] as InputId[]).filter(
    (id) => inputDefinition(id).kind === 'number',
  );
  const inRange = (id: InputId) => {
    const definition = inputDefinition(id);
    const [min, max] = definition.kind === 'number' ? definition.plausible : [0, 0];
    // Not below a millionth: 5e-324 is a number to a computer only.
    return fc.double({ min: Math.max(min, 1e-6), max, noNaN: true });
  };
  /** (from, to canonical factor): another spelling of the same quantity. */
  const factors: readonly [InputId, string, number][] = [
    ['bilirubinUmolPerL', 'mg/dL', 17.104],
    ['creatinineUmolPerL', 'mg/dL', 88.42],
    ['cholesterolMmolPerL', 'mg/dL', 1 / 38.67],
    ['albuminGPerL', 'g/dL', 10],
    ['astUPerL', 'ukat/L', 60],
    ['plateletsGigaPerL', '/uL', 0.001],
    ['hbvDnaCopiesPerMl', 'IU/mL', 5.6],
  ];

  it('the canonical unit of every number is the identity', () => {
    for (const id of numeric) {
      const definition = inputDefinition(id);
      const unit = definition.kind === 'number' ? definition.unit : '';
      fc.assert(
        fc.property(inRange(id), (number) => value(id, number, unit) === number),
        { numRuns: 30 },
      );
    }
  });

  it('there and back is the same number', () => {
    for (const [id, unit, factor] of factors) {
      fc.assert(
        fc.property(inRange(id), (number) => {
          const back = value(id, number / factor, unit);
          return typeof back === 'number' && Math.abs(back - number) <= 1e-9 * Math.abs(number);
        }),
      );
    }
  });

  it('is linear: the mean of two values converts to the mean of the two', () => {
    for (const [id, unit, factor] of factors) {
      fc.assert(
        fc.property(inRange(id), inRange(id), (a, b) => {
          const [first, second, mean] = [a, b, (a + b) / 2].map((x) => value(id, x / factor, unit));
          if (typeof first !== 'number' || typeof second !== 'number' || typeof mean !== 'number') return false;
          return Math.abs((first + second) / 2 - mean) <= 1e-9 * Math.max(Math.abs(mean), 1e-9);
        }),
      );
    }
  });

  it('does not depend on the scale that the unit is written in', () => {
    const scaled: readonly [InputId, string, string, number][] = [
      ['albuminGPerL', 'g/dL', 'mg/dL', 1000],
      ['bilirubinUmolPerL', 'umol/L', 'nmol/L', 1000],
      ['bilirubinUmolPerL', 'mg/dL', 'mg/L', 10],
      ['plateletsGigaPerL', '10*9/L', '/uL', 1000],
      ['heightCm', 'm', 'cm', 100],
    ];
    for (const [id, unit, finer, factor] of scaled) {
      fc.assert(
        fc.property(fc.double({ min: 0.01, max: 500, noNaN: true }), (number) => {
          const [coarse, fine] = [value(id, number, unit), value(id, number * factor, finer)];
          if (typeof coarse !== 'number' || typeof fine !== 'number') return coarse === fine;
          return Math.abs(coarse - fine) <= 1e-9 * Math.abs(coarse);
        }),
      );
    }
  });

  it('refuses incommensurable units and never throws for foreign text', () => {
    const units = ['mg', 'm', 'kPa', 's', 'g/dL', 'U/L', '10*9/L', 'kg/m2', 'mmol/L', 'dB/m', 'cm', 'a'];
    const dimension: Readonly<Record<string, readonly string[]>> = {
      'g/L': ['g/dL'],
      'mmol/L': ['mmol/L', 'g/dL'],
      'umol/L': ['mmol/L', 'g/dL'],
      'ng/mL': ['g/dL'],
      cm: ['m', 'cm'],
      kg: ['mg'],
      s: ['s', 'a'],
      a: ['s', 'a'],
    };
    for (const id of numeric) {
      const definition = inputDefinition(id);
      const unit = definition.kind === 'number' ? definition.unit : '';
      for (const foreign of units) {
        if (foreign === unit || dimension[unit]?.includes(foreign)) continue;
        expect(value(id, 10, foreign), `${id} in ${foreign}`).toBe('unknown-unit');
      }
    }
    fc.assert(
      fc.property(fc.constantFrom(...numeric), fc.string({ maxLength: 60 }), fc.double(), (id, unit, number) => {
        const canonical = toCanonical(id, number, unit);
        return canonical.ok ? Number.isFinite(canonical.value) : canonical.reason.length > 0;
      }),
    );
  });
});

describe('UCUM codes', () => {
  it('every canonical unit is a UCUM code', () => {
    for (const id of [...Object.keys(analytes), ...Object.keys(otherInputs)] as InputId[]) {
      const definition = inputDefinition(id);
      if (definition.kind === 'number') expect(isUcum(definition.unit), `${id}: ${definition.unit}`).toBe(true);
    }
    expect(isUcum('K/furlong!')).toBe(false);
  });
});
