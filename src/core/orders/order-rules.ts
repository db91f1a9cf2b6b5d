import type { ScoreOutcome } from '../assessment.ts';
import type { ServiceConcept } from '../chart.ts';
import type { Severity } from '../drugs/drug-safety-rules.ts';
import type { DrugClass } from '../drugs/drugs.ts';
import type { Source } from '../evidence.ts';
import { ruleSources } from '../guidelines/rule-sources.ts';
import type { Order } from '../order.ts';
import { daysAgo, shownDate } from '../situation/calendar.ts';
import {
  activeConditions,
  doneServices,
  endoscopyMayBeSpared,
  factOf,
  newestLab,
  round,
  type Situation,
  stableLabDays,
} from '../situation/liver-facts.ts';
import { inHccSurveillance } from '../surveillance/surveillance.ts';

export interface OrderRule {
  readonly id: string;
  /** Orders the rule speaks about: services or drug classes. */
  readonly of: { readonly services?: readonly ServiceConcept[]; readonly drugs?: readonly DrugClass[] };
  readonly severity: Severity;
  readonly source: Source;
  /** Adult cut-offs inside: withheld under 18 and, with `pregnancy`, in pregnancy. */
  readonly withheld?: readonly ('child' | 'pregnancy')[];
  /** What to say about this order, or undefined. `others`: the further draft orders. */
  check(situation: Situation, order: Order, others: readonly Order[]): Finding | undefined;
}

export interface Finding {
  /** One sentence under 140 characters with the decisive number. */
  readonly headline: string;
  readonly why: string;
  /** Order this instead (and take the present order back). */
  readonly replaceWith?: ServiceConcept;
  /** Order this as well. */
  readonly add?: readonly ServiceConcept[];
  /** Taking the order back is a sensible answer. */
  readonly cancel?: boolean;
  readonly references?: readonly string[];
}

const s = ruleSources;
const elastography: readonly ServiceConcept[] = ['vcte', 'swe', 'mre'];
const nonInvasive: readonly ServiceConcept[] = [...elastography, 'elf-test'];
/** Viral, metabolic and alcohol-related disease: there non-invasive tests replace most biopsies. */
const staged = ['masld', 'metald', 'ald', 'hcv', 'hbv'];

export const serviceTitles: Partial<Record<ServiceConcept, string>> = {
  'liver-biopsy': 'Liver biopsy',
  vcte: 'Transient elastography (VCTE)',
  swe: 'Shear wave elastography',
  mre: 'MR elastography',
  'ct-liver': 'Liver CT',
  'mri-liver': 'Liver MRI',
  'us-liver': 'Liver ultrasound',
  egd: 'Upper endoscopy',
  'afp-test': 'AFP',
  'elf-test': 'ELF test',
  'liver-panel': 'Liver panel with platelets',
  'hepatitis-a-vaccine': 'Hepatitis A vaccine',
  'hepatitis-b-vaccine': 'Hepatitis B vaccine',
  'pneumococcal-vaccine': 'Pneumococcal vaccine',
  'influenza-vaccine': 'Influenza vaccine',
};
export const titleOf = (concept: ServiceConcept): string => serviceTitles[concept] ?? concept.replaceAll('-', ' ');

/** "Platelets" in the middle of a sentence; "AST" stays. */
export const lowerFirst = (text: string): string =>
  /^[A-Z][a-z]/.test(text) ? text.slice(0, 1).toLowerCase() + text.slice(1) : text;

/** "liver ultrasound", "MR elastography", "hepatitis A vaccine": the title inside a sentence. */
export const titleInSentence = (concept: ServiceConcept): string => lowerFirst(titleOf(concept));

/** "FIB-4 index 0.9 (2026-02-20)", or undefined when it was not computed. */
export function scoreText(situation: Situation, id: string, digits = 2): string | undefined {
  const found = okScore(situation, id);
  return found && `${found.title} ${round(found.value, digits)} (${shownDate(found.effective)})`;
}

