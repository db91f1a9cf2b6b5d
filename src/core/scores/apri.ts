import { defineScore } from '../score.ts';
import { adultsOnly, apriIndex, band } from '../scoring/score-rules.ts';
import { wai2003 } from '../scoring/score-sources.ts';

export default defineScore({
  id: 'apri',
  title: 'AST to platelet ratio index (APRI)',
  unit: '{score}',
  inputs: ['astUPerL', 'astUpperLimitUPerL', 'plateletsGigaPerL'],
  optional: ['ageYears'],
  etiologies: 'any',
  population: 'Adults with chronic liver disease, derived in hepatitis C: significant fibrosis.',
  loinc: '86465-2',
  evidence: 'established',
  sources: [wai2003],
  refuse: (x) => adultsOnly(x.ageYears),
  compute: apriIndex,
  band(value) {
    if (value > 1.5) {
      return band('high', 'high', value > 2 ? 'cirrhosis likely (above 2.0)' : 'significant fibrosis likely');
    }
    return value > 0.5
      ? band('indeterminate', 'indeterminate', 'significant fibrosis possible')
      : band('low', 'low', 'significant fibrosis unlikely');
  },
});
