import { defineScore } from '../score.ts';
import { adultsOnly, band, isMale, points } from '../scoring/score-rules.ts';
import { papatheodoridis2016 } from '../scoring/score-sources.ts';

const agePoints = [
  [70, 10],
  [60, 8],
  [50, 6],
  [40, 4],
  [30, 2],
] as const;

export default defineScore({
  id: 'page_b',
  title: 'PAGE-B',
  unit: '{score}',
  inputs: ['ageYears', 'sex', 'plateletsGigaPerL'],
  etiologies: ['hbv'],
  population:
    'Adults with chronic hepatitis B on a nucleos(t)ide analogue, Caucasian: hepatocellular carcinoma in 5 years.',
  evidence: 'established',
  sources: [papatheodoridis2016],
  refuse: (x) => adultsOnly(x.ageYears),
  compute: (x) =>
    points(x.ageYears, agePoints) +
    6 * isMale(x.sex) +
    (x.plateletsGigaPerL >= 200 ? 0 : x.plateletsGigaPerL >= 100 ? 6 : 9),
  band(value) {
    if (value <= 9) return band('low', 'low', 'low risk of hepatocellular carcinoma');
    if (value <= 17) return band('intermediate', 'indeterminate', 'intermediate risk of hepatocellular carcinoma');
    return band('high', 'high', 'high risk of hepatocellular carcinoma');
  },
  cautions: (value) => [
    'for patients on antiviral treatment: not for untreated hepatitis B',
    ...(value <= 9
      ? ['0 % means that no cancer was observed in this class of the study, not that there is no risk']
      : []),
  ],
  /** Observed 5-year incidence of the three classes in the paper: about 0, 3 and 17 %. */
  risks: (value) => [
    {
      outcome: 'hepatocellular-carcinoma',
      horizonYears: 5,
      probability: value <= 9 ? 0 : value <= 17 ? 0.03 : 0.17,
      qualitative: value <= 9 ? 'low' : value <= 17 ? 'moderate' : 'high',
    },
  ],
});
