import { defineScore } from '../score.ts';
import { adultsOnly, albiValue, band, fib4Index } from '../scoring/score-rules.ts';
import { guha2019 } from '../scoring/score-sources.ts';

export default defineScore({
  id: 'albi_fib4',
  title: 'ALBI-FIB4',
  unit: '{score}',
  inputs: ['bilirubinUmolPerL', 'albuminGPerL', 'ageYears', 'astUPerL', 'altUPerL', 'plateletsGigaPerL'],
  etiologies: 'any',
  population: 'Adults with compensated cirrhosis: first decompensation.',
  evidence: 'established',
  sources: [guha2019],
  refuse: (x) => adultsOnly(x.ageYears),
  compute: (x) => 1.331 * albiValue(x) + 0.165 * fib4Index(x),
  band: (value) =>
    value > -1.82
      ? band('high', 'high', 'high risk of decompensation')
      : band('low', 'low', 'low risk of decompensation'),
  cautions: (_, x) => (x.ageYears < 35 ? ['age under 35: FIB-4 is unreliable'] : []),
});
