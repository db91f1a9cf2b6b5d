import { bilirubinMgPerDl, creatinineMgPerDl, gPerDl } from '../quantity.ts';
import { defineScore } from '../score.ts';
import { clamp, dialysisCaution, meldAge, transplantCaution } from '../scoring/score-rules.ts';
import { kim2021, optn2023 } from '../scoring/score-sources.ts';

/** Bilirubin, INR and creatinine not below 1; creatinine not above 3, and 3 on dialysis; bilirubin and INR have no cap. */
function unrounded(x: {
  readonly ageYears: number;
  readonly sex: 'male' | 'female';
  readonly bilirubinUmolPerL: number;
  readonly creatinineUmolPerL: number;
  readonly inr: number;
  readonly sodiumMmolPerL: number;
  readonly albuminGPerL: number;
  readonly dialysis?: boolean;
}): number {
  const bilirubin = Math.log(Math.max(1, bilirubinMgPerDl(x.bilirubinUmolPerL)));
  const creatinine = Math.log(x.dialysis ? 3 : clamp(creatinineMgPerDl(x.creatinineUmolPerL), 1, 3));
  const inr = Math.log(Math.max(1, x.inr));
  const sodiumBelow = 137 - clamp(x.sodiumMmolPerL, 125, 137);
  const albuminBelow = 3.5 - clamp(gPerDl(x.albuminGPerL), 1.5, 3.5);
  return (
    (x.sex === 'female' || x.ageYears < 18 ? 1.33 : 0) +
    4.56 * bilirubin +
    0.82 * sodiumBelow -
    0.24 * sodiumBelow * bilirubin +
    9.09 * inr +
    11.14 * creatinine +
    1.85 * albuminBelow -
    1.83 * albuminBelow * creatinine +
    6
  );
}

export default defineScore({
  id: 'meld3',
  title: 'MELD 3.0',
  unit: '{score}',
  inputs: ['ageYears', 'sex', 'bilirubinUmolPerL', 'creatinineUmolPerL', 'inr', 'sodiumMmolPerL', 'albuminGPerL'],
  optional: ['dialysis'],
  etiologies: 'any',
  population: 'Cirrhosis from age 12: short-term mortality, transplant priority since July 2023.',
  evidence: 'established',
  sources: [kim2021, optn2023],
  refuse: (x) => meldAge(x.ageYears),
  compute: (x) => clamp(Math.round(unrounded(x)), 6, 40),
  annotation: (_, x) => `raw=${unrounded(x).toFixed(4)}`,
  cautions: (value, x) => [
    ...transplantCaution(value),
    ...dialysisCaution(x),
    ...(x.ageYears < 18 ? ['age 12 to 17: the sex constant of 1.33 is given to all'] : []),
  ],
});
