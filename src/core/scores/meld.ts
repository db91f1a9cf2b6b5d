import { defineScore } from '../score.ts';
import { dialysisCaution, meldAge, meldRounded, transplantCaution } from '../scoring/score-rules.ts';
import { kamath2001 } from '../scoring/score-sources.ts';

export default defineScore({
  id: 'meld',
  title: 'MELD',
  unit: '{score}',
  inputs: ['bilirubinUmolPerL', 'creatinineUmolPerL', 'inr'],
  optional: ['dialysis', 'ageYears'],
  etiologies: 'any',
  population: 'Cirrhosis from age 12: short-term mortality, transplant priority until 2016.',
  loinc: '44760-7',
  evidence: 'established',
  sources: [kamath2001],
  refuse: (x) => meldAge(x.ageYears),
  compute: meldRounded,
  cautions: (value, x) => [...transplantCaution(value), ...dialysisCaution(x)],
});
