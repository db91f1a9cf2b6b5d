import { guidelineSources as sources } from './guideline-sources.ts';
import type { GuidelineRule } from './rule.ts';
import { whoHbvPregnancyDnaIuPerMl } from './thresholds.ts';

/** In pregnancy the rules about fibrosis are withheld; these are the ones made for it. */
export const pregnancyRules: readonly GuidelineRule[] = [
  {
    id: 'hbv-pregnancy-prophylaxis',
    topic: 'hbv-treatment',
    urgency: 'soon',
    source: sources.whoHbv2024,
    action: 'Give tenofovir disoproxil from the second trimester until birth, and plan the birth dose of the vaccine',
    why: 'hepatitis B in pregnancy with HBV DNA of 200 000 IU/mL or more',
    applies: (facts) =>
      facts.causes.has('hbv') &&
      !facts.on.has('hbv-antiviral') &&
      (facts.hbvDnaIuPerMl ?? 0) >= whoHbvPregnancyDnaIuPerMl,
  },
  {
    id: 'hbv-pregnancy-dna',
    topic: 'hbv-treatment',
    urgency: 'soon',
    source: sources.whoHbv2024,
    action: 'Measure HBV DNA and HBeAg to decide on prophylaxis against transmission',
    why: 'hepatitis B in pregnancy and no HBV DNA of the last year on the chart',
    applies: (facts) =>
      facts.causes.has('hbv') &&
      !facts.on.has('hbv-antiviral') &&
      facts.labsSearched &&
      facts.hbvDnaIuPerMl === undefined,
  },
];
