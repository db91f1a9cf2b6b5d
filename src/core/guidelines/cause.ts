import { guidelineSources as sources } from './guideline-sources.ts';
import { type GuidelineFacts, type GuidelineRule, notOn, notWithin } from './rule.ts';
import { pbcAlpTimesUln, whoHbvDnaIuPerMl, whoHbvVcteKpa } from './thresholds.ts';

const has = (facts: GuidelineFacts, band: string, ...codes: readonly string[]) =>
  codes.some((code) => facts.band(band).includes(code));

const dnaAndAlt = 'HBV DNA above 2000 IU/mL with ALT above its limit';

/** Coinfections and comorbidities for which WHO 2024 advises treatment whatever the DNA, ALT and fibrosis. */
function companions(facts: GuidelineFacts): string | undefined {
  if (facts.conditions.has('hiv')) return 'HIV';
  if (facts.conditions.has('hepatitis-d')) return 'hepatitis D';
  if (facts.hcv === 'viremic') return 'hepatitis C';
  if (facts.causes.has('masld') || facts.causes.has('metald')) return 'steatotic liver disease';
  return facts.conditions.has('diabetes') ? 'diabetes' : undefined;
}

/** The WHO 2024 criterion that this patient meets, in words; undefined: none on the chart. */
function hbvTreatmentReason(facts: GuidelineFacts): string | undefined {
  if (facts.cirrhosisRecorded || facts.state === 'dACLD') return 'hepatitis B with cirrhosis';
  if ((facts.vcteKpa ?? 0) > whoHbvVcteKpa.cirrhosis && !facts.flare) return 'VCTE above 12.5 kPa';
  if (has(facts, 'apri_who_hbv', 'cirrhosis_F4') && !facts.flare) return 'APRI above 1.0';
  if ((facts.vcteKpa ?? 0) > whoHbvVcteKpa.significant && !facts.flare) return 'VCTE above 7.0 kPa';
  if (has(facts, 'apri_who_hbv', 'significant_F2plus') && !facts.flare) return 'APRI above 0.5';
  if ((facts.hbvDnaIuPerMl ?? 0) > whoHbvDnaIuPerMl && facts.altAboveLimit) return dnaAndAlt;
  const companion = companions(facts);
  if (companion) return `hepatitis B with ${companion}`;
  return undefined;
}

const protease = (facts: GuidelineFacts) =>
  facts.state === 'dACLD' ? 'decompensated: no protease inhibitor, treat in a transplant centre' : undefined;

