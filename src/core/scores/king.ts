import { defineScore } from '../score.ts';
import { adultsOnly, band } from '../scoring/score-rules.ts';
import { cross2009 } from '../scoring/score-sources.ts';

export default defineScore({
  id: 'king',
  title: "King's score",
  unit: '{score}',
  inputs: ['ageYears', 'astUPerL', 'inr', 'plateletsGigaPerL'],
  etiologies: ['hcv'],
  population: 'Adults with hepatitis C: cirrhosis.',
  evidence: 'established',
  sources: [cross2009],
  refuse: (x) => adultsOnly(x.ageYears),
  compute: (x) => (x.ageYears * x.astUPerL * x.inr) / x.plateletsGigaPerL,
  band: (value) =>
    value >= 16.7
      ? band('cirrhosis_range', 'high', 'in the range of cirrhosis')
      : band('below', 'low', 'below the range of cirrhosis'),
});
