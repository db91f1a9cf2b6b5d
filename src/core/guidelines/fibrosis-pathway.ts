import { guidelineSources as sources } from './guideline-sources.ts';
import { type GuidelineFacts, type GuidelineRule, stiffnessUnread } from './rule.ts';
import { cacldVcteKpa, steatoticVcteKpa } from './thresholds.ts';

const steatotic = (facts: GuidelineFacts) => facts.causes.has('masld') || facts.causes.has('metald');
const metabolicRisk = (facts: GuidelineFacts) =>
  facts.etiology === 'unknown' && (facts.conditions.has('diabetes') || facts.conditions.has('obesity'));
/** FIB-4 first, then stiffness: built for steatotic disease and people at metabolic risk, used for alcohol as well (EASL 2021). */
const twoSteps = (facts: GuidelineFacts) =>
  steatotic(facts) || metabolicRisk(facts) || facts.causes.has('ald') || facts.etiology === 'unknown';
const staged = (facts: GuidelineFacts) =>
  facts.cirrhosisRecorded ||
  ['cACLD', 'dACLD', 'transplanted'].includes(facts.state) ||
  facts.conditions.has('advanced-fibrosis');
const otherCause = (facts: GuidelineFacts) =>
  stiffnessUnread(facts) ??
  (steatotic(facts)
    ? undefined
    : facts.etiology === 'unknown'
      ? 'the rule was built for steatotic liver disease; the cause here is not known'
      : 'the cut-offs were built for steatotic liver disease');
const fib4 = (facts: GuidelineFacts, band: string) => facts.band('fib4').includes(band);
const young = (facts: GuidelineFacts) => facts.band('fib4').some((code) => code.includes('unreliable'));

const causeTests = { hbsAg: 'HBsAg', hcvAntibody: 'anti-HCV', ama: 'AMA', ana: 'ANA', sma: 'SMA' } as const;
/** Tests for a cause that have no result yet: nobody is sent for what is on the chart. */
const untested = ({ tested }: GuidelineFacts) =>
  (Object.keys(causeTests) as (keyof typeof causeTests)[]).filter((id) => !tested.has(id)).map((id) => causeTests[id]);

