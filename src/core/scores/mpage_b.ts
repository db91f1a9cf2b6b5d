import { defineScore } from '../score.ts';
import { adultsOnly, band, isMale, points } from '../scoring/score-rules.ts';
import { kimJh2018 } from '../scoring/score-sources.ts';

const agePoints = [
  [70, 11],
  [60, 9],
  [50, 7],
  [40, 5],
  [30, 3],
] as const;
const plateletPoints = [
  [250, 0],
  [200, 2],
  [150, 3],
  [100, 4],
  [0, 5],
] as const;
/** Albumin in g/L; the paper writes g/dL. */
const albuminPoints = [
  [40, 0],
  [35, 1],
  [30, 2],
  [0, 3],
] as const;

export default defineScore({
  id: 'mpage_b',
  title: 'mPAGE-B',
  unit: '{score}',
  inputs: ['ageYears', 'sex', 'plateletsGigaPerL', 'albuminGPerL'],
  etiologies: ['hbv'],
  population:
    'Adults with chronic hepatitis B on a nucleos(t)ide analogue, Asian: hepatocellular carcinoma in 5 years.',
  evidence: 'established',
  sources: [kimJh2018],
  refuse: (x) => adultsOnly(x.ageYears),
  compute: (x) =>
    points(x.ageYears, agePoints) +
    2 * isMale(x.sex) +
    points(x.plateletsGigaPerL, plateletPoints) +
    points(x.albuminGPerL, albuminPoints),
  band(value) {
    if (value <= 8) return band('low', 'low', 'low risk of hepatocellular carcinoma');
    if (value <= 12) return band('intermediate', 'indeterminate', 'intermediate risk of hepatocellular carcinoma');
    return band('high', 'high', 'high risk of hepatocellular carcinoma');
  },
  cautions: () => ['for patients on antiviral treatment: not for untreated hepatitis B'],
  risks: (value) => [
    {
      outcome: 'hepatocellular-carcinoma',
      horizonYears: 5,
      qualitative: value <= 8 ? 'low' : value <= 12 ? 'moderate' : 'high',
    },
  ],
});
