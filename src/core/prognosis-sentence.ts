import type { Assessment, GuidelineStep } from './assessment.ts';
import { upperFirst } from './drug-safety.ts';
import type { DrugRule } from './drug-safety-rules.ts';
import { activeConditions, factOf, round, type Situation } from './liver-facts.ts';
import { lowerFirst, scoreText, stiffnessText } from './order-rules.ts';
import { type SurveillanceItem, surveillanceGaps } from './surveillance.ts';

/**
 * Why a patient's chart deserves a card when it is opened. Most charts do not: nobody without liver disease, risk factor or
 * abnormal score gets one, and after a transplant first-event risks are moot.
 */
export type PrognosisOccasion =
  | 'decompensated'
  | 'advanced'
  | 'liver-cancer'
  | 'indeterminate'
  | 'incomplete'
  | 'overdue'
  | 'withheld-child'
  | 'withheld-pregnancy';

export interface Prognosis {
  readonly occasion: PrognosisOccasion;
  readonly severity: DrugRule['severity'];
  /** Clauses of the summary, most important first; as many are shown as fit. */
  readonly clauses: readonly string[];
  readonly step?: GuidelineStep;
  /** Overdue surveillance, named on the same card. */
  readonly overdue: readonly SurveillanceItem[];
}

/** The occasion of a card for this patient, or undefined when there is nothing to say. */
export function prognosisOf(situation: Situation): Prognosis | undefined {
  const { assessment, chart } = situation;
  if (chart.patient.deceased || assessment.state === 'transplanted') return undefined;
  const liver = factOf(situation, 'liver-disease') !== undefined;
  if (assessment.ageYears !== undefined && assessment.ageYears < 18) {
    return liver
      ? withheld('withheld-child', `adult fibrosis scores and cut-offs are not applied at age ${assessment.ageYears}`)
      : undefined;
  }
  const overdue = surveillanceGaps(situation).filter((gap) => gap.status === 'overdue' && !gap.id.endsWith('-vaccine'));
  const occasion = occasionOf(situation, liver, overdue);
  const grave = occasion === 'decompensated' || occasion === 'liver-cancer';
  if (assessment.pregnant && !grave) {
    // The steps of an assessment in pregnancy are those made for it (prevention of hepatitis B transmission).
    return liver && (occasion || assessment.nextSteps[0])
      ? withheld(
          'withheld-pregnancy',
          'FIB-4 and stiffness cut-offs are not validated in pregnancy',
          assessment.nextSteps[0],
        )
      : undefined;
  }
  if (!occasion) return undefined;
  const [step] = assessment.nextSteps;
  return {
    occasion,
    severity: severityOf(occasion, step, overdue),
    clauses: clausesOf(occasion, situation, step, overdue).map((one, index) => (index === 0 ? upperFirst(one) : one)),
    ...(step ? { step } : {}),
    overdue,
  };
}

/** Advanced disease that is looked after, with nothing pressing, is information: a warning at every opening would not be read. */
function severityOf(
  occasion: PrognosisOccasion,
  step: GuidelineStep | undefined,
  overdue: readonly SurveillanceItem[],
): Prognosis['severity'] {
  if (occasion === 'decompensated' || occasion === 'liver-cancer') return 'caution';
  const pressing = overdue.length > 0 || (step !== undefined && step.urgency !== 'routine');
  return occasion === 'advanced' && pressing ? 'caution' : 'note';
}

const withheld = (occasion: PrognosisOccasion, clause: string, step?: GuidelineStep): Prognosis => ({
  occasion,
  severity: 'note',
  clauses: [upperFirst(clause), ...(step ? [`next: ${lowerFirst(step.action)}`] : [])],
  ...(step ? { step } : {}),
  overdue: [],
});

function occasionOf(
  situation: Situation,
  liver: boolean,
  overdue: readonly SurveillanceItem[],
): PrognosisOccasion | undefined {
  const { assessment } = situation;
  if (assessment.state === 'dACLD') return 'decompensated';
  if (factOf(situation, 'liver-cancer')) return 'liver-cancer';
  if (assessment.state === 'cACLD' || assessment.state === 'advanced-fibrosis' || assessment.level === 'high')
    return 'advanced';
  const atRisk = liver || metabolicRisk(situation);
  if (assessment.state === 'indeterminate' && atRisk && assessment.nextSteps.length > 0) return 'indeterminate';
  if (overdue.length > 0) return 'overdue';
  if (assessment.state === 'not-assessed' && atRisk && missingForFib4(assessment).length > 0) return 'incomplete';
  return undefined;
}

