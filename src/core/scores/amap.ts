import { defineScore } from '../score.ts';
import { adultsOnly, albiValue, band, isMale } from '../scoring/score-rules.ts';
import { fan2020 } from '../scoring/score-sources.ts';

export default defineScore({
  id: 'amap',
  title: 'aMAP',
  unit: '{score}',
  inputs: ['ageYears', 'sex', 'plateletsGigaPerL', 'bilirubinUmolPerL', 'albuminGPerL'],
  etiologies: 'any',
  population:
    'Adults with chronic hepatitis B, C or non-viral liver disease: hepatocellular carcinoma in 3 and 5 years.',
  evidence: 'established',
  sources: [fan2020],
  refuse: (x) => adultsOnly(x.ageYears),
  /** Nominally 0 to 100; the paper does not clamp. A public web calculator reads 2 to 3 points higher. */
  compute: (x) =>
    ((0.06 * x.ageYears + 0.89 * isMale(x.sex) + 0.48 * albiValue(x) - 0.01 * x.plateletsGigaPerL + 7.4) / 14.77) * 100,
  band(value) {
    if (value < 50) return band('low', 'low', 'low risk of hepatocellular carcinoma');
    if (value <= 60) return band('medium', 'indeterminate', 'medium risk of hepatocellular carcinoma');
    return band('high', 'high', 'high risk of hepatocellular carcinoma');
  },
  risks: (value) => [
    {
      outcome: 'hepatocellular-carcinoma',
      horizonYears: 5,
      qualitative: value < 50 ? 'low' : value <= 60 ? 'moderate' : 'high',
    },
  ],
});
