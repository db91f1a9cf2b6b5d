import { defineScore } from '../score.ts';
import { adultsOnly, band } from '../scoring/score-rules.ts';
import { day2019, lichtinghagen2013 } from '../scoring/score-sources.ts';

export default defineScore({
  id: 'elf',
  title: 'Enhanced Liver Fibrosis (ELF) score',
  unit: '{score}',
  inputs: [],
  optional: ['elfScore', 'hyaluronateNgPerMl', 'piiinpNgPerMl', 'timp1NgPerMl', 'ageYears'],
  etiologies: 'any',
  population: 'Adults with chronic liver disease, above all MASLD: advanced fibrosis and its progression.',
  loinc: '88055-9',
  evidence: 'established',
  sources: [day2019, lichtinghagen2013],
  alsoNeeds: (x) => (x.elfScore === undefined ? ['hyaluronateNgPerMl', 'piiinpNgPerMl', 'timp1NgPerMl'] : []),
  refuse: (x) => adultsOnly(x.ageYears),
  // The laboratory's own score comes first: the coefficients belong to its analyser.
  compute: (x) =>
    x.elfScore ??
    2.278 +
      0.851 * Math.log(x.hyaluronateNgPerMl ?? Number.NaN) +
      0.751 * Math.log(x.piiinpNgPerMl ?? Number.NaN) +
      0.394 * Math.log(x.timp1NgPerMl ?? Number.NaN),
  band(value) {
    if (value < 9.8) return band('lower', 'low', 'lower risk of progression');
    if (value < 11.3) return band('mid', 'indeterminate', 'intermediate risk of progression');
    return band('higher', 'high', 'higher risk of progression');
  },
  cautions: (_, x) =>
    x.elfScore === undefined ? ['computed from its three markers: coefficients depend on the analyser'] : [],
});