/** Staging: what to do next to know how much fibrosis there is. The order of the list is the order of importance. */
export const fibrosisPathwayRules: readonly GuidelineRule[] = [
  {
    id: 'stiffness-after-flare',
    topic: 'stage',
    urgency: 'soon',
    source: sources.easlNit2021,
    order: 'vcte',
    action: 'Find the cause of the ALT flare, then repeat stiffness and FIB-4 when ALT has fallen',
    why: 'ALT above five times its limit raises both',
    applies: (facts) => facts.flare && !staged(facts),
  },
  {
    id: 'discordant-tests',
    topic: 'stage',
    urgency: 'soon',
    source: sources.easlNit2021,
    order: 'vcte',
    action: 'Repeat VCTE fasting, with quality criteria; if the tests still disagree, MRE or liver biopsy',
    why: 'stiffness and FIB-4 disagree',
    applies: (facts) => facts.discordant,
  },
  {
    id: 'verify-cirrhosis',
    topic: 'stage',
    urgency: 'soon',
    source: sources.easlNit2021,
    action: 'Verify the recorded diagnosis: biopsy report, imaging, endoscopy, earlier stiffness',
    why: 'advanced liver disease is recorded and VCTE is below 8 kPa',
    applies: (facts) => facts.contradicted,
  },
  {
    id: 'repeat-vcte',
    topic: 'stage',
    urgency: 'soon',
    source: sources.easlNit2021,
    order: 'vcte',
    action: 'Repeat VCTE: three hours fasting, ten valid shots, the right probe',
    why: (facts) =>
      facts.repeatVcte === 'poor'
        ? 'the last VCTE does not meet its quality criteria'
        : 'the last stiffness is too old to rely on',
    applies: (facts) =>
      facts.repeatVcte !== undefined &&
      !facts.secondLineDone &&
      facts.state !== 'transplanted' &&
      facts.state !== 'dACLD',
  },
  {
    id: 'masld-vcte-high',
    topic: 'stage',
    urgency: 'soon',
    source: sources.aasldNilda2024,
    action: 'Refer to hepatology: advanced fibrosis likely',
    why: 'VCTE of 12 kPa or more',
    caveat: otherCause,
    applies: (facts) => twoSteps(facts) && !staged(facts) && (facts.vcteKpa ?? 0) >= steatoticVcteKpa.high,
  },
  {
    id: 'masld-vcte-grey',
    topic: 'stage',
    urgency: 'soon',
    source: sources.aasldNilda2024,
    order: 'elf-test',
    action: 'Refer to hepatology for a second test: ELF, MRE or biopsy',
    why: 'VCTE between 8 and 12 kPa neither rules out nor rules in advanced fibrosis',
    caveat: otherCause,
    applies: (facts) =>
      twoSteps(facts) &&
      !staged(facts) &&
      facts.vcteKpa !== undefined &&
      facts.vcteKpa >= steatoticVcteKpa.low &&
      facts.vcteKpa < steatoticVcteKpa.high,
  },
  {
    id: 'elf-high',
    topic: 'stage',
    urgency: 'soon',
    source: sources.easlMasld2024,
    action: 'Refer to hepatology: ELF is in its highest range',
    why: 'ELF in the range of advanced fibrosis and progression',
    caveat: otherCause,
    applies: (facts) =>
      twoSteps(facts) && !staged(facts) && facts.vcteKpa === undefined && facts.band('elf').includes('higher'),
  },
  {
    id: 'masld-fib4-high',
    topic: 'stage',
    urgency: 'soon',
    source: sources.aasldMasld2023,
    order: 'vcte',
    action: 'Refer to hepatology and measure liver stiffness by VCTE',
    why: 'FIB-4 is above its upper cut-off',
    caveat: otherCause,
    applies: (facts) =>
      twoSteps(facts) && !staged(facts) && facts.vcteKpa === undefined && !facts.secondLineDone && fib4(facts, 'high'),
  },
  {
    id: 'masld-fib4-intermediate',
    topic: 'stage',
    urgency: 'soon',
    source: sources.easlMasld2024,
    order: 'vcte',
    action: 'Measure liver stiffness by VCTE, or ELF where VCTE is not at hand',
    why: 'FIB-4 is between its cut-offs',
    caveat: otherCause,
    applies: (facts) => twoSteps(facts) && !staged(facts) && !facts.secondLineDone && fib4(facts, 'indeterminate'),
  },
  {
    id: 'masld-young',
    topic: 'stage',
    urgency: 'routine',
    source: sources.aasldMasld2023,
    order: 'vcte',
    action: 'Measure liver stiffness by VCTE: FIB-4 does not rule out under 35 years',
    why: 'FIB-4 is unreliable under 35 years',
    caveat: otherCause,
    applies: (facts) =>
      (steatotic(facts) || metabolicRisk(facts)) && !staged(facts) && !facts.secondLineDone && young(facts),
  },
  {
    id: 'masld-vcte-low',
    topic: 'stage',
    urgency: 'routine',
    source: sources.easlMasld2024,
    order: 'liver-panel',
    action: 'Treat cardiometabolic risk and repeat FIB-4 in one to three years',
    why: 'VCTE below 8 kPa: advanced fibrosis unlikely',
    applies: (facts) =>
      (steatotic(facts) || metabolicRisk(facts)) &&
      !staged(facts) &&
      facts.vcteKpa !== undefined &&
      facts.vcteKpa < steatoticVcteKpa.low,
  },
  {
    id: 'masld-fib4-low',
    topic: 'stage',
    urgency: 'routine',
    source: sources.easlMasld2024,
    order: 'liver-panel',
    action: (facts) =>
      facts.conditions.has('diabetes') ? 'Repeat FIB-4 in one to two years' : 'Repeat FIB-4 in two to three years',
    why: 'FIB-4 below its lower cut-off: advanced fibrosis unlikely',
    caveat: otherCause,
    applies: (facts) =>
      (steatotic(facts) || metabolicRisk(facts)) &&
      !staged(facts) &&
      fib4(facts, 'low') &&
      facts.state === 'no-advanced-fibrosis',
  },
  {
    id: 'other-cause-fib4-raised',
    topic: 'stage',
    urgency: 'soon',
    source: sources.easlNit2021,
    order: 'vcte',
    action: 'Measure liver stiffness by VCTE to stage fibrosis',
    why: 'FIB-4 is not low and no current stiffness is on the chart',
    caveat: (facts) =>
      facts.causes.has('aih')
        ? 'in autoimmune hepatitis after six months of treatment: inflammation raises stiffness'
        : stiffnessUnread(facts),
    applies: (facts) =>
      !twoSteps(facts) &&
      !staged(facts) &&
      !facts.secondLineDone &&
      (fib4(facts, 'indeterminate') || fib4(facts, 'high')),
  },
  {
    id: 'stage-advanced-by-set',
    topic: 'stage',
    urgency: 'soon',
    source: sources.easlNit2021,
    action: 'Refer to hepatology: stiffness speaks for advanced fibrosis in this disease',
    why: 'stiffness in the range of F3 or F4 by the cut-offs of this disease',
    applies: (facts) =>
      !twoSteps(facts) &&
      !staged(facts) &&
      !facts.on.has('hbv-antiviral') &&
      (facts.vcteKpa ?? 0) < cacldVcteKpa.suggestive &&
      (facts.band('lsm_stage').includes('F3') || facts.band('lsm_stage').includes('F4')),
  },
  {
    id: 'viral-or-immune-stiffness',
    topic: 'stage',
    urgency: 'routine',
    source: sources.easlNit2021,
    order: 'vcte',
    action: 'Measure liver stiffness by VCTE to stage fibrosis',
    why: 'chronic liver disease without a current stiffness',
    caveat: (facts) =>
      facts.causes.has('aih')
        ? 'in autoimmune hepatitis after six months of treatment: inflammation raises stiffness'
        : stiffnessUnread(facts),
    applies: (facts) =>
      ['hbv', 'hcv', 'pbc', 'psc', 'aih', 'other', 'ald'].includes(facts.etiology) &&
      !staged(facts) &&
      !facts.secondLineDone,
  },
  {
    id: 'advanced-not-confirmed',
    topic: 'stage',
    urgency: 'soon',
    source: sources.baveno7,
    action: 'Refer to hepatology: compensated advanced disease to be confirmed',
    why: 'VCTE of 10 kPa or more',
    applies: (facts) => !staged(facts) && (facts.vcteKpa ?? 0) >= cacldVcteKpa.suggestive,
  },
  {
    id: 'repeat-stiffness-yearly',
    topic: 'stage',
    urgency: 'routine',
    source: sources.easlNit2021,
    action: 'Repeat liver stiffness in six to twelve months',
    why: 'stiffness between ruling out and ruling in',
    applies: (facts) => facts.state === 'indeterminate' && facts.vcteKpa !== undefined && !staged(facts),
  },
  {
    id: 'labs-for-fib4',
    topic: 'stage',
    urgency: 'routine',
    source: sources.easlNit2021,
    order: 'liver-panel',
    action: 'Take AST, ALT and platelets: FIB-4 is the first step',
    why: 'FIB-4 cannot be computed from the chart',
    applies: (facts) =>
      facts.labsSearched &&
      !staged(facts) &&
      facts.band('fib4').length === 0 &&
      !facts.secondLineDone &&
      (facts.etiology !== 'unknown' || metabolicRisk(facts)),
  },
  {
    id: 'find-the-cause',
    topic: 'cause',
    urgency: 'soon',
    source: sources.easlNit2021,
    action: (facts) =>
      `Look for the cause: ${['alcohol', 'steatosis', ...untested(facts), 'IgG', 'IgM', 'ferritin'].join(', ')}`,
    why: 'signs of fibrosis and no cause on the chart',
    applies: (facts) =>
      facts.etiology === 'unknown' &&
      facts.state !== 'transplanted' &&
      !facts.amaPositive &&
      facts.hcv !== 'untested' &&
      (staged(facts) || facts.state === 'advanced-fibrosis' || facts.state === 'indeterminate'),
  },
];
