import type { Etiology } from '../etiology.ts';
import { defineScore } from '../score.ts';
import { adultsOnly, band } from '../score-rules.ts';
import { deFranchis2022 } from '../score-sources.ts';

interface Reading {
  readonly lsmVcteKpa: number;
  readonly plateletsGigaPerL: number;
  readonly etiology: Etiology;
  readonly bmiKgPerM2?: number;
}

function advancedDisease(kPa: number) {
  if (kPa < 10) return { category: 'cACLD_excluded', label: 'no compensated advanced chronic liver disease' };
  return kPa <= 15
    ? { category: 'cACLD_suggestive', label: 'suggestive of compensated advanced chronic liver disease' }
    : { category: 'cACLD_highly_suggestive', label: 'highly suggestive of compensated advanced chronic liver disease' };
}

const ruledOut = (x: Reading) => x.lsmVcteKpa <= 15 && x.plateletsGigaPerL >= 150;

/** Ruling out holds for all; ruling in for viral, alcohol-related and non-obese MASH only. */
function portalHypertension(x: Reading) {
  if (ruledOut(x)) return { category: 'CSPH_ruled_out', label: 'clinically significant portal hypertension ruled out' };
  const unclear = { category: 'CSPH_indeterminate', label: 'clinically significant portal hypertension not decided' };
  if (x.etiology === 'masld' && (x.bmiKgPerM2 ?? 0) >= 30) {
    return { category: 'use_ANTICIPATE_NASH', label: 'obese MASH: the ANTICIPATE-NASH model applies' };
  }
  const validated =
    ['hbv', 'hcv', 'ald', 'metald'].includes(x.etiology) || (x.etiology === 'masld' && x.bmiKgPerM2 !== undefined);
  if (!validated) return unclear;
  if (x.lsmVcteKpa >= 25) return { category: 'CSPH_ruled_in', label: 'clinically significant portal hypertension' };
  const probable =
    (x.lsmVcteKpa >= 20 && x.plateletsGigaPerL < 150) ||
    (x.lsmVcteKpa >= 15 && x.lsmVcteKpa < 20 && x.plateletsGigaPerL < 110);
  return probable
    ? { category: 'CSPH_probable_60pct', label: 'clinically significant portal hypertension in at least 60 %' }
    : unclear;
}

export default defineScore({
  id: 'baveno7',
  title: 'Baveno VII: rule of five and CSPH',
  unit: 'kPa',
  inputs: ['lsmVcteKpa', 'plateletsGigaPerL', 'etiology'],
  optional: ['bmiKgPerM2', 'ageYears'],
  // Not validated in cholestatic disease; unknown and other causes get the rules that hold for all.
  etiologies: ['hbv', 'hcv', 'masld', 'metald', 'ald', 'aih', 'other', 'unknown'],
  population:
    'Adults with suspected compensated advanced chronic liver disease and VCTE: portal hypertension and varices.',
  windowDays: 180,
  evidence: 'established',
  sources: [deFranchis2022],
  refuse(x) {
    if (x.etiology === 'pbc' || x.etiology === 'psc')
      return 'cholestatic disease: the Baveno VII rules are not validated';
    return adultsOnly(x.ageYears);
  },
  /** The stiffness itself, kPa: the rules stand in the band. */
  compute: (x) => x.lsmVcteKpa,
  band(_, x) {
    const disease = advancedDisease(x.lsmVcteKpa);
    const csph = portalHypertension(x);
    const spared = x.lsmVcteKpa < 20 && x.plateletsGigaPerL > 150;
    const level =
      csph.category === 'CSPH_ruled_in'
        ? 'very-high'
        : csph.category === 'CSPH_ruled_out' && x.lsmVcteKpa < 10
          ? 'low'
          : csph.category === 'CSPH_ruled_out'
            ? 'indeterminate'
            : x.lsmVcteKpa > 15
              ? 'high'
              : 'indeterminate';
    return band(
      [disease.category, csph.category, spared ? 'endoscopy_avoidable' : 'endoscopy_indicated_unless_NSBB'].join('|'),
      level,
      [
        disease.label,
        csph.label,
        spared ? 'screening endoscopy can be spared' : 'screening endoscopy unless on a non-selective beta-blocker',
      ].join('; '),
    );
  },
  cautions: (_, x) =>
    x.etiology === 'masld' && x.bmiKgPerM2 === undefined && !ruledOut(x)
      ? ['BMI missing: the CSPH rules for MASH hold without obesity only']
      : [],
});
