import { bilirubinMgPerDl } from '../quantity.ts';
import { defineScore } from '../score.ts';
import { band } from '../scoring/score-rules.ts';
import { pugh1973 } from '../scoring/score-sources.ts';

export default defineScore({
  id: 'child_pugh',
  title: 'Child-Turcotte-Pugh',
  unit: '{score}',
  inputs: ['bilirubinUmolPerL', 'albuminGPerL', 'inr', 'ascites', 'encephalopathy'],
  optional: ['cholestatic'],
  etiologies: 'any',
  population: 'Cirrhosis: severity of liver disease.',
  loinc: '98152-2',
  evidence: 'established',
  sources: [pugh1973],
  /** 5 to 15 points. Ascites and encephalopathy are clinical findings: no code is not "none", so they are required. */
  compute(x) {
    const [two, three] = x.cholestatic ? [4, 10] : [2, 3];
    const bilirubin = bilirubinMgPerDl(x.bilirubinUmolPerL);
    return (
      (bilirubin < two ? 1 : bilirubin <= three ? 2 : 3) +
      (x.albuminGPerL > 35 ? 1 : x.albuminGPerL >= 28 ? 2 : 3) +
      (x.inr < 1.7 ? 1 : x.inr <= 2.3 ? 2 : 3) +
      { none: 1, mild: 2, moderate_severe: 3 }[x.ascites] +
      { none: 1, grade_1_2: 2, grade_3_4: 3 }[x.encephalopathy]
    );
  },
  band(value) {
    if (value <= 6) return band('A', 'low', 'Child-Pugh A: compensated');
    if (value <= 9) return band('B', 'high', 'Child-Pugh B: significant functional compromise');
    return band('C', 'very-high', 'Child-Pugh C: decompensated');
  },
  cautions: (_, x) => (x.cholestatic ? ['cholestatic disease: bilirubin bands 4 and 10 mg/dL used'] : []),
});
