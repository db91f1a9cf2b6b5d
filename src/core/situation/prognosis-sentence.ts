import type { Assessment, GuidelineStep, RiskStatement } from '../assessment.ts';
import { upperFirst } from '../drugs/drug-safety.ts';
import type { DrugRule } from '../drugs/drug-safety-rules.ts';
import { scoreText } from '../orders/order-rules.ts';
import type { RiskOutcome } from '../score.ts';
import { type SurveillanceItem, surveillanceGaps } from '../surveillance/surveillance.ts';
import { daysAgo, shownDate } from './calendar.ts';
import { factOf, round, type Situation, stableLabDays } from './liver-facts.ts';
import { headlineOf } from './prognosis-headline.ts';
import { contradictionSteps, occasionOf, type PrognosisOccasion } from './prognosis-occasion.ts';

export interface Prognosis {
  readonly occasion: PrognosisOccasion;
  readonly severity: DrugRule['severity'];
  /** One sentence for the summary: the state, its number and one action. */
  readonly headline: string;
  /** The most pressing steps, two at most; a second one only when it is more than routine. */
  readonly steps: readonly GuidelineStep[];
  /** Overdue surveillance, named on the same card. */
  readonly overdue: readonly SurveillanceItem[];
}

/** What to say about this patient, or undefined when there is nothing to say. */
export function prognosisOf(situation: Situation): Prognosis | undefined {
  const { assessment, chart } = situation;
  if (chart.patient.deceased || assessment.state === 'transplanted') return undefined;
  const liver = factOf(situation, 'liver-disease') !== undefined;
  if (assessment.ageYears !== undefined && assessment.ageYears < 18) {
    return liver ? prognosis('withheld-child', situation, [], []) : undefined;
  }
  const overdue = surveillanceGaps(situation).filter((gap) => gap.status === 'overdue' && !gap.id.endsWith('-vaccine'));
  const occasion = occasionOf(situation, liver, overdue);
  const grave = occasion === 'decompensated' || occasion === 'liver-cancer';
  if (assessment.pregnant && !grave) {
    // The steps of an assessment in pregnancy are those made for it (prevention of hepatitis B transmission).
    const speaks = liver && (occasion || assessment.nextSteps[0]);
    return speaks ? prognosis('withheld-pregnancy', situation, assessment.nextSteps.slice(0, 1), []) : undefined;
  }
  return occasion && prognosis(occasion, situation, stepsOf(occasion, assessment), overdue);
}

const prognosis = (
  occasion: PrognosisOccasion,
  situation: Situation,
  steps: readonly GuidelineStep[],
  overdue: readonly SurveillanceItem[],
): Prognosis => ({
  occasion,
  severity: severityOf(occasion, steps, overdue),
  headline: headlineOf(occasion, situation, steps, overdue),
  steps,
  overdue,
});

/** What settles a contradiction comes first: everything else rests on it. */
function stepsOf(occasion: PrognosisOccasion, { nextSteps }: Assessment): readonly GuidelineStep[] {
  const settles = (step: GuidelineStep) => occasion === 'contradiction' && contradictionSteps.has(step.id);
  const [first, ...others] = [...nextSteps.filter(settles), ...nextSteps.filter((step) => !settles(step))];
  return first ? [first, ...others.filter(({ urgency }) => urgency !== 'routine').slice(0, 1)] : [];
}

const alarming: ReadonlySet<PrognosisOccasion> = new Set([
  'decompensated',
  'liver-cancer',
  'contradiction',
  'advanced',
  'overdue',
]);

/** Disease that is looked after, with nothing pressing, is information: a warning at every opening would not be read. */
function severityOf(
  occasion: PrognosisOccasion,
  steps: readonly GuidelineStep[],
  overdue: readonly SurveillanceItem[],
): Prognosis['severity'] {
  const pressing = steps.some(({ urgency }) => urgency !== 'routine');
  const late = overdue.some(({ id }) => id !== 'fib4-repeat' && id !== 'stiffness-repeat');
  if (occasion === 'withheld-pregnancy') return pressing ? 'caution' : 'note';
  if (occasion === 'overdue') return late ? 'caution' : 'note';
  return alarming.has(occasion) && (late || pressing) ? 'caution' : 'note';
}

export function meldText(situation: Situation): readonly string[] {
  const text = scoreText(situation, 'meld3', 0);
  return text ? [text] : [];
}

export function childPughText({ childPugh }: Assessment): readonly string[] {
  return childPugh ? [`Child-Pugh ${childPugh.class} (${childPugh.points} points)`] : [];
}

const outcomeWords: Partial<Record<RiskOutcome, string>> = { 'hepatocellular-carcinoma': 'HCC' };
const shownHorizonYears = 5;

/**
 * "HCC within 5 years: high (aMAP)", for what published scores state. Only what changes something: a high class, or a
 * probability from a score (aMAP's low and moderate classes fit almost everybody). One horizon a score, five years where
 * there is one. Everything else stays in the results.
 */
export function riskTexts({ assessment, asOf }: Situation): readonly string[] {
  const worth = assessment.risks.filter(
    ({ qualitative, probability }) => qualitative === 'high' || (probability !== undefined && probability > 0),
  );
  const chosen = new Map<string, RiskStatement>();
  for (const risk of worth) {
    const key = `${risk.by} ${risk.outcome}`;
    const off = (one: RiskStatement) => Math.abs(one.horizonYears - shownHorizonYears);
    const before = chosen.get(key);
    if (!before || off(risk) < off(before)) chosen.set(key, risk);
  }
  return [...chosen.values()].map((risk) => {
    const by = assessment.scores.find((one) => one.scoreId === risk.by);
    const effective = by?.status === 'ok' ? by.effective : undefined;
    // The horizon counts from the values: said where they are not of today.
    const old = (daysAgo(effective, asOf) ?? 0) > stableLabDays ? `, counted from ${shownDate(effective)}` : '';
    const name = upperFirst(outcomeWords[risk.outcome] ?? risk.outcome.replaceAll('-', ' '));
    return `${name} within ${risk.horizonYears} years: ${sizeOf(risk)} (${by?.title ?? risk.by}${old})`;
  });
}

function sizeOf(risk: RiskStatement): string {
  const percent = (share: number) => round(100 * share, share < 0.1 ? 1 : 0);
  if (risk.probability === undefined) return risk.qualitative ?? 'not stated';
  const range =
    risk.lower !== undefined && risk.upper !== undefined ? ` (${percent(risk.lower)} to ${percent(risk.upper)} %)` : '';
  return `${percent(risk.probability)} %${range}`;
}
