import { describe, expect, it } from 'vitest';
import { serviceConcepts } from '../../../src/core/chart.ts';
import { guidelineRules, nextSteps } from '../../../src/core/guidelines/next-steps.ts';
import { pregnancyRules } from '../../../src/core/guidelines/pregnancy.ts';
import type { GuidelineFacts } from '../../../src/core/guidelines/rule.ts';

/** An adult of whom everything was searched and nothing found. */
const nobody: GuidelineFacts = {
  etiology: 'unknown',
  causes: new Set(['unknown']),
  hcv: 'none',
  state: 'not-assessed',
  discordant: false,
  flare: false,
  events: new Set(),
  eventDays: {},
  conditions: new Set(),
  cirrhosisRecorded: false,
  advancedEver: false,
  age: 55,
  contradicted: false,
  secondLineDone: false,
  amaPositive: false,
  hdvTested: true,
  labsSearched: true,
  stiffnessSearched: true,
  medicationsSearched: true,
  examsSearched: true,
  on: new Set(),
  band: () => [],
  tested: new Set(),
  daysSince: () => undefined,
};
const bands = (all: Readonly<Record<string, readonly string[]>>) => (id: string) => all[id] ?? [];
const of = (etiology: GuidelineFacts['etiology'], more: Partial<GuidelineFacts> = {}): GuidelineFacts => ({
  ...nobody,
  etiology,
  causes: new Set([etiology]),
  ...more,
});

/** For every rule a patient to whom it applies. */
const patients: Readonly<Record<string, GuidelineFacts>> = {
  'hcc-board': of('hbv', { events: new Set(['hepatocellular-carcinoma']) }),
  'hcc-follow-up-due': of('hbv', {
    events: new Set(['hepatocellular-carcinoma']),
    daysSince: (...services) => (services.includes('liver-resection') ? 400 : undefined),
  }),
  'hepatorenal-syndrome': of('ald', {
    state: 'dACLD',
    conditions: new Set(['hepatorenal-syndrome']),
    eventDays: { 'hepatorenal-syndrome': 5 },
  }),
  'verify-cirrhosis': of('masld', { contradicted: true, state: 'cACLD', cirrhosisRecorded: true }),
  'other-cause-fib4-raised': of('hcv', { band: bands({ fib4: ['high'] }) }),
  'stage-advanced-by-set': of('psc', { vcteKpa: 9.9, secondLineDone: true, band: bands({ lsm_stage: ['F3'] }) }),
  'repeat-stiffness-yearly': of('hcv', { vcteKpa: 8.5, secondLineDone: true, state: 'indeterminate' }),
  'ascites-tap': of('ald', { state: 'dACLD', conditions: new Set(['ascites']), eventDays: { ascites: 3 } }),
  'transplant-referral-decompensated': of('ald', { state: 'dACLD', meld: { value: 15, title: 'MELD 3.0' } }),
  'transplant-referral': of('ald', { state: 'dACLD' }),
  'rebleeding-prevention': of('ald', { state: 'dACLD', events: new Set(['variceal-bleeding']) }),
  'encephalopathy-prevention': of('ald', { state: 'dACLD', events: new Set(['hepatic-encephalopathy']) }),
  'sbp-prevention': of('ald', { state: 'dACLD', events: new Set(['spontaneous-bacterial-peritonitis']) }),
  'hcc-surveillance-due': of('hcv', { hcv: 'cured', advancedEver: true }),
  'varices-endoscopy-decompensated': of('ald', { state: 'dACLD' }),
  'baveno-nsbb-or-endoscopy': of('ald', { state: 'cACLD', band: bands({ baveno7: ['CSPH_ruled_in'] }) }),
  'baveno-nsbb': of('ald', { state: 'cACLD', daysSince: () => 100, band: bands({ baveno7: ['CSPH_ruled_in'] }) }),
  'baveno-endoscopy': of('ald', { state: 'cACLD', band: bands({ baveno7: ['endoscopy_indicated_unless_NSBB'] }) }),
  'baveno-unknown': of('ald', { state: 'cACLD' }),
  'baveno-spare-endoscopy': of('ald', {
    state: 'cACLD',
    vcteKpa: 16,
    band: bands({ baveno7: ['endoscopy_avoidable'] }),
  }),
  'hcc-surveillance-ongoing': of('ald', { state: 'cACLD', daysSince: () => 60 }),
  'hbv-treat-decompensated': of('hbv', { state: 'dACLD' }),
  'hbv-treat': of('hbv', { vcteKpa: 7.1 }),
  'hcv-treat': of('hcv', { hcv: 'viremic' }),
  'hcv-rna': of('unknown', { hcv: 'untested' }),
  'hcv-confirm-cure': of('hcv', { hcv: 'negative' }),
  'pbc-udca': of('pbc'),
  'pbc-second-line': of('pbc', { on: new Set(['udca']), band: bands({ udca_response: ['paris_II_not_met'] }) }),
  'pbc-confirm': of('unknown', { amaPositive: true, alpTimesUln: 2 }),
  'aih-treat': of('aih'),
  'alcohol-treat': of('ald'),
  'psc-mrcp': of('psc'),
  'hdv-test': of('hbv', { hdvTested: false }),
  'hbv-monitor': of('hbv'),
  'stiffness-after-flare': of('aih', { flare: true }),
  'discordant-tests': of('masld', { discordant: true, state: 'indeterminate' }),
  'repeat-vcte': of('masld', { repeatVcte: 'poor' }),
  'masld-vcte-high': of('masld', { vcteKpa: 12, secondLineDone: true }),
  'masld-vcte-grey': of('masld', { vcteKpa: 11.9, secondLineDone: true }),
  'elf-high': of('masld', { secondLineDone: true, band: bands({ elf: ['higher'] }) }),
  'masld-fib4-high': of('masld', { band: bands({ fib4: ['high'] }) }),
  'masld-fib4-intermediate': of('masld', { band: bands({ fib4: ['indeterminate'] }) }),
  'masld-young': of('masld', { band: bands({ fib4: ['low', 'age_under_35_unreliable'] }) }),
  'masld-vcte-low': of('masld', { vcteKpa: 7.9, secondLineDone: true }),
  'masld-fib4-low': of('masld', { state: 'no-advanced-fibrosis', band: bands({ fib4: ['low'] }) }),
  'viral-or-immune-stiffness': of('hcv'),
  'advanced-not-confirmed': of('hcv', { vcteKpa: 10.5, secondLineDone: true }),
  'labs-for-fib4': of('masld'),
  'find-the-cause': of('unknown', { state: 'indeterminate' }),
};

