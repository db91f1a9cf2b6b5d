import { defineScore } from '../score.ts';
import { adultsOnly, isMale, logistic, threeBands } from '../scoring/score-rules.ts';
import { sanyal2023 } from '../scoring/score-sources.ts';

export default defineScore({
  id: 'agile4',
  title: 'Agile 4',
  unit: '1',
  inputs: ['sex', 'diabetes', 'lsmVcteKpa', 'astUPerL', 'altUPerL', 'plateletsGigaPerL'],
  optional: ['ageYears'],
  etiologies: ['masld'],
  population: 'Adults with MASLD and VCTE: cirrhosis (F4).',
  windowDays: 180,
  evidence: 'established',
  sources: [sanyal2023],
  refuse: (x) => adultsOnly(x.ageYears),
  // The ratio is ALT/AST, and stiffness enters as 1/√LSM.
  compute: (x) =>
    logistic(
      7.50139 -
        15.42498 / Math.sqrt(x.lsmVcteKpa) -
        0.01378 * x.plateletsGigaPerL -
        1.41149 * (x.altUPerL / x.astUPerL) -
        0.53281 * isMale(x.sex) +
        0.41741 * (x.diabetes ? 1 : 0),
    ),
  band: (value) =>
    threeBands(
      value,
      { ruleOut: 0.251, ruleIn: 0.565, ruleInIs: 'at' },
      { low: 'cirrhosis unlikely', between: 'indeterminate for cirrhosis', high: 'cirrhosis likely' },
    ),
});
