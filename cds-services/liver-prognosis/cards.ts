import {
  type CardSetting,
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
import { escapeMarkdown, markdownBlocks, markdownList } from '../../src/cds/markdown.ts';
import type { Assessment, GuidelineStep } from '../../src/core/assessment.ts';
import { type ServiceConcept, serviceConcepts } from '../../src/core/chart.ts';
import type { Source } from '../../src/core/evidence.ts';
import { ruleSources } from '../../src/core/guidelines/rule-sources.ts';
import { lowerFirst, scoreText, stiffnessText, titleInSentence } from '../../src/core/orders/order-rules.ts';
import { modelRiskText, stageText } from '../../src/core/situation/model-sentences.ts';
import { causeText } from '../../src/core/situation/prognosis-headline.ts';
import { missingForFib4 } from '../../src/core/situation/prognosis-occasion.ts';
import { childPughText, meldText, type Prognosis, riskTexts } from '../../src/core/situation/prognosis-sentence.ts';
import { gapSentence } from '../../src/core/surveillance/surveillance.ts';

/** One card: the state in the summary, what is known and what is next below it. */
export function prognosisCards(prognosis: Prognosis, setting: CardSetting): readonly CardDraft[] {
  const { tools, situation } = setting;
  const source = sourceOf(prognosis);
  return [
    {
      summary: summaryOf(prognosis.headline),
      indicator: indicatorOf(prognosis.severity),
      detail: markdownBlocks(
        markdownList(linesOf(prognosis, setting)),
        // What only an image model says is no more proven than the model.
        evidenceLine(
          source,
          prognosis.occasion === 'images-disagree' ? situation.assessment.stage?.evidence : undefined,
        ),
      ),
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

function linesOf(prognosis: Prognosis, { tools, situation }: CardSetting): readonly string[] {
  const { assessment } = situation;
  const [step, second] = prognosis.steps;
  const unread =
    tools.unavailable.length > 0
      ? `**Could not be read this time:** ${escapeMarkdown(tools.unavailable.join(', '))}`
      : '';
  if (prognosis.occasion.startsWith('withheld')) {
    const pregnancy = step ? 'FIB-4 and stiffness cut-offs are not validated in pregnancy.' : '';
    return [
      step ? stepLine('Next', step) : '',
      escapeMarkdown(
        `${pregnancy} On record: ${assessment.etiology.why}. Ask hepatology for an assessment fit for this patient.`.trim(),
      ),
      unread,
    ];
  }
  const grave = prognosis.occasion === 'decompensated' || prognosis.occasion === 'liver-cancer';
  const known = [
    stiffnessText(situation),
    // After decompensation a fibrosis score says nothing more.
    assessment.state === 'dACLD' ? undefined : scoreText(situation, 'fib4'),
    ...(grave || (assessment.state === 'cACLD' && prognosis.occasion !== 'contradiction')
      ? [...meldText(situation), ...childPughText(assessment)]
      : []),
  ].filter((one) => one !== undefined);
  const risks = assessment.state === 'dACLD' ? [] : riskTexts(situation).slice(0, 2);
  const [stage, modelRisk] = [stageText(assessment), modelRiskText(assessment)];
  const covered = new Set(prognosis.steps.map(({ order }) => order));
  const late = prognosis.overdue.filter(({ order }) => order === undefined || !covered.has(order));
  const missing = missingWorthSaying(prognosis, assessment);
  return [
    known.length > 0 ? `**Known:** ${escapeMarkdown(known.join('; '))}` : '',
    `**Why:** ${escapeMarkdown(whyText(assessment))}`,
    stage ? `**Stage:** ${escapeMarkdown(stage)}` : '',
    modelRisk ? `**Model:** ${escapeMarkdown(modelRisk)}` : '',
    risks.length > 0 ? `**Risk:** ${escapeMarkdown(risks.join('; '))}` : '',
    step ? stepLine('Next', step) : '',
    second ? stepLine('Also', second) : '',
    late.length > 0 ? `**Overdue:** ${escapeMarkdown(late.slice(0, 2).map(gapSentence).join('; '))}` : '',
    missing.length > 0 ? `**Missing:** ${escapeMarkdown(missing.slice(0, 3).map(lowerFirst).join(', '))}` : '',
    // The headline is the contradiction already.
    prognosis.occasion === 'contradiction' ? '' : noteLine(assessment),
    unread,
  ];
}

/** The reason of the state without the reading that stands above it, and the cause. */
function whyText(assessment: Assessment): string {
  const because = assessment.because.replace(/^VCTE [\d.]+ kPa \(\d{4}-\d{2}-\d{2}\): /, '');
  const cause = causeText(assessment);
  return cause ? `${because} (${cause})` : because;
}

/** Inputs of Child-Pugh are worth asking for where its class is used, the parts of other scores where they decide the next step. */
function missingWorthSaying({ steps }: Prognosis, { missing, state }: Assessment): readonly string[] {
  const measured = steps.some(({ order }) => order === 'vcte' || order === 'elf-test');
  const asked = steps.some(({ order }) => order === 'liver-panel');
  return missing.filter((one) => {
    if (one === 'liver stiffness') return !measured;
    if (['AST', 'ALT', 'Platelets'].includes(one)) return !asked;
    if (one === 'cause of liver disease') return !steps.some(({ id }) => id === 'find-the-cause');
    if (['date of birth', 'diagnoses', 'medications'].includes(one)) return true;
    return state === 'dACLD';
  });
}

/** The first caution; a Child-Pugh that is at least A says nothing. */
function noteLine({ warnings }: Assessment): string {
  const note = warnings.find((one) => !/^Child-Pugh is at least . points \(A\)/.test(one));
  return note ? `**Note:** ${escapeMarkdown(note)}` : '';
}

function stepLine(label: string, step: GuidelineStep): string {
  const caution = step.caveat ? `; caution: ${escapeMarkdown(step.caveat)}` : '';
  return `**${label}:** ${escapeMarkdown(step.action)}, because ${escapeMarkdown(step.why)} (${escapeMarkdown(step.source.label)})${caution}`;
}

/** Where the guidance on the card comes from: the next step's guideline, else the rule of what is overdue, else the state's. */
function sourceOf({ steps, overdue }: Prognosis): Source {
  return steps[0]?.source ?? overdue[0]?.source ?? ruleSources.easlNit2021;
}

function suggestionsOf({ occasion, steps, overdue }: Prognosis, { context, tools, situation }: CardSetting) {
  const today = tools.now.slice(0, 10);
  const wanted = new Map<ServiceConcept, string>();
  for (const step of steps) {
    const ordered = serviceConcepts.find((concept) => concept === step.order);
    if (ordered && !wanted.has(ordered)) wanted.set(ordered, step.action);
  }
  if (occasion === 'incomplete')
    wanted.set('liver-panel', `FIB-4 lacks ${missingForFib4(situation.assessment).join(', ')}`);
  if (occasion === 'images-disagree') wanted.set('vcte', 'an image model and the other tests disagree');
  for (const gap of overdue) if (gap.order && !wanted.has(gap.order)) wanted.set(gap.order, `${gap.item}: ${gap.why}`);
  return [...wanted].slice(0, 3).flatMap(([concept, reason], index) =>
    suggestion(
      `Order ${titleInSentence(concept)}`,
      [createOrder(context, concept, reason, today)],
      // Where the diagnosis itself is in doubt nothing that rests on it is recommended.
      index === 0 && (occasion !== 'contradiction' || concept === steps[0]?.order),
    ),
  );
}
