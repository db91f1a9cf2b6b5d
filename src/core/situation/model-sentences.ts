import type { Assessment, ModelPrediction, ModelRisk } from '../assessment.ts';
import type { EvidenceClass } from '../evidence.ts';
import type { StageFusion } from '../fusion/fuse-stages.ts';
import { settingWords } from '../fusion/priors.ts';
import { lowerFirst } from '../orders/order-rules.ts';
import { round } from './liver-facts.ts';

/** How far a sentence may be trusted, in the sentence itself. */
const labels: Readonly<Record<EvidenceClass, string>> = {
  established: 'established',
  research: 'research',
  synthetic: 'synthetic, demonstration only',
};

/**
 * "F3–F4 likely, P(≥F3) 0.81 from VCTE, CT (research; prior of specialist care)", what weighs most first. Where no stage is named the
 * sentence says so only when that is news: an image was read, or tests contradict each other; what to do next is the guideline's to say.
 */
export function stageText({ stage }: Assessment): string | undefined {
  if (!stage) return undefined;
  const names = stage.drivers.filter(({ available }) => available).map(({ title }) => title);
  const about = `(${labels[stage.evidence]}; prior of ${settingWords[stage.setting]})`;
  if (stage.headline.kind === 'abstention') {
    const fromImage = stage.factors.some(({ modality }) => imageModalities.has(modality));
    if (stage.headline.why !== 'discordant' && !fromImage) return undefined;
    return `${stage.headline.words}: ${names.join(', ')} ${about}`;
  }
  const [shown, p] = stage.headline.range === 'F4' ? ['P(F4)', stage.f4] : ['P(≥F3)', stage.atLeastF3];
  return `${stage.headline.words}, ${shown} ${p.toFixed(2)} from ${names.join(', ')} ${about}`;
}

/** Stages read from pictures by a model. */
export const imageModalities: ReadonlySet<string> = new Set(['ct', 'mr', 'us']);

/** Second-line tests in the order of the guidelines on non-invasive tests (EASL 2021, AASLD 2024): stiffness, MRE, then biopsy. */
export function settlingTest({ factors }: StageFusion): string {
  const used = new Set(factors.map(({ modality }) => modality));
  if (!used.has('vcte') && !used.has('mre')) return 'VCTE';
  return used.has('mre') ? 'liver biopsy' : 'MR elastography';
}

const shownHorizonYears = 5;
const mostDrivers = 2;

/**
 * "5-year risk of death 12 % (8 to 18 %), Prognosis in PBC (research): bilirubin 3.2 mg/dL, age 61" of the model with the best
 * evidence. One sentence; undefined where no model speaks of risk.
 */
export function modelRiskText({ models }: Assessment): string | undefined {
  // Death of another cause competes; by itself it is no news about the liver.
  const speaking = (models ?? []).flatMap((model) =>
    model.status === 'ok' &&
    model.state === 'live' &&
    model.risks.some(({ outcome }) => outcome !== 'other-cause-death')
      ? [model]
      : [],
  );
  const [model] = [...speaking].sort((a, b) => rank[a.evidence] - rank[b.evidence]);
  const risk = model && nearest(model.risks);
  if (!model || !risk) return undefined;
  const drivers = driversOf(model, risk);
  // Titles of synthetic models carry the word themselves.
  const title = model.title.replace(/ \((established|research|synthetic)\)$/, '');
  const tail = drivers.length > 0 ? `: ${drivers.join(', ')}` : '';
  return `${risk.horizonYears}-year risk of ${lowerFirst(risk.title)} ${sizeOf(risk)}, ${title} (${labels[model.evidence]})${tail}`;
}

const rank: Readonly<Record<EvidenceClass, number>> = { established: 0, research: 1, synthetic: 2 };

/** The outcome that the model names first, at five years where it speaks of them. */
function nearest(risks: readonly ModelRisk[]): ModelRisk | undefined {
  const off = ({ horizonYears }: ModelRisk) => Math.abs(horizonYears - shownHorizonYears);
  const same = risks.filter(({ outcome, title }) => outcome === risks[0]?.outcome && title === risks[0]?.title);
  return [...same].sort((a, b) => off(a) - off(b))[0];
}

/** What carries most of it, in a few words each; nothing that would read as "would fall if". */
function driversOf({ drivers }: ModelPrediction, { outcome, title }: ModelRisk): readonly string[] {
  const all = (drivers.find(({ of }) => of === outcome || of === title) ?? drivers[0])?.drivers ?? [];
  return all
    .filter(({ available, contribution }) => available && contribution !== 0)
    .slice(0, mostDrivers)
    .map((driver) => `${lowerFirst(driver.title)}${driver.value ? ` ${driver.value}` : ''}`);
}

function sizeOf({ probability, lower, upper }: ModelRisk): string {
  const percent = (share: number) => round(100 * share, share < 0.1 ? 1 : 0);
  const range = lower === undefined || upper === undefined ? '' : ` (${percent(lower)} to ${percent(upper)} %)`;
  return `${percent(probability)} %${range}`;
}
