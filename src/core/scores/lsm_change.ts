import { defineScore } from '../score.ts';
import { band } from '../scoring/score-rules.ts';
import { deFranchis2022 } from '../scoring/score-sources.ts';

export default defineScore({
  id: 'lsm_change',
  title: 'Change of liver stiffness (Baveno VII)',
  unit: '%',
  inputs: ['lsmBaselineKpa', 'lsmFollowupKpa'],
  etiologies: 'any',
  population:
    'Compensated advanced chronic liver disease under treatment: clinically significant decrease of stiffness.',
  // Two readings years apart are the point; the later one must be recent all the same.
  windowDays: 3653,
  evidence: 'established',
  sources: [deFranchis2022],
  /** Per cent of the earlier reading; a decrease is negative. */
  compute: (x) => (100 * (x.lsmFollowupKpa - x.lsmBaselineKpa)) / x.lsmBaselineKpa,
  band(value, x) {
    const significant = (value <= -20 && x.lsmFollowupKpa < 20) || (value < 0 && x.lsmFollowupKpa < 10);
    return significant
      ? band('significant_decrease', 'low', 'clinically significant decrease of stiffness')
      : band('no_significant_decrease', 'indeterminate', 'no clinically significant decrease of stiffness');
  },
  cautions: () => ['holds for the same device and probe, fasting; a single high reading tends to fall by itself'],
});