describe('guideline rules', () => {
  it('have unique ids, a dated source with an address, and only known orders', () => {
    const ids = guidelineRules.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const rule of guidelineRules) {
      expect(rule.source.doi ?? rule.source.url, rule.id).toMatch(/^(?:10\.|https:)/);
      expect(rule.source.year, rule.id).toBeGreaterThan(2012);
      if (rule.order) expect(serviceConcepts).toContain(rule.order);
    }
  });

  it.each(guidelineRules.map((rule) => [rule.id, rule] as const))('%s speaks for a patient of its own', (id, rule) => {
    const facts = patients[id];
    expect(facts).toBeDefined();
    if (!facts) return;
    expect(rule.applies(facts)).toBe(true);
    const steps = nextSteps(facts, [rule]);
    expect(steps).toHaveLength(1);
    expect(steps[0]?.action).toMatch(/^[A-Z].*[^.]$/);
    expect(steps[0]?.why).toMatch(/^\S.*[^.]$/);
  });

  it('say nothing about a patient of whom nothing is known', () => {
    expect(nextSteps(nobody)).toEqual([]);
  });

  it('never advise on native-liver disease after transplantation', () => {
    const native = /fib4|vcte|baveno|hcc-surv|hbv-treat|pbc|aih|psc|stiffness|repeat/;
    for (const etiology of ['masld', 'hbv', 'hcv', 'pbc', 'psc', 'aih', 'ald'] as const) {
      const steps = nextSteps(of(etiology, { state: 'transplanted', events: new Set(['liver-transplant']) }));
      expect(steps.filter(({ id }) => native.test(id))).toEqual([]);
    }
  });
});

