import { bilirubinMgPerDl, gPerDl } from '../quantity.ts';
import { defineScore } from '../score.ts';
import { band } from '../scoring/score-rules.ts';
import { kim2000 } from '../scoring/score-sources.ts';

export default defineScore({
  id: 'mayo_psc',
  title: 'Mayo PSC risk score',
  unit: '{score}',
  inputs: ['ageYears', 'bilirubinUmolPerL', 'albuminGPerL', 'astUPerL', 'varicealBleedHistory'],
  etiologies: ['psc'],
  population: 'Primary sclerosing cholangitis: survival.',
  evidence: 'established',
  sources: [kim2000],
  compute: (x) =>
    0.03 * x.ageYears +
    0.54 * Math.log(bilirubinMgPerDl(x.bilirubinUmolPerL)) +
    0.54 * Math.log(x.astUPerL) +
    1.24 * (x.varicealBleedHistory ? 1 : 0) -
    0.84 * gPerDl(x.albuminGPerL),
  band(value) {
    if (value <= 0) return band('low', 'low', 'low risk');
    if (value <= 2) return band('intermediate', 'indeterminate', 'intermediate risk');
    return band('high', 'high', 'high risk');
  },
});