function okScore({ assessment }: Situation, id: string) {
  const found = assessment.scores.find((one) => one.scoreId === id);
  return found?.status === 'ok' ? found : undefined;
}

function refused({ assessment }: Situation, id: string): Extract<ScoreOutcome, { status: 'refused' }> | undefined {
  const found = assessment.scores.find((one) => one.scoreId === id);
  return found?.status === 'refused' ? found : undefined;
}

/** "VCTE 7.4 kPa (2026-01-10)". */
export function stiffnessText({ assessment }: Situation): string | undefined {
  const reading = assessment.stiffness;
  if (!reading) return undefined;
  const method = reading.method === 'unknown' ? 'Stiffness' : reading.method.toUpperCase();
  return `${method} ${round(reading.kPa, 1)} kPa (${shownDate(reading.date)})`;
}

/**
 * The same thing done within its sensible interval. Days, from surveillance and follow-up intervals of the guidelines:
 * an earlier repeat rarely changes anything unless the patient has changed.
 */
const repeatDays: Partial<Record<ServiceConcept, number>> = {
  'liver-biopsy': 730,
  vcte: 180,
  swe: 180,
  mre: 180,
  'elf-test': 180,
  'us-liver': 150,
  'ct-liver': 60,
  'mri-liver': 60,
  egd: 300,
  'afp-test': 150,
};

function doneRecently(situation: Situation, order: Order): Finding | undefined {
  const { concept } = order;
  const within = concept && repeatDays[concept];
  if (!concept || within === undefined) return undefined;
  const kind = elastography.includes(concept) ? elastography.filter((one) => one === concept) : [concept];
  const readings = (situation.chart.labs?.stiffness ?? [])
    .filter(
      (one) => concept === one.method || (concept === 'swe' && (one.method === 'pswe' || one.method === '2d-swe')),
    )
    .map((one) => ({ date: one.date, reference: one.reference }));
  const last = [...doneServices(situation, kind), ...readings]
    .map((one) => ({ ...one, days: daysAgo(one.date, situation.asOf) }))
    .filter((one) => one.days !== undefined && one.days >= 0 && one.days < within)
    .sort((a, b) => (a.days ?? 0) - (b.days ?? 0))[0];
  if (!last || poorReading(situation, concept)) return undefined;
  return {
    headline: `${titleOf(concept)} was done ${last.days} days ago (${shownDate(last.date)}); usual interval at least ${Math.round(within / 30)} months`,
    why: 'A repeat so soon is useful when the last one failed or the patient has changed.',
    cancel: true,
    references: [last.reference],
  };
}

/** A failed or unreliable elastography is a good reason to repeat it. */
const poorReading = ({ assessment }: Situation, concept: ServiceConcept) =>
  elastography.includes(concept) && assessment.stiffness?.quality === 'poor';

const orderedToo = (others: readonly Order[], concept: ServiceConcept) => others.some((one) => one.concept === concept);

const doneWithin = (situation: Situation, concepts: readonly ServiceConcept[], days: number) =>
  doneServices(situation, concepts).some(
    (one) => (daysAgo(one.date, situation.asOf) ?? Number.MAX_SAFE_INTEGER) < days,
  );

const hasReading = ({ assessment }: Situation) =>
  assessment.stiffness !== undefined && assessment.stiffness.quality !== 'poor';

/** FIB-4 low, nothing else speaks for advanced disease, and the cause is one for which FIB-4 is the first step. */
function lowRiskByFib4(situation: Situation): string | undefined {
  const fib4 = okScore(situation, 'fib4');
  const { etiology, state, ageYears } = situation.assessment;
  if (fib4?.band?.level !== 'low' || (etiology.etiology !== 'masld' && etiology.etiology !== 'unknown'))
    return undefined;
  if (state !== 'no-advanced-fibrosis' && state !== 'not-assessed' && state !== 'indeterminate') return undefined;
  if (etiology.also.length > 0 || (ageYears !== undefined && ageYears < 35)) return undefined;
  if (state === 'indeterminate' || factOf(situation, 'decompensated')) return undefined;
  return scoreText(situation, 'fib4');
}