const metabolicRisk = (situation: Situation) =>
  activeConditions(situation, ['diabetes', 'obesity', 'alcohol-use-disorder'])[0] !== undefined;

/** One or two tests that would make FIB-4 computable; more than that is no small step, and a chart that could not be read proves nothing. */
export function missingForFib4(assessment: Assessment): readonly string[] {
  const fib4 = assessment.scores.find((one) => one.scoreId === 'fib4');
  if (fib4?.status !== 'refused' || fib4.kind !== 'missing' || assessment.unavailable.includes('labs')) return [];
  return fib4.missing.length <= 2 ? fib4.missing.map(lowerFirst) : [];
}

function clausesOf(
  occasion: PrognosisOccasion,
  situation: Situation,
  step: GuidelineStep | undefined,
  overdue: readonly SurveillanceItem[],
): readonly string[] {
  const { assessment } = situation;
  const next = step ? [`next: ${lowerFirst(step.action)}`] : [];
  const late = overdue[0] ? [`overdue: ${overdue[0].item}`] : [];
  const numbers = [stiffnessText(situation), scoreText(situation, 'fib4')].filter((one) => one !== undefined);
  switch (occasion) {
    case 'decompensated':
      return [
        `decompensated liver disease: ${factOf(situation, 'decompensated')?.text ?? assessment.because}`,
        ...meldText(situation),
        ...childPughText(assessment),
        ...late,
      ];
    case 'liver-cancer':
      return [
        factOf(situation, 'liver-cancer')?.text ?? assessment.because,
        ...meldText(situation),
        ...childPughText(assessment),
      ];
    case 'advanced':
      return [
        `${stateNames[assessment.state]}: ${numbers[0] ?? assessment.because}`,
        ...late,
        ...next,
        ...numbers.slice(1),
      ];
    case 'indeterminate':
      return [`fibrosis not settled: ${numbers.join(', ') || assessment.because}`, ...next];
    case 'incomplete':
      return [`FIB-4 lacks only ${missingForFib4(assessment).join(' and ')}`, ...riskName(situation)];
    default:
      return [...late.map((one) => `liver surveillance ${one}`), ...numbers];
  }
}

const stateNames: Record<Assessment['state'], string> = {
  cACLD: 'compensated advanced chronic liver disease',
  dACLD: 'decompensated liver disease',
  'advanced-fibrosis': 'advanced fibrosis likely',
  indeterminate: 'high risk of fibrosis',
  'not-assessed': 'high risk of fibrosis',
  'no-advanced-fibrosis': 'high risk on record',
  transplanted: 'liver transplant',
};

const riskName = (situation: Situation): readonly string[] => {
  const [first] = activeConditions(situation, [
    'masld',
    'mash',
    'metald',
    'diabetes',
    'obesity',
    'alcohol-use-disorder',
  ]);
  return first
    ? [
        `risk on record: ${['masld', 'mash'].includes(first.concept) ? first.concept.toUpperCase() : first.concept.replaceAll('-', ' ')}`,
      ]
    : [];
};

export function meldText(situation: Situation): readonly string[] {
  const text = scoreText(situation, 'meld3', 0);
  return text ? [text] : [];
}

export function childPughText({ childPugh }: Assessment): readonly string[] {
  return childPugh ? [`Child-Pugh ${childPugh.class} (${childPugh.points} points)`] : [];
}

/** "5-year decompensation 12 % (8 to 17 %), Agile 4", for the risks that published scores state; none after the event. */
export function riskTexts({ risks, scores }: Assessment): readonly string[] {
  const percent = (share: number) => round(100 * share, share < 0.1 ? 1 : 0);
  return risks.map((risk) => {
    const name = `${risk.horizonYears}-year ${risk.outcome.replaceAll('-', ' ')}`;
    const range =
      risk.lower !== undefined && risk.upper !== undefined
        ? ` (${percent(risk.lower)} to ${percent(risk.upper)} %)`
        : '';
    const size =
      risk.probability !== undefined ? `${percent(risk.probability)} %${range}` : (risk.qualitative ?? 'not stated');
    const by = scores.find((one) => one.scoreId === risk.by)?.title ?? risk.by;
    return `${name} ${size} (${by})`;
  });
}
