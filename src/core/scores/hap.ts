import { defineScore } from '../score.ts';
import { adultsOnly, band } from '../scoring/score-rules.ts';
import { kadalayil2013 } from '../scoring/score-sources.ts';

export default defineScore({
  id: 'hap',
  title: 'HAP score before TACE',
  unit: '{score}',
  inputs: ['albuminGPerL', 'afpNgPerMl', 'bilirubinUmolPerL', 'largestTumourCm'],
  optional: ['ageYears'],
  etiologies: 'any',
  population: 'Hepatocellular carcinoma before transarterial chemoembolisation: survival.',
  evidence: 'established',
  sources: [kadalayil2013],
  refuse: (x) => adultsOnly(x.ageYears),
  compute: (x) =>
    (x.albuminGPerL < 36 ? 1 : 0) +
    (x.afpNgPerMl > 400 ? 1 : 0) +
    (x.bilirubinUmolPerL > 17 ? 1 : 0) +
    (x.largestTumourCm > 7 ? 1 : 0),
  band(value) {
    if (value === 0) return band('A', 'low', 'HAP A: median survival 27.6 months after TACE');
    if (value === 1) return band('B', 'indeterminate', 'HAP B: median survival 18.5 months after TACE');
    if (value === 2) return band('C', 'high', 'HAP C: median survival 9.0 months after TACE');
    return band('D', 'very-high', 'HAP D: median survival 3.6 months after TACE');
  },
});
