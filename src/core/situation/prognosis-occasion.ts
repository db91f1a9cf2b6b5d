import type { Assessment } from '../assessment.ts';
import { lowerFirst } from '../orders/order-rules.ts';
import type { SurveillanceItem } from '../surveillance/surveillance.ts';
import { daysAgo } from './calendar.ts';
import { activeConditions, factOf, type Situation, stableLabDays } from './liver-facts.ts';
import { imageModalities } from './model-sentences.ts';

/**
 * Why a patient's chart deserves a card when it is opened. Most charts do not: nobody without liver disease, risk factor or
 * abnormal score gets one, and after a transplant first-event risks are moot.
 */
export type PrognosisOccasion =
  | 'decompensated'
  | 'liver-cancer'
  | 'contradiction'
  | 'advanced'
  | 'indeterminate'
  | 'incomplete'
  | 'images-disagree'
  | 'overdue'
  | 'withheld-child'
  | 'withheld-pregnancy';

/** Steps that exist because two findings cannot both be right. */
export const contradictionSteps: ReadonlySet<string> = new Set(['verify-cirrhosis', 'discordant-tests']);
/** Surveillance whose delay can cost a life: it speaks before an open question of stage. */
const vital: ReadonlySet<string> = new Set(['hcc-ultrasound', 'varices']);

/** The first that holds, gravest first; undefined: nothing to say. */
export function occasionOf(
  situation: Situation,
  liver: boolean,
  overdue: readonly SurveillanceItem[],
): PrognosisOccasion | undefined {
  const { assessment } = situation;
  if (assessment.state === 'dACLD') return 'decompensated';
  if (factOf(situation, 'liver-cancer')) return 'liver-cancer';
  if (assessment.nextSteps.some(({ id }) => contradictionSteps.has(id))) return 'contradiction';
  if (assessment.state === 'cACLD' || assessment.state === 'advanced-fibrosis' || assessment.level === 'high')
    return 'advanced';
  if (overdue.some(({ id }) => vital.has(id))) return 'overdue';
  const atRisk = liver || metabolicRisk(situation) || enzymesStayRaised(situation);
  if (assessment.state === 'indeterminate' && atRisk && assessment.nextSteps.length > 0) return 'indeterminate';
  if (overdue.length > 0) return 'overdue';
  if (assessment.state === 'not-assessed' && atRisk && missingForFib4(assessment).length > 0) return 'incomplete';
  if (imagesForAdvanced(assessment).length > 0) return 'images-disagree';
  return undefined;
}

/**
 * Images that by themselves speak for F3 or F4 (more likely than not), with any weight. Asked last: where a score, stiffness or diagnosis
 * says something, that leads.
 */
export function imagesForAdvanced({ stage }: Assessment) {
  return (stage?.factors ?? []).filter(
    ({ modality, weight, quality, alone }) =>
      imageModalities.has(modality) && weight * quality > 0 && alone[3] + alone[4] > 0.5,
  );
}

const metabolicRisk = (situation: Situation) =>
  activeConditions(situation, ['diabetes', 'obesity', 'alcohol-use-disorder'])[0] !== undefined;

/** ALT or AST above the limit printed with it now (half a year) and three months or more earlier: no passing virus. */
function enzymesStayRaised({ chart, asOf }: Situation): boolean {
  return (['altUPerL', 'astUPerL'] as const).some((analyte) => {
    const results = (chart.labs?.results ?? [])
      .filter((one) => one.analyte === analyte && one.upperLimit !== undefined && one.comparator === undefined)
      .flatMap((one) => {
        const days = daysAgo(one.date, asOf);
        return days === undefined || days < 0 ? [] : [{ days, raised: one.value > (one.upperLimit ?? 0) }];
      })
      .sort((a, b) => a.days - b.days);
    const [newest, ...earlier] = results;
    if (!newest?.raised || newest.days > stableLabDays) return false;
    return earlier.some((one) => one.raised && one.days - newest.days >= 90);
  });
}

/** One or two tests that would make FIB-4 computable; more than that is no small step, and a chart that could not be read proves nothing. */
export function missingForFib4(assessment: Assessment): readonly string[] {
  const fib4 = assessment.scores.find((one) => one.scoreId === 'fib4');
  if (fib4?.status !== 'refused' || fib4.kind !== 'missing' || assessment.unavailable.includes('labs')) return [];
  return fib4.missing.length <= 2 ? fib4.missing.map(lowerFirst) : [];
}
