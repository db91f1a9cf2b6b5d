import {
  cardSource,
  createOrder,
  evidenceLine,
  indicatorOf,
  overrideReasons,
  suggestion,
  summaryOf,
  withSuggestions,
} from '../../src/cds/advice-card.ts';
import type { CardDraft } from '../../src/cds/card.ts';
import type { BaseContext } from '../../src/cds/hook.ts';
import { escapeMarkdown, markdownBlocks, markdownList } from '../../src/cds/markdown.ts';
import type { Tools } from '../../src/cds/service.ts';
import { type ServiceConcept, serviceConcepts } from '../../src/core/chart.ts';
import { ruleSources } from '../../src/core/drug-safety-sources.ts';
import type { Source } from '../../src/core/evidence.ts';
import type { Situation } from '../../src/core/liver-facts.ts';
import { lowerFirst, scoreText, stiffnessText, titleOf } from '../../src/core/order-rules.ts';
import {
  childPughText,
  meldText,
  missingForFib4,
  type Prognosis,
  riskTexts,
} from '../../src/core/prognosis-sentence.ts';
import { gapSentence } from '../../src/core/surveillance.ts';

interface Setting {
  readonly context: BaseContext;
  readonly tools: Tools;
  readonly situation: Situation;
}

/** One card: the state in the summary, what is known and what is next below it. */
export function prognosisCards(prognosis: Prognosis, setting: Setting): readonly CardDraft[] {
  const { tools, situation } = setting;
  const source = sourceOf(prognosis);
  return [
    {
      summary: summaryOf(...prognosis.clauses),
      indicator: indicatorOf(prognosis.severity),
      detail: markdownBlocks(markdownList(linesOf(prognosis, setting)), evidenceLine(source)),
      source: cardSource(source, 'prognosis', tools),
      ...withSuggestions(suggestionsOf(prognosis, setting), 'any'),
      overrideReasons: overrideReasons(
        'specialist-advised',
        'done-elsewhere',
        'not-appropriate',
        'patient-declined',
        'chart-wrong',
      ),
      links: [tools.reviewLink(situation.assessment)],
    },
  ];
}

function linesOf(prognosis: Prognosis, { tools, situation }: Setting): readonly string[] {
  const { assessment } = situation;
  if (prognosis.occasion.startsWith('withheld')) {
    return [
      escapeMarkdown(`On record: ${assessment.etiology.why}. Ask hepatology for an assessment fit for this patient.`),
    ];
  }
  const known = [
    stiffnessText(situation),
    // After decompensation a fibrosis score says nothing more.
    assessment.state === 'dACLD' ? undefined : scoreText(situation, 'fib4'),
    ...meldText(situation),
    ...childPughText(assessment),
  ].filter((one) => one !== undefined);
  const risks = riskTexts(assessment).slice(0, 2);
  return [
    known.length > 0 ? `**Known:** ${escapeMarkdown(known.join('; '))}` : '',
    `**Why:** ${escapeMarkdown(assessment.because)}${assessment.etiology.basis === 'none' ? '' : ` (${escapeMarkdown(assessment.etiology.why)})`}`,
    risks.length > 0 ? `**Risk:** ${escapeMarkdown(risks.join('; '))}` : '',
    nextLine(prognosis),
    prognosis.overdue.length > 0
      ? `**Overdue:** ${escapeMarkdown(prognosis.overdue.slice(0, 2).map(gapSentence).join('; '))}`
      : '',
    assessment.missing.length > 0
      ? `**Missing:** ${escapeMarkdown(assessment.missing.slice(0, 3).map(lowerFirst).join(', '))}`
      : '',
    assessment.warnings[0] ? `**Note:** ${escapeMarkdown(assessment.warnings[0])}` : '',
    tools.unavailable.length > 0
      ? `**Could not be read this time:** ${escapeMarkdown(tools.unavailable.join(', '))}`
      : '',
  ];
}

function nextLine({ step }: Prognosis): string {
  if (!step) return '';
  const caution = step.caveat ? `; caution: ${escapeMarkdown(step.caveat)}` : '';
  return `**Next:** ${escapeMarkdown(step.action)}, because ${escapeMarkdown(step.why)} (${escapeMarkdown(step.source.label)})${caution}`;
}

/** Where the guidance on the card comes from: the next step's guideline, else the rule of what is overdue, else the state's. */
function sourceOf({ step, overdue }: Prognosis): Source {
  return step?.source ?? overdue[0]?.source ?? ruleSources.easlNit2021;
}

function suggestionsOf(prognosis: Prognosis, { context, tools, situation }: Setting) {
  const today = tools.now.slice(0, 10);
  const wanted = new Map<ServiceConcept, string>();
  const { step } = prognosis;
  const ordered = step?.order === undefined ? undefined : serviceConcepts.find((concept) => concept === step.order);
  if (step && ordered) wanted.set(ordered, step.action);
  if (prognosis.occasion === 'incomplete')
    wanted.set('liver-panel', `FIB-4 lacks ${missingForFib4(situation.assessment).join(', ')}`);
  for (const gap of prognosis.overdue)
    if (gap.order && !wanted.has(gap.order)) wanted.set(gap.order, `${gap.item}: ${gap.why}`);
  return [...wanted]
    .slice(0, 3)
    .flatMap(([concept, reason], index) =>
      suggestion(`Order ${titleOf(concept)}`, [createOrder(context, concept, reason, today)], index === 0),
    );
}
