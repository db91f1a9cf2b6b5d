import type { EtiologyFinding } from '../assessment.ts';
import type { ChartFacts, ConditionConcept, ConditionFact } from '../chart.ts';
import { daysBetween, isAfter } from '../chart-dates.ts';
import type { LabIndex } from '../labs.ts';
import type { GatheredInput, GatheredInputs } from '../scoring/evaluate-score.ts';
import { diuretics, encephalopathyDrugs, otherGlucoseLowering, sulfonylureas } from './chart-drugs.ts';
import { findLiverEvents } from './liver-events.ts';
import { diagnoses, takes } from './what-counts.ts';

/** ADA: diabetes from HbA1c 6.5 % or fasting glucose 7.0 mmol/L; impaired from 5.7 % or, in the NFS paper, 6.1 mmol/L (ADA 5.6). */
const glycaemia = {
  diabetes: { hba1cPercent: 6.5, fastingGlucoseMmolPerL: 7.0 },
  impairedFrom: { fastingGlucoseMmolPerL: 6.1 },
  normalBelow: { hba1cPercent: 5.7, fastingGlucoseMmolPerL: 5.6 },
};
/** A glycaemia result speaks for a year. */
const glycaemiaDays = 365;
/** "No ascites" speaks for a season: signs of decompensation come within weeks. */
const absenceDays = 90;
/** Two taps within this time mean ascites that returns: more than mild. */
const repeatedTapDays = 90;

/**
 * Yes/no and graded inputs, given only when the chart says so.
 *
 * - `diabetes` yes: diagnosis (active or without status), HbA1c ≥ 6.5 %, fasting glucose ≥ 7.0 mmol/L, or a sulfonylurea.
 *   No: conditions were searched and hold no (pre)diabetes of any status, no glucose-lowering drug is taken, and an HbA1c
 *   below 6.5 % or a fasting glucose below 7.0 of the last year is on the chart, none above.
 * - `diabetesOrImpairedFastingGlucose` no: the same, with HbA1c below 5.7 % or fasting glucose below 5.6; between the
 *   definitions (5.6 to 6.1 mmol/L) it is left open.
 * - `cirrhosis` yes: diagnosis or a decompensation. No: a reliable VCTE below 10 kPa of the last 180 days (Baveno VII rules
 *   out cACLD) and conditions searched without any sign of cirrhosis or portal hypertension.
 * - `ascites`, `encephalopathy`, `edema`: active diagnosis: the lowest grade that a diagnosis can mean; `none`: an explicitly
 *   resolved diagnosis without treatment that controls it, or one refuted within 90 days with nothing that speaks against
 *   it. No diagnosis at all says nothing.
 * - `varicealBleedHistory`: yes from an event, no only from a bleeding refuted within 90 days.
 */
export function statusInputs(
  chart: ChartFacts,
  asOf: string,
  etiology: EtiologyFinding,
  index: LabIndex,
  soFar: GatheredInputs,
): GatheredInputs {
  const conditions = diagnoses(chart, asOf);
  const all = { ...sugar(chart, asOf, index, conditions) };
  const given: { -readonly [I in keyof GatheredInputs]: GatheredInput } = all;
  put(given, 'cirrhosis', cirrhosis(chart, asOf, soFar, conditions));
  put(given, 'cholestatic', cholestatic(chart, etiology));
  put(given, 'hbeAgPositive', hbeAg(index));
  put(given, 'varicealBleedHistory', varicealBleed(chart, asOf));
  put(given, 'dialysis', dialysis(chart, asOf, conditions));
  put(given, 'ascites', ascites(chart, asOf, conditions));
  put(given, 'encephalopathy', encephalopathy(chart, asOf, conditions));
  put(given, 'edema', edema(chart, asOf, conditions));
  return given;
}

function put<I extends keyof GatheredInputs>(
  given: { -readonly [K in keyof GatheredInputs]: GatheredInput },
  id: I,
  input: GatheredInput | undefined,
): void {
  if (input) given[id] = input;
}

const references = (facts: readonly { readonly reference: string }[]) =>
  [...new Set(facts.map((fact) => fact.reference))].sort();
const of = (conditions: readonly ConditionFact[], ...concepts: readonly ConditionConcept[]) =>
  conditions.filter((fact) => concepts.includes(fact.concept));
const present = (facts: readonly ConditionFact[]) => facts.filter((fact) => fact.status !== 'resolved');
/** Any trace, provisional ones as well: enough to withhold a "no". */
const hasTrace = (chart: ChartFacts, asOf: string, concepts: readonly ConditionConcept[]) =>
  (chart.conditions ?? []).some((fact) => concepts.includes(fact.concept) && !isAfter(fact.date, asOf));

