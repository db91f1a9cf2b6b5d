import { figure } from '../assessment/disease-state.ts';
import { guidelineSources as sources } from './guideline-sources.ts';
import { type GuidelineFacts, type GuidelineRule, notOn, notWithin } from './rule.ts';
import { endoscopyDays, hccSurveillanceDays, transplantReferralMeld } from './thresholds.ts';

const decompensated = (facts: GuidelineFacts) => facts.state === 'dACLD';
const portalHypertension = (facts: GuidelineFacts) =>
  facts.band('baveno7').includes('CSPH_ruled_in') || facts.band('spleen_stiffness').includes('CSPH_ruled_in');
const highMeld = (facts: GuidelineFacts) => (facts.meld?.value ?? 0) >= transplantReferralMeld;
const noBetaBlockerWith = 'no beta blocker with asthma, heart block or systolic pressure below 90 mmHg';
const unread = (facts: GuidelineFacts) =>
  facts.examsSearched ? undefined : 'examinations could not be read: check whether this was done already';

const untreatedHcc = (facts: GuidelineFacts) =>
  facts.events.has('hepatocellular-carcinoma') &&
  facts.state !== 'transplanted' &&
  facts.daysSince('liver-resection', 'liver-ablation', 'tace') === undefined;

/** Who needs ultrasound every six months, and the words for it; undefined: nobody known to. */
function surveillanceReason(facts: GuidelineFacts): string | undefined {
  if (facts.events.has('hepatocellular-carcinoma') || facts.state === 'transplanted') return undefined;
  if (decompensated(facts)) return 'decompensated liver disease';
  if (facts.cirrhosisRecorded) return 'cirrhosis or portal hypertension is recorded';
  if (facts.state === 'cACLD') return 'stiffness in the range of compensated advanced chronic liver disease';
  if (facts.hcv === 'cured' && facts.advancedEver)
    return 'advanced fibrosis before the cure of hepatitis C: the risk does not go to zero';
  if (
    facts.causes.has('hbv') &&
    facts.on.has('hbv-antiviral') &&
    ['intermediate', 'high'].some((band) => facts.band('page_b').includes(band))
  ) {
    return 'hepatitis B with an intermediate or high PAGE-B';
  }
  return undefined;
}

