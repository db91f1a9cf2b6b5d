import { defineScore } from '../score.ts';
import { adultsOnly, band } from '../scoring/score-rules.ts';
import { lemoine2016 } from '../scoring/score-sources.ts';

export default defineScore({
  id: 'gpr',
  title: 'GGT to platelet ratio (GPR)',
  unit: '{score}',
  inputs: ['ggtUPerL', 'ggtUpperLimitUPerL', 'plateletsGigaPerL'],
  optional: ['ageYears'],
  etiologies: ['hbv'],
  population: 'Adults with chronic hepatitis B, derived in West Africa: significant fibrosis and cirrhosis.',
  evidence: 'established',
  sources: [lemoine2016],
  refuse: (x) => adultsOnly(x.ageYears),
  /** The upper limit is the laboratory's own for the patient's sex. */
  compute: (x) => (100 * (x.ggtUPerL / x.ggtUpperLimitUPerL)) / x.plateletsGigaPerL,
  band(value) {
    if (value > 0.56) return band('cirrhosis_range', 'very-high', 'in the range of cirrhosis');
    if (value > 0.32) return band('significant_range', 'high', 'in the range of significant fibrosis');
    return band('low', 'low', 'significant fibrosis unlikely');
  },
  cautions: () => ['alcohol raises GGT and so this ratio'],
});
