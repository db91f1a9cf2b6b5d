import type { ServiceConcept } from '../chart.ts';
import type { Source } from '../evidence.ts';
import { ruleSources } from '../guidelines/rule-sources.ts';
import type { AnalyteId } from '../quantity.ts';
import { daysAgo } from '../situation/calendar.ts';
import {
  activeConditions,
  doneServices,
  endoscopyMayBeSpared,
  factOf,
  type Situation,
} from '../situation/liver-facts.ts';

interface Done {
  readonly date?: string;
  readonly reference: string;
}

export interface SurveillanceRule {
  readonly id: string;
  readonly item: string;
  readonly order?: ServiceConcept;
  /** Whether it concerns the patient, and why (not). */
  applies(situation: Situation): { readonly yes: boolean; readonly why: string };
  /** When it was last done; `unknown` when the part of the chart that holds it could not be read. */
  last(situation: Situation): Done | undefined | 'unknown';
  /** Interval in months; absent: once is enough. */
  everyMonths?(situation: Situation): number;
  /** Due from the end of the interval, overdue this many months later. */
  readonly graceMonths: number;
  readonly source: Source;
}

const s = ruleSources;
const yes = (why: string) => ({ yes: true, why });
const no = (why: string) => ({ yes: false, why });

/** Reasons for which no rule of this table speaks: out of its scope rather than not needed. */
function outOfScope({ assessment }: Situation): string | undefined {
  if (assessment.ageYears !== undefined && assessment.ageYears < 18) return 'adult rule, age under 18';
  if (assessment.state === 'transplanted') return 'after liver transplant: the transplant centre plans follow-up';
  return undefined;
}

const lastService =
  (...concepts: readonly ServiceConcept[]) =>
  (situation: Situation): Done | undefined | 'unknown' => {
    const [last] = doneServices(situation, concepts);
    if (last) return last;
    const { procedures, exams } = situation.chart;
    return procedures === undefined && exams === undefined ? 'unknown' : undefined;
  };

const lastLab = (situation: Situation, analyte: AnalyteId): Done | undefined | 'unknown' => {
  if (situation.chart.labs === undefined) return 'unknown';
  return newest(
    situation,
    situation.chart.labs.results.filter((one) => one.analyte === analyte),
  );
};

const newest = <T extends Done>({ asOf }: Situation, all: readonly T[]): T | undefined =>
  all
    .filter((one) => (daysAgo(one.date, asOf) ?? 0) >= 0)
    .sort(
      (a, b) => (daysAgo(a.date, asOf) ?? Number.MAX_SAFE_INTEGER) - (daysAgo(b.date, asOf) ?? Number.MAX_SAFE_INTEGER),
    )[0];

/** HCC surveillance: cirrhosis of any cause (Child-Pugh C only when transplant is open), HBV with PAGE-B of 10 or more, HCV cured with F3 or F4. */
function needsHccSurveillance(situation: Situation) {
  const out = outOfScope(situation);
  if (out) return no(out);
  if (factOf(situation, 'liver-cancer')) return no('HCC on record: follow-up by the tumour board, not surveillance');
  const cirrhosis = activeConditions(situation, ['cirrhosis', 'decompensated-cirrhosis'])[0];
  const { assessment } = situation;
  if (cirrhosis || assessment.state === 'dACLD') return yes('cirrhosis');
  const treated = assessment.etiology.treated;
  const advanced = assessment.state === 'cACLD' || assessment.state === 'advanced-fibrosis';
  if (advanced && (treated === 'hcv-cured' || activeConditions(situation, ['hepatitis-c-cured'])[0])) {
    return yes('hepatitis C cured with advanced fibrosis: the risk of HCC stays');
  }
  if (assessment.state === 'cACLD') return yes('stiffness in the range of compensated advanced chronic liver disease');
  const pageB = assessment.scores.find((one) => one.scoreId === 'page_b');
  if (assessment.etiology.etiology === 'hbv' && pageB?.status === 'ok' && pageB.band && pageB.band.level !== 'low') {
    return yes(`hepatitis B with PAGE-B ${pageB.value}`);
  }
  return no('no cirrhosis, no hepatitis B with PAGE-B of 10 or more, no cured hepatitis C with advanced fibrosis');
}

