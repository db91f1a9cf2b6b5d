import type { Assessment, GuidelineStep, LiverEventKind } from '../assessment.ts';
import { upperFirst } from '../drugs/drug-safety.ts';
import { etiologyWords } from '../etiology.ts';
import { lowerFirst } from '../orders/order-rules.ts';
import { hbvCopiesPerIu } from '../quantity.ts';
import { type SurveillanceItem, surveillance } from '../surveillance/surveillance.ts';
import { daysAgo, shownDate } from './calendar.ts';
import { activeConditions, factOf, newestLab, round, type Situation, stableLabDays } from './liver-facts.ts';
import { imagesForAdvanced, missingForFib4, type PrognosisOccasion } from './prognosis-occasion.ts';

/**
 * The sentence of the card: where the patient stands, the one number that decides it with its unit, and at most one action.
 * Dates belong to the detail, unless the number is old. Where findings contradict each other no stage is named.
 */
export function headlineOf(
  occasion: PrognosisOccasion,
  situation: Situation,
  steps: readonly GuidelineStep[],
  overdue: readonly SurveillanceItem[],
): string {
  const { assessment } = situation;
  const [step] = steps;
  const [late] = overdue;
  const action = late ? overdueWords(late) : step && step.urgency !== 'routine' ? briefly(step.action) : undefined;
  switch (occasion) {
    case 'decompensated': {
      const events = assessment.events.map(({ event }) => eventWords[event]).filter((words) => words !== undefined);
      const why = events.length > 0 ? ` (${events.slice(0, 2).join(', ')})` : '';
      return sentence(join(`decompensated liver disease${why}`, severityNumber(situation)), action);
    }
    case 'liver-cancer':
      return sentence(join('hepatocellular carcinoma on record', severityNumber(situation)), action);
    case 'contradiction':
      return contradiction(situation);
    case 'advanced':
      return sentence(
        join(stateWords(situation), decisiveNumber(situation)),
        action ?? (upToDate(situation) ? 'surveillance is up to date' : undefined),
      );
    case 'overdue':
      return late ? sentence(overdueWords(late), late.why) : upperFirst(assessment.because);
    case 'indeterminate':
      return sentence(
        join('fibrosis not settled', decisiveNumber(situation)),
        action ?? (step && briefly(step.action)),
      );
    case 'incomplete':
      return `FIB-4 lacks only ${missingForFib4(assessment).join(' and ')}: take a liver panel${riskName(situation)}`;
    case 'images-disagree':
      return imagesDisagree(situation);
    case 'withheld-child':
      return `Adult fibrosis scores and cut-offs are not applied at age ${assessment.ageYears}`;
    case 'withheld-pregnancy':
      return step ? pregnancy(situation, step) : 'FIB-4 and stiffness cut-offs are not validated in pregnancy';
  }
}

/** Limit of CDS Hooks for a summary. */
const mostCharacters = 139;
/** The standing and the action; an action that does not fit stands in the detail alone, never cut. */
function sentence(standing: string, action: string | undefined): string {
  const whole = action ? `${standing}: ${action}` : standing;
  return upperFirst(whole.length <= mostCharacters ? whole : standing);
}
const join = (...parts: readonly (string | undefined)[]) => parts.filter((part) => part !== undefined).join(', ');

/**
 * The core of an action for a summary: up to the first colon or semicolon, and without a clause that only adds an alternative,
 * a condition or a companion. The whole action stands in the detail.
 */
export function briefly(action: string): string {
  const [head = action] = action.split(/[:;]/);
  const [core = head] = head.split(/, (?=(?:and|or|then|give|unless|whatever|with|rifaximin|fasting)\b)/);
  return lowerFirst(core.trim());
}

const overdueWords = (gap: SurveillanceItem) =>
  `${lowerFirst(gap.item)} overdue${gap.dueBy ? ` since ${gap.dueBy}` : ''}`;

const eventWords: Partial<Record<LiverEventKind, string>> = {
  ascites: 'ascites',
  'variceal-bleeding': 'variceal bleeding',
  'hepatic-encephalopathy': 'encephalopathy',
  'hepatorenal-syndrome': 'hepatorenal syndrome',
  'spontaneous-bacterial-peritonitis': 'bacterial peritonitis',
};

function stateWords({ assessment, ...situation }: Situation): string {
  const recorded = activeConditions({ assessment, ...situation }, ['cirrhosis'])[0] !== undefined;
  switch (assessment.state) {
    case 'cACLD':
      return recorded ? 'compensated cirrhosis' : 'compensated advanced liver disease';
    case 'advanced-fibrosis':
      return assessment.because.includes('as a diagnosis') ? 'advanced fibrosis on record' : 'advanced fibrosis likely';
    default:
      return 'high risk of advanced fibrosis';
  }
}