const needLab = (situation: Situation, analyte: Parameters<typeof newestLab>[1], days: number) =>
  newestLab(situation, analyte, days) === undefined;

/**
 * Advice on orders in the making. For one order the first rule that finds something speaks: danger first, then what makes the
 * order unnecessary or premature, then what should go with it.
 */
export const orderRules: readonly OrderRule[] = [
  {
    id: 'hcv-protease-decompensated',
    of: { drugs: ['hcv-protease-inhibitor'] },
    severity: 'danger',
    source: s.hcvProteaseFda2019,
    check: (situation) => {
      const found = factOf(situation, 'child-pugh-b-or-worse') ?? factOf(situation, 'decompensated');
      return (
        found && {
          headline: `HCV protease inhibitors are contraindicated with ${found.short}: choose sofosbuvir and velpatasvir`,
          why: `${found.text}. Protease inhibitors accumulate and have caused liver failure; treat in a transplant-linked centre.`,
          cancel: true,
          references: found.references,
        }
      );
    },
  },
  {
    id: 'hcv-hbsag-first',
    of: { drugs: ['hcv-direct-acting'] },
    severity: 'caution',
    source: s.hcvHbvFda2016,
    check: (situation) => {
      const positive = factOf(situation, 'hbsag-positive');
      if (positive && !factOf(situation, 'on-hbv-antiviral')) {
        return {
          headline: `Cover hepatitis B before hepatitis C treatment: ${positive.text}, no HBV antiviral on the list`,
          why: 'Boxed warning: hepatitis B may reactivate during or after direct-acting antivirals.',
          references: positive.references,
        };
      }
      return factOf(situation, 'hbsag-unknown')
        ? {
            headline: 'HBsAg and anti-HBc are not on record: test before hepatitis C treatment',
            why: 'Boxed warning: hepatitis B may reactivate during or after direct-acting antivirals.',
          }
        : undefined;
    },
  },
  {
    id: 'hcv-stage-first',
    of: { drugs: ['hcv-direct-acting'] },
    severity: 'note',
    source: s.easlHcv2020,
    check: (situation) => {
      const missing = (refused(situation, 'fib4')?.missing ?? []).map(lowerFirst);
      if (situation.assessment.state !== 'not-assessed' || hasReading(situation) || missing.length === 0)
        return undefined;
      return {
        headline: `Fibrosis stage unknown before hepatitis C treatment: FIB-4 lacks ${missing.join(', ')}`,
        why: 'Regimen, duration and HCC surveillance after cure depend on whether there is cirrhosis.',
        add: ['liver-panel'],
      };
    },
  },
  {
    id: 'hbv-before-antiviral',
    of: { drugs: ['hbv-nucleoside'] },
    severity: 'note',
    source: s.easlHbv2017,
    check: (situation) => {
      const { labs } = situation.chart;
      if (labs === undefined || factOf(situation, 'on-hbv-antiviral') || !factOf(situation, 'hbsag-positive'))
        return undefined;
      const missing = [
        needLab(situation, 'hbvDnaCopiesPerMl', 365) && 'HBV DNA',
        !labs.serology.some((one) => one.marker === 'hbeAg') && 'HBeAg',
        needLab(situation, 'creatinineUmolPerL', stableLabDays) && 'creatinine',
        !labs.serology.some((one) => one.marker === 'hivAntibody') && 'HIV test',
      ].filter((one) => one !== false);
      if (missing.length === 0) return undefined;
      const urgent = factOf(situation, 'decompensated');
      return {
        headline: `Before the first HBV antiviral draw what is not on record: ${missing.join(', ')}`,
        why: urgent
          ? `${urgent.text}: draw the blood and start the same day, without waiting for results.`
          : 'They decide indication, choice and dose; an HBV drug alone breeds resistance in unknown HIV.',
      };
    },
  },
  {
    id: 'biopsy-percutaneous-risk',
    of: { services: ['liver-biopsy'] },
    severity: 'caution',
    source: s.bsgBiopsy2020,
    check: (situation) => {
      const found = factOf(situation, 'ascites') ?? factOf(situation, 'platelets-below-50');
      return (
        found && {
          headline: `Choose the transjugular route if this biopsy is needed: ${found.text}`,
          why: 'Ascites and platelets below 50 ×10⁹/L speak against the percutaneous route.',
          references: found.references,
        }
      );
    },
  },
  {
    id: 'stiffness-in-ascites',
    of: { services: elastography },
    severity: 'note',
    source: s.easlNit2021,
    check: (situation) => {
      const found = factOf(situation, 'ascites') ?? factOf(situation, 'decompensated');
      return (
        found && {
          headline: `Elastography adds no stage after decompensation: ${found.text}`,
          why: 'Ascites makes VCTE unmeasurable or wrong, and decompensation already is the stage.',
          cancel: true,
          references: found.references,
        }
      );
    },
  },
  {
    id: 'stiffness-in-flare',
    of: { services: elastography },
    severity: 'note',
    source: s.easlNit2021,
    check: (situation) => {
      const alt = newestLab(situation, 'altUPerL', 30);
      if (!alt?.upperLimit || alt.value < 5 * alt.upperLimit) return undefined;
      return {
        headline: `Postpone elastography: ALT ${round(alt.value)} U/L (${shownDate(alt.date)}) is ${round(alt.value / alt.upperLimit, 1)} times the limit and raises stiffness`,
        why: 'Inflammation raises stiffness independently of fibrosis; measure again when ALT has settled.',
        references: [alt.reference],
      };
    },
  },
  {
    id: 'done-already',
    of: { services: Object.keys(repeatDays) as ServiceConcept[] },
    severity: 'note',
    source: s.easlNit2021,
    check: doneRecently,
  },
  {
    id: 'egd-spared',
    of: { services: ['egd'] },
    severity: 'note',
    source: s.baveno7,
    withheld: ['child', 'pregnancy'],
    check: (situation) => {
      const { assessment } = situation;
      if (!endoscopyMayBeSpared(assessment) || factOf(situation, 'decompensated') || factOf(situation, 'varices-known'))
        return undefined;
      if (
        assessment.state !== 'cACLD' &&
        assessment.state !== 'advanced-fibrosis' &&
        assessment.state !== 'no-advanced-fibrosis'
      )
        return undefined;
      const platelets = newestLab(situation, 'plateletsGigaPerL', stableLabDays);
      const numbers = [
        stiffnessText(situation),
        platelets && `platelets ${round(platelets.value)} ×10⁹/L (${shownDate(platelets.date)})`,
      ];
      return {
        headline: `Screening endoscopy can be spared: ${numbers.filter((one) => one !== undefined).join(', ') || 'Baveno VII rule met'}`,
        why: 'With LSM below 20 kPa and platelets above 150 ×10⁹/L high-risk varices are found in fewer than 5 %. Other reasons for endoscopy stay.',
        cancel: true,
        references: platelets ? [platelets.reference] : [],
      };
    },
  },
  {
    id: 'egd-beta-blocker',
    of: { services: ['egd'] },
    severity: 'note',
    source: s.baveno7,
    check: (situation) => {
      const blocker = factOf(situation, 'on-nsbb');
      if (!blocker || !factOf(situation, 'compensated') || factOf(situation, 'variceal-bleeding')) return undefined;
      return {
        headline:
          'Screening endoscopy adds nothing while a non-selective beta blocker is taken and the liver is compensated',
        why: `${blocker.text}; it already protects from first bleeding. Other reasons for endoscopy stay.`,
        cancel: true,
        references: blocker.references,
      };
    },
  },
  {
    id: 'biopsy-stiffness-first',
    of: { services: ['liver-biopsy'] },
    severity: 'note',
    source: s.aasldNilda2024,
    withheld: ['child', 'pregnancy'],
    check: (situation, _order, others) => {
      const { assessment } = situation;
      if (!staged.includes(assessment.etiology.etiology) || assessment.etiology.also.includes('aih')) return undefined;
      if (assessment.state === 'transplanted' || factOf(situation, 'liver-cancer')) return undefined;
      const fib4 = scoreText(situation, 'fib4');
      const low = lowRiskByFib4(situation);
      if (low !== undefined) {
        return {
          headline: `Biopsy for staging is not needed: ${low} makes advanced fibrosis unlikely`,
          why: 'Biopsy stays right for a second disease or an unclear cause.',
          cancel: true,
        };
      }
      if (!hasReading(situation)) {
        if (orderedToo(others, 'vcte') || doneWithin(situation, elastography, 365)) return undefined;
        return {
          headline: `Measure stiffness before biopsy: no elastography on record${fib4 ? `, ${fib4}` : ''}`,
          why: 'For staging, biopsy follows when two non-invasive tests disagree or leave the question open; it stays first for a second disease.',
          replaceWith: 'vcte',
        };
      }
      if (assessment.state !== 'cACLD' && assessment.state !== 'no-advanced-fibrosis') return undefined;
      return {
        headline: `Non-invasive tests already give the stage: ${[stiffnessText(situation), fib4].filter((one) => one !== undefined).join(', ')}`,
        why: 'Biopsy is for a second disease or an unclear cause; it seldom changes a stage on which tests agree.',
        cancel: true,
      };
    },
  },
  {
    id: 'stiffness-fib4-low',
    of: { services: nonInvasive },
    severity: 'note',
    source: s.masld2024,
    withheld: ['child', 'pregnancy'],
    check: (situation) => {
      const low = lowRiskByFib4(situation);
      return low === undefined
        ? undefined
        : {
            headline: `Not needed now: ${low} makes advanced fibrosis unlikely; repeat FIB-4 in 1 to 3 years`,
            why: 'In the two-step pathway stiffness or ELF follows a FIB-4 of 1.3 or more (2.0 from 65 years on).',
            cancel: true,
          };
    },
  },
  {
    id: 'stiffness-fib4-first',
    of: { services: nonInvasive },
    severity: 'note',
    source: s.masld2024,
    withheld: ['child', 'pregnancy'],
    check: (situation, _order, others) => {
      const { assessment } = situation;
      const missing = (refused(situation, 'fib4')?.missing ?? []).map(lowerFirst);
      if (assessment.etiology.etiology !== 'masld' || missing.length === 0 || assessment.state !== 'not-assessed')
        return undefined;
      if (orderedToo(others, 'liver-panel')) return undefined;
      return {
        headline: `FIB-4 comes first and lacks only ${missing.join(', ')}`,
        why: 'A low FIB-4 spares the second test.',
        add: ['liver-panel'],
      };
    },
  },
  {
    id: 'ct-in-pregnancy',
    of: { services: ['ct-liver'] },
    severity: 'caution',
    source: s.acogImaging2017,
    check: (situation, _order, others) =>
      situation.assessment.pregnant
        ? {
            headline: 'Pregnancy is recorded: ultrasound, or MRI without contrast, before a liver CT',
            why: 'Ultrasound and MRI are the techniques of choice in pregnancy; CT is not withheld where it is needed and they cannot answer.',
            cancel: true,
            ...(orderedToo(others, 'us-liver') ? {} : { replaceWith: 'us-liver' as const }),
          }
        : undefined,
  },
  {
    id: 'surveillance-by-ultrasound',
    of: { services: ['ct-liver', 'mri-liver'] },
    severity: 'note',
    source: s.aasldHcc2023,
    check: (situation, order, others) => {
      if (!inHccSurveillance(situation) || orderedToo(others, 'us-liver')) return undefined;
      const afp = newestLab(situation, 'afpNgPerMl', stableLabDays);
      const suspicious = afp !== undefined && afp.value >= afpForImaging;
      if (suspicious || doneWithin(situation, ['us-liver'], 180)) return undefined;
      return {
        headline: `For HCC surveillance ultrasound with AFP every 6 months comes before ${lowerFirst(titleOf(order.concept ?? 'ct-liver'))}`,
        why: `No ultrasound within 6 months on record${afp ? `, AFP ${round(afp.value, 1)} ng/mL (${shownDate(afp.date)})` : ''}. CT or MRI answers a finding, an AFP of 20 ng/mL or more, or an ultrasound that could not see.`,
        replaceWith: 'us-liver',
        add: afp ? [] : ['afp-test'],
      };
    },
  },
  {
    id: 'ultrasound-with-afp',
    of: { services: ['us-liver'] },
    severity: 'note',
    source: s.aasldHcc2023,
    check: (situation, _order, others) => {
      if (!inHccSurveillance(situation) || orderedToo(others, 'afp-test')) return undefined;
      if (newestLab(situation, 'afpNgPerMl', 150) || doneWithin(situation, ['afp-test'], 150)) return undefined;
      const afp = newestLab(situation, 'afpNgPerMl', 36500);
      return {
        headline: `Add AFP to this surveillance ultrasound: ${afp ? `last ${round(afp.value, 1)} ng/mL on ${shownDate(afp.date)}` : 'none on record'}`,
        why: 'Ultrasound with AFP finds more early HCC than ultrasound alone.',
        add: ['afp-test'],
      };
    },
  },
  {
    id: 'afp-with-ultrasound',
    of: { services: ['afp-test'] },
    severity: 'note',
    source: s.aasldHcc2023,
    check: (situation, _order, others) => {
      if (!inHccSurveillance(situation) || orderedToo(others, 'us-liver')) return undefined;
      const imaging: readonly ServiceConcept[] = ['us-liver', 'ct-liver', 'mri-liver'];
      if (situation.chart.exams === undefined || doneWithin(situation, imaging, 150)) return undefined;
      if (others.some((one) => one.concept !== undefined && imaging.includes(one.concept))) return undefined;
      const [last] = doneServices(situation, imaging);
      return {
        headline: `AFP alone is no HCC surveillance: add ultrasound (${last ? `last imaging ${shownDate(last.date)}` : 'no liver imaging on record'})`,
        why: 'AFP alone misses most early HCC.',
        add: ['us-liver'],
      };
    },
  },
  {
    id: 'egd-stiffness-could-spare',
    of: { services: ['egd'] },
    severity: 'note',
    source: s.baveno7,
    withheld: ['child', 'pregnancy'],
    check: (situation, _order, others) => {
      const { assessment } = situation;
      if (assessment.state !== 'cACLD' || assessment.stiffness || orderedToo(others, 'vcte')) return undefined;
      if (factOf(situation, 'varices-known') || activeConditions(situation, ['portal-hypertension'])[0])
        return undefined;
      const platelets = newestLab(situation, 'plateletsGigaPerL', stableLabDays);
      if (!platelets || platelets.value <= plateletsForSparing) return undefined;
      return {
        headline: `VCTE could spare this endoscopy: platelets ${round(platelets.value)} ×10⁹/L (${shownDate(platelets.date)}), stiffness not measured`,
        why: 'With platelets above 150 ×10⁹/L, a stiffness below 20 kPa makes screening endoscopy unnecessary.',
        add: ['vcte'],
        references: [platelets.reference],
      };
    },
  },
];

/** ng/mL; AASLD 2023: from here on diagnostic imaging instead of surveillance. */
const afpForImaging = 20;
/** ×10⁹/L; Baveno VII. */
const plateletsForSparing = 150;
