import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { egfrCkdEpi2021 } from '../../../src/core/situation/egfr.ts';

describe('eGFR by CKD-EPI 2021', () => {
  // Worked by hand from the published equation: 142 × (1.0/0.9)^-1.2 × 0.9938^50 = 91.7; women 142 × (1.0/0.7)^-1.2 × 0.9938^50 × 1.012 = 68.6.
  it('gives 91.7 for a man and 68.6 for a woman of 50 years with 1.0 mg/dL', () => {
    expect(egfrCkdEpi2021(88.42, 50, 'male')).toBeCloseTo(91.7, 0);
    expect(egfrCkdEpi2021(88.42, 50, 'female')).toBeCloseTo(68.6, 0);
  });

  it('falls with creatinine and with age', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 10, max: 2000, noNaN: true }),
        fc.integer({ min: 18, max: 100 }),
        (creatinine, age) => {
          expect(egfrCkdEpi2021(creatinine * 1.1, age, 'male')).toBeLessThan(egfrCkdEpi2021(creatinine, age, 'male'));
          expect(egfrCkdEpi2021(creatinine, age + 1, 'female')).toBeLessThan(egfrCkdEpi2021(creatinine, age, 'female'));
        },
      ),
    );
  });
});
