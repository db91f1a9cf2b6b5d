import { defineScore } from '../score.ts';
import { carbone2016 } from '../scoring/score-sources.ts';

const horizons = [5, 10, 15] as const;
const baselineSurvival = { 5: 0.982, 10: 0.941, 15: 0.893 } as const;

/** Albumin and platelets are those before treatment, the rest those at 12 months. The transaminase enters inverted, 10 / ratio. */
function risk(
  x: {
    readonly year1AlpTimesUln: number;
    readonly year1TransaminaseTimesUln: number;
    readonly year1BilirubinTimesUln: number;
    readonly baselineAlbuminTimesLln: number;
    readonly baselinePlateletsTimesLln: number;
  },
  years: (typeof horizons)[number],
): number {
  const predictor =
    0.0287854 * (x.year1AlpTimesUln - 1.722136304) -
    0.0422873 * (10 / x.year1TransaminaseTimesUln - 8.675729006) +
    1.4199 * (Math.log(x.year1BilirubinTimesUln / 10) + 2.709607778) -
    1.960303 * (x.baselineAlbuminTimesLln - 1.17673001) -
    0.4161954 * (x.baselinePlateletsTimesLln - 1.873564875);
  return 1 - baselineSurvival[years] ** Math.exp(predictor);
}

export default defineScore({
  id: 'uk_pbc',
  title: 'UK-PBC risk',
  unit: '1',
  inputs: [
    'year1AlpTimesUln',
    'year1TransaminaseTimesUln',
    'year1BilirubinTimesUln',
    'baselineAlbuminTimesLln',
    'baselinePlateletsTimesLln',
  ],
  etiologies: ['pbc'],
  population: 'PBC after 12 months of UDCA: liver transplantation or liver death in 5, 10 and 15 years.',
  evidence: 'established',
  sources: [carbone2016],
  /** Risk within 15 years. */
  compute: (x) => risk(x, 15),
  annotation: (_, x) => horizons.map((years) => `r${years}=${risk(x, years).toFixed(4)}`).join('|'),
  cautions: () => ['years count from the values at 12 months of UDCA'],
  risks: (_, x) =>
    horizons.map((years) => ({
      outcome: 'liver-transplant-or-death',
      horizonYears: years,
      probability: risk(x, years),
    })),
});
