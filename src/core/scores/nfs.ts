import { gPerDl } from '../quantity.ts';
import { defineScore } from '../score.ts';
import { adultsOnly, threeBands } from '../scoring/score-rules.ts';
import { angulo2007, mcpherson2017 } from '../scoring/score-sources.ts';

export default defineScore({
  id: 'nfs',
  title: 'NAFLD fibrosis score',
  unit: '{score}',
  inputs: [
    'ageYears',
    'bmiKgPerM2',
    'diabetesOrImpairedFastingGlucose',
    'astUPerL',
    'altUPerL',
    'plateletsGigaPerL',
    'albuminGPerL',
  ],
  etiologies: ['masld'],
  population: 'Adults with MASLD: advanced fibrosis.',
  evidence: 'established',
  sources: [angulo2007, mcpherson2017],
  refuse: (x) => adultsOnly(x.ageYears),
  compute: (x) =>
    -1.675 +
    0.037 * x.ageYears +
    0.094 * x.bmiKgPerM2 +
    1.13 * (x.diabetesOrImpairedFastingGlucose ? 1 : 0) +
    0.99 * (x.astUPerL / x.altUPerL) -
    0.013 * x.plateletsGigaPerL -
    0.66 * gPerDl(x.albuminGPerL),
  band: (value, x) =>
    threeBands(
      value,
      { ruleOut: x.ageYears >= 65 ? 0.12 : -1.455, ruleIn: 0.676, ruleInIs: 'above' },
      {
        low: 'advanced fibrosis unlikely',
        between: 'indeterminate for advanced fibrosis',
        high: 'advanced fibrosis likely',
      },
    ),
  cautions: (_, x) => [
    ...(x.ageYears < 35 ? ['age under 35: the NAFLD fibrosis score is unreliable'] : []),
    ...(x.ageYears >= 65 ? ['age 65 or over: lower cut-off 0.12 used'] : []),
  ],
});
