import { defineScore } from '../score.ts';
import { carbone2016 } from '../score-sources.ts';

const horizons = [5, 10, 15] as const;
const baselineSurvival = { 5: 0.982, 10: 0.941, 15: 0.893 } as const;

/** The transaminase enters inverted, 10 / ratio. */
function risk(
  x: {
    readonly alpTimesUln: number;
    readonly transaminaseTimesUln: number;
    readonly bilirubinTimesUln: number;
    readonly albuminTimesLln: number;
    readonly plateletsTimesLln: number;
  },
  years: (typeof horizons)[number],
): number {
  const predictor =
    0.0287854 * (x.alpTimesUln - 1.722136304) -
    0.0422873 * (10 / x.transaminaseTimesUln - 8.675729006) +
    1.4199 * (Math.log(x.bilirubinTimesUln / 10) + 2.709607778) -
    1.960303 * (x.albuminTimesLln - 1.17673001) -
    0.4161954 * (x.plateletsTimesLln - 1.873564875);
  return 1 - baselineSurvival[years] ** Math.exp(predictor);
}

export default defineScore({
  id: 'uk_pbc',
  title: 'UK-PBC risk',
  unit: '1',
  inputs: ['alpTimesUln', 'transaminaseTimesUln', 'bilirubinTimesUln', 'albuminTimesLln', 'plateletsTimesLln'],
  etiologies: ['pbc'],
  population: 'PBC after 12 months of UDCA: liver transplantation or liver death in 5, 10 and 15 years.',
  // Albumin and platelets are those before treatment, the rest those at 12 months.
  windowDays: 730,
  evidence: 'established',
  sources: [carbone2016],
  /** Risk within 15 years. */
  compute: (x) => risk(x, 15),
  annotation: (_, x) => horizons.map((years) => `r${years}=${risk(x, years).toFixed(4)}`).join('|'),
  cautions: () => ['meant for values after 12 months of UDCA; albumin and platelets from before treatment'],
  risks: (_, x) =>
    horizons.map((years) => ({
      outcome: 'liver-transplant-or-death',
      horizonYears: years,
      probability: risk(x, years),
    })),
});