describe('next steps', () => {
  it('put the urgent first, one a topic, no order twice, at most five', () => {
    const facts = of('hbv', {
      state: 'dACLD',
      cirrhosisRecorded: true,
      meld: { value: 24, title: 'MELD 3.0' },
      events: new Set(['ascites', 'variceal-bleeding', 'hepatic-encephalopathy']),
      conditions: new Set(['ascites', 'alcohol-use-disorder']),
      eventDays: { ascites: 2 },
    });
    const steps = nextSteps(facts);
    expect(steps.map(({ id }) => id)).toEqual([
      'ascites-tap',
      'transplant-referral-decompensated',
      'rebleeding-prevention',
      'hbv-treat-decompensated',
      'encephalopathy-prevention',
    ]);
    expect(new Set(steps.map(({ order }) => order).filter(Boolean)).size).toBe(
      steps.filter(({ order }) => order).length,
    );
  });

  it('do not claim that a treatment is missing when medications could not be read', () => {
    const unread = { medicationsSearched: false };
    expect(nextSteps(of('pbc', unread)).map(({ id }) => id)).not.toContain('pbc-udca');
    expect(nextSteps(of('hbv', { ...unread, vcteKpa: 9 })).map(({ id }) => id)).not.toContain('hbv-treat');
  });

  it('do not repeat what was done in time', () => {
    const facts = of('ald', {
      state: 'cACLD',
      band: bands({ baveno7: ['endoscopy_indicated_unless_NSBB'] }),
      daysSince: (...services) => (services.includes('egd') ? 200 : services.includes('us-liver') ? 90 : undefined),
    });
    const ids = nextSteps(facts).map(({ id }) => id);
    expect(ids).not.toContain('baveno-endoscopy');
    expect(ids).not.toContain('hcc-surveillance-due');
    expect(ids).toContain('hcc-surveillance-ongoing');
  });

  it('know the treatment criteria of WHO 2024 for hepatitis B, the strongest first', () => {
    const why = (more: Partial<GuidelineFacts>) => nextSteps(of('hbv', more)).find(({ id }) => id === 'hbv-treat')?.why;
    expect(why({})).toBeUndefined();
    expect(why({ vcteKpa: 7 })).toBeUndefined();
    expect(why({ vcteKpa: 7.1 })).toContain('VCTE above 7.0 kPa');
    expect(why({ vcteKpa: 12.6 })).toContain('VCTE above 12.5 kPa');
    expect(why({ band: bands({ apri_who_hbv: ['significant_F2plus'] }) })).toContain('APRI above 0.5');
    expect(why({ hbvDnaIuPerMl: 2001, altAboveLimit: true })).toContain('HBV DNA above 2000');
    expect(why({ hbvDnaIuPerMl: 2001 })).toBeUndefined();
    expect(why({ conditions: new Set(['hiv']) })).toContain('HIV');
    expect(why({ hcv: 'viremic' })).toContain('hepatitis C');
    expect(why({ vcteKpa: 9, on: new Set(['hbv-antiviral']) })).toBeUndefined();
    expect(why({ vcteKpa: 9, flare: true })).toBeUndefined();
  });

  it('of pregnancy prevent transmission of hepatitis B and say nothing else', () => {
    const ids = (more: Partial<GuidelineFacts>) => nextSteps(of('hbv', more), pregnancyRules).map(({ id }) => id);
    expect(ids({ hbvDnaIuPerMl: 200_000 })).toEqual(['hbv-pregnancy-prophylaxis']);
    expect(ids({ hbvDnaIuPerMl: 199_999 })).toEqual([]);
    expect(ids({})).toEqual(['hbv-pregnancy-dna']);
    expect(ids({ on: new Set(['hbv-antiviral']) })).toEqual([]);
    expect(nextSteps(of('masld', { band: bands({ fib4: ['high'] }) }), pregnancyRules)).toEqual([]);
  });

  it('say when the rule was built for another cause, or when data were unreadable', () => {
    const alcohol = nextSteps(of('ald', { band: bands({ fib4: ['indeterminate'] }) }));
    expect(alcohol.find(({ id }) => id === 'masld-fib4-intermediate')?.caveat).toContain('steatotic');
    const unread = nextSteps(of('masld', { stiffnessSearched: false, band: bands({ fib4: ['indeterminate'] }) }));
    expect(unread[0]?.caveat).toContain('could not be read');
  });
});
