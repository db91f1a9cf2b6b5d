import { etiologyOf } from '../assessment/find-etiology.ts';
import type { Assessment, LiverEventKind } from '../assessment.ts';
import type { ChartFacts, ConditionConcept, LabResult, ServiceConcept, ServiceFact } from '../chart.ts';
import { type DrugClass, isOfClass } from '../drugs/drugs.ts';
import { etiologyWords } from '../etiology.ts';
import type { AnalyteId } from '../quantity.ts';
import { daysAgo, shownDate } from './calendar.ts';
import { egfrCkdEpi2021 } from './egfr.ts';

/** What the rules of drugs, orders and surveillance look at: the chart, its assessment and the moment. */
export interface Situation {
  readonly chart: ChartFacts;
  readonly assessment: Assessment;
  /** ISO date-time. */
  readonly asOf: string;
}

/** A clinical statement that holds for the patient, with its number, unit and date. */
export interface Fact {
  /** Words for a headline: "ascites", "platelets 42 ×10⁹/L". */
  readonly short: string;
  /** The same with its date: "platelets 42 ×10⁹/L (2026-03-02)". */
  readonly text: string;
  readonly references: readonly string[];
}

/** A creatinine, sodium or INR older than this says nothing about the kidney or the liver of today. */
export const acuteLabDays = 90;
/** Platelets, ALT and the like are believed for half a year. */
export const stableLabDays = 180;

/** Newest result of an analyte not older than `withinDays`; a bound ("<5") and an undated result are not used. */
export function newestLab(situation: Situation, analyte: AnalyteId, withinDays: number): LabResult | undefined {
  return labsWithin(situation, analyte, withinDays)[0];
}

function labsWithin({ chart, asOf }: Situation, analyte: AnalyteId, withinDays: number): readonly LabResult[] {
  const age = (lab: LabResult) => daysAgo(lab.date, asOf) ?? Number.POSITIVE_INFINITY;
  return (chart.labs?.results ?? [])
    .filter((lab) => lab.analyte === analyte && lab.comparator === undefined && age(lab) >= 0 && age(lab) <= withinDays)
    .sort((a, b) => age(a) - age(b));
}

/** Everything done of this concept, newest first; undated entries last, since they prove that it was done but not when. */
export function doneServices({ chart, asOf }: Situation, concepts: readonly ServiceConcept[]): readonly ServiceFact[] {
  const age = (fact: ServiceFact) => daysAgo(fact.date, asOf) ?? Number.MAX_SAFE_INTEGER;
  return [...(chart.procedures ?? []), ...(chart.exams ?? []), ...(chart.immunizations ?? [])]
    .filter((fact) => fact.status === 'done' && concepts.includes(fact.concept) && age(fact) >= 0)
    .sort((a, b) => age(a) - age(b));
}

/** Diagnoses that count: not provisional, not resolved. */
export function activeConditions({ chart }: Situation, concepts: readonly ConditionConcept[]) {
  return (chart.conditions ?? []).filter(
    (one) => concepts.includes(one.concept) && one.provisional !== true && one.status !== 'resolved',
  );
}

/** Reference of the newest active medication of one of the classes. */
export function takes({ chart }: Situation, classes: readonly DrugClass[]) {
  return (chart.medications ?? []).find((one) => one.status === 'active' && isOfClass(one.ingredient, classes));
}

/** eGFR of the newest creatinine of the last 90 days; undefined for children, unknown sex or age, and on dialysis. */
export function egfrOf(situation: Situation): { readonly value: number; readonly lab: LabResult } | undefined {
  const { ageYears, sex } = situation.assessment;
  const lab = newestLab(situation, 'creatinineUmolPerL', acuteLabDays);
  if (!lab || ageYears === undefined || ageYears < 18 || sex === undefined) return undefined;
  return { value: egfrCkdEpi2021(lab.value, ageYears, sex), lab };
}

export const round = (value: number, digits = 0): string => String(Number(value.toFixed(digits)));

export function labText(title: string, value: number, unit: string, date: string | undefined, digits = 0) {
  const short = `${title} ${round(value, digits)}${unit ? ` ${unit}` : ''}`;
  return { short, text: `${short} (${shownDate(date)})` };
}

/**
 * Events of the liver the patient lives with: after a transplant only what was recorded later counts, and an event whose every
 * Condition is resolved counts for `ever` alone.
 */
