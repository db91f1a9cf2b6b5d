import { defineScore } from '../score.ts';
import { adultsOnly, isMale, logistic, threeBands } from '../scoring/score-rules.ts';
import { sanyal2023 } from '../scoring/score-sources.ts';

export default defineScore({
  id: 'agile3plus',
  title: 'Agile 3+',
  unit: '1',
  inputs: ['ageYears', 'sex', 'diabetes', 'lsmVcteKpa', 'astUPerL', 'altUPerL', 'plateletsGigaPerL'],
  etiologies: ['masld'],
  population: 'Adults with MASLD and VCTE: advanced fibrosis (F3 or more).',
  windowDays: 180,
  evidence: 'established',
  sources: [sanyal2023],
  refuse: (x) => adultsOnly(x.ageYears),
  // The ratio is ALT/AST, the inverse of the usual one.
  compute: (x) =>
    logistic(
      -3.92368 +
        2.29714 * Math.log(x.lsmVcteKpa) -
        0.00902 * x.plateletsGigaPerL -
        0.98633 * (x.altUPerL / x.astUPerL) +
        1.08636 * (x.diabetes ? 1 : 0) -
        0.38581 * isMale(x.sex) +
        0.03018 * x.ageYears,
    ),
  band: (value) =>
    threeBands(
      value,
      { ruleOut: 0.451, ruleIn: 0.679, ruleInIs: 'at' },
      {
        low: 'advanced fibrosis unlikely',
        between: 'indeterminate for advanced fibrosis',
        high: 'advanced fibrosis likely',
      },
    ),
});
