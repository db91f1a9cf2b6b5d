import { defineScore } from '../score.ts';
import { adultsOnly, band, isMale, points } from '../scoring/score-rules.ts';
import { hsu2018 } from '../scoring/score-sources.ts';

export default defineScore({
  id: 'camd',
  title: 'CAMD',
  unit: '{score}',
  inputs: ['cirrhosis', 'ageYears', 'sex', 'diabetes'],
  etiologies: ['hbv'],
  population: 'Adults with chronic hepatitis B on entecavir or tenofovir: hepatocellular carcinoma.',
  evidence: 'established',
  sources: [hsu2018],
  refuse: (x) => adultsOnly(x.ageYears),
  compute: (x) =>
    (x.cirrhosis ? 6 : 0) +
    points(x.ageYears, [
      [60, 10],
      [50, 8],
      [40, 5],
    ]) +
    2 * isMale(x.sex) +
    (x.diabetes ? 1 : 0),
  band(value) {
    if (value < 8) return band('low', 'low', 'low risk of hepatocellular carcinoma');
    if (value <= 13) return band('intermediate', 'indeterminate', 'intermediate risk of hepatocellular carcinoma');
    return band('high', 'high', 'high risk of hepatocellular carcinoma');
  },
  cautions: () => ['for patients on entecavir or tenofovir'],
});
