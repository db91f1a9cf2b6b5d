import { defineScore } from '../score.ts';
import { albiValue, band } from '../scoring/score-rules.ts';
import { hiraoka2019, johnson2015 } from '../scoring/score-sources.ts';

export default defineScore({
  id: 'albi',
  title: 'ALBI grade',
  unit: '{score}',
  inputs: ['bilirubinUmolPerL', 'albuminGPerL'],
  etiologies: 'any',
  population: 'Cirrhosis, hepatocellular carcinoma and PBC: liver function.',
  evidence: 'established',
  sources: [johnson2015, hiraoka2019],
  compute: albiValue,
  band(value) {
    if (value <= -2.6) return band('1', 'low', 'ALBI grade 1: liver function preserved');
    if (value <= -2.27) return band('2a', 'indeterminate', 'ALBI grade 2a: liver function mildly reduced');
    if (value <= -1.39) return band('2b', 'high', 'ALBI grade 2b: liver function reduced');
    return band('3', 'very-high', 'ALBI grade 3: liver function severely reduced');
  },
});
