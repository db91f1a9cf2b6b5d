import { defineScore } from '../score.ts';
import { adultsOnly, band, fib4Index } from '../scoring/score-rules.ts';
import { jung2021, kim2022 } from '../scoring/score-sources.ts';

export default defineScore({
  id: 'mefib',
  title: 'MEFIB index',
  unit: '{criteria}',
  inputs: ['mreKpa', 'ageYears', 'astUPerL', 'altUPerL', 'plateletsGigaPerL'],
  etiologies: ['masld'],
  population: 'Adults with MASLD and MR elastography at 60 Hz: significant fibrosis (F2 or more).',
  windowDays: 180,
  evidence: 'established',
  sources: [jung2021, kim2022],
  refuse: (x) => adultsOnly(x.ageYears),
  /** Criteria met, 0 to 2: MRE 3.3 kPa or more (shear modulus), FIB-4 1.6 or more. */
  compute: (x) => (x.mreKpa >= 3.3 ? 1 : 0) + (fib4Index(x) >= 1.6 ? 1 : 0),
  band(value) {
    if (value === 2) return band('rule_in_F2plus', 'high', 'significant fibrosis likely');
    if (value === 0) return band('rule_out', 'low', 'significant fibrosis unlikely');
    return band('discordant', 'indeterminate', 'MRE and FIB-4 disagree');
  },
  cautions: (_, x) => (x.ageYears < 35 ? ['age under 35: FIB-4 is unreliable'] : []),
});