function event({ chart, assessment }: Situation, kind: LiverEventKind, when: 'now' | 'ever'): Fact | undefined {
  const found = assessment.events.find((one) => one.event === kind);
  if (!found) return undefined;
  if (assessment.state === 'transplanted' && kind !== 'liver-transplant') {
    const graft = assessment.events.find((one) => one.event === 'liver-transplant')?.date;
    const [after, since] = [daysAgo(found.date, assessment.asOf), daysAgo(graft, assessment.asOf)];
    if (after === undefined || since === undefined || after >= since) return undefined;
  }
  const recorded = (chart.conditions ?? []).filter((one) => one.concept === kind);
  if (when === 'now' && recorded.length > 0 && recorded.every((one) => one.status === 'resolved')) return undefined;
  const name = eventNames[kind];
  return { short: name, text: `${name} recorded ${shownDate(found.date)}`, references: found.references };
}

const eventNames: Record<LiverEventKind, string> = {
  ascites: 'ascites',
  'variceal-bleeding': 'variceal bleeding',
  'hepatic-encephalopathy': 'hepatic encephalopathy',
  'hepatorenal-syndrome': 'hepatorenal syndrome',
  'hepatocellular-carcinoma': 'hepatocellular carcinoma',
  'spontaneous-bacterial-peritonitis': 'spontaneous bacterial peritonitis',
  'liver-transplant': 'liver transplant',
  decompensation: 'decompensated cirrhosis',
};

const decompensating: readonly LiverEventKind[] = [
  'ascites',
  'hepatic-encephalopathy',
  'variceal-bleeding',
  'hepatorenal-syndrome',
  'spontaneous-bacterial-peritonitis',
  'decompensation',
];

const liverConditions: readonly ConditionConcept[] = [
  'hepatitis-b',
  'hepatitis-c',
  'hepatitis-c-cured',
  'hepatitis-d',
  'masld',
  'mash',
  'metald',
  'alcohol-related-liver-disease',
  'pbc',
  'psc',
  'autoimmune-hepatitis',
  'hemochromatosis',
  'wilson',
  'alpha-1-antitrypsin-deficiency',
  'hepatic-fibrosis',
  'advanced-fibrosis',
  'cirrhosis',
  'decompensated-cirrhosis',
  'portal-hypertension',
  'esophageal-varices',
];

const conditionFact = (situation: Situation, concepts: readonly ConditionConcept[], name: string): Fact | undefined => {
  const [first] = activeConditions(situation, concepts);
  return first && { short: name, text: `${name} recorded ${shownDate(first.date)}`, references: [first.reference] };
};

/** The leading cause by its name, where it is an active diagnosis: "autoimmune hepatitis recorded 2023-05-03". */
const namedDisease = (situation: Situation): Fact | undefined => {
  const { etiology } = situation.assessment.etiology;
  const concepts = liverConditions.filter((concept) => etiology !== 'other' && etiologyOf[concept] === etiology);
  return conditionFact(situation, concepts, etiologyWords[etiology]);
};

const labBelow = (
  situation: Situation,
  analyte: AnalyteId,
  limit: number,
  say: { readonly title: string; readonly unit: string; readonly withinDays: number },
): Fact | undefined => {
  const lab = newestLab(situation, analyte, say.withinDays);
  if (!lab || lab.value >= limit) return undefined;
  return { ...labText(say.title, lab.value, say.unit, lab.date), references: [lab.reference] };
};

const egfrBelow = (situation: Situation, limit: number): Fact | undefined => {
  const egfr = egfrOf(situation);
  if (!egfr || egfr.value >= limit) return undefined;
  return {
    ...labText('eGFR', egfr.value, 'mL/min/1.73 m²', egfr.lab.date),
    references: [egfr.lab.reference],
  };
};

const childPugh = ({ assessment }: Situation, classes: string): Fact | undefined => {
  const found = assessment.state === 'transplanted' ? undefined : assessment.childPugh;
  if (!found || !classes.includes(found.class)) return undefined;
  const short = `Child-Pugh ${found.class} (${found.points} points)`;
  const outcome = assessment.scores.find((one) => one.scoreId === 'child_pugh');
  const date = outcome?.status === 'ok' ? outcome.effective : undefined;
  return { short, text: date ? `${short}, ${shownDate(date)}` : short, references: [] };
};

