import { creatinineUmolPerLPerMgPerDl } from '../quantity.ts';

/**
 * Estimated glomerular filtration rate, mL/min/1.73 m², CKD-EPI 2021 without race, adults only
 * (Inker 2021, N Engl J Med 385:1737, doi 10.1056/NEJMoa2102953). In cirrhosis it reads high, because muscle mass is low.
 * @param creatinineUmolPerL µmol/L, greater than 0
 */
export function egfrCkdEpi2021(creatinineUmolPerL: number, ageYears: number, sex: 'male' | 'female'): number {
  const [kappa, alpha] = sex === 'female' ? [0.7, -0.241] : [0.9, -0.302];
  const ratio = creatinineUmolPerL / creatinineUmolPerLPerMgPerDl / kappa;
  const factor = sex === 'female' ? 1.012 : 1;
  return 142 * Math.min(ratio, 1) ** alpha * Math.max(ratio, 1) ** -1.2 * 0.9938 ** ageYears * factor;
}
