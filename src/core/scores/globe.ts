import { defineScore } from '../score.ts';
import { adultsOnly, band } from '../scoring/score-rules.ts';
import { lammers2015 } from '../scoring/score-sources.ts';

export default defineScore({
  id: 'globe',
  title: 'GLOBE score',
  unit: '{score}',
  inputs: [
    'udcaStartAgeYears',
    'year1BilirubinTimesUln',
    'year1AlpTimesUln',
    'year1AlbuminTimesLln',
    'year1PlateletsGigaPerL',
  ],
  etiologies: ['pbc'],
  population: 'Adults with PBC after one year of UDCA: transplant-free survival and response.',
  evidence: 'established',
  sources: [lammers2015],
  refuse: (x) => adultsOnly(x.udcaStartAgeYears),
  /** Ratios to the laboratory's limits at one year of UDCA; age is that at the start of UDCA. */
  compute: (x) =>
    0.044378 * x.udcaStartAgeYears +
    0.93982 * Math.log(x.year1BilirubinTimesUln) +
    0.335648 * Math.log(x.year1AlpTimesUln) -
    2.266708 * x.year1AlbuminTimesLln -
    0.002581 * x.year1PlateletsGigaPerL +
    1.216865,
  band: (value) =>
    value > 0.3
      ? band('non_responder', 'high', 'insufficient response to UDCA')
      : band('responder', 'low', 'response to UDCA'),
  cautions: () => ['response at one year of UDCA, with the age at its start'],
});
