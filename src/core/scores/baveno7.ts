import type { Etiology } from '../etiology.ts';
import { type BandLevel, defineScore } from '../score.ts';
import { adultsOnly, band } from '../scoring/score-rules.ts';
import { deFranchis2022 } from '../scoring/score-sources.ts';

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

function screeningEndoscopy(x: Reading) {
  if (x.lsmVcteKpa < 20 && x.plateletsGigaPerL > 150) {
    return { category: 'endoscopy_avoidable', label: 'screening endoscopy can be spared' };
  }
  // The rule is one for advanced disease: low platelets with a soft liver ask another question.
  if (x.lsmVcteKpa < 10) {
    return { category: 'endoscopy_not_decided', label: 'low platelets without stiffness: look for another cause' };
  }
  return {
    category: 'endoscopy_indicated_unless_NSBB',
    label: 'screening endoscopy unless on a non-selective beta-blocker',
  };
}

function level(x: Reading, csph: string): BandLevel {
  if (csph === 'CSPH_ruled_in') return 'very-high';
  if (csph === 'CSPH_ruled_out') return x.lsmVcteKpa < 10 ? 'low' : 'indeterminate';
  return x.lsmVcteKpa > 15 ? 'high' : 'indeterminate';
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
    const endoscopy = screeningEndoscopy(x);
    return band(
      [disease.category, csph.category, endoscopy.category].join('|'),
      level(x, csph.category),
      [disease.label, csph.label, endoscopy.label].join('; '),
    );
  },
  cautions: (_, x) => [
    ...(x.etiology === 'masld' && x.bmiKgPerM2 === undefined && !ruledOut(x)
      ? ['BMI missing: the CSPH rules for MASH hold without obesity only']
      : []),
    ...(x.etiology === 'hcv' && x.lsmVcteKpa >= 12 && ruledOut(x)
      ? ['after hepatitis C cure portal hypertension is ruled out below 12 kPa only']
      : []),
  ],
});