const decompensated = (situation: Situation): Fact | undefined => {
  for (const kind of decompensating) {
    const found = event(situation, kind, 'ever');
    if (found) return found;
  }
  return situation.assessment.state === 'dACLD'
    ? { short: 'decompensated liver disease', text: situation.assessment.because, references: [] }
    : undefined;
};

const advanced = (situation: Situation): Fact | undefined => {
  const { assessment } = situation;
  if (assessment.state === 'transplanted') return undefined;
  const recorded = conditionFact(situation, ['cirrhosis', 'decompensated-cirrhosis'], 'cirrhosis');
  if (recorded) return recorded;
  if (assessment.state !== 'cACLD' && assessment.state !== 'dACLD') return undefined;
  const short = assessment.state === 'cACLD' ? 'compensated advanced liver disease' : 'decompensated liver disease';
  return { short, text: `${short} (${assessment.because})`, references: [] };
};

const childPughUnknown = (situation: Situation): Fact | undefined => {
  const { assessment } = situation;
  if (assessment.childPugh || !advanced(situation)) return undefined;
  const outcome = assessment.scores.find((one) => one.scoreId === 'child_pugh');
  const missing = outcome?.status === 'refused' && outcome.missing.length > 0 ? outcome.missing.join(', ') : undefined;
  return {
    short: 'Child-Pugh class unknown',
    text: `Child-Pugh class unknown${missing ? `, missing: ${missing}` : ''}`,
    references: [],
  };
};

/** Endoscopy older than this no longer says that there are no varices (Baveno VI: every 2 to 3 years). */
const endoscopyDays = 3 * 365;

const varicesNotScreened = (situation: Situation): Fact | undefined => {
  const { chart, assessment, asOf } = situation;
  if (!advanced(situation) || conditionFact(situation, ['esophageal-varices'], 'varices')) return undefined;
  if (event(situation, 'variceal-bleeding', 'ever') || endoscopyMayBeSpared(assessment)) return undefined;
  if (chart.procedures === undefined && chart.exams === undefined) {
    const short = 'variceal status unknown';
    return { short, text: `${short} (procedures could not be read)`, references: [] };
  }
  const [last] = doneServices(situation, ['egd', 'band-ligation']);
  const days = daysAgo(last?.date, asOf);
  if (days !== undefined && days <= endoscopyDays) return undefined;
  const short = 'varices not screened';
  const since = last ? `last endoscopy ${shownDate(last.date)}` : 'no endoscopy on record';
  return { short, text: `${short} (${since})`, references: last ? [last.reference] : [] };
};

/** Baveno VII: with LSM below 20 kPa and platelets above 150 ×10⁹/L high-risk varices are unlikely. The score owns the numbers. */
export function endoscopyMayBeSpared(assessment: Assessment): boolean {
  const outcome = assessment.scores.find((one) => one.scoreId === 'baveno7');
  return outcome?.status === 'ok' && (outcome.band?.category.split('|').includes('endoscopy_avoidable') ?? false);
}

/** ICA-AKI: creatinine at least 1.5 times the lowest of the preceding 90 days (Angeli 2015), or recorded hepatorenal syndrome. */
const kidneyFailing = (situation: Situation): Fact | undefined => {
  const recorded = event(situation, 'hepatorenal-syndrome', 'now');
  if (recorded) return recorded;
  const [newest, ...earlier] = labsWithin(situation, 'creatinineUmolPerL', acuteLabDays);
  if (!newest || earlier.length === 0) return undefined;
  const baseline = earlier.reduce((low, lab) => (lab.value < low.value ? lab : low));
  if (newest.value < 1.5 * baseline.value) return undefined;
  const short = `creatinine up from ${round(baseline.value)} to ${round(newest.value)} µmol/L`;
  return {
    short,
    text: `${short} (${shownDate(baseline.date)} to ${shownDate(newest.date)})`,
    references: [newest.reference, baseline.reference],
  };
};

const serology = ({ chart }: Situation, marker: 'hbsAg' | 'antiHbc' | 'hivAntibody') =>
  chart.labs?.serology.find((one) => one.marker === marker);

const hbvInfected = (situation: Situation): Fact | undefined => {
  const test = serology(situation, 'hbsAg');
  if (test?.positive)
    return { short: 'HBsAg positive', text: `HBsAg positive (${shownDate(test.date)})`, references: [test.reference] };
  return test ? undefined : conditionFact(situation, ['hepatitis-b'], 'hepatitis B');
};

/**
 * The facts rules may name. Each owns its threshold; a fact that cannot be known is absent, except where the fact is the not
 * knowing (`child-pugh-unknown`, `varices-not-screened`, `hbsag-unknown`).
 */
