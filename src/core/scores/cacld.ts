import { defineScore } from '../score.ts';
import { adultsOnly, band } from '../scoring/score-rules.ts';
import { deFranchis2022 } from '../scoring/score-sources.ts';

export default defineScore({
  id: 'cacld',
  title: 'Compensated and decompensated advanced chronic liver disease',
  unit: 'kPa',
  inputs: ['lsmVcteKpa'],
  optional: ['cirrhosis', 'ascites', 'varicealBleedHistory', 'encephalopathy', 'ageYears'],
  etiologies: 'any',
  population: 'Adults with chronic liver disease and VCTE: stage of advanced chronic liver disease.',
  evidence: 'established',
  sources: [deFranchis2022],
  refuse: (x) => adultsOnly(x.ageYears),
  /** The stiffness itself, kPa: the state stands in the band. */
  compute: (x) => x.lsmVcteKpa,
  /** A recorded decompensation beats any stiffness, and stays. */
  band(value, x) {
    const ascites = x.ascites !== undefined && x.ascites !== 'none';
    const encephalopathy = x.encephalopathy !== undefined && x.encephalopathy !== 'none';
    if (ascites || encephalopathy || x.varicealBleedHistory) {
      return band('dACLD', 'very-high', 'decompensated advanced chronic liver disease');
    }
    if (x.cirrhosis || value > 15) return band('cACLD', 'high', 'compensated advanced chronic liver disease');
    if (value >= 10)
      return band('cACLD_suggestive', 'indeterminate', 'suggestive of compensated advanced chronic liver disease');
    return band('no_cACLD', 'low', 'no advanced chronic liver disease by stiffness');
  },
  cautions(_, x) {
    const asked = [
      ...(x.ascites === undefined ? ['ascites'] : []),
      ...(x.varicealBleedHistory === undefined ? ['variceal bleeding'] : []),
      ...(x.encephalopathy === undefined ? ['encephalopathy'] : []),
    ];
    return asked.length > 0 ? [`not documented, and not taken as absent for good: ${asked.join(', ')}`] : [];
  },
});