/** Advanced liver disease, whatever its cause. */
export const cirrhosisRules: readonly GuidelineRule[] = [
  {
    id: 'hcc-board',
    topic: 'hcc',
    urgency: 'urgent',
    source: sources.easlHcc2018,
    action: 'Discuss stage and treatment in the multidisciplinary liver tumour board',
    why: 'hepatocellular carcinoma is recorded and no treatment of it is on the chart',
    applies: (facts) => untreatedHcc(facts),
  },
  {
    id: 'hepatorenal-syndrome',
    topic: 'kidney',
    urgency: 'urgent',
    source: sources.easlDecompensated2018,
    action: 'Stop diuretics and nephrotoxic drugs, give albumin, assess for terlipressin',
    why: 'hepatorenal syndrome was first recorded within the last 30 days',
    applies: (facts) =>
      decompensated(facts) &&
      facts.conditions.has('hepatorenal-syndrome') &&
      (facts.eventDays['hepatorenal-syndrome'] ?? Number.POSITIVE_INFINITY) <= 30,
  },
  {
    id: 'ascites-tap',
    topic: 'ascites',
    urgency: 'urgent',
    source: sources.easlDecompensated2018,
    order: 'paracentesis',
    action: 'Tap the ascites: cell count, culture, albumin gradient',
    why: 'ascites was first recorded within the last 30 days and no paracentesis is on the chart',
    caveat: (facts) =>
      facts.conditions.has('heart-failure')
        ? 'heart failure is recorded: the gradient with ascitic protein tells the cause'
        : undefined,
    applies: (facts) =>
      decompensated(facts) &&
      facts.conditions.has('ascites') &&
      (facts.eventDays.ascites ?? Number.POSITIVE_INFINITY) <= 30 &&
      notWithin(facts, 30, 'paracentesis'),
  },
  {
    id: 'transplant-referral-decompensated',
    topic: 'transplant',
    urgency: 'urgent',
    source: sources.aasldTransplant2013,
    action: 'Refer for liver transplant evaluation',
    why: (facts) => `decompensated, ${facts.meld?.title ?? 'MELD'} ${figure(facts.meld?.value ?? 0)}`,
    applies: (facts) => decompensated(facts) && highMeld(facts),
  },
  {
    id: 'transplant-referral',
    topic: 'transplant',
    urgency: 'soon',
    source: sources.aasldTransplant2013,
    action: 'Refer for liver transplant evaluation, or record why not',
    why: (facts) =>
      decompensated(facts)
        ? 'a first decompensation is recorded'
        : `cirrhosis with ${facts.meld?.title ?? 'MELD'} ${figure(facts.meld?.value ?? 0)}`,
    applies: (facts) => decompensated(facts) || (facts.cirrhosisRecorded && highMeld(facts)),
  },
  {
    id: 'rebleeding-prevention',
    topic: 'portal-pressure',
    urgency: 'urgent',
    source: sources.baveno7,
    action: 'Prevent rebleeding: non-selective beta blocker with band ligation, or TIPS',
    why: 'variceal bleeding is recorded and no non-selective beta blocker is on the medication list',
    applies: (facts) =>
      decompensated(facts) &&
      facts.events.has('variceal-bleeding') &&
      notOn(facts, 'nsbb') &&
      facts.daysSince('tips') === undefined,
  },
  {
    id: 'encephalopathy-prevention',
    topic: 'encephalopathy',
    urgency: 'soon',
    source: sources.easlEncephalopathy2022,
    action: 'Give lactulose as secondary prophylaxis, rifaximin in addition after a second episode',
    why: 'hepatic encephalopathy is recorded and neither is on the medication list',
    applies: (facts) =>
      decompensated(facts) && facts.events.has('hepatic-encephalopathy') && notOn(facts, 'encephalopathy'),
  },
  {
    id: 'sbp-prevention',
    topic: 'sbp',
    urgency: 'soon',
    source: sources.easlDecompensated2018,
    action: 'Review secondary antibiotic prophylaxis',
    why: 'spontaneous bacterial peritonitis is recorded',
    applies: (facts) => decompensated(facts) && facts.events.has('spontaneous-bacterial-peritonitis'),
  },
  {
    id: 'hcc-follow-up-due',
    topic: 'hcc',
    urgency: 'soon',
    source: sources.easlHcc2018,
    order: 'ct-liver',
    action: 'Follow up the treated hepatocellular carcinoma by multiphase CT or MRI with AFP',
    why: 'hepatocellular carcinoma was treated and no CT or MRI of the last six months is on the chart',
    caveat: unread,
    applies: (facts) =>
      facts.events.has('hepatocellular-carcinoma') &&
      !untreatedHcc(facts) &&
      notWithin(facts, hccSurveillanceDays, 'ct-liver', 'mri-liver'),
  },
  {
    id: 'hcc-surveillance-due',
    topic: 'hcc',
    urgency: 'soon',
    source: sources.aasldHcc2023,
    order: 'us-liver',
    action: 'Do liver ultrasound with AFP now, then every six months',
    why: (facts) => `${surveillanceReason(facts) ?? ''}; no liver imaging in the last six months is on the chart`,
    caveat: (facts) =>
      facts.band('child_pugh').includes('C')
        ? 'Child-Pugh C: surveillance only where transplantation is an option'
        : unread(facts),
    applies: (facts) =>
      surveillanceReason(facts) !== undefined &&
      notWithin(facts, hccSurveillanceDays, 'us-liver', 'ct-liver', 'mri-liver'),
  },
  {
    id: 'varices-endoscopy-decompensated',
    topic: 'varices',
    urgency: 'soon',
    source: sources.baveno7,
    order: 'egd',
    action: 'Screen for varices by endoscopy',
    why: 'decompensated, and neither an endoscopy of the last two years nor a beta blocker is on the chart',
    caveat: unread,
    applies: (facts) =>
      decompensated(facts) && !facts.on.has('nsbb') && notWithin(facts, endoscopyDays, 'egd', 'band-ligation'),
  },
  {
    // Nobody has looked: a beta blocker makes screening needless, without one it is due (Baveno VII).
    id: 'baveno-nsbb-or-endoscopy',
    topic: 'portal-pressure',
    urgency: 'soon',
    source: sources.baveno7,
    order: 'egd',
    action: 'Start carvedilol to prevent decompensation, or screen for varices by endoscopy',
    why: 'clinically significant portal hypertension by Baveno VII, no beta blocker and no endoscopy of the last two years',
    caveat: (facts) => unread(facts) ?? noBetaBlockerWith,
    applies: (facts) =>
      facts.state === 'cACLD' &&
      notOn(facts, 'nsbb') &&
      portalHypertension(facts) &&
      !facts.conditions.has('esophageal-varices') &&
      notWithin(facts, endoscopyDays, 'egd', 'band-ligation'),
  },
  {
    id: 'baveno-nsbb',
    topic: 'portal-pressure',
    urgency: 'soon',
    source: sources.baveno7,
    action: 'Consider carvedilol to prevent decompensation',
    why: (facts) =>
      facts.conditions.has('esophageal-varices')
        ? 'varices are recorded, without a decompensation'
        : 'clinically significant portal hypertension by Baveno VII, without a decompensation',
    caveat: () => noBetaBlockerWith,
    applies: (facts) =>
      facts.state === 'cACLD' &&
      notOn(facts, 'nsbb') &&
      (portalHypertension(facts) || facts.conditions.has('esophageal-varices')),
  },
  {
    id: 'baveno-endoscopy',
    topic: 'varices',
    urgency: 'soon',
    source: sources.baveno7,
    order: 'egd',
    action: 'Screen for varices by endoscopy, unless a non-selective beta blocker is started',
    why: 'stiffness and platelets do not allow endoscopy to be spared',
    caveat: unread,
    applies: (facts) =>
      facts.state === 'cACLD' &&
      !facts.on.has('nsbb') &&
      !facts.conditions.has('esophageal-varices') &&
      notWithin(facts, endoscopyDays, 'egd', 'band-ligation') &&
      facts.band('baveno7').some((code) => code.startsWith('endoscopy_indicated')),
  },
  {
    id: 'baveno-unknown',
    topic: 'varices',
    urgency: 'soon',
    source: sources.baveno7,
    order: 'vcte',
    action: 'Measure liver stiffness by VCTE with platelets, or screen for varices by endoscopy',
    why: 'compensated advanced disease whose risk of varices is not known',
    caveat: unread,
    applies: (facts) =>
      facts.state === 'cACLD' &&
      !facts.on.has('nsbb') &&
      facts.band('baveno7').length === 0 &&
      facts.vcteKpa === undefined &&
      notWithin(facts, endoscopyDays, 'egd', 'band-ligation'),
  },
  {
    id: 'baveno-spare-endoscopy',
    topic: 'varices',
    urgency: 'routine',
    source: sources.baveno7,
    action: 'No screening endoscopy now: repeat stiffness and platelets every year',
    why: 'stiffness below 20 kPa with platelets above 150: high-risk varices unlikely',
    caveat: (facts) =>
      facts.causes.has('pbc') || facts.causes.has('psc')
        ? 'the rule is not validated in cholestatic disease'
        : undefined,
    applies: (facts) => facts.state === 'cACLD' && facts.band('baveno7').includes('endoscopy_avoidable'),
  },
  {
    id: 'hcc-surveillance-ongoing',
    topic: 'hcc',
    urgency: 'routine',
    source: sources.aasldHcc2023,
    action: 'Continue liver ultrasound with AFP every six months',
    why: (facts) => surveillanceReason(facts) ?? '',
    applies: (facts) => surveillanceReason(facts) !== undefined,
  },
];
