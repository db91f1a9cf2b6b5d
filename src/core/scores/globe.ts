import { defineScore } from '../score.ts';
import { adultsOnly, band } from '../score-rules.ts';
import { lammers2015 } from '../score-sources.ts';

export default defineScore({
  id: 'globe',
  title: 'GLOBE score',
  unit: '{score}',
  inputs: ['ageYears', 'bilirubinTimesUln', 'alpTimesUln', 'albuminTimesLln', 'plateletsGigaPerL'],
  etiologies: ['pbc'],
  population: 'Adults with PBC after one year of UDCA: transplant-free survival and response.',
  evidence: 'established',
  sources: [lammers2015],
  refuse: (x) => adultsOnly(x.ageYears),
  /** Ratios to the laboratory's limits at one year of UDCA; age is that at the start of UDCA. */
  compute: (x) =>
    0.044378 * x.ageYears +
    0.93982 * Math.log(x.bilirubinTimesUln) +
    0.335648 * Math.log(x.alpTimesUln) -
    2.266708 * x.albuminTimesLln -
    0.002581 * x.plateletsGigaPerL +
    1.216865,
  band: (value) =>
    value > 0.3
      ? band('non_responder', 'high', 'insufficient response to UDCA')
      : band('responder', 'low', 'response to UDCA'),
  cautions: () => ['meant for laboratory values after one year of UDCA, with the age at its start'],
});
