import { cholesterolMgPerDl } from '../quantity.ts';
import { defineScore } from '../score.ts';
import { adultsOnly, threeBands } from '../scoring/score-rules.ts';
import { forns2002 } from '../scoring/score-sources.ts';

export default defineScore({
  id: 'forns',
  title: 'Forns index',
  unit: '{score}',
  inputs: ['plateletsGigaPerL', 'ggtUPerL', 'ageYears', 'cholesterolMmolPerL'],
  etiologies: ['hcv'],
  population: 'Adults with hepatitis C: significant fibrosis.',
  evidence: 'established',
  sources: [forns2002],
  refuse: (x) => adultsOnly(x.ageYears),
  compute: (x) =>
    7.811 -
    3.131 * Math.log(x.plateletsGigaPerL) +
    0.781 * Math.log(x.ggtUPerL) +
    3.467 * Math.log(x.ageYears) -
    0.014 * cholesterolMgPerDl(x.cholesterolMmolPerL),
  band: (value) =>
    threeBands(
      value,
      { ruleOut: 4.2, ruleIn: 6.9, ruleInIs: 'above' },
      {
        low: 'significant fibrosis unlikely',
        between: 'indeterminate for significant fibrosis',
        high: 'significant fibrosis likely',
      },
    ),
});
