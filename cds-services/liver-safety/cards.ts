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
import { escapeMarkdown, markdownBlocks, markdownList } from '../../src/cds/markdown.ts';
import type { Tools } from '../../src/cds/service.ts';
import { type DrugAdvice, upperFirst } from '../../src/core/drugs/drug-safety.ts';
import type { DrugRule } from '../../src/core/drugs/drug-safety-rules.ts';
import { titleOf } from '../../src/core/orders/order-rules.ts';
import type { Situation } from '../../src/core/situation/liver-facts.ts';

/** Rules on one drug family share the first word of their id: the gravest speaks for all. */
const family = (rule: DrugRule) => rule.id.split('-')[0];

/** More than three cards are not read: the rest is named on the third. */
const most = 3;

export function safetyCards(
  advice: readonly DrugAdvice[],
  withheld: readonly DrugRule[],
  setting: CardSetting,
): readonly CardDraft[] {
  const rest = advice.slice(most).map((one) => `Also: ${escapeMarkdown(one.headline)}`);
  const cards = advice
    .slice(0, most)
    .map((one, index) =>
      safetyCard(one, setting, [...(index === most - 1 ? rest : []), ...withheldLine(index, withheld, setting)]),
    );
  const [first] = withheld;
  return cards.length > 0 || !first ? cards : [withheldCard(first, setting)];
}

function safetyCard(
  advice: DrugAdvice,
  { context, tools, situation }: CardSetting,
  extra: readonly string[],
): CardDraft {
  const { rule } = advice;
  const names = advice.subjects.join(', ');
  const stopping = rule.on === 'stop';
  const removals = stopping ? [] : advice.orders.flatMap((order) => deleteOrder(order, names));
  return {
    summary: advice.headline,
    indicator: indicatorOf(rule.severity),
    detail: markdownBlocks(
      escapeMarkdown(rule.why),
      markdownList([
        ...advice.facts.map((fact) => escapeMarkdown(upperFirst(fact.text))),
        `**${stopping ? 'Rather' : 'Instead'}:** ${escapeMarkdown(rule.instead)}`,
        ...advice.further
          .filter((other) => family(other) !== family(rule))
          .slice(0, 1)
          .map((other) => `Also: ${escapeMarkdown(other.why)} (${escapeMarkdown(other.source.label)})`),
        ...extra,
        ...unread(tools),
      ]),
      evidenceLine(rule.source),
    ),
    source: cardSource(rule.source, 'drug-safety', tools),
    ...withSuggestions([
      ...suggestion(
        `Take back ${names}`,
        rule.severity === 'note' || rule.order ? [] : removals,
        rule.severity === 'danger',
      ),
      ...suggestion(
        rule.order ? `Order ${titleOf(rule.order)}` : '',
        rule.order ? [createOrder(context, rule.order, advice.headline)] : [],
      ),
    ]),
    overrideReasons: overrideReasons('benefit-outweighs-risk', 'specialist-advised', 'not-appropriate', 'chart-wrong'),
    links: [tools.reviewLink(situation.assessment)],
  };
}

function withheldLine(index: number, withheld: readonly DrugRule[], { situation }: CardSetting): readonly string[] {
  return index === 0 && withheld.length > 0 ? [withheldSentence(situation)] : [];
}

const withheldSentence = ({ assessment }: Situation) =>
  `Adult doses and cut-offs for liver disease are not applied at age ${assessment.ageYears ?? 'under 18'}: ask a paediatric hepatologist`;

function withheldCard(rule: DrugRule, { tools, situation }: CardSetting): CardDraft {
  return {
    summary: withheldSentence(situation),
    indicator: 'info',
    detail: evidenceLine(rule.source),
    source: cardSource(rule.source, 'drug-safety', tools),
    links: [tools.reviewLink(situation.assessment)],
  };
}

/** Parts of the chart that decide most rules: their absence has to be seen. */
const decisive: ReadonlyMap<string, string> = new Map([
  ['conditions', 'diagnoses'],
  ['labs', 'laboratory results'],
  ['medications', 'medication list'],
  ['procedures', 'procedures'],
]);

function unread({ unavailable }: Tools): readonly string[] {
  const names = unavailable.map((key) => decisive.get(key)).filter((name) => name !== undefined);
  return names.length > 0 ? [`Could not be read this time: ${names.join(', ')}`] : [];
}