/** Treatment of the cause: the step that changes fibrosis most. */
export const causeRules: readonly GuidelineRule[] = [
  {
    id: 'hbv-treat-decompensated',
    topic: 'hbv-treatment',
    urgency: 'urgent',
    source: sources.easlHbv2017,
    action: 'Start entecavir or tenofovir now, whatever the HBV DNA',
    why: 'hepatitis B with decompensated cirrhosis and no antiviral on the medication list',
    applies: (facts) => facts.causes.has('hbv') && facts.state === 'dACLD' && notOn(facts, 'hbv-antiviral'),
  },
  {
    id: 'hbv-treat',
    topic: 'hbv-treatment',
    urgency: 'soon',
    source: sources.whoHbv2024,
    action: 'Assess for antiviral treatment (tenofovir or entecavir)',
    why: (facts) => `${hbvTreatmentReason(facts) ?? ''}: criterion of WHO 2024, no antiviral on the medication list`,
    caveat: (facts) =>
      hbvTreatmentReason(facts) === dnaAndAlt ? 'WHO asks for both on two occasions six months apart' : undefined,
    applies: (facts) =>
      facts.causes.has('hbv') &&
      facts.state !== 'transplanted' &&
      notOn(facts, 'hbv-antiviral') &&
      hbvTreatmentReason(facts) !== undefined,
  },
  {
    id: 'hcv-treat',
    topic: 'hcv-treatment',
    urgency: 'soon',
    source: sources.easlHcv2020,
    action: 'Treat with direct-acting antivirals; test HBsAg and check interactions first',
    why: 'HCV RNA is positive',
    caveat: protease,
    applies: (facts) => facts.hcv === 'viremic' && !facts.on.has('hcv-antiviral'),
  },
  {
    id: 'hcv-rna',
    topic: 'hcv-treatment',
    urgency: 'soon',
    source: sources.easlHcv2020,
    action: 'Test HCV RNA',
    why: 'hepatitis C or its antibody is recorded and no HCV RNA is on the chart',
    applies: (facts) => facts.hcv === 'untested' && facts.labsSearched,
  },
  {
    id: 'hcv-confirm-cure',
    topic: 'hcv-treatment',
    urgency: 'routine',
    source: sources.easlHcv2020,
    action: 'Confirm cure by HCV RNA twelve weeks after the end of treatment',
    why: 'HCV RNA is negative and cure is not shown yet',
    applies: (facts) => facts.hcv === 'negative' && facts.causes.has('hcv'),
  },
  {
    id: 'pbc-udca',
    topic: 'pbc-treatment',
    urgency: 'soon',
    source: sources.easlPbc2017,
    action: 'Start ursodeoxycholic acid 13 to 15 mg/kg a day',
    why: 'PBC without ursodeoxycholic acid on the medication list',
    applies: (facts) => facts.causes.has('pbc') && facts.state !== 'transplanted' && notOn(facts, 'udca'),
  },
  {
    id: 'pbc-second-line',
    topic: 'pbc-treatment',
    urgency: 'soon',
    source: sources.easlPbc2017,
    action: 'Discuss second-line treatment with a PBC centre',
    why: 'incomplete response to ursodeoxycholic acid',
    caveat: (facts) =>
      facts.state === 'dACLD'
        ? 'decompensated: obeticholic acid and fibrates are not for this patient, refer for transplantation'
        : undefined,
    applies: (facts) => facts.causes.has('pbc') && facts.on.has('udca') && incompleteResponse(facts),
  },
  {
    id: 'pbc-confirm',
    topic: 'cause',
    urgency: 'soon',
    source: sources.easlPbc2017,
    action: 'Confirm or exclude PBC',
    why: 'AMA is positive and ALP above 1.5 times its limit',
    applies: (facts) => facts.etiology === 'unknown' && facts.amaPositive && (facts.alpTimesUln ?? 0) > pbcAlpTimesUln,
  },
  {
    id: 'aih-treat',
    topic: 'aih-treatment',
    urgency: 'soon',
    source: sources.easlAih2015,
    action: 'Assess for immunosuppressive treatment, or record why not',
    why: 'autoimmune hepatitis without immunosuppression on the medication list',
    applies: (facts) => facts.causes.has('aih') && facts.state !== 'transplanted' && notOn(facts, 'immunosuppressant'),
  },
  {
    id: 'alcohol-treat',
    topic: 'alcohol',
    urgency: 'soon',
    source: sources.easlAld2018,
    action: 'Offer treatment of alcohol use and document drinking',
    why: (facts) =>
      facts.conditions.has('alcohol-use-disorder')
        ? 'alcohol use disorder is recorded'
        : 'alcohol drives this liver disease',
    applies: (facts) =>
      facts.causes.has('ald') || facts.causes.has('metald') || facts.conditions.has('alcohol-use-disorder'),
  },
  {
    id: 'psc-mrcp',
    topic: 'psc-surveillance',
    urgency: 'routine',
    source: sources.easlPsc2022,
    order: 'mri-liver',
    action: 'Do the yearly MRI with MRCP; colonoscopy every year where bowel disease is present',
    why: 'PSC: no MRI of the last year is on the chart',
    caveat: (facts) =>
      facts.examsSearched ? undefined : 'examinations could not be read: check whether this was done already',
    applies: (facts) =>
      facts.causes.has('psc') && facts.state !== 'transplanted' && notWithin(facts, 365 + 30, 'mri-liver'),
  },
  {
    id: 'hdv-test',
    topic: 'hdv',
    urgency: 'routine',
    source: sources.whoHbv2024,
    action: 'Test anti-HDV once',
    why: 'hepatitis B and no anti-HDV on the chart',
    applies: (facts) =>
      facts.causes.has('hbv') && facts.state !== 'transplanted' && facts.labsSearched && !facts.hdvTested,
  },
  {
    id: 'hbv-monitor',
    topic: 'hbv-treatment',
    urgency: 'routine',
    source: sources.whoHbv2024,
    order: 'liver-panel',
    action: (facts) =>
      facts.on.has('hbv-antiviral')
        ? 'Follow HBV DNA, ALT and kidney function at least once a year under treatment'
        : 'Follow ALT, HBV DNA and fibrosis tests every six to twelve months',
    why: (facts) =>
      facts.on.has('hbv-antiviral')
        ? 'hepatitis B under an antiviral'
        : 'hepatitis B without a treatment criterion on the chart',
    applies: (facts) =>
      facts.causes.has('hbv') &&
      (facts.on.has('hbv-antiviral') || facts.medicationsSearched) &&
      facts.state !== 'transplanted',
  },
];

/** Paris II (the stricter rule of EASL 2017) or GLOBE, both only computed after a year of UDCA. */
const incompleteResponse = (facts: GuidelineFacts) =>
  has(facts, 'udca_response', 'paris_II_not_met') || has(facts, 'globe', 'non_responder');