const scoreValue = ({ assessment }: Situation, id: string) => {
  const found = assessment.scores.find((one) => one.scoreId === id);
  return found?.status === 'ok' ? found : undefined;
};

/** "MELD 3.0 23", else the Child-Pugh class. */
function severityNumber(situation: Situation): string | undefined {
  const meld = scoreValue(situation, 'meld3');
  if (meld) return `${meld.title} ${round(meld.value)}`;
  const { childPugh } = situation.assessment;
  return childPugh && `Child-Pugh ${childPugh.class}`;
}

export function fib4Number(situation: Situation): string | undefined {
  const fib4 = scoreValue(situation, 'fib4');
  return fib4 && `FIB-4 ${round(fib4.value, 2)}`;
}

/** The stiffness while it is current, else FIB-4, else the old stiffness with its date. */
function decisiveNumber(situation: Situation): string | undefined {
  const reading = stiffnessNumber(situation);
  const days = daysAgo(situation.assessment.stiffness?.date, situation.asOf) ?? Number.POSITIVE_INFINITY;
  if (reading && days <= stableLabDays) return reading;
  const old = reading && `${reading} (${shownDate(situation.assessment.stiffness?.date)})`;
  return fib4Number(situation) ?? old;
}

function stiffnessNumber({ assessment }: Situation): string | undefined {
  const reading = assessment.stiffness;
  if (!reading) return undefined;
  return `${reading.method === 'unknown' ? 'stiffness' : reading.method.toUpperCase()} ${round(reading.kPa, 1)} kPa`;
}

/** Both sides of the contradiction with their numbers, and what settles it. */
function contradiction(situation: Situation): string {
  const { assessment } = situation;
  const [recorded] = activeConditions(situation, [
    'cirrhosis',
    'esophageal-varices',
    'portal-hypertension',
    'advanced-fibrosis',
  ]);
  const stiffness = stiffnessNumber(situation) ?? 'stiffness';
  const fib4 = fib4Number(situation);
  const low = scoreValue(situation, 'fib4')?.band?.level === 'low';
  if (recorded && assessment.nextSteps.some(({ id }) => id === 'verify-cirrhosis')) {
    const name = upperFirst(recorded.concept.replaceAll('-', ' '));
    return `${name} on the problem list, but ${stiffness}${low && fib4 ? ` and ${fib4}` : ''}: confirm the diagnosis`;
  }
  return `${upperFirst(stiffness)} and ${fib4 ?? 'FIB-4'} disagree, no stage is stated: repeat VCTE fasting`;
}

/** What the images say, what nothing else says, and the test that settles it. */
function imagesDisagree(situation: Situation): string {
  const [image] = imagesForAdvanced(situation.assessment);
  const other = stiffnessNumber(situation) ?? fib4Number(situation);
  const speaks = `${upperFirst(image?.shown ?? 'an image model')} (${image?.evidence ?? 'research'}) speaks for advanced fibrosis`;
  return `${speaks}${other ? `, ${other} does not` : ''}: measure liver stiffness (VCTE)`;
}

/** Every surveillance that applies has been done in time; vaccines do not count here. */
const upToDate = (situation: Situation) => {
  const applying = surveillance(situation).filter(
    ({ id, status }) => !id.endsWith('-vaccine') && status !== 'not-applicable',
  );
  return applying.length > 0 && applying.every(({ status }) => status === 'done');
};

function riskName(situation: Situation): string {
  const [first] = activeConditions(situation, [
    'masld',
    'mash',
    'metald',
    'diabetes',
    'obesity',
    'alcohol-use-disorder',
  ]);
  const words = first && { masld: 'MASLD', mash: 'MASH', metald: 'MetALD' }[first.concept as string];
  return first ? ` (${words ?? first.concept.replaceAll('-', ' ')} on record)` : '';
}

function pregnancy(situation: Situation, step: GuidelineStep): string {
  const cause = etiologyWords[situation.assessment.etiology.etiology];
  return sentence(join(`${cause} in pregnancy`, hbvDna(situation)), briefly(step.action));
}

/** "HBV DNA 62 million IU/mL". */
function hbvDna(situation: Situation): string | undefined {
  const lab = newestLab(situation, 'hbvDnaCopiesPerMl', 365);
  if (!lab || !factOf(situation, 'pregnant')) return undefined;
  const units = lab.value / hbvCopiesPerIu;
  return `HBV DNA ${units >= 1e6 ? `${round(units / 1e6, 1)} million` : round(units)} IU/mL`;
}

/** The cause in words for a detail line: a diagnosis needs no "is recorded as a diagnosis". */
export function causeText({ etiology }: Assessment): string | undefined {
  if (etiology.basis === 'none') return undefined;
  return etiology.why
    .replace(' is recorded as a diagnosis', '')
    .replace('hepatitis C; hepatitis C is recorded as cured', 'hepatitis C, recorded as cured');
}
