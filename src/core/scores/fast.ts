import { defineScore } from '../score.ts';
import { adultsOnly, logistic, threeBands } from '../scoring/score-rules.ts';
import { newsome2020 } from '../scoring/score-sources.ts';

export default defineScore({
  id: 'fast',
  title: 'FibroScan-AST (FAST) score',
  unit: '1',
  inputs: ['lsmVcteKpa', 'capDbPerM', 'astUPerL'],
  optional: ['ageYears'],
  etiologies: ['masld'],
  population: 'Adults with suspected MASH and VCTE: at-risk MASH (NAS 4 or more with F2 or more).',
  windowDays: 180,
  evidence: 'established',
  sources: [newsome2020],
  refuse: (x) => adultsOnly(x.ageYears),
  compute: (x) => logistic(-1.65 + 1.07 * Math.log(x.lsmVcteKpa) + 2.66e-8 * x.capDbPerM ** 3 - 63.3 / x.astUPerL),
  band: (value) =>
    threeBands(
      value,
      { ruleOut: 0.35, ruleIn: 0.67, ruleInIs: 'at' },
      { low: 'at-risk MASH unlikely', between: 'indeterminate for at-risk MASH', high: 'at-risk MASH likely' },
    ),
});