export const liverFacts = {
  'liver-disease': (s) =>
    namedDisease(s) ??
    conditionFact(s, liverConditions, 'liver disease') ??
    advanced(s) ??
    decompensated(s) ??
    (s.assessment.etiology.etiology === 'unknown'
      ? undefined
      : { short: 'liver disease', text: s.assessment.etiology.why, references: s.assessment.etiology.references }),
  'advanced-liver-disease': advanced,
  compensated: (s) => (decompensated(s) || childPugh(s, 'BC') ? undefined : advanced(s)),
  decompensated,
  ascites: (s) => event(s, 'ascites', 'now'),
  encephalopathy: (s) => event(s, 'hepatic-encephalopathy', 'ever'),
  'variceal-bleeding': (s) => event(s, 'variceal-bleeding', 'ever'),
  peritonitis: (s) => event(s, 'spontaneous-bacterial-peritonitis', 'ever'),
  transplanted: (s) => (s.assessment.state === 'transplanted' ? event(s, 'liver-transplant', 'ever') : undefined),
  'liver-cancer': (s) => event(s, 'hepatocellular-carcinoma', 'ever'),
  'child-pugh-a': (s) => childPugh(s, 'A'),
  'child-pugh-b': (s) => childPugh(s, 'B'),
  'child-pugh-c': (s) => childPugh(s, 'C'),
  /** Class B or C; without a class, a recorded decompensation stands for at least B. */
  'child-pugh-b-or-worse': (s) => childPugh(s, 'BC') ?? (s.assessment.childPugh ? undefined : decompensated(s)),
  'child-pugh-unknown': childPughUnknown,
  'varices-known': (s) =>
    conditionFact(s, ['esophageal-varices'], 'esophageal varices') ?? event(s, 'variceal-bleeding', 'ever'),
  'varices-not-screened': varicesNotScreened,
  'portal-hypertension': (s) =>
    conditionFact(s, ['portal-hypertension', 'esophageal-varices'], 'portal hypertension') ??
    event(s, 'ascites', 'ever'),
  'platelets-below-50': (s) =>
    labBelow(s, 'plateletsGigaPerL', 50, { title: 'platelets', unit: '×10⁹/L', withinDays: stableLabDays }),
  'sodium-below-125': (s) =>
    labBelow(s, 'sodiumMmolPerL', 125, { title: 'sodium', unit: 'mmol/L', withinDays: acuteLabDays }),
  'egfr-below-30': (s) => egfrBelow(s, 30),
  'egfr-below-45': (s) => egfrBelow(s, 45),
  'egfr-below-60': (s) => egfrBelow(s, 60),
  'kidney-failing': kidneyFailing,
  alcohol: (s) =>
    conditionFact(s, ['alcohol-use-disorder', 'alcohol-related-liver-disease', 'metald'], 'harmful alcohol use'),
  pregnant: (s) =>
    s.assessment.pregnant ? { short: 'pregnancy', text: 'pregnancy recorded', references: [] } : undefined,
  'hbsag-positive': hbvInfected,
  'hbsag-unknown': (s) =>
    s.chart.labs === undefined || serology(s, 'hbsAg') || hbvInfected(s)
      ? undefined
      : { short: 'HBsAg not on record', text: 'HBsAg not on record', references: [] },
  'anti-hbc-positive': (s) => {
    const test = serology(s, 'antiHbc');
    return test?.positive
      ? {
          short: 'anti-HBc positive',
          text: `anti-HBc positive (${shownDate(test.date)})`,
          references: [test.reference],
        }
      : undefined;
  },
  'on-hbv-antiviral': (s) => takesFact(s, ['hbv-nucleoside'], 'HBV antiviral'),
  'on-nsbb': (s) => takesFact(s, ['nsbb'], 'non-selective beta blocker'),
} as const satisfies Record<string, (situation: Situation) => Fact | undefined>;

export type FactId = keyof typeof liverFacts;

function takesFact(situation: Situation, classes: readonly DrugClass[], name: string): Fact | undefined {
  const found = takes(situation, classes);
  return found && { short: `${name} taken`, text: `${name} on the medication list`, references: [found.reference] };
}

/** The fact, or undefined when it does not hold or is not known. */
export function factOf(situation: Situation, id: FactId): Fact | undefined {
  return liverFacts[id](situation);
}
