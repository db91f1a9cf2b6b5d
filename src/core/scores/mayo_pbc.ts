import { bilirubinMgPerDl, gPerDl } from '../quantity.ts';
import { defineScore } from '../score.ts';
import { band } from '../scoring/score-rules.ts';
import { dickson1989 } from '../scoring/score-sources.ts';

/** Survival of the mean patient (R = 5.07) after 1 to 7 years. */
const baselineSurvival = [0.97, 0.941, 0.883, 0.833, 0.774, 0.721, 0.651] as const;
const survival = (r: number, baseline: number) => baseline ** Math.exp(r - 5.07);

export default defineScore({
  id: 'mayo_pbc',
  title: 'Mayo PBC natural history (R)',
  unit: '{score}',
  inputs: ['bilirubinUmolPerL', 'albuminGPerL', 'ageYears', 'prothrombinTimeSeconds', 'edema'],
  etiologies: ['pbc'],
  population: 'PBC without UDCA: survival over 1 to 7 years.',
  evidence: 'established',
  sources: [dickson1989],
  /** Prothrombin time in seconds, not INR. */
  compute: (x) =>
    0.871 * Math.log(bilirubinMgPerDl(x.bilirubinUmolPerL)) -
    2.53 * Math.log(gPerDl(x.albuminGPerL)) +
    0.039 * x.ageYears +
    2.38 * Math.log(x.prothrombinTimeSeconds) +
    0.859 * { none: 0, controlled: 0.5, despite_diuretics: 1 }[x.edema],
  band: (value) =>
    value > 7.8
      ? band('above_7.8', 'high', 'in the range where transplantation was discussed')
      : band('up_to_7.8', 'none', 'below the range where transplantation was discussed'),
  annotation: (value) => `S5=${survival(value, baselineSurvival[4]).toFixed(4)}`,
  cautions: () => ['describes untreated PBC: survival on UDCA is better'],
  risks: (value) =>
    baselineSurvival.map((baseline, year) => ({
      outcome: 'death',
      horizonYears: year + 1,
      probability: 1 - survival(value, baseline),
    })),
});