/** The newest explicit absence of a concept within its days; a diagnosis of any kind beside it makes it void. */
function absent(
  chart: ChartFacts,
  asOf: string,
  concept: ConditionConcept,
): { readonly reference: string } | undefined {
  if (hasTrace(chart, asOf, [concept])) return undefined;
  return (chart.absences ?? [])
    .filter((fact) => fact.concept === concept && !isAfter(fact.date, asOf))
    .filter((fact) => (daysBetween(fact.date, asOf) ?? Number.POSITIVE_INFINITY) <= absenceDays)
    .sort((left, right) => (left.reference < right.reference ? -1 : 1))[0];
}

function sugar(
  chart: ChartFacts,
  asOf: string,
  index: LabIndex,
  conditions: readonly ConditionFact[],
): Pick<GatheredInputs, 'diabetes' | 'diabetesOrImpairedFastingGlucose'> {
  const hba1c = index.newest('hba1cPercent', glycaemiaDays);
  const glucose = index.newest('fastingGlucoseMmolPerL', glycaemiaDays);
  const results = [hba1c, glucose].filter((result) => result !== undefined);
  const reaches = (a1c: number, fasting: number) =>
    results.filter(
      (result) =>
        result.comparator !== '<' &&
        result.comparator !== '<=' &&
        result.value >= (result.analyte === 'hba1cPercent' ? a1c : fasting),
    );
  const { diabetes, impairedFrom, normalBelow } = glycaemia;
  const diabetic = [
    ...present(of(conditions, 'diabetes')),
    ...reaches(diabetes.hba1cPercent, diabetes.fastingGlucoseMmolPerL),
    ...[takes(chart, sulfonylureas, asOf)].filter((fact) => fact !== undefined),
  ];
  if (diabetic.length > 0) {
    const yes = { value: true, references: references(diabetic) };
    return { diabetes: yes, diabetesOrImpairedFastingGlucose: yes };
  }
  const impaired = [
    ...present(of(conditions, 'prediabetes')),
    ...reaches(Number.POSITIVE_INFINITY, impairedFrom.fastingGlucoseMmolPerL),
  ];
  const mayDeny =
    chart.conditions !== undefined &&
    results.length > 0 &&
    results.every((result) => result.comparator !== '>' && result.comparator !== '>=') &&
    !hasTrace(chart, asOf, ['diabetes']) &&
    !takes(chart, otherGlucoseLowering, asOf);
  const no = { value: false, references: references(results) };
  const normal =
    mayDeny &&
    !hasTrace(chart, asOf, ['prediabetes']) &&
    results.every(
      (result) =>
        result.value <
        (result.analyte === 'hba1cPercent' ? normalBelow.hba1cPercent : normalBelow.fastingGlucoseMmolPerL),
    );
  return {
    ...(mayDeny ? { diabetes: no } : {}),
    ...(impaired.length > 0
      ? { diabetesOrImpairedFastingGlucose: { value: true, references: references(impaired) } }
      : normal
        ? { diabetesOrImpairedFastingGlucose: no }
        : {}),
  };
}

const cirrhosisSigns: readonly ConditionConcept[] = [
  'cirrhosis',
  'decompensated-cirrhosis',
  'advanced-fibrosis',
  'portal-hypertension',
  'esophageal-varices',
  'variceal-bleeding',
  'ascites',
  'hepatic-encephalopathy',
  'hepatorenal-syndrome',
  'spontaneous-bacterial-peritonitis',
];

function cirrhosis(
  chart: ChartFacts,
  asOf: string,
  soFar: GatheredInputs,
  conditions: readonly ConditionFact[],
): GatheredInput | undefined {
  const recorded = of(conditions, 'cirrhosis', 'decompensated-cirrhosis');
  if (recorded.length > 0) return { value: true, references: references(recorded) };
  const lsm = soFar.lsmVcteKpa;
  const excluded =
    chart.conditions !== undefined &&
    !hasTrace(chart, asOf, cirrhosisSigns) &&
    findLiverEvents(chart, asOf).length === 0 &&
    lsm !== undefined &&
    typeof lsm.value === 'number' &&
    lsm.value < 10 &&
    (daysBetween(lsm.date, asOf) ?? Number.POSITIVE_INFINITY) <= 180;
  return excluded ? { value: false, references: lsm.references } : undefined;
}

function cholestatic(chart: ChartFacts, finding: EtiologyFinding): GatheredInput | undefined {
  const causes = [finding.etiology, ...finding.also];
  if (causes.includes('pbc') || causes.includes('psc')) return { value: true, references: finding.references };
  if (finding.etiology === 'unknown' || finding.etiology === 'other' || chart.conditions === undefined)
    return undefined;
  return { value: false, references: finding.references };
}

