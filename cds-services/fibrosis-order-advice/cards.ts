import {
  type CardSetting,
  cardSource,
  createOrder,
  deleteOrder,
  evidenceLine,
  indicatorOf,
  overrideReasons,
  suggestion,
  withSuggestions,
} from '../../src/cds/advice-card.ts';
import type { CardDraft } from '../../src/cds/card.ts';
import type { BaseContext } from '../../src/cds/hook.ts';
import { escapeMarkdown, markdownBlocks, markdownList } from '../../src/cds/markdown.ts';
import type { ServiceConcept } from '../../src/core/chart.ts';
import { upperFirst } from '../../src/core/drugs/drug-safety.ts';
import { ruleSources } from '../../src/core/guidelines/rule-sources.ts';
import type { OrderAdvice } from '../../src/core/orders/order-advice.ts';
import { scoreText, stiffnessText, titleOf } from '../../src/core/orders/order-rules.ts';
import type { Situation } from '../../src/core/situation/liver-facts.ts';

export function adviceCards(
  advice: readonly OrderAdvice[],
  withheld: string | undefined,
  setting: CardSetting,
): readonly CardDraft[] {
  const cards = advice.slice(0, 3).map((one) => adviceCard(one, setting));
  return cards.length > 0 || withheld === undefined ? cards : [withheldCard(withheld, setting)];
}

function adviceCard(advice: OrderAdvice, { context, tools, situation }: CardSetting): CardDraft {
  const { rule, order } = advice;
  const staging =
    order.concept !== undefined && stagingTests.has(order.concept) && situation.assessment.state !== 'dACLD';
  const step = staging ? stepFor(advice, situation) : undefined;
  return {
    summary: advice.headline,
    indicator: indicatorOf(rule.severity),
    detail: markdownBlocks(
      escapeMarkdown(advice.why),
      markdownList([
        ...(staging ? [scoreText(situation, 'fib4'), stiffnessText(situation)] : [])
          .filter((known) => known !== undefined && !advice.headline.includes(known))
          .map((known) => `Known: ${escapeMarkdown(known ?? '')}`),
        ...(step
          ? [`Next step in the pathway: ${escapeMarkdown(step.action)} (${escapeMarkdown(step.source.label)})`]
          : []),
        ...(tools.unavailable.length > 0
          ? ['Parts of the chart could not be read: check whether this was done elsewhere']
          : []),
      ]),
      evidenceLine(rule.source),
    ),
    source: cardSource(rule.source, 'order-advice', tools),
    ...withSuggestions(suggestionsFor(advice, context)),
    overrideReasons: overrideReasons('other-indication', 'specialist-advised', 'done-elsewhere', 'chart-wrong'),
    links: [tools.reviewLink(situation.assessment)],
  };

  function suggestionsFor({ replaceWith, add = [], cancel }: OrderAdvice, where: BaseContext) {
    const name = order.concept ? titleOf(order.concept) : (order.ingredient ?? 'order').replaceAll('-', ' ');
    const removal = deleteOrder(order, name);
    const also = add.map((concept) => createOrder(where, concept, advice.headline));
    if (replaceWith) {
      const instead = [createOrder(where, replaceWith, advice.headline), ...also];
      const names = [replaceWith, ...add].map(titleOf).join(' and ');
      return suggestion(`Replace by ${names}`, [...removal, ...instead], true);
    }
    if (add.length > 0) return suggestion(`Add ${add.map(titleOf).join(' and ')}`, also, true);
    return cancel ? suggestion(`Take back ${name}`, removal, rule.severity === 'danger') : [];
  }
}

const stagingTests: ReadonlySet<ServiceConcept> = new Set([
  'liver-biopsy',
  'vcte',
  'swe',
  'mre',
  'elf-test',
  'liver-panel',
]);

/** What the staging pathway says instead, unless it says the same as the order or the advice. */
function stepFor(advice: OrderAdvice, { assessment }: Situation) {
  return assessment.nextSteps.find(
    (step) =>
      [...stagingTests].some((concept) => concept === step.order) &&
      step.order !== advice.order.concept &&
      step.order !== advice.replaceWith,
  );
}

function withheldCard(reason: string, { tools, situation }: CardSetting): CardDraft {
  return {
    summary: upperFirst(reason),
    indicator: 'info',
    detail: evidenceLine(ruleSources.aasldNilda2024),
    source: cardSource(ruleSources.aasldNilda2024, 'order-advice', tools),
    links: [tools.reviewLink(situation.assessment)],
  };
}
