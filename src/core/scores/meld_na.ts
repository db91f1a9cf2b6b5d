import { defineScore } from '../score.ts';
import { clamp, dialysisCaution, meldAge, meldRounded, transplantCaution } from '../scoring/score-rules.ts';
import { kim2008, optn2016 } from '../scoring/score-sources.ts';

export default defineScore({
  id: 'meld_na',
  title: 'MELD-Na',
  unit: '{score}',
  inputs: ['bilirubinUmolPerL', 'creatinineUmolPerL', 'inr', 'sodiumMmolPerL'],
  optional: ['dialysis', 'ageYears'],
  etiologies: 'any',
  population: 'Cirrhosis from age 12: short-term mortality, transplant priority 2016 to July 2023.',
  loinc: '100348-2',
  evidence: 'established',
  sources: [kim2008, optn2016],
  refuse: (x) => meldAge(x.ageYears),
  /** Sodium (125 to 137 mmol/L) counts only when the rounded MELD is above 11. */
  compute(x) {
    const meld = meldRounded(x);
    if (meld <= 11) return meld;
    const below = 137 - clamp(x.sodiumMmolPerL, 125, 137);
    return clamp(Math.round(meld + 1.32 * below - 0.033 * meld * below), 6, 40);
  },
  cautions: (value, x) => [...transplantCaution(value), ...dialysisCaution(x)],
});
