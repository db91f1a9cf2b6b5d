import { defineScore } from '../score.ts';
import { adultsOnly, apriIndex, band } from '../scoring/score-rules.ts';
import { wai2003, whoHbv2024 } from '../scoring/score-sources.ts';

export default defineScore({
  id: 'apri_who_hbv',
  title: 'APRI with WHO 2024 hepatitis B cut-offs',
  unit: '{score}',
  inputs: ['astUPerL', 'astUpperLimitUPerL', 'plateletsGigaPerL'],
  optional: ['ageYears'],
  etiologies: ['hbv'],
  population: 'Adults with chronic hepatitis B: significant fibrosis and cirrhosis by the WHO 2024 guideline.',
  evidence: 'established',
  sources: [whoHbv2024, wai2003],
  refuse: (x) => adultsOnly(x.ageYears),
  compute: apriIndex,
  // Strictly greater than; 2.0 for cirrhosis was the cut of 2015.
  band(value) {
    if (value > 1) return band('cirrhosis_F4', 'very-high', 'cirrhosis likely');
    if (value > 0.5) return band('significant_F2plus', 'high', 'significant fibrosis likely');
    return band('below', 'low', 'significant fibrosis unlikely');
  },
});
