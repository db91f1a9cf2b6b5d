import { defineScore } from '../score.ts';
import { adultsOnly, band, fib4Index, threeBands } from '../scoring/score-rules.ts';
import { mcpherson2017, sterling2006 } from '../scoring/score-sources.ts';

export default defineScore({
  id: 'fib4',
  title: 'FIB-4 index',
  unit: '{score}',
  inputs: ['ageYears', 'astUPerL', 'altUPerL', 'plateletsGigaPerL'],
  etiologies: 'any',
  population: 'Adults with chronic liver disease: first-line triage for advanced fibrosis; derived in HIV/HCV.',
  loinc: '98488-0',
  evidence: 'established',
  sources: [sterling2006, mcpherson2017],
  refuse: (x) => adultsOnly(x.ageYears),
  compute: fib4Index,
  band(value, x) {
    const found = threeBands(
      value,
      { ruleOut: x.ageYears >= 65 ? 2 : 1.3, ruleIn: 2.67, ruleInIs: 'above' },
      {
        low: 'advanced fibrosis unlikely',
        between: 'indeterminate for advanced fibrosis',
        high: 'advanced fibrosis likely',
      },
    );
    if (x.ageYears >= 35) return found;
    // Under 35 a low value over-rules-out: it must not look reassuring.
    const level = found.level === 'low' ? 'indeterminate' : found.level;
    return band(`${found.category}|age_under_35_unreliable`, level, `${found.label}, unreliable under 35 years`);
  },
  cautions: (_, x) => [
    ...(x.ageYears < 35 ? ['age under 35: FIB-4 is unreliable, a low value does not rule out advanced fibrosis'] : []),
    ...(x.ageYears >= 65 ? ['age 65 or over: lower cut-off 2.0 used'] : []),
    ...(Math.max(x.altUPerL, x.astUPerL) > 200 ? ['AST or ALT above 200 U/L: acute inflammation inflates FIB-4'] : []),
  ],
});