function hbeAg(index: LabIndex): GatheredInput | undefined {
  const result = index.serology('hbeAg')[0];
  return (
    result && {
      value: result.positive,
      ...(result.date ? { date: result.date } : {}),
      references: [result.reference],
    }
  );
}

function varicealBleed(chart: ChartFacts, asOf: string): GatheredInput | undefined {
  const event = findLiverEvents(chart, asOf).find(({ event }) => event === 'variceal-bleeding');
  if (event) return { value: true, references: event.references };
  const none = absent(chart, asOf, 'variceal-bleeding');
  return none && { value: false, references: [none.reference] };
}

/** Twice in the last seven days: yes. No dialysis on a searched record and no kidney disease: no. Otherwise open. */
function dialysis(chart: ChartFacts, asOf: string, conditions: readonly ConditionFact[]): GatheredInput | undefined {
  const done = (chart.procedures ?? []).filter(
    (fact) => fact.concept === 'dialysis' && fact.status === 'done' && !isAfter(fact.date, asOf),
  );
  const lastWeek = done.filter((fact) => (daysBetween(fact.date, asOf) ?? Number.POSITIVE_INFINITY) <= 7);
  if (lastWeek.length >= 2) return { value: true, references: references(lastWeek) };
  const no =
    chart.procedures !== undefined &&
    chart.conditions !== undefined &&
    done.length === 0 &&
    present(of(conditions, 'chronic-kidney-disease')).length === 0;
  return no ? { value: false, references: [] } : undefined;
}

function ascites(chart: ChartFacts, asOf: string, conditions: readonly ConditionFact[]): GatheredInput | undefined {
  const recorded = of(conditions, 'ascites');
  const taps = (chart.procedures ?? []).filter(
    (fact) =>
      fact.concept === 'paracentesis' &&
      fact.status === 'done' &&
      !isAfter(fact.date, asOf) &&
      (daysBetween(fact.date, asOf) ?? Number.POSITIVE_INFINITY) <= repeatedTapDays,
  );
  const now = present(recorded);
  if (taps.length >= 2) return { value: 'moderate_severe', references: references([...now, ...taps]) };
  if (now.length > 0 || taps.length === 1) return { value: 'mild', references: references([...now, ...taps]) };
  const none = absent(chart, asOf, 'ascites');
  // Fluid that was tapped at any time is ascites that went, whatever is refuted.
  if (none && findLiverEvents(chart, asOf).every(({ event }) => event !== 'ascites'))
    return { value: 'none', references: [none.reference] };
  if (recorded.length === 0) return undefined;
  // Gone under diuretics is controlled ascites: two points, not one. Unknown medication leaves it open.
  if (chart.medications === undefined) return undefined;
  const diuretic = takes(chart, diuretics, asOf);
  return diuretic
    ? { value: 'mild', references: references([...recorded, diuretic]) }
    : { value: 'none', references: references(recorded) };
}

function encephalopathy(
  chart: ChartFacts,
  asOf: string,
  conditions: readonly ConditionFact[],
): GatheredInput | undefined {
  const recorded = of(conditions, 'hepatic-encephalopathy');
  const now = present(recorded);
  if (now.length > 0) return { value: 'grade_1_2', references: references(now) };
  const none = absent(chart, asOf, 'hepatic-encephalopathy');
  if ((recorded.length === 0 && !none) || chart.medications === undefined) return undefined;
  const drug = takes(chart, encephalopathyDrugs, asOf);
  // Refuted, yet treated: the treatment may have another reason or be why it is gone. Left open.
  if (none) return drug ? undefined : { value: 'none', references: [none.reference] };
  return drug
    ? { value: 'grade_1_2', references: references([...recorded, drug]) }
    : { value: 'none', references: references(recorded) };
}

/** Mayo PBC: 0.5 for edema without diuretics or gone with them, 1 for edema despite them. */
function edema(chart: ChartFacts, asOf: string, conditions: readonly ConditionFact[]): GatheredInput | undefined {
  const recorded = of(conditions, 'peripheral-edema');
  const none = absent(chart, asOf, 'peripheral-edema');
  if ((recorded.length === 0 && !none) || chart.medications === undefined) return undefined;
  const diuretic = takes(chart, diuretics, asOf);
  const seen = none ? [none] : recorded;
  const facts = references(diuretic ? [...seen, diuretic] : seen);
  if (present(recorded).length > 0) return { value: diuretic ? 'despite_diuretics' : 'controlled', references: facts };
  return { value: diuretic ? 'controlled' : 'none', references: facts };
}