function needsVaricesScreening(situation: Situation) {
  const out = outOfScope(situation);
  if (out) return no(out);
  if (!factOf(situation, 'advanced-liver-disease')) return no('no cirrhosis or cACLD on record');
  if (factOf(situation, 'variceal-bleeding'))
    return no('variceal bleeding on record: secondary prophylaxis, not screening');
  const decompensated = factOf(situation, 'decompensated');
  if (!decompensated && factOf(situation, 'on-nsbb')) {
    return no('beta blocker taken while compensated: screening endoscopy adds nothing (Baveno VII)');
  }
  if (!decompensated && endoscopyMayBeSpared(situation.assessment)) {
    return no('LSM below 20 kPa with platelets above 150 ×10⁹/L: endoscopy can be spared (Baveno VII)');
  }
  return yes(
    decompensated ? `cirrhosis with ${decompensated.short}` : 'cirrhosis or cACLD without the Baveno VII exemption',
  );
}

/** Baveno VI intervals without a beta blocker: small varices or decompensation 12 months, otherwise 24. */
const endoscopyMonths = (situation: Situation) =>
  factOf(situation, 'varices-known') || factOf(situation, 'decompensated') ? 12 : 24;

function chronicLiverDisease(situation: Situation) {
  const out = outOfScope(situation);
  if (out) return no(out);
  const { etiology, state } = situation.assessment;
  if (etiology.treated === 'hcv-cured' && etiology.also.length === 0 && state === 'no-advanced-fibrosis')
    return no('hepatitis C cured without advanced fibrosis: no chronic liver disease remains');
  const found = factOf(situation, 'liver-disease');
  return found ? yes('chronic liver disease') : no('no liver disease on record');
}

const vaccine = (concept: ServiceConcept) => (situation: Situation) =>
  situation.chart.immunizations === undefined ? ('unknown' as const) : doneServices(situation, [concept])[0];

/** MASLD without advanced fibrosis: FIB-4 again; shorter with diabetes (AASLD 2023: 1 to 2 years, otherwise 2 to 3). */
function needsFib4Again(situation: Situation) {
  const out = outOfScope(situation);
  if (out) return no(out);
  const { etiology, state } = situation.assessment;
  if (etiology.etiology !== 'masld') return no('rule for MASLD');
  if (state !== 'no-advanced-fibrosis') return no('rule for MASLD in which advanced fibrosis has been ruled out');
  return yes('MASLD, advanced fibrosis ruled out earlier');
}

function needsStiffnessAgain(situation: Situation) {
  const out = outOfScope(situation);
  if (out) return no(out);
  if (situation.assessment.pregnant) return no('not validated in pregnancy');
  const { state } = situation.assessment;
  if (state !== 'cACLD' && state !== 'advanced-fibrosis') return no('no compensated advanced disease');
  return yes('compensated advanced disease: stiffness follows the risk of decompensation');
}

