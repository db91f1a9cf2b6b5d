import { defineScore } from '../score.ts';
import { band } from '../scoring/score-rules.ts';
import { harrison2008 } from '../scoring/score-sources.ts';

export default defineScore({
  id: 'bard',
  title: 'BARD score',
  unit: '{score}',
  inputs: ['bmiKgPerM2', 'astUPerL', 'altUPerL', 'diabetes'],
  etiologies: ['masld'],
  population: 'MASLD: rules out advanced fibrosis; poor at ruling it in.',
  evidence: 'established',
  sources: [harrison2008],
  compute: (x) => (x.bmiKgPerM2 >= 28 ? 1 : 0) + (x.astUPerL / x.altUPerL >= 0.8 ? 2 : 0) + (x.diabetes ? 1 : 0),
  band: (value) =>
    value <= 1
      ? band('low', 'low', 'advanced fibrosis unlikely')
      : band('elevated', 'indeterminate', 'advanced fibrosis not excluded'),
});
