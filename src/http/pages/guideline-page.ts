import { h } from 'preact';
import { drugRules } from '../../core/drugs/drug-safety-rules.ts';
import type { Source } from '../../core/evidence.ts';
import { guidelineSources } from '../../core/guidelines/guideline-sources.ts';
import { guidelineRules } from '../../core/guidelines/next-steps.ts';
import { ruleSources } from '../../core/guidelines/rule-sources.ts';
import { orderRules } from '../../core/orders/order-rules.ts';
import { surveillanceRules } from '../../core/surveillance/surveillance-rules.ts';
import { link, page, table } from './layout.ts';
import { sourceItem } from './score-pages.ts';

/** A rule as this page and its JSON show it. */
export interface RuleCard {
  readonly id: string;
  readonly kind: 'next step' | 'drug' | 'order' | 'surveillance';
  readonly says: string;
  readonly source: string;
}

/** Wording that depends on the patient stands in the rule itself; here it is named as such. */
const worded = 'worded for the patient';

export const ruleCards: readonly RuleCard[] = [
  ...guidelineRules.map(
    ({ id, action, source }): RuleCard => ({
      id,
      kind: 'next step',
      says: typeof action === 'string' ? action : worded,
      source: source.id,
    }),
  ),
  ...drugRules.map(({ id, why, source }): RuleCard => ({ id, kind: 'drug', says: why, source: source.id })),
  ...orderRules.map(({ id, source }): RuleCard => ({ id, kind: 'order', says: worded, source: source.id })),
  ...surveillanceRules.map(
    ({ id, item, source }): RuleCard => ({ id, kind: 'surveillance', says: item, source: source.id }),
  ),
];

export const ruleSourceList: readonly Source[] = [
  ...new Map(
    [...Object.values(guidelineSources), ...Object.values(ruleSources)].map((source: Source) => [source.id, source]),
  ).values(),
].sort((a, b) => a.label.localeCompare(b.label));

/** Every rule that can speak on a card, with who says so. A card's source links to `#<source id>`. */
export function guidelinePage(): string {
  return page(
    'Guideline rules',
    h('h1', null, 'Guideline rules'),
    h(
      'p',
      { class: 'lead' },
      'What the service may advise. A rule speaks only when its conditions are met by facts on the chart; of one topic only the first applies.',
    ),
    h('h2', null, 'Sources'),
    h('ul', { class: 'sources' }, ...ruleSourceList.map(sourceItem)),
    h('h2', null, 'Rules'),
    table(
      `${ruleCards.length} rules`,
      ['Rule', 'Kind', 'Says', 'Source'],
      ruleCards.map((rule) => [rule.id, rule.kind, rule.says, link(`#${rule.source}`, rule.source)]),
    ),
  );
}
