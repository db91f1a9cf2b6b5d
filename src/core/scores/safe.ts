import { gPerDl } from '../quantity.ts';
import { defineScore } from '../score.ts';
import { adultsOnly, threeBands } from '../scoring/score-rules.ts';
import { sripongpun2023 } from '../scoring/score-sources.ts';

/** Measured globulin, or what albumin leaves of the total protein, g/L. */
function globulinGPerL(x: {
  readonly globulinGPerL?: number;
  readonly totalProteinGPerL?: number;
  readonly albuminGPerL?: number;
}): number {
  return x.globulinGPerL ?? (x.totalProteinGPerL ?? Number.NaN) - (x.albuminGPerL ?? Number.NaN);
}

export default defineScore({
  id: 'safe',
  title: 'Steatosis-associated fibrosis estimator (SAFE)',
  unit: '{score}',
  inputs: ['ageYears', 'bmiKgPerM2', 'diabetes', 'astUPerL', 'altUPerL', 'plateletsGigaPerL'],
  optional: ['globulinGPerL', 'totalProteinGPerL', 'albuminGPerL'],
  etiologies: ['masld'],
  population: 'Adults with MASLD in primary care: significant fibrosis (F2 or more).',
  evidence: 'established',
  sources: [sripongpun2023],
  alsoNeeds(x) {
    const bySubtraction = x.totalProteinGPerL !== undefined && x.albuminGPerL !== undefined;
    return x.globulinGPerL === undefined && !bySubtraction ? ['globulinGPerL'] : [];
  },
  refuse(x) {
    const globulin = globulinGPerL(x);
    // What is left of the protein must be a plausible globulin, or one of the two is in another unit or from another day.
    if (globulin < 5 || globulin > 120) return 'total protein and albumin do not leave a plausible globulin';
    return adultsOnly(x.ageYears);
  },
  compute: (x) =>
    2.97 * x.ageYears +
    5.99 * Math.min(x.bmiKgPerM2, 40) +
    62.85 * (x.diabetes ? 1 : 0) +
    154.85 * Math.log(x.astUPerL) -
    58.23 * Math.log(x.altUPerL) +
    195.48 * Math.log(gPerDl(globulinGPerL(x))) -
    141.61 * Math.log(x.plateletsGigaPerL) -
    75,
  band: (value) =>
    threeBands(
      value,
      { ruleOut: 0, ruleIn: 100, ruleInIs: 'at' },
      {
        low: 'significant fibrosis unlikely',
        between: 'intermediate for significant fibrosis',
        high: 'significant fibrosis likely',
        betweenCategory: 'intermediate',
      },
    ),
  cautions: () => ['coefficients await a reading of the paper'],
});