export const surveillanceRules: readonly SurveillanceRule[] = [
  {
    id: 'hcc-ultrasound',
    item: 'HCC surveillance, liver ultrasound',
    order: 'us-liver',
    applies: needsHccSurveillance,
    last: lastService('us-liver', 'ct-liver', 'mri-liver'),
    everyMonths: () => 6,
    graceMonths: 2,
    source: s.aasldHcc2023,
  },
  {
    id: 'hcc-afp',
    item: 'HCC surveillance, AFP',
    order: 'afp-test',
    applies: needsHccSurveillance,
    last: (situation) => {
      const results = lastLab(situation, 'afpNgPerMl');
      const orders = lastService('afp-test')(situation);
      const found = [results, orders].filter((one) => one !== undefined && one !== 'unknown');
      return newest(situation, found) ?? (results === 'unknown' ? 'unknown' : undefined);
    },
    everyMonths: () => 6,
    graceMonths: 2,
    source: s.aasldHcc2023,
  },
  {
    id: 'varices',
    item: 'Varices screening, endoscopy',
    order: 'egd',
    applies: needsVaricesScreening,
    last: lastService('egd', 'band-ligation'),
    everyMonths: endoscopyMonths,
    graceMonths: 6,
    source: s.baveno7,
  },
  {
    id: 'stiffness-repeat',
    item: 'Liver stiffness again',
    order: 'vcte',
    applies: needsStiffnessAgain,
    last: (situation) => {
      const readings = newest(situation, situation.chart.labs?.stiffness ?? []);
      const exams = lastService('vcte', 'swe', 'mre')(situation);
      const found = [readings, exams].filter((one) => one !== undefined && one !== 'unknown');
      return (
        newest(situation, found) ?? (situation.chart.labs === undefined || exams === 'unknown' ? 'unknown' : undefined)
      );
    },
    everyMonths: () => 12,
    graceMonths: 6,
    source: s.baveno7,
  },
  {
    id: 'fib4-repeat',
    item: 'FIB-4 again (AST, ALT, platelets)',
    order: 'liver-panel',
    applies: needsFib4Again,
    last: (situation) => {
      const parts = [
        lastLab(situation, 'astUPerL'),
        lastLab(situation, 'altUPerL'),
        lastLab(situation, 'plateletsGigaPerL'),
      ];
      if (parts.includes('unknown')) return 'unknown';
      const known = parts.filter((one) => one !== undefined && one !== 'unknown');
      // FIB-4 is as old as its oldest part; a part that was never measured means that it was never known.
      return known.length < 3
        ? undefined
        : [...known].sort((a, b) => (daysAgo(b.date, situation.asOf) ?? 0) - (daysAgo(a.date, situation.asOf) ?? 0))[0];
    },
    everyMonths: (situation) => (activeConditions(situation, ['diabetes', 'prediabetes'])[0] ? 24 : 36),
    graceMonths: 6,
    source: s.aasldMasld2023,
  },
  {
    id: 'hepatitis-a-vaccine',
    item: 'Hepatitis A vaccine',
    order: 'hepatitis-a-vaccine',
    applies: chronicLiverDisease,
    last: vaccine('hepatitis-a-vaccine'),
    graceMonths: 0,
    source: s.cdcVaccines2024,
  },
  {
    id: 'hepatitis-b-vaccine',
    item: 'Hepatitis B vaccine',
    order: 'hepatitis-b-vaccine',
    applies: (situation) => {
      if (situation.assessment.etiology.etiology === 'hbv' || factOf(situation, 'hbsag-positive'))
        return no('hepatitis B infection');
      if (factOf(situation, 'anti-hbc-positive')) return no('anti-HBc positive: past infection');
      return chronicLiverDisease(situation);
    },
    last: vaccine('hepatitis-b-vaccine'),
    graceMonths: 0,
    source: s.cdcVaccines2024,
  },
  {
    id: 'pneumococcal-vaccine',
    item: 'Pneumococcal vaccine',
    order: 'pneumococcal-vaccine',
    applies: chronicLiverDisease,
    last: vaccine('pneumococcal-vaccine'),
    graceMonths: 0,
    source: s.cdcVaccines2024,
  },
  {
    id: 'influenza-vaccine',
    item: 'Influenza vaccine',
    order: 'influenza-vaccine',
    applies: chronicLiverDisease,
    last: vaccine('influenza-vaccine'),
    everyMonths: () => 12,
    graceMonths: 6,
    source: s.cdcVaccines2024,
  },
];
