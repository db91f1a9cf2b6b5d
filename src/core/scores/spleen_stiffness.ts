import { defineScore } from '../score.ts';
import { band } from '../scoring/score-rules.ts';
import { deFranchis2022 } from '../scoring/score-sources.ts';

export default defineScore({
  id: 'spleen_stiffness',
  title: 'Spleen stiffness (Baveno VII)',
  unit: 'kPa',
  inputs: ['spleenStiffnessKpa'],
  etiologies: 'any',
  population: 'Compensated advanced chronic liver disease, mainly viral: portal hypertension and high-risk varices.',
  evidence: 'established',
  sources: [deFranchis2022],
  compute: (x) => x.spleenStiffnessKpa,
  band(value) {
    if (value < 21) return band('CSPH_ruled_out', 'low', 'clinically significant portal hypertension ruled out');
    if (value > 50) return band('CSPH_ruled_in', 'very-high', 'clinically significant portal hypertension');
    if (value <= 40) return band('high_risk_varices_unlikely', 'indeterminate', 'high-risk varices unlikely');
    return band('indeterminate', 'high', 'high-risk varices not excluded');
  },
  cautions: () => ['depends on the device: 100 Hz spleen and 50 Hz liver probes differ; validated in viral hepatitis'],
});
